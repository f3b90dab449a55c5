/* active_buckets.c - the two lists of window buckets that may hold entries */
#include "pcache_internal.h"

static void active_buckets_append (Pcache *pcache, unsigned list, PcacheBucket *bucket)
{
  PcacheBucket *first = pcache->active_buckets[list];
  if (first) {
    bucket->ahb_next = first;
    bucket->ahb_prev = first->ahb_prev;
    first->ahb_prev->ahb_next = bucket;
    first->ahb_prev = bucket;
  } else {
    bucket->ahb_next = bucket->ahb_prev = bucket;
    pcache->active_buckets[list] = bucket;
  }
  bucket->membership = list ? BUCKET_ON_LIST_1 : BUCKET_ON_LIST_0;
}

static unsigned active_buckets_list_of (const PcacheBucket *bucket)
{
  return bucket->membership == BUCKET_ON_LIST_1;
}

static void active_buckets_unlink (Pcache *pcache, PcacheBucket *bucket)
{
  PcacheBucket **first = &pcache->active_buckets[active_buckets_list_of (bucket)];
  if (bucket->ahb_next == bucket) {
    *first = NULL;
  } else {
    bucket->ahb_prev->ahb_next = bucket->ahb_next;
    bucket->ahb_next->ahb_prev = bucket->ahb_prev;
    if (*first == bucket) {
      *first = bucket->ahb_next;
    }
  }
  bucket->ahb_next = bucket->ahb_prev = NULL;
  bucket->membership = BUCKET_ON_NO_LIST;
}

void active_buckets_join (Pcache *pcache, PcacheBucket *bucket)
{
  mutex_assert_held (pcache->kernel, &bucket->lock);
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  if (bucket->membership == BUCKET_ON_NO_LIST) {
    active_buckets_append (pcache, pcache->current, bucket);
  }
  mutex_exit (pcache->kernel, &pcache->mem_lock);
}

void active_buckets_leave (Pcache *pcache, PcacheBucket *bucket)
{
  mutex_assert_held (pcache->kernel, &bucket->lock);
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  if (active_buckets_list_of (bucket) == pcache->current || !pcache->async_purge_running) {
    active_buckets_unlink (pcache, bucket);
  }
  mutex_exit (pcache->kernel, &pcache->mem_lock);
}

void active_buckets_leave_async (Pcache *pcache, PcacheBucket *bucket)
{
  mutex_assert_held (pcache->kernel, &bucket->lock);
  active_buckets_unlink (pcache, bucket);
}
