#include "entry_index.h"

#include "pcache_internal.h"

#include <glib.h>

#define ENTRY_INDEX_SLOTS_MIN 1024

void entry_index_init (EntryIndex *index)
{
  *index = (EntryIndex){ .slots = g_new0 (EntryIndexSlot, ENTRY_INDEX_SLOTS_MIN),
                         .mask = ENTRY_INDEX_SLOTS_MIN - 1 };
}

void entry_index_clear (EntryIndex *index)
{
  g_free (index->slots);
  *index = (EntryIndex){ 0 };
}

/* The slot of the key of ENTRY, or the free slot where it would go. */
static EntryIndexSlot *entry_index_slot (EntryIndex *index, uint64_t hash, const PcacheEntry *entry)
{
  for (uint64_t i = hash & index->mask;; i = (i + 1) & index->mask) {
    EntryIndexSlot *slot = &index->slots[i];
    if (!slot->newest
        || (slot->hash == hash && slot->newest->tag == entry->tag && slot->newest->addr == entry->addr)) {
      return slot;
    }
  }
}

static void entry_index_grow (EntryIndex *index)
{
  EntryIndexSlot *old = index->slots;
  uint64_t n_old = index->mask + 1;
  index->slots = g_new0 (EntryIndexSlot, n_old * 2);
  index->mask = n_old * 2 - 1;
  for (uint64_t i = 0; i < n_old; i++) {
    if (old[i].newest) {
      *entry_index_slot (index, old[i].hash, old[i].newest) = old[i];
    }
  }
  g_free (old);
}

void entry_index_add (EntryIndex *index, PcacheEntry *entry)
{
  if (index->used * 2 > index->mask) {
    entry_index_grow (index);
  }
  uint64_t hash = entry_index_hash (entry->tag, entry->addr);
  EntryIndexSlot *slot = entry_index_slot (index, hash, entry);
  index->used += slot->newest == NULL;
  entry->next_same_key = slot->newest;
  *slot = (EntryIndexSlot){ .hash = hash, .newest = entry };
}

/* Moves later slots of the same run back so that no key is cut off from its home by the gap at HOLE. */
static void entry_index_close_gap (EntryIndex *index, uint64_t hole)
{
  for (uint64_t i = (hole + 1) & index->mask; index->slots[i].newest; i = (i + 1) & index->mask) {
    uint64_t from_home = (i - index->slots[i].hash) & index->mask;
    uint64_t from_hole = (i - hole) & index->mask;
    if (from_home >= from_hole) {
      index->slots[hole] = index->slots[i];
      hole = i;
    }
  }
  index->slots[hole].newest = NULL;
}

void entry_index_remove (EntryIndex *index, PcacheEntry *entry)
{
  EntryIndexSlot *slot = entry_index_slot (index, entry_index_hash (entry->tag, entry->addr), entry);
  PcacheEntry **link = &slot->newest;
  while (*link && *link != entry) {
    link = &(*link)->next_same_key;
  }
  if (!*link) {
    g_error ("entry of tag 0x%" G_GINT64_MODIFIER "x at 0x%" G_GINT64_MODIFIER "x is not in the index",
             entry->tag, entry->addr);
  }
  *link = entry->next_same_key;
  if (!slot->newest) {
    index->used--;
    entry_index_close_gap (index, (uint64_t)(slot - index->slots));
  }
}
