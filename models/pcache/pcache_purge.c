/* pcache_purge.c - purges of one owner, or of one wired shadow list (§8) */
#include "active_buckets.h"

#include <glib.h>

void pcache_begin_purge (Pcache *pcache, CachePurge *purge)
{
  purge->number = ++pcache->purges;
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_begun (pcache->cache.observer_user, purge);
  }
}

void pcache_end_purge (Pcache *pcache, const CachePurge *purge)
{
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_ended (pcache->cache.observer_user, purge);
  }
}

/* Window entries from the newest on, up to the first active one. */
static void pcache_purge_owner_window (Pcache *pcache, CachePurge *purge, RemovalList *removed)
{
  CacheOwner *owner = purge->owner;
  mutex_enter (pcache->kernel, cache_owner_lock (owner));
  bool met_active = false;
  while (pcache_owner_newest (owner) && !met_active) {
    PcacheEntry *entry = pcache_owner_newest (owner);
    PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
    purge->full_buckets++;
    mutex_enter (pcache->kernel, &bucket->lock);
    met_active = entry->active > 0;
    if (!met_active) {
      pcache_purge_entry (pcache, purge, entry, removed);
      if (!bucket->head) {
        active_buckets_leave (pcache, bucket);
      }
    }
    mutex_exit (pcache->kernel, &bucket->lock);
  }
  mutex_exit (pcache->kernel, cache_owner_lock (owner));
}

static void pcache_purge_owner_wired (Pcache *pcache, CachePurge *purge, uint32_t flags, RemovalList *removed)
{
  const CacheOwner *owner = purge->owner;
  PcacheBucket *bucket =
      &pcache->tables[PCACHE_WIRED].buckets[pcache_bucket_of (pcache, purge->seg, owner->tag, 0, flags)];
  *(bucket->head ? &purge->full_buckets : &purge->empty_buckets) += 1;
  mutex_enter (pcache->kernel, &bucket->lock);
  PcacheEntry *next;
  for (PcacheEntry *entry = bucket->head; entry; entry = next) {
    next = pcache_entry_links (entry)->chain_next;
    if (entry->tag != owner->tag) {
      continue;
    }
    if (entry->active > 0) {
      break;
    }
    pcache_purge_entry (pcache, purge, entry, removed);
  }
  mutex_exit (pcache->kernel, &bucket->lock);
}

void pcache_ppurge (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags)
{
  Pcache *pcache = pcache_of (cache);
  if (pcache->plocked == 0) {
    return;
  }
  CachePurge purge = { .walk = CACHE_PURGE_OWNER,
                       .cause = CACHE_REMOVED_OWNER_PURGE,
                       .seg = seg,
                       .owner = pcache_owner_of (seg, amp) };
  pcache_begin_purge (pcache, &purge);
  RemovalList removed = { NULL };
  if (flags & SEGP_FORCE_WIRED) {
    pcache_purge_owner_wired (pcache, &purge, flags, &removed);
  } else {
    pcache_purge_owner_window (pcache, &purge, &removed);
  }
  RemovalTotals totals = removal_list_work_off (pcache, &removed, false, false);
  pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
  pcache_end_purge (pcache, &purge);
}

void pcache_ppurge_wiredpp (Cache *cache, void *shadow_list)
{
  Pcache *pcache = pcache_of (cache);
  if (pcache->plocked == 0) {
    return;
  }
  CachePurge purge = { .walk = CACHE_PURGE_WIRED_LIST, .cause = CACHE_REMOVED_WIRED_PURGE };
  pcache_begin_purge (pcache, &purge);
  uint64_t pages = 0;
  bool was_last = false;
  for (uint64_t i = 0; i < pcache->tables[PCACHE_WIRED].n_buckets && !was_last; i++) {
    PcacheBucket *bucket = &pcache->tables[PCACHE_WIRED].buckets[i];
    if (!bucket->head) {
      continue;
    }
    purge.full_buckets++;
    RemovalList removed = { NULL };
    mutex_enter (pcache->kernel, &bucket->lock);
    PcacheEntry *next;
    for (PcacheEntry *entry = bucket->head; entry; entry = next) {
      next = pcache_entry_links (entry)->chain_next;
      if (entry->active == 0 && entry->shadow_list == shadow_list) {
        pcache_purge_entry (pcache, &purge, entry, &removed);
      }
    }
    mutex_exit (pcache->kernel, &bucket->lock);
    RemovalTotals totals = removal_list_work_off (pcache, &removed, true, true);
    pages += totals.pages;
    was_last = totals.last_result != 0;
    if (removed.first) {
      g_error ("seg_ppurge_wiredpp: the owner called an entry of a list its last, but there are more");
    }
  }
  pcache_subtract_pages (pcache, pages, 0);
  pcache_end_purge (pcache, &purge);
}
