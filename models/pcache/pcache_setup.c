/* pcache_setup.c - sizes the cache at its start (§11), and tells its sizes, counters and state */
#include "host_memory.h"
#include "pcache_internal.h"

#include <glib.h>

#define BYTES_PER_MB (UINT64_C (1) << 20)
#define HASHSIZE_MIN 1024U
#define HASHSIZE_WIRED_LARGE 262144U /* wired buckets from PHYSMEGS_LARGE on */
#define PHYSMEGS_LARGE 20480U
#define BUCKETS_MAX (UINT64_C (1) << 32) /* they are numbered in 32 bits */

static void pcache_table_clear (PcacheTable *table)
{
  if (table->buckets) {
    host_memory_free (table->buckets, table->n_buckets * sizeof (PcacheBucket));
  }
  entry_index_clear (&table->index);
  *table = (PcacheTable){ 0 };
}

static void pcache_clear (Pcache *pcache)
{
  pcache_table_clear (&pcache->tables[PCACHE_WINDOW]);
  pcache_table_clear (&pcache->tables[PCACHE_WIRED]);
  pcache_entry_free_all (pcache);
}

static void pcache_free (Cache *cache)
{
  pcache_clear (pcache_of (cache));
  g_free (cache);
}

/* Returns the least power of two that is not below N. */
static uint64_t next_power_of_two (uint64_t n)
{
  uint64_t power = 1;
  while (power < n && power <= BUCKETS_MAX) {
    power <<= 1;
  }
  return power;
}

/* Halfway is rounded up. */
static uint64_t nearest_power_of_two (uint64_t n)
{
  uint64_t above = next_power_of_two (n);
  uint64_t below = above >> 1;
  return above <= n || above - n <= n - below ? above : below;
}

static uint64_t window_buckets (const PageSizes *pages, uint64_t wanted, uint64_t physmem)
{
  if (wanted == 0 || wanted > physmem) {
    wanted = MAX (HASHSIZE_MIN, physmem / MAX (page_btop (pages, 32 * 1024), 8));
  }
  return nearest_power_of_two (wanted);
}

static uint64_t wired_buckets (uint64_t wanted, uint64_t physmem, uint64_t physmegs)
{
  if (wanted == 0 || wanted > physmem / 4) {
    wanted = physmegs < PHYSMEGS_LARGE ? MAX (HASHSIZE_MIN, 8 * physmegs) : HASHSIZE_WIRED_LARGE;
  }
  return next_power_of_two (wanted);
}

/* Returns how many pages the window may hold: WANTED, or a share of AVAILRMEM by installed memory. */
static uint64_t maxwindow_pages (uint64_t wanted, uint64_t availrmem, uint64_t physmegs)
{
  static const struct {
    uint64_t physmegs_below;
    uint64_t divisor;
  } shares[] = { { 64, 32 }, { 512, 8 }, { 1024, 4 }, { 2048, 2 } };
  if (wanted != 0) {
    return wanted;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (shares); i++) {
    if (physmegs < shares[i].physmegs_below) {
      return availrmem / shares[i].divisor;
    }
  }
  return UINT64_MAX;
}

static uint64_t ticks_or_seconds (int64_t ticks, int64_t seconds, uint64_t hz)
{
  return ticks > 0 ? (uint64_t)ticks : (uint64_t)seconds * hz;
}

static CacheSizes pcache_size (const Kernel *kernel, const CacheTunables *tunables)
{
  const PageSizes *pages = &kernel->pages;
  uint64_t physmegs = kernel->physmem / page_btop (pages, BYTES_PER_MB);
  return (CacheSizes){
    .window_buckets = window_buckets (pages, tunables->segpcache_hashsize_win, kernel->physmem),
    .wired_buckets = wired_buckets (tunables->segpcache_hashsize_wired, kernel->physmem, physmegs),
    .maxwindow_pages = maxwindow_pages (tunables->segpcache_maxwindow, kernel->availrmem, physmegs),
    .maxage_ticks = ticks_or_seconds (tunables->segpcache_pcp_maxage_ticks,
                                      tunables->segpcache_pcp_maxage_sec, kernel->hz),
    .reap_ticks = ticks_or_seconds (tunables->segpcache_reap_ticks, tunables->segpcache_reap_sec, kernel->hz),
    .shrink_shift = tunables->segpcache_shrink_shift,
    .maxapurge_npages = page_btop (pages, tunables->segpcache_maxapurge_bytes),
  };
}

static void pcache_table_init (PcacheTable *table, uint64_t n_buckets, LockClass lock_class)
{
  if (n_buckets > BUCKETS_MAX) {
    g_error ("a table of %" G_GUINT64_FORMAT " buckets is too large", n_buckets);
  }
  table->buckets = host_memory_alloc_sparse (n_buckets * sizeof (PcacheBucket));
  table->n_buckets = n_buckets;
  entry_index_init (&table->index);
  for (uint64_t i = 0; i < n_buckets; i++) {
    mutex_init (&table->buckets[i].lock, lock_class, i);
  }
}

void pcache_pinit (Cache *cache, const CacheTunables *tunables)
{
  Pcache *pcache = pcache_of (cache);
  pcache_clear (pcache);
  pcache->disabled = tunables->segpcache_enabled ? 0 : 1;
  pcache->entries = pcache->activations = pcache->idlings = 0;
  pcache->counters = (CacheCounters){ 0 };
  pcache->plocked = pcache->plocked_window = 0;
  pcache->active_buckets[0] = pcache->active_buckets[1] = NULL;
  pcache->current = 0;
  pcache->async_purge_running = false;
  pcache->purges = pcache->disables = 0;
  if (tunables->segpcache_enabled) {
    pcache->sizes = pcache_size (pcache->kernel, tunables);
    pcache_table_init (&pcache->tables[PCACHE_WINDOW], pcache->sizes.window_buckets, LOCK_CLASS_BUCKET);
    pcache_table_init (&pcache->tables[PCACHE_WIRED], pcache->sizes.wired_buckets, LOCK_CLASS_WIRED_BUCKET);
  } else {
    pcache->sizes.window_buckets = pcache->sizes.wired_buckets = 0;
  }
}

/* ---- telemetry ---- */

bool pcache_is_configured (const Cache *cache)
{
  return pcache_of_const (cache)->tables[PCACHE_WINDOW].buckets != NULL;
}

static CacheState pcache_get_state (const Cache *cache)
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

static void pcache_visit (const Cache *cache, const CacheVisitor *visitor)
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

static CacheSizes pcache_get_sizes (const Cache *cache)
{
  return pcache_of_const (cache)->sizes;
}

static const CacheCounters *pcache_get_counters (const Cache *cache)
{
  return &pcache_of_const (cache)->counters;
}

static const CacheOps pcache_ops = { .capabilities = CACHE_TELLS_ALL,
                                     .free = pcache_free,
                                     .pinit = pcache_pinit,
                                     .plookup = pcache_plookup,
                                     .pinsert_check = pcache_pinsert_check,
                                     .pinsert = pcache_pinsert,
                                     .pinactive = pcache_pinactive,
                                     .ppurge = pcache_ppurge,
                                     .ppurge_wiredpp = pcache_ppurge_wiredpp,
                                     .ppurge_async = pcache_ppurge_async,
                                     .p_disable = pcache_p_disable,
                                     .p_enable = pcache_p_enable,
                                     .preap = pcache_preap,
                                     .pasync_thread = pcache_pasync_thread,
                                     .is_configured = pcache_is_configured,
                                     .announce = pcache_announce,
                                     .announcing_pays = pcache_announcing_pays,
                                     .get_sizes = pcache_get_sizes,
                                     .get_state = pcache_get_state,
                                     .get_counters = pcache_get_counters,
                                     .visit = pcache_visit,
                                     .find_broken = pcache_find_broken };

Cache *pcache_new (Kernel *kernel, void *user)
{
  Pcache *pcache = g_new0 (Pcache, 1);
  pcache->cache = (Cache){ .ops = &pcache_ops, .is_pcache = true, .user = user };
  pcache->kernel = kernel;
  pcache->pages = kernel->pages;
  pcache->disabled = 1;
  mutex_init (&pcache->mem_lock, LOCK_CLASS_MEM, 0);
  mutex_init (&pcache->pcache_lock, LOCK_CLASS_PCACHE, 0);
  mutex_init (&pcache->async_lock, LOCK_CLASS_ASYNC, 0);
  cv_init (&pcache->async_cv);
  return &pcache->cache;
}
