/* pcache_state.c - looking at the cache from outside */
#include "active_buckets.h"

bool pcache_is_configured (const Cache *cache)
{
  return pcache_of_const (cache)->tables[PCACHE_WINDOW].buckets != NULL;
}

CacheState pcache_get_state (const Cache *cache)
{
  const Pcache *pcache = pcache_of_const (cache);
  return (CacheState){ .plocked = pcache->plocked,
                       .plocked_window = pcache->plocked_window,
                       .disabled = pcache->disabled,
                       .entries = pcache->entries,
                       .entries_active = pcache->activations - pcache->idlings,
                       .current_list = pcache->current };
}

static void pcache_visit_bucket (const PcacheTable *table, const PcacheBucket *bucket, CacheList list,
                                 const CacheVisitor *visitor)
{
  visitor->bucket (visitor->user, list, (uint64_t)(bucket - table->buckets));
  for (const PcacheEntry *entry = bucket->head; entry; entry = pcache_entry_links (entry)->chain_next) {
    CacheEntryInfo info = { .owner = pcache_entry_links (entry)->owner,
                            .addr = entry->addr,
                            .len = entry->lengths[S_READ],
                            .wlen = entry->lengths[S_WRITE],
                            .shadow_list = entry->shadow_list,
                            .active = entry->active,
                            .flags = entry->flags,
                            .written = entry->written,
                            .referenced = entry->referenced,
                            .last_use = entry->last_use };
    visitor->entry (visitor->user, &info);
  }
}

void pcache_visit (const Cache *cache, const CacheVisitor *visitor)
{
  const Pcache *pcache = pcache_of_const (cache);
  for (unsigned i = 0; i < 2; i++) {
    const PcacheBucket *first = pcache->active_buckets[pcache->current ^ i];
    for (const PcacheBucket *bucket = first; bucket; bucket = active_buckets_next (first, bucket)) {
      pcache_visit_bucket (&pcache->tables[PCACHE_WINDOW], bucket,
                           i == 0 ? CACHE_LIST_CURRENT : CACHE_LIST_OTHER, visitor);
    }
  }
  for (uint64_t i = 0; i < pcache->tables[PCACHE_WIRED].n_buckets; i++) {
    if (pcache->tables[PCACHE_WIRED].buckets[i].head) {
      pcache_visit_bucket (&pcache->tables[PCACHE_WIRED], &pcache->tables[PCACHE_WIRED].buckets[i],
                           CACHE_LIST_WIRED, visitor);
    }
  }
}
