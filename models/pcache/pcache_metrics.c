/* pcache_metrics.c - what can be asked of the cache */
#include "pcache_internal.h"

/* ---- lookups ---- */

uint64_t pcache_count_misses (const PcacheCounters *counters)
{
  return metric_sum (counters->misses, PCACHE_MISS_REASONS);
}

static uint64_t pcache_read_misses (const void *counters)
{
  return pcache_count_misses (counters);
}

static uint64_t pcache_read_lookups (const void *base)
{
  const PcacheCounters *counters = base;
  return counters->hits + pcache_count_misses (counters);
}

static const MetricRow pcache_lookup_rows[] = {
  METRIC_READ (COUNTER, pcache_read_lookups, "lookups", "", "requests that asked the cache")
      METRIC_ROW (PcacheCounters, COUNTER, hits, "cache_hit", "", "lookups that found an entry")
          METRIC_READ (COUNTER, pcache_read_misses, "cache_miss", "", "lookups that did not",
                       .advice = "the reasons, misses.*, say what to do")
};

METRIC_TABLE_OF (PCACHE_LOOKUP_METRICS, pcache_lookup_rows);

/* ---- entries that come and go ---- */

static uint64_t pcache_read_refusals (const void *base)
{
  const PcacheCounters *counters = base;
  return metric_sum (counters->checks, PCACHE_ADMISSIONS) - counters->checks[PCACHE_ADMITTED]
         + metric_sum (counters->inserts, PCACHE_ADMISSIONS) - counters->inserts[PCACHE_ADMITTED];
}

static uint64_t pcache_read_purged_pages (const void *base)
{
  const PcacheCounters *counters = base;
  return metric_sum (counters->removed_pages, PCACHE_REMOVAL_CAUSES);
}

static uint64_t pcache_read_purged_entries (const void *base)
{
  const PcacheCounters *counters = base;
  return metric_sum (counters->removed_entries, PCACHE_REMOVAL_CAUSES);
}

#define INSERTS(admission_, ...) METRIC_ELEMENT (PcacheCounters, COUNTER, inserts, admission_, __VA_ARGS__)
#define CHECKS(admission_, ...) METRIC_ELEMENT (PcacheCounters, COUNTER, checks, admission_, __VA_ARGS__)
#define PURGED_PAGES(cause_, word_, colour_, doc_)                                                        \
  METRIC_ELEMENT (PcacheCounters, COUNTER, removed_pages, cause_, "purged_pages." word_, "pages", (doc_), \
                  .colour = (colour_))
#define PURGED_ENTRIES(cause_, word_, colour_, doc_)                                                    \
  METRIC_ELEMENT (PcacheCounters, COUNTER, removed_entries, cause_, "purged_entries." word_, "entries", \
                  (doc_), .colour = (colour_))

/* A check cannot find a duplicate, nor an insert that memory is short. */
_Static_assert(PCACHE_ADMISSIONS == 5, "each way to be refused has a row");

static const MetricRow pcache_rows[] = {
  { .kind = METRIC_RATIO,
    .name = "hit_rate",
    .doc = "hits by lookups",
    .numerator = "cache_hit",
    .denominator = "lookups",
    .advice = "when it is low, misses.* say why" },
  INSERTS (PCACHE_ADMITTED, "inserts", "", "entries made")
      METRIC_READ (COUNTER, pcache_read_refusals, "refusals.total", "", "lists kept out of the cache")
          CHECKS (PCACHE_REFUSED_DISABLED, "refusals.check_disabled", "", "checks that found the cache off")
              CHECKS (PCACHE_REFUSED_WINDOW, "refusals.check_window", "", "checks that found the window full",
                      .advice = "more is in use at once than the window holds: raise segpcache_maxwindow")
                  CHECKS (PCACHE_REFUSED_DESFREE, "refusals.check_desfree", "",
                          "checks that found freemem below desfree",
                          .advice = "memory is short: the cache does not grow then")
                      INSERTS (PCACHE_REFUSED_DISABLED, "refusals.insert_disabled", "",
                               "inserts that found the cache off")
                          INSERTS (PCACHE_REFUSED_WINDOW, "refusals.insert_window", "",
                                   "inserts that found the window full")
                              INSERTS (PCACHE_REFUSED_DUPLICATE, "refusals.insert_duplicate", "",
                                       "inserts that found an entry at least as long")
                                  METRIC_READ (COUNTER, pcache_read_purged_pages, "purged_pages.total",
                                               "pages", "pages of entries that left the cache")
                                      PCACHE_REMOVALS_TABLE (PURGED_PAGES) METRIC_READ (
                                          COUNTER, pcache_read_purged_entries, "purged_entries.total",
                                          "entries", "entries that left the cache")
                                          PCACHE_REMOVALS_TABLE (PURGED_ENTRIES)
                                              PCACHE_COUNTERS (METRIC_ROW, PcacheCounters)
};

METRIC_TABLE_OF (PCACHE_METRICS, pcache_rows);

/* ---- what is in it now ---- */

static uint64_t pcache_read_entries_active (const void *pcache)
{
  return pcache_get_state (pcache).entries_active;
}

static uint64_t pcache_read_entries_idle (const void *pcache)
{
  PcacheState state = pcache_get_state (pcache);
  return state.entries - state.entries_active;
}

static uint64_t pcache_read_plocked_wired (const void *pcache)
{
  PcacheState state = pcache_get_state (pcache);
  return state.plocked - state.plocked_window;
}

static const MetricRow pcache_state_rows[] = {
  METRIC_ROW (Pcache, GAUGE, plocked, "plocked", "pages", "pages in the cache") METRIC_ROW (
      Pcache, GAUGE, plocked_window, "plocked_window", "pages",
      "pages of window entries") METRIC_ROW (Pcache, GAUGE, sizes.maxwindow_pages, "maxwindow", "pages",
                                             "most that window entries may hold")
      METRIC_ROW (Pcache, GAUGE, entries, "entries", "entries", "entries in the cache") METRIC_READ (
          GAUGE, pcache_read_entries_active, "entries_active", "entries",
          "entries held by I/Os") METRIC_READ (GAUGE, pcache_read_entries_idle, "entries_idle", "entries",
                                               "entries that may be purged")
          METRIC_ROW (Pcache, GAUGE, disabled, "disabled", "", "how often the cache is disabled; 0: on",
                      .advice = "while it is not 0 every lookup misses: memory is being removed or retired")
              METRIC_READ (GAUGE, pcache_read_plocked_wired, "plocked_wired", "pages",
                           "pages of wired entries, each of them counted for itself",
                           .after = "entries_window")
};

METRIC_TABLE_OF (PCACHE_STATE_METRICS, pcache_state_rows);

static const MetricRow pcache_size_rows[] = {
  METRIC_ROW (PcacheSizes, GAUGE, maxwindow_pages, "maxwindow", "pages", "most that window entries may hold")
      METRIC_ROW (PcacheSizes, GAUGE, window_buckets, "window_buckets", "buckets",
                  "buckets of the window table")
          METRIC_ROW (PcacheSizes, GAUGE, wired_buckets, "wired_buckets", "buckets",
                      "buckets of the wired table")
              METRIC_ROW (PcacheSizes, GAUGE, maxage_ticks, "maxage", "ticks",
                          "age under which a referenced entry is passed over once")
                  METRIC_ROW (PcacheSizes, GAUGE, reap_ticks, "reap", "ticks", "the purge thread's period")
                      METRIC_ROW (PcacheSizes, GAUGE, shrink_shift, "shrink_shift", "",
                                  "log2 of the share of the window to purge at a time")
                          METRIC_ROW (PcacheSizes, GAUGE, maxapurge_npages, "maxapurge", "pages",
                                      "most to purge at a time")
};

METRIC_TABLE_OF (PCACHE_SIZE_METRICS, pcache_size_rows);
