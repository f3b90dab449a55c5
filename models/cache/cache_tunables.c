/* cache_tunables.c - what a user may set of the cache: ranges, units, defaults (§11) */
#include "cache.h"
#include "schema.h"

#define TUNABLE_BUCKETS_MAX (UINT64_C (1) << 30)
#define TUNABLE_PERIOD_MAX INT64_C (1000000000)

static const SchemaField tunable_fields[] = {
  SCHEMA_KEY ("segpcache_enabled", UNSIGNED, CacheTunables, segpcache_enabled, "0: there is no cache at all",
              .fallback = "1", .range = { 0, 1 }, .kernel_unit = ""),
  SCHEMA_KEY (
      "segpcache_maxwindow", PAGES, CacheTunables, segpcache_maxwindow,
      "most memory that window entries may hold; 0: by memory", .fallback = "0", .plain = SCHEMA_PLAIN_PAGES,
      .kernel_unit = "pages",
      .details =
          "By memory: below 64 MB of physmem 1/32 of availrmem, below 512 MB 1/8, below 1 GB 1/4, below "
          "2 GB 1/2, and no limit from there on, so that the window is never trimmed."),
  SCHEMA_KEY (
      "segpcache_hashsize_win", UNSIGNED, CacheTunables, segpcache_hashsize_win,
      "hash buckets for window entries; 0: by memory", .fallback = "0", .range = { 0, TUNABLE_BUCKETS_MAX },
      .kernel_unit = "buckets",
      .details =
          "Rounded to the nearest power of two. 0 and more than there are pages: one for each 8 pages, "
          "at least 1024."),
  SCHEMA_KEY ("segpcache_hashsize_wired", UNSIGNED, CacheTunables, segpcache_hashsize_wired,
              "hash buckets for wired entries (ISM, DISM); 0: by memory", .fallback = "0",
              .range = { 0, TUNABLE_BUCKETS_MAX }, .kernel_unit = "buckets",
              .details =
                  "Rounded up to a power of two. 0 and more than a quarter of the pages: 8 for each MB, at "
                  "least 1024; 262144 from 20 GB on."),
  SCHEMA_KEY ("segpcache_reap_sec", SIGNED, CacheTunables, segpcache_reap_sec,
              "seconds between two runs of the purge thread", .fallback = "1",
              .signed_range = { 0, TUNABLE_PERIOD_MAX }, .kernel_unit = "seconds"),
  SCHEMA_KEY ("segpcache_reap_ticks", SIGNED, CacheTunables, segpcache_reap_ticks,
              "the same in clock ticks; 0 or less: segpcache_reap_sec counts", .fallback = "0",
              .signed_range = { -TUNABLE_PERIOD_MAX, TUNABLE_PERIOD_MAX }, .kernel_unit = "ticks"),
  SCHEMA_KEY ("segpcache_pcp_maxage_sec", SIGNED, CacheTunables, segpcache_pcp_maxage_sec,
              "an entry used within this many seconds is passed over once by the purge (second chance)",
              .fallback = "1", .signed_range = { 0, TUNABLE_PERIOD_MAX }, .kernel_unit = "seconds"),
  SCHEMA_KEY ("segpcache_pcp_maxage_ticks", SIGNED, CacheTunables, segpcache_pcp_maxage_ticks,
              "the same in clock ticks; 0 or less: segpcache_pcp_maxage_sec counts", .fallback = "0",
              .signed_range = { -TUNABLE_PERIOD_MAX, TUNABLE_PERIOD_MAX }, .kernel_unit = "ticks"),
  SCHEMA_KEY ("segpcache_shrink_shift", UNSIGNED, CacheTunables, segpcache_shrink_shift,
              "log2 of the share of the window to purge at a time: 5 is 1/32", .fallback = "5",
              .range = { 0, 63 }, .kernel_unit = ""),
  SCHEMA_KEY ("segpcache_maxapurge_bytes", BYTES, CacheTunables, segpcache_maxapurge_bytes,
              "most memory to purge at a time", .fallback = "1GiB", .plain = SCHEMA_PLAIN_BYTES,
              .kernel_unit = "bytes"),
};

const SchemaTable CACHE_TUNABLES_TABLE = {
  SCHEMA_TABLE_OF ("tunables", "tunables", CacheTunables, tunable_fields),
};

CacheTunables cache_tunables_default (void)
{
  CacheTunables tunables = { 0 };
  schema_fill_defaults (&CACHE_TUNABLES_TABLE, &tunables);
  return tunables;
}
