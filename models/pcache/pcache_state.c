/* pcache_state.c - looking at the cache from outside */
#include "active_buckets.h"

bool pcache_is_configured (const Pcache *pcache)
{
  return pcache->tables[PCACHE_WINDOW].buckets != NULL;
}

PcacheSizes pcache_get_sizes (const Pcache *pcache)
{
  return pcache->sizes;
}

uint64_t pcache_get_trim_pages (const PcacheSizes *sizes)
{
  return sizes->maxwindow_pages != UINT64_MAX ? 7 * (sizes->maxwindow_pages >> 3) : UINT64_MAX;
}

PcacheState pcache_get_state (const Pcache *pcache)
{
  return (PcacheState){ .plocked = pcache->plocked,
                        .plocked_window = pcache->plocked_window,
                        .disabled = pcache->disabled,
                        .entries = pcache->entries,
                        .entries_active = pcache->activations - pcache->idlings,
                        .current_list = pcache->current };
}

const PcacheCounters *pcache_get_counters (const Pcache *pcache)
{
  return &pcache->counters;
}

void pcache_owner_init (PcacheOwner *owner, uint64_t tag)
{
  *owner = (PcacheOwner){ .tag = tag };
  mutex_init (&owner->lock, LOCK_CLASS_OWNER, tag);
}

bool pcache_owner_has_entries (const PcacheOwner *owner)
{
  return owner->newest != NULL;
}

static void pcache_visit_bucket (const PcacheTable *table, const PcacheBucket *bucket, PcacheList list,
                                 const PcacheVisitor *visitor)
{
  visitor->bucket (visitor->user, list, (uint64_t)(bucket - table->buckets));
  for (const PcacheEntry *entry = bucket->head; entry; entry = pcache_entry_links (entry)->chain_next) {
    PcacheEntryInfo info = { .owner = pcache_entry_links (entry)->owner,
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

void pcache_visit (const Pcache *pcache, const PcacheVisitor *visitor)
{
  for (unsigned i = 0; i < 2; i++) {
    const PcacheBucket *first = pcache->active_buckets[pcache->current ^ i];
    for (const PcacheBucket *bucket = first; bucket; bucket = active_buckets_next (first, bucket)) {
      pcache_visit_bucket (&pcache->tables[PCACHE_WINDOW], bucket,
                           i == 0 ? PCACHE_LIST_CURRENT : PCACHE_LIST_OTHER, visitor);
    }
  }
  for (uint64_t i = 0; i < pcache->tables[PCACHE_WIRED].n_buckets; i++) {
    if (pcache->tables[PCACHE_WIRED].buckets[i].head) {
      pcache_visit_bucket (&pcache->tables[PCACHE_WIRED], &pcache->tables[PCACHE_WIRED].buckets[i],
                           PCACHE_LIST_WIRED, visitor);
    }
  }
}
