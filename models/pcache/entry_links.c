/* entry_links.c - entries on chains, owner lists and removal lists */
#include "pcache_internal.h"

void pcache_entry_link (Pcache *pcache, PcacheEntry *entry)
{
  PcacheBucket *bucket = entry->bucket;
  mutex_assert_held (pcache->kernel, &bucket->lock);
  entry->chain_prev = NULL;
  entry->chain_next = bucket->head;
  *(bucket->head ? &bucket->head->chain_prev : &bucket->tail) = entry;
  bucket->head = entry;
  entry_index_add (&pcache_table_of (pcache, entry->flags)->index, entry);
  pcache->entries++;

  entry->owner_prev = entry->owner_next = NULL;
  if (!pcache_entry_is_wired (entry)) {
    PcacheOwner *owner = entry->owner;
    mutex_assert_held (pcache->kernel, &owner->lock);
    entry->owner_next = owner->newest;
    *(owner->newest ? &owner->newest->owner_prev : &owner->oldest) = entry;
    owner->newest = entry;
  }
}

static void pcache_entry_unlink_owner (Pcache *pcache, PcacheEntry *entry)
{
  PcacheOwner *owner = entry->owner;
  mutex_assert_held (pcache->kernel, &owner->lock);
  *(entry->owner_prev ? &entry->owner_prev->owner_next : &owner->newest) = entry->owner_next;
  *(entry->owner_next ? &entry->owner_next->owner_prev : &owner->oldest) = entry->owner_prev;
}

void pcache_entry_unlink (Pcache *pcache, PcacheEntry *entry, PcacheRemovalCause cause)
{
  PcacheBucket *bucket = entry->bucket;
  mutex_assert_held (pcache->kernel, &bucket->lock);
  *(entry->chain_prev ? &entry->chain_prev->chain_next : &bucket->head) = entry->chain_next;
  *(entry->chain_next ? &entry->chain_next->chain_prev : &bucket->tail) = entry->chain_prev;
  entry_index_remove (&pcache_table_of (pcache, entry->flags)->index, entry);
  if (!pcache_entry_is_wired (entry)) {
    pcache_entry_unlink_owner (pcache, entry);
  }
  pcache->entries--;
  pcache->counters.removed_entries[cause]++;
  pcache->counters.removed_pages[cause] += pcache_entry_npages (entry);
  if (pcache->removal_observer) {
    PcacheRemoval removal = {
      .owner = entry->owner, .addr = entry->addr, .len = entry->len, .flags = entry->flags, .cause = cause
    };
    pcache->removal_observer (pcache->removal_user, &removal);
  }
}

void removal_list_push (RemovalList *list, PcacheEntry *entry)
{
  entry->next_removed = list->first;
  list->first = entry;
}

RemovalTotals removal_list_work_off (Pcache *pcache, RemovalList *list, bool async, bool stop_at_last)
{
  RemovalTotals totals = { 0 };
  while (list->first && !(stop_at_last && totals.last_result)) {
    PcacheEntry *entry = list->first;
    list->first = entry->next_removed;
    totals.pages += pcache_entry_npages (entry);
    totals.window_pages += pcache_entry_is_wired (entry) ? 0 : pcache_entry_npages (entry);
    pcache->counters.reclaim_callbacks++;
    totals.last_result = entry->reclaim (pcache->reclaim_user, entry->owner, entry->addr, entry->len,
                                         entry->shadow_list, entry->written ? S_WRITE : S_READ, async);
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
