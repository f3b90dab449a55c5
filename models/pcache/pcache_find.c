/* pcache_find.c - searches the index, and fetches entries from memory before their lookup */
#include "pcache_internal.h"

PcacheEntry *pcache_find (const EntryIndex *index, uint32_t bucket, uint64_t tag, uint64_t addr)
{
  uint64_t hash = entry_index_hash (tag, addr);
  const EntryIndexGroup *group = entry_index_home (index, hash);
  for (;; group = entry_index_next (index, group)) {
    for (EntryIndexMatch match = entry_index_match (group, hash); match; match &= match - 1) {
      PcacheEntry *newest = group->newest[entry_index_first (match)];
      if (pcache_entry_has_key (newest, bucket, tag, addr)) {
        return newest;
      }
    }
    if (!entry_index_is_full (group)) {
      return NULL;
    }
  }
}

/* An index of fewer groups stays in the processor's caches without announcements. */
#define ANNOUNCING_PAYS_GROUPS 2048U

bool pcache_announcing_pays (const Cache *cache)
{
  return pcache_of_const (cache)->tables[PCACHE_WINDOW].index.mask >= ANNOUNCING_PAYS_GROUPS;
}

/* A lookup waits for memory twice: for the group of the index, then for the entry. This prefetches the group
 * of this lookup, and the entry of an earlier one, whose group has arrived. */
void pcache_announce (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr)
{
  Pcache *pcache = pcache_of (cache);
  const EntryIndex *index = &pcache->tables[PCACHE_WINDOW].index;
  uint64_t *slot = &pcache->announced[pcache->next_announced++ % PCACHE_ANNOUNCED];
  const EntryIndexGroup *arrived = entry_index_home (index, *slot);
  EntryIndexMatch match = entry_index_match (arrived, *slot);
  if (match != 0) {
    __builtin_prefetch (arrived->newest[entry_index_first (match)], 1);
  }
  *slot = entry_index_hash (pcache_owner_of (seg, amp)->tag, addr);
  __builtin_prefetch (entry_index_home (index, *slot));
}
