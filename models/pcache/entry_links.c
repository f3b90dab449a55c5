/* entry_links.c - entries on chains, owner lists and removal lists */
#include "pcache_internal.h"

void pcache_entry_link (Pcache *pcache, PcacheEntry *entry)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  PcacheEntryLinks *links = pcache_entry_links (entry);
  mutex_assert_held (pcache->kernel, &bucket->lock);
  links->chain_prev = NULL;
  links->chain_next = bucket->head;
  if (bucket->head) {
    pcache_entry_links (bucket->head)->chain_prev = entry;
  }
  bucket->head = entry;
  entry_index_add (&pcache_table_of (pcache, entry->flags)->index, entry);
  pcache->entries++;

  links->owner_prev = links->owner_next = NULL;
  if (!pcache_entry_is_wired (entry)) {
    CacheOwner *owner = links->owner;
    mutex_assert_held (pcache->kernel, cache_owner_lock (owner));
    links->owner_next = pcache_owner_newest (owner);
    if (links->owner_next) {
      pcache_entry_links (links->owner_next)->owner_prev = entry;
    }
    owner->entries = entry;
  }
}

static void pcache_entry_unlink_owner (Pcache *pcache, PcacheEntry *entry)
{
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  CacheOwner *owner = links->owner;
  mutex_assert_held (pcache->kernel, cache_owner_lock (owner));
  if (links->owner_prev) {
    pcache_entry_links (links->owner_prev)->owner_next = links->owner_next;
  } else {
    owner->entries = links->owner_next;
  }
  if (links->owner_next) {
    pcache_entry_links (links->owner_next)->owner_prev = links->owner_prev;
  }
}

static void pcache_tell_removal (const Pcache *pcache, const CacheRemoval *removal)
{
  if (pcache->cache.removal_observer) {
    pcache->cache.removal_observer (pcache->cache.removal_user, removal);
  }
  if (pcache->cache.observer) {
    pcache->cache.observer->removed (pcache->cache.observer_user, removal);
  }
}

void pcache_entry_unlink (Pcache *pcache, PcacheEntry *entry, CacheRemovalCause cause,
                          const CachePurge *purge)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  mutex_assert_held (pcache->kernel, &bucket->lock);
  *(links->chain_prev ? &pcache_entry_links (links->chain_prev)->chain_next : &bucket->head) =
      links->chain_next;
  if (links->chain_next) {
    pcache_entry_links (links->chain_next)->chain_prev = links->chain_prev;
  }
  entry_index_remove (&pcache_table_of (pcache, entry->flags)->index, entry);
  if (!pcache_entry_is_wired (entry)) {
    pcache_entry_unlink_owner (pcache, entry);
  }
  pcache->entries--;
  pcache->counters.removed_entries[cause]++;
  pcache->counters.removed_pages[cause] += pcache_entry_npages (pcache, entry);
  if (pcache->cache.removal_observer || pcache->cache.observer) {
    CacheRemoval removal = { .owner = links->owner,
                             .addr = entry->addr,
                             .len = entry->lengths[S_READ],
                             .flags = entry->flags,
                             .cause = cause,
                             .purge = purge ? purge->number : 0 };
    pcache_tell_removal (pcache, &removal);
  }
}

void removal_list_push (RemovalList *list, PcacheEntry *entry)
{
  pcache_entry_links (entry)->next_removed = list->first;
  list->first = entry;
}

void pcache_purge_entry (Pcache *pcache, CachePurge *purge, PcacheEntry *entry, RemovalList *list)
{
  pcache_entry_unlink (pcache, entry, purge->cause, purge);
  purge->entries++;
  purge->pages += pcache_entry_npages (pcache, entry);
  removal_list_push (list, entry);
}

int pcache_call_reclaim (Pcache *pcache, const CacheReclaimed *reclaimed, void *shadow_list,
                         CacheReclaim reclaim)
{
  pcache->counters.reclaim_callbacks++;
  if (pcache->cache.observer) {
    pcache->cache.observer->reclaimed (pcache->cache.observer_user, reclaimed);
  }
  return reclaim (pcache->cache.user, reclaimed->owner, reclaimed->addr, reclaimed->len, shadow_list,
                  reclaimed->rw, reclaimed->async);
}

RemovalTotals removal_list_work_off (Pcache *pcache, RemovalList *list, bool async, bool stop_at_last)
{
  RemovalTotals totals = { 0 };
  while (list->first && !(stop_at_last && totals.last_result)) {
    PcacheEntry *entry = list->first;
    const PcacheEntryLinks *links = pcache_entry_links (entry);
    list->first = links->next_removed;
    totals.pages += pcache_entry_npages (pcache, entry);
    totals.window_pages += pcache_entry_is_wired (entry) ? 0 : pcache_entry_npages (pcache, entry);
    CacheReclaimed reclaimed = { .owner = links->owner,
                                 .addr = entry->addr,
                                 .len = entry->lengths[S_READ],
                                 .rw = entry->written ? S_WRITE : S_READ,
                                 .async = async,
                                 .was_cached = true };
    totals.last_result = pcache_call_reclaim (pcache, &reclaimed, entry->shadow_list, links->reclaim);
    pcache_entry_free (pcache, entry);
  }
  return totals;
}

void pcache_subtract_pages (Pcache *pcache, uint64_t pages, uint64_t window_pages)
{
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  pcache->plocked -= pages;
  pcache->plocked_window -= window_pages;
  mutex_exit (pcache->kernel, &pcache->mem_lock);
}
