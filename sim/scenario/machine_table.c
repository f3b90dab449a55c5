#include "scenario.h"
#include "scenario_table.h"

/* ---- machine ---- */

static const SchemaWord threshold_words[] = {
  { "new", SCENARIO_THRESHOLDS_NEW,
    "the defaults from 2021 on: lotsfree is memory/64 from 16 MiB to 2 GiB, and so on" },
  { "classic", SCENARIO_THRESHOLDS_CLASSIC,
    "the defaults before: lotsfree is memory/64, at least 512 KiB, and so on" },
};

/* A paging threshold that the user may set: what it is otherwise, what it has to be below, and what it does. */
#define THRESHOLD(name_, default_, parent_, doc_)                                                \
  {                                                                                              \
    .key = #name_, .type = SCHEMA_PAGES, SCENARIO_AT (ScenarioMachine, name_##_pages, uint64_t), \
    .plain = SCENARIO_PAGE_BYTES, .absent = (default_), .kernel_unit = "pages", .doc = (doc_),   \
    .details = "The kernel ignores 0, and what is not below " parent_ "."                        \
  }

#define SWAP_SERVICE_MAX_NS (UINT64_C (60) * SCENARIO_SECOND_NS)

static const SchemaField swap_fields[] = {
  { .key = "size",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioSwap, size_pages, uint64_t),
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .absent = "as large as memory",
    .doc = "how much fits; when it is full, dirty pages stay in memory" },
  { .key = "service",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioSwap, device.service, DistributionConfig),
    .fallback = "200us",
    .quantity = DISTRIBUTION_OF_TIMES,
    .range = { 0, SWAP_SERVICE_MAX_NS },
    .doc = "time that it takes for one page, read or written" },
  { .key = "concurrent",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioSwap, device.concurrent, uint64_t),
    .fallback = "8",
    .range = { 1, 1024 },
    .doc = "pages that it reads or writes at a time; more wait for their turn" },
  { .key = "queue",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioSwap, queue, uint64_t),
    .fallback = "4096",
    .range = { 1, 65536 },
    .doc = "most pages that pageout is writing at a time; it passes over further dirty ones" },
};

static const SchemaTable swap_table = {
  .noun = "swap",
  .plural = "swap",
  .size = sizeof (ScenarioSwap),
  .fields = swap_fields,
  .field_count = G_N_ELEMENTS (swap_fields),
};

#define LOCK_COST_MAX_NS (UINT64_C (1) * SCENARIO_SECOND_NS)

#define LOCK_COST(name_, fallback_, doc_)                                                     \
  {                                                                                           \
    .key = #name_, .type = SCHEMA_TIME, SCENARIO_AT (ScenarioLockCost, name_##_ns, uint64_t), \
    .fallback = (fallback_), .range = { 0, LOCK_COST_MAX_NS }, .doc = (doc_)                  \
  }

/* Estimates for a processor of about 3 GHz: a call is some locks and a short search; a page's lock is a search in the page
 * hash and an atomic operation on a line that is not in the processor's caches; a new page is 4 KiB to be zeroed. */
static const SchemaField lock_cost_fields[] = {
  LOCK_COST (call, "400ns", "a call that locks or unlocks; a hit costs nothing else"),
  LOCK_COST (miss, "2us", "a lock that misses, beside its pages"),
  LOCK_COST (page, "250ns", "each page that it locks"),
  LOCK_COST (create, "600ns", "each of these that did not exist before"),
  LOCK_COST (unlock, "100ns",
             "each page that is unlocked, by an uncached I/O's end or by a purge in the call"),
};

static const SchemaTable lock_cost_table = {
  .noun = "lock cost",
  .plural = "lock costs",
  .size = sizeof (ScenarioLockCost),
  .fields = lock_cost_fields,
  .field_count = G_N_ELEMENTS (lock_cost_fields),
};

static const SchemaField machine_fields[] = {
  { .key = "memory",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioMachine, memory_pages, uint64_t),
    .required = true,
    .range = { 16 * SCENARIO_MIB, 4 * SCENARIO_TIB },
    .doc = "installed memory (the kernel's physmem)" },
  { .key = "kernel_memory",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioMachine, kernel_memory_pages, uint64_t),
    .absent = "1/16 of memory",
    .doc = "memory that the kernel itself holds and never gives back; 0: 1/16 of memory" },
  { .key = "hz",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioMachine, hz, uint64_t),
    .fallback = "100",
    .range = { 10, 10000 },
    .doc = "clock ticks a second" },
  { .key = "thresholds",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioMachine, thresholds, ScenarioThresholds),
    .fallback = "new",
    .words = threshold_words,
    .word_count = G_N_ELEMENTS (threshold_words),
    .doc = "which rules derive the paging thresholds that are not set below" },
  THRESHOLD (lotsfree, "1/64 of memory, from 16 MiB to 2 GiB (classic: at least 512 KiB)",
             "the memory that there is",
             "below so much free memory the page scanner and the cache's purge begin"),
  THRESHOLD (desfree, "1/2 of lotsfree", "lotsfree", "below so much free memory little is cached any more"),
  THRESHOLD (minfree, "3/4 of desfree (classic: 1/2)", "desfree", "below so much free memory is very short"),
  THRESHOLD (throttlefree, "minfree", "desfree", "below so much free memory requests for pages wait"),
  THRESHOLD (pageout_reserve, "3/4 of throttlefree (classic: 1/2)", "throttlefree",
             "free memory that only pageout may use"),
  { .key = "fastscan",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioMachine, fastscan, uint64_t),
    .range = { 1, UINT64_C (1) << 32 },
    .absent = "half of memory, at most 64 MiB",
    .doc = "pages that the page scanner looks at in a second when no memory is free" },
  { .key = "slowscan",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioMachine, slowscan, uint64_t),
    .range = { 1, UINT64_C (1) << 32 },
    .absent = "fastscan/10, at most 100",
    .doc = "pages that it looks at in a second when free memory is just below lotsfree" },
  { .key = "handspread",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioMachine, handspread_pages, uint64_t),
    .plain = SCENARIO_PAGE_BYTES,
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .absent = "fastscan",
    .doc = "memory between the scanner's two hands: a page referenced within that way stays" },
  { .key = "swap",
    .type = SCHEMA_STRUCT,
    SCENARIO_AT (ScenarioMachine, swap, ScenarioSwap),
    .table = &swap_table,
    .doc = "where pages are written to when memory is short" },
  { .key = "page_copy",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioMachine, page_copy_ns, uint64_t),
    .fallback = "600ns",
    .range = { 0, SCENARIO_SECOND_NS },
    .doc = "time to copy a page of 4 KiB when a process forks",
    .details = "The default is 4 KiB at 8 GB/s, about what one core copies from and to memory that is in no "
               "processor cache, and 100 ns for getting the page." },
  { .key = "lock_cost",
    .type = SCHEMA_STRUCT,
    SCENARIO_AT (ScenarioMachine, lock_cost, ScenarioLockCost),
    .table = &lock_cost_table,
    .doc = "what locking a buffer takes of the time of an I/O",
    .details =
        "The defaults are estimates for a processor of about 3 GHz, not measurements; what matters is that "
        "a hit costs the same however large the buffer, and a miss its pages." },
  { .key = "maxphys",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioMachine, maxphys_bytes, uint64_t),
    .fallback = "1MiB",
    .plain = 1,
    .range = { SCENARIO_PAGE_BYTES, SCENARIO_GIB },
    .kernel_unit = "bytes",
    .doc = "most that a device is given at a time: requests of direct_io above it are cut",
    .details =
        "The kernel's own default is 56 KiB on x86, but disk drivers ask for more, many for 1 MiB, and "
        "that is what counts; so that is the default here." },
};

const SchemaTable MACHINE_TABLE = {
  .noun = "machine",
  .plural = "machines",
  .size = sizeof (ScenarioMachine),
  .fields = machine_fields,
  .field_count = G_N_ELEMENTS (machine_fields),
};

/* ---- tunables ---- */

#define BUCKETS_MAX (UINT64_C (1) << 30)
#define PERIOD_MAX INT64_C (1000000000)

static const SchemaField tunable_fields[] = {
  { .key = "segpcache_enabled",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_enabled, uint64_t),
    .fallback = "1",
    .range = { 0, 1 },
    .kernel_unit = "",
    .doc = "0: there is no cache at all" },
  { .key = "segpcache_maxwindow",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioTunables, segpcache_maxwindow_pages, uint64_t),
    .fallback = "0",
    .plain = SCENARIO_PAGE_BYTES,
    .kernel_unit = "pages",
    .doc = "most memory that window entries may hold; 0: by memory",
    .details = "By memory: below 64 MB of physmem 1/32 of availrmem, below 512 MB 1/8, below 1 GB 1/4, below "
               "2 GB 1/2, and no limit from there on, so that the window is never trimmed." },
  { .key = "segpcache_hashsize_win",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_hashsize_win, uint64_t),
    .fallback = "0",
    .range = { 0, BUCKETS_MAX },
    .kernel_unit = "buckets",
    .doc = "hash buckets for window entries; 0: by memory",
    .details = "Rounded to the nearest power of two. 0 and more than there are pages: one for each 8 pages, "
               "at least 1024." },
  { .key = "segpcache_hashsize_wired",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_hashsize_wired, uint64_t),
    .fallback = "0",
    .range = { 0, BUCKETS_MAX },
    .kernel_unit = "buckets",
    .doc = "hash buckets for wired entries (ISM, DISM); 0: by memory",
    .details = "Rounded up to a power of two. 0 and more than a quarter of the pages: 8 for each MB, at "
               "least 1024; 262144 from "
               "20 GB on." },
  { .key = "segpcache_reap_sec",
    .type = SCHEMA_SIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_reap_sec, int64_t),
    .fallback = "1",
    .signed_range = { 0, PERIOD_MAX },
    .kernel_unit = "seconds",
    .doc = "seconds between two runs of the purge thread" },
  { .key = "segpcache_reap_ticks",
    .type = SCHEMA_SIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_reap_ticks, int64_t),
    .fallback = "0",
    .signed_range = { -PERIOD_MAX, PERIOD_MAX },
    .kernel_unit = "ticks",
    .doc = "the same in clock ticks; 0 or less: segpcache_reap_sec counts" },
  { .key = "segpcache_pcp_maxage_sec",
    .type = SCHEMA_SIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_pcp_maxage_sec, int64_t),
    .fallback = "1",
    .signed_range = { 0, PERIOD_MAX },
    .kernel_unit = "seconds",
    .doc = "an entry used within so many seconds is passed over once by the purge (second chance)" },
  { .key = "segpcache_pcp_maxage_ticks",
    .type = SCHEMA_SIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_pcp_maxage_ticks, int64_t),
    .fallback = "0",
    .signed_range = { -PERIOD_MAX, PERIOD_MAX },
    .kernel_unit = "ticks",
    .doc = "the same in clock ticks; 0 or less: segpcache_pcp_maxage_sec counts" },
  { .key = "segpcache_shrink_shift",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioTunables, segpcache_shrink_shift, uint64_t),
    .fallback = "5",
    .range = { 0, 63 },
    .kernel_unit = "",
    .doc = "log2 of the share of the window to purge at a time: 5 is 1/32" },
  { .key = "segpcache_maxapurge_bytes",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioTunables, segpcache_maxapurge_bytes, uint64_t),
    .fallback = "1GiB",
    .plain = 1,
    .kernel_unit = "bytes",
    .doc = "most memory to purge at a time" },
};

const SchemaTable TUNABLES_TABLE = {
  .noun = "tunables",
  .plural = "tunables",
  .size = sizeof (ScenarioTunables),
  .fields = tunable_fields,
  .field_count = G_N_ELEMENTS (tunable_fields),
};
