/* pcache_purge.c - purges: of one owner, of one wired shadow list, and the asynchronous one (§7, §8) */
#include "pcache_internal.h"

#include <glib.h>

#define AHB_STOP_CHECK_INTERVAL 16

static void pcache_begin_purge (Pcache *pcache, CachePurge *purge)
{
  purge->number = ++pcache->purges;
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_begun (pcache->cache.observer_user, purge);
  }
}

static void pcache_end_purge (Pcache *pcache, const CachePurge *purge)
{
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_ended (pcache->cache.observer_user, purge);
  }
}

/* PURGE takes ENTRY: unlinks it, counts it in PURGE and puts it on LIST; its locks are held. */
static void pcache_purge_entry (Pcache *pcache, CachePurge *purge, PcacheEntry *entry, RemovalList *list)
{
  pcache_entry_unlink (pcache, entry, purge->cause, purge);
  purge->entries++;
  purge->pages += pcache_entry_npages (pcache, entry);
  removal_list_push (list, entry);
}

/* PURGE takes the inactive wired entries of BUCKET that have SHADOW_LIST; NULL: all. */
static void pcache_purge_wired_bucket (Pcache *pcache, CachePurge *purge, PcacheBucket *bucket,
                                       const void *shadow_list, RemovalList *removed)
{
  mutex_enter (pcache->kernel, &bucket->lock);
  PcacheEntry *next;
  for (PcacheEntry *entry = bucket->head; entry; entry = next) {
    next = pcache_entry_links (entry)->chain_next;
    if (entry->active == 0 && (!shadow_list || entry->shadow_list == shadow_list)) {
      pcache_purge_entry (pcache, purge, entry, removed);
    }
  }
  mutex_exit (pcache->kernel, &bucket->lock);
}

/* ---- purges of one owner, or of one wired shadow list (§8) ---- */

/* Takes window entries from the newest on, up to the first active one. */
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
    pcache_purge_wired_bucket (pcache, &purge, bucket, shadow_list, &removed);
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

/* ---- the asynchronous purge (§7) ---- */

typedef struct {
  bool force;
  uint64_t window_pages; /* taken so far */
  CachePurge report;     /* why it purges, what it means to take, what it met and took */
  RemovalList removed;
} AsyncPurge;

/* §7.2, lowmem: whether memory is so short that the window must shrink. */
static bool async_purge_is_lowmem (const Pcache *pcache)
{
  const Kernel *kernel = pcache->kernel;
  if (kernel->freemem >= kernel->lotsfree + kernel->needfree) {
    return false;
  }
  uint64_t fmem = kernel->freemem > kernel->needfree ? kernel->freemem - kernel->needfree : 0;
  if (fmem <= 5 * (kernel->desfree >> 2)) {
    return true;
  }
  if (fmem <= 7 * (kernel->lotsfree >> 3)) {
    return pcache->plocked_window >= kernel->availrmem_initial >> 1;
  }
  return fmem < kernel->lotsfree && pcache->plocked_window >= 3 * (kernel->availrmem_initial >> 2);
}

/* §7.2: decides whether there is a cause to purge, and how much to take. */
static bool async_purge_plan (const Pcache *pcache, AsyncPurge *purge)
{
  const CacheSizes *sizes = &pcache->sizes;
  CachePurge *report = &purge->report;
  report->lowmem = async_purge_is_lowmem (pcache);
  report->trim = pcache->plocked_window >= cache_get_trim_pages (sizes);
  report->cause = report->lowmem ? CACHE_REMOVED_LOWMEM : CACHE_REMOVED_TRIM;
  uint64_t most =
      report->lowmem ? MAX (sizes->maxapurge_npages, pcache->kernel->desfree) : sizes->maxapurge_npages;
  report->target_pages = MIN (pcache->plocked_window >> (sizes->shrink_shift & 63), most);
  return (report->lowmem || report->trim) && report->target_pages > 0;
}

/* §7.2, forced: takes every inactive wired entry. */
static void async_purge_sweep_wired (Pcache *pcache, AsyncPurge *purge)
{
  for (uint64_t i = 0; i < pcache->tables[PCACHE_WIRED].n_buckets; i++) {
    PcacheBucket *bucket = &pcache->tables[PCACHE_WIRED].buckets[i];
    if (bucket->head) {
      pcache_purge_wired_bucket (pcache, &purge->report, bucket, NULL, &purge->removed);
    }
  }
}

/* §7.4: whether ENTRY is passed over once, since it is young and was used since the last walk. */
static bool async_purge_gives_second_chance (Pcache *pcache, AsyncPurge *purge, PcacheEntry *entry)
{
  if (purge->force || !entry->referenced
      || pcache->kernel->lbolt - entry->last_use >= pcache->sizes.maxage_ticks) {
    return false;
  }
  entry->referenced = false;
  pcache->counters.second_chances++;
  purge->report.second_chances++;
  return true;
}

static void async_purge_bucket (Pcache *pcache, AsyncPurge *purge, PcacheBucket *bucket)
{
  mutex_enter (pcache->kernel, &bucket->lock);
  PcacheEntry *next;
  for (PcacheEntry *entry = bucket->head; entry; entry = next) {
    next = pcache_entry_links (entry)->chain_next;
    CacheOwner *owner = pcache_entry_links (entry)->owner;
    if (entry->active > 0 || async_purge_gives_second_chance (pcache, purge, entry)
        || !mutex_tryenter (pcache->kernel, cache_owner_lock (owner))) {
      continue;
    }
    purge->window_pages += pcache_entry_npages (pcache, entry);
    pcache_purge_entry (pcache, &purge->report, entry, &purge->removed);
    mutex_exit (pcache->kernel, cache_owner_lock (owner));
  }
  if (!bucket->head) {
    active_buckets_leave_async (pcache, bucket);
  }
  mutex_exit (pcache->kernel, &bucket->lock);
}

/* §7.4: whether the walk may stop, asked after each bucket that it worked on. */
static bool async_purge_may_stop (const Pcache *pcache, const AsyncPurge *purge)
{
  const Kernel *kernel = pcache->kernel;
  if (purge->window_pages >= pcache->plocked_window) {
    return true;
  }
  if (purge->force) {
    return false;
  }
  return purge->window_pages >= purge->report.target_pages
         || (!purge->report.trim && pcache->counters.full_ahb % AHB_STOP_CHECK_INTERVAL == 0
             && kernel->freemem >= kernel->lotsfree + kernel->needfree);
}

/* Walks the other list. True if the walk reached its end; else the next purge begins where this one
 * stopped. */
static bool async_purge_walk (Pcache *pcache, AsyncPurge *purge)
{
  PcacheBucket **list = active_buckets_other (pcache);
  PcacheBucket *next;
  for (PcacheBucket *bucket = *list; bucket; bucket = next) {
    next = active_buckets_next (*list, bucket);
    if (!bucket->head) {
      pcache->counters.empty_ahb++;
      purge->report.empty_buckets++;
      continue;
    }
    pcache->counters.full_ahb++;
    purge->report.full_buckets++;
    async_purge_bucket (pcache, purge, bucket);
    if (async_purge_may_stop (pcache, purge)) {
      if (next) {
        *list = next;
      }
      return false;
    }
  }
  return true;
}

/* §7.5: walks at most both lists, switching after each list that was walked to its end. */
static void async_purge_walk_lists (Pcache *pcache, AsyncPurge *purge)
{
  for (unsigned walks = 0; walks < 2; walks++) {
    if (!async_purge_walk (pcache, purge)) {
      break;
    }
    mutex_enter (pcache->kernel, &pcache->mem_lock);
    pcache->current = !pcache->current;
    mutex_exit (pcache->kernel, &pcache->mem_lock);
  }
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  pcache->async_purge_running = false;
  mutex_exit (pcache->kernel, &pcache->mem_lock);
}

static bool async_purge_begin (Pcache *pcache)
{
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  bool begun = !pcache->async_purge_running;
  pcache->async_purge_running = true;
  mutex_exit (pcache->kernel, &pcache->mem_lock);
  return begun;
}

void pcache_ppurge_async (Cache *cache, bool force)
{
  Pcache *pcache = pcache_of (cache);
  AsyncPurge purge = { .force = force,
                       .report = { .walk = CACHE_PURGE_ASYNC, .cause = CACHE_REMOVED_FORCE } };
  if (pcache->plocked == 0 || (!force && pcache->plocked_window == 0)) {
    return;
  }
  if (!force && !async_purge_plan (pcache, &purge)) {
    return;
  }
  pcache->counters.async_purges++;
  pcache_begin_purge (pcache, &purge.report);
  if (force) {
    async_purge_sweep_wired (pcache, &purge);
  }
  if (async_purge_begin (pcache)) {
    async_purge_walk_lists (pcache, &purge);
  }
  if (purge.removed.first) {
    RemovalTotals totals = removal_list_work_off (pcache, &purge.removed, true, false);
    pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
  }
  pcache_end_purge (pcache, &purge.report);
}
