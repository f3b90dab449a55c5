/* entry_store.c - memory for entries */
#include "host_memory.h"
#include "pcache_internal.h"

#include <glib.h>

#define BLOCK_BYTES (2 * PCACHE_LINKS_DISTANCE)
#define CHUNK_BLOCKS_MAX 64U /* 8 MiB */

typedef struct EntryChunk EntryChunk;

/* Blocks that were had together. */
struct EntryChunk {
  EntryChunk *next;
  char *blocks;
  unsigned n_blocks;
  unsigned n_used; /* entries that were handed out at least once: only their memory was touched */
};

/* Each chunk is twice as large as the one before, up to a limit. */
static void entry_store_grow (Pcache *pcache)
{
  EntryChunk *chunk = g_new (EntryChunk, 1);
  *chunk = (EntryChunk){ .next = pcache->chunks };
  chunk->n_blocks = chunk->next ? MIN (chunk->next->n_blocks * 2, CHUNK_BLOCKS_MAX) : 1;
  chunk->blocks = host_memory_alloc (chunk->n_blocks * BLOCK_BYTES);
  pcache->chunks = chunk;
}

static PcacheEntry *entry_store_take_fresh (Pcache *pcache)
{
  if (!pcache->chunks || pcache->chunks->n_used == pcache->chunks->n_blocks * PCACHE_BLOCK_ENTRIES) {
    entry_store_grow (pcache);
  }
  EntryChunk *chunk = pcache->chunks;
  char *block = chunk->blocks + chunk->n_used / PCACHE_BLOCK_ENTRIES * BLOCK_BYTES;
  return (PcacheEntry *)(void *)block + chunk->n_used++ % PCACHE_BLOCK_ENTRIES;
}

PcacheEntry *pcache_entry_new (Pcache *pcache)
{
  PcacheEntry *entry = pcache->free_entries;
  if (!entry) {
    return entry_store_take_fresh (pcache);
  }
  pcache->free_entries = pcache_entry_links (entry)->next_removed;
  return entry;
}

void pcache_entry_free (Pcache *pcache, PcacheEntry *entry)
{
  pcache_entry_links (entry)->next_removed = pcache->free_entries;
  pcache->free_entries = entry;
}

void pcache_entry_free_all (Pcache *pcache)
{
  while (pcache->chunks) {
    EntryChunk *chunk = pcache->chunks;
    pcache->chunks = chunk->next;
    host_memory_free (chunk->blocks, chunk->n_blocks * BLOCK_BYTES);
    g_free (chunk);
  }
  pcache->free_entries = NULL;
}
