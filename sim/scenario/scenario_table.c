#include "scenario_table.h"

#include "scenario.h"

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
    SCENARIO_AT (ScenarioSwap, service, DistributionConfig),
    .fallback = "200us",
    .quantity = DISTRIBUTION_OF_TIMES,
    .range = { 0, SWAP_SERVICE_MAX_NS },
    .doc = "time that it takes for one page, read or written" },
  { .key = "concurrent",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioSwap, concurrent, uint64_t),
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

static const SchemaTable machine_table = {
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

static const SchemaTable tunables_table = {
  .noun = "tunables",
  .plural = "tunables",
  .size = sizeof (ScenarioTunables),
  .fields = tunable_fields,
  .field_count = G_N_ELEMENTS (tunable_fields),
};

/* ---- objects ---- */

static const SchemaWord lifetime_words[] = {
  { "kept", SCENARIO_LIFETIME_KEPT, "it stays, as System V shared memory does" },
  { "mapped", SCENARIO_LIFETIME_MAPPED,
    "it goes with the last segment that maps it, as memory that parents share with their children" },
};

static const SchemaField object_fields[] = {
  { .key = "name",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioObject, name, const char *),
    .required = true,
    .doc = "what segments call it" },
  { .key = "size",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioObject, size_bytes, uint64_t),
    .required = true,
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .doc = "its size, in whole pages" },
  { .key = "lifetime",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioObject, lifetime, ScenarioLifetime),
    .fallback = "kept",
    .words = lifetime_words,
    .word_count = G_N_ELEMENTS (lifetime_words),
    .doc = "what becomes of it when nobody maps it any more" },
};

static const SchemaTable object_table = {
  .noun = "object",
  .plural = "objects",
  .size = sizeof (ScenarioObject),
  .fields = object_fields,
  .field_count = G_N_ELEMENTS (object_fields),
};

/* ---- segments ---- */

static const SchemaWord segment_words[] = {
  { "private", SCENARIO_SEGMENT_PRIVATE, "memory of this process alone; it owns its cache entries" },
  { "shared", SCENARIO_SEGMENT_SHARED,
    "a part of an object, which owns the entries: those who map it share them" },
  { "ism", SCENARIO_SEGMENT_ISM,
    "all of an object, locked in memory; one wired entry for each process, of one list that they share" },
  { "dism", SCENARIO_SEGMENT_DISM, "likewise, but only what is mlocked is locked in memory, and cached" },
};

const SchemaWord PAGE_SIZE_WORDS[] = {
  { "4KiB", SCENARIO_PAGE_4K, "page size code 0" },
  { "2MiB", SCENARIO_PAGE_2M, "page size code 1: a small I/O locks a whole large page" },
  { "1GiB", SCENARIO_PAGE_1G, "page size code 2" },
};

static const SchemaWord protection_words[] = {
  { "read-write", SCENARIO_PROTECTION_READ_WRITE, "disk reads and disk writes are possible" },
  { "read-only", SCENARIO_PROTECTION_READ_ONLY, "disk reads, which write memory, fail with EACCES" },
};

#define ADDRESS_MAX ((UINT64_C (1) << 47) - 1) /* the lower half of the address space */

static const SchemaField segment_fields[] = {
  { .key = "name",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioSegment, name, const char *),
    .required = true,
    .doc = "what workloads and events call it" },
  { .key = "type",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioSegment, type, ScenarioSegmentType),
    .required = true,
    .words = segment_words,
    .word_count = G_N_ELEMENTS (segment_words),
    .doc = "whose memory it is" },
  { .key = "size",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioSegment, size_bytes, uint64_t),
    .required = true,
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .doc = "its size, in whole pages of page_size" },
  { .key = "page_size",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioSegment, page_size, ScenarioPageSize),
    .fallback = "4KiB",
    .words = PAGE_SIZE_WORDS,
    .word_count = G_N_ELEMENTS (PAGE_SIZE_WORDS),
    .doc = "size of its pages; without it, 2MiB of an ism or dism segment",
    .details = "Pages of an object that processes attach as ism or dism have one size." },
  { .key = "protection",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioSegment, protection, ScenarioProtection),
    .fallback = "read-write",
    .words = protection_words,
    .word_count = G_N_ELEMENTS (protection_words),
    .doc = "what the process may do with it" },
  { .key = "address",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioSegment, address, uint64_t),
    .range = { SCENARIO_PAGE_BYTES, ADDRESS_MAX },
    .absent = "where there is room",
    .doc = "where it begins, a multiple of page_size; 0x... for hexadecimal" },
  { .key = "object",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioSegment, object, const char *),
    .absent = "none; all but a private segment need one",
    .doc = "the object that the segment maps" },
  { .key = "object_offset",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioSegment, object_offset_bytes, uint64_t),
    .fallback = "0",
    .doc = "where in the object a shared segment begins, a multiple of page_size" },
  { .key = "mapped",
    .type = SCHEMA_BOOL,
    SCENARIO_AT (ScenarioSegment, mapped, bool),
    .fallback = "true",
    .doc = "false: it is not there before an mmap event, or a workload, maps it" },
};

static const SchemaTable segment_table = {
  .noun = "segment",
  .plural = "segments",
  .size = sizeof (ScenarioSegment),
  .fields = segment_fields,
  .field_count = G_N_ELEMENTS (segment_fields),
};

/* ---- processes ---- */

static const SchemaField process_fields[] = {
  { .key = "name",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioProcess, name, const char *),
    .required = true,
    .doc = "what events call it" },
  { .key = "count",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioProcess, count, uint64_t),
    .fallback = "1",
    .range = { 1, 100000 },
    .doc = "how many processes like this there are, each with its own address space" },
  { .key = "zone",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioProcess, zone, const char *),
    .fallback = "global",
    .doc = "the zone that it begins in, which accounts for the swap that its private segments reserve" },
  { .key = "segments",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (ScenarioProcess, segments, ScenarioSegment *),
    .count_offset = SCHEMA_MEMBER (ScenarioProcess, segment_count, size_t),
    .table = &segment_table,
    .absent = "none",
    .doc = "its memory" },
  { .key = "workloads",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (ScenarioProcess, workloads, ScenarioWorkload *),
    .count_offset = SCHEMA_MEMBER (ScenarioProcess, workload_count, size_t),
    .table = &WORKLOAD_TABLE,
    .absent = "none",
    .doc = "what it does" },
};

static const SchemaTable process_table = {
  .noun = "process",
  .plural = "processes",
  .size = sizeof (ScenarioProcess),
  .fields = process_fields,
  .field_count = G_N_ELEMENTS (process_fields),
};

/* ---- the whole ---- */

static const SchemaField scenario_fields[] = {
  { .key = "name",
    .type = SCHEMA_NAME,
    SCENARIO_AT (Scenario, name, const char *),
    .required = true,
    .doc = "what the scenario is called" },
  { .key = "description",
    .type = SCHEMA_TEXT,
    SCENARIO_AT (Scenario, description, const char *),
    .absent = "none",
    .doc = "what it shows, for people" },
  { .key = "seed",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (Scenario, seed, uint64_t),
    .fallback = "1",
    .range = { 0, UINT64_MAX },
    .doc = "where all random numbers come from: the same seed, the same run" },
  { .key = "duration",
    .type = SCHEMA_TIME,
    SCENARIO_AT (Scenario, duration_ns, uint64_t),
    .required = true,
    .range = { 1, SCENARIO_TIME_MAX_NS },
    .doc = "how long the run is, in simulated time" },
  { .key = "warmup",
    .type = SCHEMA_TIME,
    SCENARIO_AT (Scenario, warmup_ns, uint64_t),
    .fallback = "0",
    .range = { 0, SCENARIO_TIME_MAX_NS },
    .doc = "this first part of the run is left out of the summary, not out of the series" },
  { .key = "sample",
    .type = SCHEMA_TIME,
    SCENARIO_AT (Scenario, sample_ns, uint64_t),
    .fallback = "100ms",
    .range = { 1, SCENARIO_TIME_MAX_NS },
    .doc = "time between two rows of the series" },
  { .key = "machine",
    .type = SCHEMA_STRUCT,
    SCENARIO_AT (Scenario, machine, ScenarioMachine),
    .required = true,
    .table = &machine_table,
    .doc = "the machine that is simulated",
    .details = "Of a paging threshold, 0 or a value that is not below its parent (memory > lotsfree > "
               "desfree > minfree > "
               "throttlefree > pageout_reserve) is ignored, as the kernel does." },
  { .key = "tunables",
    .type = SCHEMA_STRUCT,
    SCENARIO_AT (Scenario, tunables, ScenarioTunables),
    .table = &tunables_table,
    .doc = "the cache's tunables, under the names that they have in /etc/system" },
  { .key = "objects",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (Scenario, objects, ScenarioObject *),
    .count_offset = SCHEMA_MEMBER (Scenario, object_count, size_t),
    .table = &object_table,
    .absent = "none",
    .doc = "anonymous memory that segments of several processes share" },
  { .key = "processes",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (Scenario, processes, ScenarioProcess *),
    .count_offset = SCHEMA_MEMBER (Scenario, process_count, size_t),
    .table = &process_table,
    .absent = "none",
    .doc = "who uses the memory" },
  { .key = "events",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (Scenario, events, ScenarioEvent *),
    .count_offset = SCHEMA_MEMBER (Scenario, event_count, size_t),
    .table = &EVENT_TABLE,
    .absent = "none",
    .doc = "what happens from outside, and when" },
  { .key = "expect",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (Scenario, expectations, ScenarioExpectation *),
    .count_offset = SCHEMA_MEMBER (Scenario, expectation_count, size_t),
    .table = &EXPECTATION_TABLE,
    .absent = "nothing",
    .doc = "what must come out of the run, for 'pcachesim check'" },
  { .key = "tolerances",
    .type = SCHEMA_STRUCT_LIST,
    SCENARIO_AT (Scenario, tolerances, ScenarioTolerance *),
    .count_offset = SCHEMA_MEMBER (Scenario, tolerance_count, size_t),
    .table = &TOLERANCE_TABLE,
    .absent = "none: every number must be that of the baseline",
    .doc = "how far numbers may be from those of the baseline; the first that fits counts" },
};

const SchemaTable SCENARIO_TABLE = {
  .noun = "scenario",
  .plural = "scenarios",
  .size = sizeof (Scenario),
  .fields = scenario_fields,
  .field_count = G_N_ELEMENTS (scenario_fields),
};
