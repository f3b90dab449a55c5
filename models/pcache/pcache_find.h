/*
 * pcache_find.h - finding entries
 *
 * The scans of §3, §5 and §6 meet the entries of one bucket, tag and address, newest first: pcache_find gives the first
 * and next_same_key leads on.  A search is straight-line code up to the group of the index that is a key's home, since a
 * branch that is mispredicted there would have to wait for memory.
 */
#pragma once

#include "pcache_internal.h"

/* The newest entry of TAG and ADDR in BUCKET of the table of INDEX, NULL if there is none. */
PcacheEntry *pcache_find (const EntryIndex *index, uint32_t bucket, uint64_t tag, uint64_t addr);

/* The entry that pcache_find most likely gives, in *ENTRY; false if that would be none. Whoever uses it sees to it that
 * the entry has the key. */
static inline bool pcache_find_likely (const EntryIndex *index, uint64_t tag, uint64_t addr,
                                       PcacheEntry **entry)
{
  uint64_t hash = entry_index_hash (tag, addr);
  const EntryIndexGroup *group = entry_index_home (index, hash);
  EntryIndexMatch match = entry_index_match (group, hash);
  if (__builtin_expect (match == 0, 0)) {
    return false;
  }
  *entry = group->newest[entry_index_first (match)];
  return true;
}
