/* entry_index.c - adding keys to the index, taking them out, and growing it */
#include "entry_index.h"

#include "host_memory.h"
#include "pcache_internal.h"

#include <glib.h>

#define ENTRY_INDEX_GROUPS_MIN 256
#define ENTRY_INDEX_KEYS_PER_GROUP 4 /* on average, at most */

typedef struct {
  EntryIndexGroup *group;
  unsigned slot;
} EntryIndexPlace;

static void entry_index_allocate (EntryIndex *index, uint64_t groups)
{
  index->groups = host_memory_alloc (groups * sizeof (EntryIndexGroup));
  index->mask = groups - 1;
}

void entry_index_init (EntryIndex *index)
{
  *index = (EntryIndex){ 0 };
  entry_index_allocate (index, ENTRY_INDEX_GROUPS_MIN);
}

void entry_index_clear (EntryIndex *index)
{
  if (index->groups) {
    host_memory_free (index->groups, (index->mask + 1) * sizeof (EntryIndexGroup));
  }
  *index = (EntryIndex){ 0 };
}

static uint64_t entry_index_hash_of (const PcacheEntry *entry)
{
  return entry_index_hash (entry->tag, entry->addr);
}

/* Returns the slot that has the key of ENTRY, or else the free slot where the key goes. */
static EntryIndexPlace entry_index_place (const EntryIndex *index, const PcacheEntry *entry)
{
  for (uint64_t i = entry_index_home_number (index, entry_index_hash_of (entry));;
       i = (i + 1) & index->mask) {
    EntryIndexGroup *group = &index->groups[i];
    for (unsigned slot = 0; slot < ENTRY_INDEX_GROUP_SLOTS; slot++) {
      const PcacheEntry *newest = group->newest[slot];
      if (!newest || pcache_entry_has_key (newest, entry->bucket, entry->tag, entry->addr)) {
        return (EntryIndexPlace){ .group = group, .slot = slot };
      }
    }
  }
}

/* Puts NEWEST at PLACE; NULL frees the slot. */
static void entry_index_set (EntryIndexPlace place, PcacheEntry *newest)
{
  unsigned shift = 8 * place.slot;
  uint64_t fingerprint = newest ? entry_index_fingerprint (entry_index_hash_of (newest)) : 0;
  place.group->fingerprints &= ~(UINT64_C (0xff) << shift);
  place.group->fingerprints |= fingerprint << shift;
  place.group->newest[place.slot] = newest;
}

static void entry_index_grow (EntryIndex *index)
{
  EntryIndex old = *index;
  entry_index_allocate (index, (old.mask + 1) * 2);
  for (uint64_t i = 0; i <= old.mask; i++) {
    const EntryIndexGroup *group = &old.groups[i];
    for (unsigned slot = 0; slot < ENTRY_INDEX_GROUP_SLOTS && group->newest[slot]; slot++) {
      entry_index_set (entry_index_place (index, group->newest[slot]), group->newest[slot]);
    }
  }
  entry_index_clear (&old);
}

void entry_index_add (EntryIndex *index, PcacheEntry *entry)
{
  if (index->used >= (index->mask + 1) * ENTRY_INDEX_KEYS_PER_GROUP) {
    entry_index_grow (index);
  }
  EntryIndexPlace place = entry_index_place (index, entry);
  PcacheEntry *older = place.group->newest[place.slot];
  pcache_entry_links (entry)->next_same_key = older;
  index->used += older == NULL;
  entry->newest = true;
  if (older) {
    older->newest = false;
  }
  entry_index_set (place, entry);
}

/* Returns a slot of group FROM whose key could be in the earlier group TO, or ENTRY_INDEX_GROUP_SLOTS. */
static unsigned entry_index_movable (const EntryIndex *index, uint64_t from, uint64_t to)
{
  const EntryIndexGroup *group = &index->groups[from];
  for (unsigned slot = 0; slot < ENTRY_INDEX_GROUP_SLOTS && group->newest[slot]; slot++) {
    uint64_t from_home =
        (from - entry_index_home_number (index, entry_index_hash_of (group->newest[slot]))) & index->mask;
    if (from_home >= ((from - to) & index->mask)) {
      return slot;
    }
  }
  return ENTRY_INDEX_GROUP_SLOTS;
}

/* Moves the last used slot of PLACE's group to PLACE. Returns whether the group was full. */
static bool entry_index_compact (EntryIndexPlace place)
{
  bool was_full = entry_index_is_full (place.group);
  unsigned last = ENTRY_INDEX_GROUP_SLOTS - 1;
  while (!place.group->newest[last]) {
    last--;
  }
  entry_index_set (place, place.group->newest[last]);
  entry_index_set ((EntryIndexPlace){ .group = place.group, .slot = last }, NULL);
  return was_full;
}

/* A search ends at the first group that is not full. When a full group loses a key, a key that passed it by
 * on the way from home comes back, and leaves a gap in its turn. */
static void entry_index_free_slot (EntryIndex *index, EntryIndexPlace place)
{
  bool gap = entry_index_compact (place);
  uint64_t hole = (uint64_t)(place.group - index->groups);
  for (uint64_t i = (hole + 1) & index->mask; gap; i = (i + 1) & index->mask) {
    EntryIndexPlace from = { .group = &index->groups[i], .slot = entry_index_movable (index, i, hole) };
    if (from.slot < ENTRY_INDEX_GROUP_SLOTS) {
      EntryIndexPlace to = { .group = &index->groups[hole], .slot = ENTRY_INDEX_GROUP_SLOTS - 1 };
      entry_index_set (to, from.group->newest[from.slot]);
      gap = entry_index_compact (from);
      hole = i;
    } else {
      gap = entry_index_is_full (from.group);
    }
  }
}

void entry_index_remove (EntryIndex *index, PcacheEntry *entry)
{
  EntryIndexPlace place = entry_index_place (index, entry);
  PcacheEntry **link = &place.group->newest[place.slot];
  while (*link && *link != entry) {
    link = &pcache_entry_links (*link)->next_same_key;
  }
  if (!*link) {
    g_error ("entry of tag 0x%" G_GINT64_MODIFIER "x at 0x%" G_GINT64_MODIFIER "x is not in the index",
             entry->tag, entry->addr);
  }
  PcacheEntry *older = pcache_entry_links (entry)->next_same_key;
  if (entry->newest && older) {
    older->newest = true;
  }
  bool was_only = link == &place.group->newest[place.slot] && !older;
  if (was_only) {
    index->used--;
    entry_index_free_slot (index, place);
  } else {
    *link = older;
  }
}
