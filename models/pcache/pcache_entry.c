/* pcache_entry.c - memory for entries, and their chains, owner lists and removal lists */
#include "host_memory.h"
#include "pcache_internal.h"

#include <glib.h>

/* ---- memory ---- */

#define BLOCK_BYTES (2 * PCACHE_LINKS_DISTANCE)
#define CHUNK_BLOCKS_MAX 64U /* 8 MiB */

typedef struct EntryChunk EntryChunk;

/* Blocks that were allocated together. */
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

/* ---- lists ---- */

void pcache_entry_link (Pcache *pcache, PcacheEntry *entry)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  PcacheEntryLinks *links = pcache_entry_links (entry);
  mutex_assert_held (pcache->kernel, &bucket->lock);
  links->chain_prev = NULL;
  links->chain_next = bucket->head;
  if (bucket->head) {
    pcache_entry_links (bucket->head)->chain_prev = entry;
  }
  bucket->head = entry;
  entry_index_add (&pcache_table_of (pcache, entry->flags)->index, entry);
  pcache->entries++;

  links->owner_prev = links->owner_next = NULL;
  if (!pcache_entry_is_wired (entry)) {
    CacheOwner *owner = links->owner;
    mutex_assert_held (pcache->kernel, cache_owner_lock (owner));
    links->owner_next = pcache_owner_newest (owner);
    if (links->owner_next) {
      pcache_entry_links (links->owner_next)->owner_prev = entry;
    }
    owner->entries = entry;
  }
}

static void pcache_entry_unlink_owner (Pcache *pcache, PcacheEntry *entry)
{
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  CacheOwner *owner = links->owner;
  mutex_assert_held (pcache->kernel, cache_owner_lock (owner));
  if (links->owner_prev) {
    pcache_entry_links (links->owner_prev)->owner_next = links->owner_next;
  } else {
    owner->entries = links->owner_next;
  }
  if (links->owner_next) {
    pcache_entry_links (links->owner_next)->owner_prev = links->owner_prev;
  }
}

static void pcache_tell_removal (const Pcache *pcache, const CacheRemoval *removal)
{
  if (pcache->cache.removal_observer) {
    pcache->cache.removal_observer (pcache->cache.removal_user, removal);
  }
  if (pcache->cache.observer) {
    pcache->cache.observer->removed (pcache->cache.observer_user, removal);
  }
}

void pcache_entry_unlink (Pcache *pcache, PcacheEntry *entry, CacheRemovalCause cause,
                          const CachePurge *purge)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  mutex_assert_held (pcache->kernel, &bucket->lock);
  *(links->chain_prev ? &pcache_entry_links (links->chain_prev)->chain_next : &bucket->head) =
      links->chain_next;
  if (links->chain_next) {
    pcache_entry_links (links->chain_next)->chain_prev = links->chain_prev;
  }
  entry_index_remove (&pcache_table_of (pcache, entry->flags)->index, entry);
  if (!pcache_entry_is_wired (entry)) {
    pcache_entry_unlink_owner (pcache, entry);
  }
  pcache->entries--;
  pcache->counters.removed_entries[cause]++;
  pcache->counters.removed_pages[cause] += pcache_entry_npages (pcache, entry);
  if (pcache->cache.removal_observer || pcache->cache.observer) {
    CacheRemoval removal = { .range = { links->owner, entry->addr, entry->lengths[S_READ], entry->flags },
                             .cause = cause,
                             .purge = purge ? purge->number : 0 };
    pcache_tell_removal (pcache, &removal);
  }
}

void removal_list_push (RemovalList *list, PcacheEntry *entry)
{
  pcache_entry_links (entry)->next_removed = list->first;
  list->first = entry;
}

int pcache_call_reclaim (Pcache *pcache, const CacheReclaimed *reclaimed, void *shadow_list,
                         CacheReclaim reclaim)
{
  pcache->counters.reclaim_callbacks++;
  if (pcache->cache.observer) {
    pcache->cache.observer->reclaimed (pcache->cache.observer_user, reclaimed);
  }
  return reclaim (pcache->cache.user, reclaimed->owner, reclaimed->addr, reclaimed->len, shadow_list,
                  reclaimed->rw, reclaimed->async);
}

RemovalTotals removal_list_work_off (Pcache *pcache, RemovalList *list, bool async, bool stop_at_last)
{
  RemovalTotals totals = { 0 };
  while (list->first && !(stop_at_last && totals.last_result)) {
    PcacheEntry *entry = list->first;
    const PcacheEntryLinks *links = pcache_entry_links (entry);
    list->first = links->next_removed;
    totals.pages += pcache_entry_npages (pcache, entry);
    totals.window_pages += pcache_entry_is_wired (entry) ? 0 : pcache_entry_npages (pcache, entry);
    CacheReclaimed reclaimed = { .owner = links->owner,
                                 .addr = entry->addr,
                                 .len = entry->lengths[S_READ],
                                 .rw = entry->written ? S_WRITE : S_READ,
                                 .async = async,
                                 .was_cached = true };
    totals.last_result = pcache_call_reclaim (pcache, &reclaimed, entry->shadow_list, links->reclaim);
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
