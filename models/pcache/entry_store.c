/* entry_store.c - memory for entries */
#include "host_memory.h"
#include "pcache_internal.h"

#include <glib.h>

#define CHUNK_ENTRIES_MIN 512U
#define CHUNK_ENTRIES_MAX 65536U /* 8 MiB */

typedef struct EntryChunk EntryChunk;

struct EntryChunk {
  EntryChunk *next;
  PcacheEntry *entries;
  size_t n_entries;
};

/* Each chunk is twice as large as the one before, up to a limit. */
static void entry_store_grow (Pcache *pcache)
{
  EntryChunk *chunk = g_new (EntryChunk, 1);
  chunk->n_entries =
      pcache->chunks ? MIN (pcache->chunks->n_entries * 2, CHUNK_ENTRIES_MAX) : CHUNK_ENTRIES_MIN;
  chunk->entries = host_memory_alloc (chunk->n_entries * sizeof (PcacheEntry));
  chunk->next = pcache->chunks;
  pcache->chunks = chunk;
  for (size_t i = chunk->n_entries; i-- > 0;) {
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
    host_memory_free (chunk->entries, chunk->n_entries * sizeof (PcacheEntry));
    g_free (chunk);
  }
  pcache->free_entries = NULL;
}
