/* pcache_find.c - a search of the index to its end */
#include "pcache_find.h"

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
