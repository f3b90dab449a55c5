/* cache_tunables.c - what a user may set of the cache: ranges, units, defaults (§11) */
#include "cache_tunables.h"

#include "page_size.h"

#define TUNABLE_BUCKETS_MAX (UINT64_C (1) << 30)
#define TUNABLE_PERIOD_MAX INT64_C (1000000000)

static const SchemaField tunable_fields[] = {
  { .key = "segpcache_enabled",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (CacheTunables, segpcache_enabled, uint64_t),
    .fallback = "1",
    .range = { 0, 1 },
    .kernel_unit = "",
    .doc = "0: there is no cache at all" },
  { .key = "segpcache_maxwindow",
    .type = SCHEMA_PAGES,
    SCHEMA_AT (CacheTunables, segpcache_maxwindow, uint64_t),
    .fallback = "0",
    .plain = PAGESIZE,
    .kernel_unit = "pages",
    .doc = "most memory that window entries may hold; 0: by memory",
    .details = "By memory: below 64 MB of physmem 1/32 of availrmem, below 512 MB 1/8, below 1 GB 1/4, below "
               "2 GB 1/2, and no limit from there on, so that the window is never trimmed." },
  { .key = "segpcache_hashsize_win",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (CacheTunables, segpcache_hashsize_win, uint64_t),
    .fallback = "0",
    .range = { 0, TUNABLE_BUCKETS_MAX },
    .kernel_unit = "buckets",
    .doc = "hash buckets for window entries; 0: by memory",
    .details = "Rounded to the nearest power of two. 0 and more than there are pages: one for each 8 pages, "
               "at least 1024." },
  { .key = "segpcache_hashsize_wired",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (CacheTunables, segpcache_hashsize_wired, uint64_t),
    .fallback = "0",
    .range = { 0, TUNABLE_BUCKETS_MAX },
    .kernel_unit = "buckets",
    .doc = "hash buckets for wired entries (ISM, DISM); 0: by memory",
    .details = "Rounded up to a power of two. 0 and more than a quarter of the pages: 8 for each MB, at "
               "least 1024; 262144 from "
               "20 GB on." },
  { .key = "segpcache_reap_sec",
    .type = SCHEMA_SIGNED,
    SCHEMA_AT (CacheTunables, segpcache_reap_sec, int64_t),
    .fallback = "1",
    .signed_range = { 0, TUNABLE_PERIOD_MAX },
    .kernel_unit = "seconds",
    .doc = "seconds between two runs of the purge thread" },
  { .key = "segpcache_reap_ticks",
    .type = SCHEMA_SIGNED,
    SCHEMA_AT (CacheTunables, segpcache_reap_ticks, int64_t),
    .fallback = "0",
    .signed_range = { -TUNABLE_PERIOD_MAX, TUNABLE_PERIOD_MAX },
    .kernel_unit = "ticks",
    .doc = "the same in clock ticks; 0 or less: segpcache_reap_sec counts" },
  { .key = "segpcache_pcp_maxage_sec",
    .type = SCHEMA_SIGNED,
    SCHEMA_AT (CacheTunables, segpcache_pcp_maxage_sec, int64_t),
    .fallback = "1",
    .signed_range = { 0, TUNABLE_PERIOD_MAX },
    .kernel_unit = "seconds",
    .doc = "an entry used within so many seconds is passed over once by the purge (second chance)" },
  { .key = "segpcache_pcp_maxage_ticks",
    .type = SCHEMA_SIGNED,
    SCHEMA_AT (CacheTunables, segpcache_pcp_maxage_ticks, int64_t),
    .fallback = "0",
    .signed_range = { -TUNABLE_PERIOD_MAX, TUNABLE_PERIOD_MAX },
    .kernel_unit = "ticks",
    .doc = "the same in clock ticks; 0 or less: segpcache_pcp_maxage_sec counts" },
  { .key = "segpcache_shrink_shift",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (CacheTunables, segpcache_shrink_shift, uint64_t),
    .fallback = "5",
    .range = { 0, 63 },
    .kernel_unit = "",
    .doc = "log2 of the share of the window to purge at a time: 5 is 1/32" },
  { .key = "segpcache_maxapurge_bytes",
    .type = SCHEMA_BYTES,
    SCHEMA_AT (CacheTunables, segpcache_maxapurge_bytes, uint64_t),
    .fallback = "1GiB",
    .plain = 1,
    .kernel_unit = "bytes",
    .doc = "most memory to purge at a time" },
};

const SchemaTable CACHE_TUNABLES_TABLE = {
  .noun = "tunables",
  .plural = "tunables",
  .size = sizeof (CacheTunables),
  .fields = tunable_fields,
  .field_count = G_N_ELEMENTS (tunable_fields),
};

CacheTunables cache_tunables_default (void)
{
  CacheTunables tunables = { 0 };
  schema_fill_defaults (&CACHE_TUNABLES_TABLE, &tunables);
  return tunables;
}
