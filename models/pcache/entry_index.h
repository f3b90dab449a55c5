/*
 * entry_index.h - from (tag, address) to the entries of that key
 *
 * Lookup, insert and inactive ask a chain only for entries of one tag and address, in chain order.  New entries join a
 * chain at its head, so chain order within a key is newest first: the index keeps each key's entries on a list in that
 * order, and finding them does not depend on how long the chain is.  Open addressing with linear probing, at most half
 * full; deletion closes the gap.  Which slot an entry is in decides nothing.
 */
#ifndef ENTRY_INDEX_H
#define ENTRY_INDEX_H

#include <stdint.h>

struct PcacheEntry;

typedef struct {
  uint64_t hash;
  struct PcacheEntry *newest; /* NULL: free */
} EntryIndexSlot;

typedef struct {
  EntryIndexSlot *slots;
  uint64_t mask; /* slots - 1 */
  uint64_t used; /* keys */
} EntryIndex;

/* An empty index. */
void entry_index_init (EntryIndex *index);
void entry_index_clear (EntryIndex *index);

/* ENTRY becomes the newest of its key. */
void entry_index_add (EntryIndex *index, struct PcacheEntry *entry);
/* ENTRY must be there: aborts if not. */
void entry_index_remove (EntryIndex *index, struct PcacheEntry *entry);

static inline uint64_t entry_index_hash (uint64_t tag, uint64_t addr)
{
  __extension__ typedef unsigned __int128 Wide;
  Wide product = (Wide)(tag ^ UINT64_C (0x9e3779b97f4a7c15)) * (addr ^ UINT64_C (0xd1342543de82ef95));
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#endif
