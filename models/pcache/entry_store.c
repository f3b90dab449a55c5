/* entry_store.c - memory for entries */
#include "pcache_internal.h"

#include <glib.h>

#define ENTRIES_PER_CHUNK 1024

typedef struct EntryChunk EntryChunk;

struct EntryChunk {
  EntryChunk *next;
  PcacheEntry *entries; /* ENTRIES_PER_CHUNK, on cache lines */
};

static void entry_store_grow (Pcache *pcache)
{
  EntryChunk *chunk = g_new (EntryChunk, 1);
  chunk->entries = g_aligned_alloc (ENTRIES_PER_CHUNK, sizeof (PcacheEntry), PCACHE_CACHE_LINE);
  chunk->next = pcache->chunks;
  pcache->chunks = chunk;
  for (size_t i = ENTRIES_PER_CHUNK; i-- > 0;) {
    chunk->entries[i].next_removed = pcache->free_entries;
    pcache->free_entries = &chunk->entries[i];
  }
}

PcacheEntry *pcache_entry_new (Pcache *pcache)
{
  if (!pcache->free_entries) {
    entry_store_grow (pcache);
  }
  PcacheEntry *entry = pcache->free_entries;
  pcache->free_entries = entry->next_removed;
  return entry;
}

void pcache_entry_free (Pcache *pcache, PcacheEntry *entry)
{
  entry->next_removed = pcache->free_entries;
  pcache->free_entries = entry;
}

void pcache_entry_free_all (Pcache *pcache)
{
  while (pcache->chunks) {
    EntryChunk *chunk = pcache->chunks;
    pcache->chunks = chunk->next;
    g_aligned_free (chunk->entries);
    g_free (chunk);
  }
  pcache->free_entries = NULL;
}
