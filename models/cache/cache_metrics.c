/* cache_metrics.c - the metrics of the cache */
#include "cache_telemetry.h"

/* ---- lookups ---- */

uint64_t cache_count_misses (const CacheCounters *counters)
{
  return metric_sum (counters->misses, CACHE_MISS_REASONS);
}

static uint64_t cache_read_misses (const void *counters)
{
  return cache_count_misses (counters);
}

static uint64_t cache_read_lookups (const void *base)
{
  const CacheCounters *counters = base;
  return counters->hits + cache_count_misses (counters);
}

static const MetricRow cache_lookup_rows[] = {
  METRIC_READ (COUNTER, cache_read_lookups, "lookups", "", "requests that asked the cache"),
  METRIC_ROW (CacheCounters, COUNTER, hits, "cache_hit", "", "lookups that found an entry"),
  METRIC_READ (COUNTER, cache_read_misses, "cache_miss", "", "lookups that did not",
               .advice = "the reasons, misses.*, say what to do"),
};

METRIC_TABLE_OF (CACHE_LOOKUP_METRICS, cache_lookup_rows);

/* ---- entries that come and go ---- */

static uint64_t cache_read_refusals (const void *base)
{
  const CacheCounters *counters = base;
  return metric_sum (counters->checks, CACHE_ADMISSIONS) - counters->checks[CACHE_ADMITTED]
         + metric_sum (counters->inserts, CACHE_ADMISSIONS) - counters->inserts[CACHE_ADMITTED];
}

static uint64_t cache_read_purged_pages (const void *base)
{
  const CacheCounters *counters = base;
  return metric_sum (counters->removed_pages, CACHE_REMOVAL_CAUSES);
}

static uint64_t cache_read_purged_entries (const void *base)
{
  const CacheCounters *counters = base;
  return metric_sum (counters->removed_entries, CACHE_REMOVAL_CAUSES);
}

#define INSERTS(admission_, ...) METRIC_ELEMENT (CacheCounters, COUNTER, inserts, admission_, __VA_ARGS__)
#define CHECKS(admission_, ...) METRIC_ELEMENT (CacheCounters, COUNTER, checks, admission_, __VA_ARGS__)
#define PURGED_PAGES(cause_, word_, colour_, doc_)                                                       \
  METRIC_ELEMENT (CacheCounters, COUNTER, removed_pages, cause_, "purged_pages." word_, "pages", (doc_), \
                  .colour = (colour_)),
#define PURGED_ENTRIES(cause_, word_, colour_, doc_)                                                   \
  METRIC_ELEMENT (CacheCounters, COUNTER, removed_entries, cause_, "purged_entries." word_, "entries", \
                  (doc_), .colour = (colour_)),

/* Only an insert finds a duplicate, and only a check finds that memory is short. */
_Static_assert(CACHE_ADMISSIONS == 5, "each way to be refused has a row");

static const MetricRow cache_rows[] = {
  { .kind = METRIC_RATIO,
    .name = "hit_rate",
    .doc = "hits by lookups",
    .numerator = "cache_hit",
    .denominator = "lookups",
    .advice = "when it is low, misses.* say why" },
  INSERTS (CACHE_ADMITTED, "inserts", "", "entries made"),
  METRIC_READ (COUNTER, cache_read_refusals, "refusals.total", "", "lists kept out of the cache"),
  CHECKS (CACHE_REFUSED_DISABLED, "refusals.check_disabled", "", "checks that found the cache off"),
  CHECKS (CACHE_REFUSED_WINDOW, "refusals.check_window", "", "checks that found the window full",
          .advice = "more is in use at once than the window holds: raise segpcache_maxwindow"),
  CHECKS (CACHE_REFUSED_DESFREE, "refusals.check_desfree", "", "checks that found freemem below desfree",
          .advice = "memory is short: the cache does not grow then"),
  INSERTS (CACHE_REFUSED_DISABLED, "refusals.insert_disabled", "", "inserts that found the cache off"),
  INSERTS (CACHE_REFUSED_WINDOW, "refusals.insert_window", "", "inserts that found the window full"),
  INSERTS (CACHE_REFUSED_DUPLICATE, "refusals.insert_duplicate", "",
           "inserts that found an entry at least as long"),
  METRIC_READ (COUNTER, cache_read_purged_pages, "purged_pages.total", "pages",
               "pages of entries that left the cache"),
  CACHE_REMOVALS_TABLE (PURGED_PAGES) METRIC_READ (COUNTER, cache_read_purged_entries, "purged_entries.total",
                                                   "entries", "entries that left the cache"),
  CACHE_REMOVALS_TABLE (PURGED_ENTRIES) CACHE_COUNTERS (METRIC_LISTED, CacheCounters)
};

METRIC_TABLE_OF (CACHE_METRICS, cache_rows);

/* ---- what is in the cache now ---- */

#define CACHE_READ_STATE(name_, value_)                  \
  static uint64_t cache_read_##name_ (const void *cache) \
  {                                                      \
    CacheState state = cache_get_state (cache);          \
    return (value_);                                     \
  }

CACHE_READ_STATE (plocked, state.plocked)
CACHE_READ_STATE (plocked_window, state.plocked_window)
CACHE_READ_STATE (plocked_wired, state.plocked - state.plocked_window)
CACHE_READ_STATE (entries, state.entries)
CACHE_READ_STATE (entries_active, state.entries_active)
CACHE_READ_STATE (entries_idle, state.entries - state.entries_active)
CACHE_READ_STATE (disabled, state.disabled)

static uint64_t cache_read_maxwindow (const void *cache)
{
  return cache_get_sizes (cache).maxwindow_pages;
}

static const MetricRow cache_state_rows[] = {
  METRIC_READ (GAUGE, cache_read_plocked, "plocked", "pages", "pages in the cache"),
  METRIC_READ (GAUGE, cache_read_plocked_window, "plocked_window", "pages", "pages of window entries"),
  METRIC_READ (GAUGE, cache_read_maxwindow, "maxwindow", "pages", "most that window entries may hold"),
  METRIC_READ (GAUGE, cache_read_entries, "entries", "entries", "entries in the cache"),
  METRIC_READ (GAUGE, cache_read_entries_active, "entries_active", "entries", "entries held by I/Os"),
  METRIC_READ (GAUGE, cache_read_entries_idle, "entries_idle", "entries", "entries that may be purged"),
  METRIC_READ (GAUGE, cache_read_disabled, "disabled", "", "how often the cache is disabled; 0: on",
               .advice = "while it is not 0 every lookup misses: memory is being removed or retired"),
  METRIC_READ (GAUGE, cache_read_plocked_wired, "plocked_wired", "pages",
               "pages of wired entries, each of them counted for itself", .after = "entries_window"),
};

METRIC_TABLE_OF (CACHE_STATE_METRICS, cache_state_rows);

static const MetricRow cache_size_rows[] = {
  METRIC_ROW (CacheSizes, GAUGE, maxwindow_pages, "maxwindow", "pages", "most that window entries may hold"),
  METRIC_ROW (CacheSizes, GAUGE, window_buckets, "window_buckets", "buckets", "buckets of the window table"),
  METRIC_ROW (CacheSizes, GAUGE, wired_buckets, "wired_buckets", "buckets", "buckets of the wired table"),
  METRIC_ROW (CacheSizes, GAUGE, maxage_ticks, "maxage", "ticks",
              "age under which a referenced entry is passed over once"),
  METRIC_ROW (CacheSizes, GAUGE, reap_ticks, "reap", "ticks", "the purge thread's period"),
  METRIC_ROW (CacheSizes, GAUGE, shrink_shift, "shrink_shift", "",
              "log2 of the share of the window to purge at a time"),
  METRIC_ROW (CacheSizes, GAUGE, maxapurge_npages, "maxapurge", "pages", "most to purge at a time"),
};

METRIC_TABLE_OF (CACHE_SIZE_METRICS, cache_size_rows);
