/* scenario_table.c - what a scenario may say; many rows are options of models/ */
#include "scenario_table.h"

#include "cache.h"
#include "scenario.h"

/* ---- the machine ---- */

static const SchemaWord threshold_words[] = {
  { "new", MEMORY_THRESHOLDS_NEW,
    "the defaults from 2021 on: lotsfree is memory/64 from 16 MiB to 2 GiB, and so on" },
  { "classic", MEMORY_THRESHOLDS_CLASSIC,
    "the defaults before: lotsfree is memory/64, at least 512 KiB, and so on" },
};

/* A paging threshold that the user may set: its default, the parent it must be below, and its purpose. */
#define THRESHOLD(name_, default_, parent_, doc_)                                              \
  SCHEMA_KEY (#name_, PAGES, ScenarioMachine, wanted.name_, doc_, .plain = SCHEMA_PLAIN_PAGES, \
              .absent = (default_), .kernel_unit = "pages",                                    \
              .details = "The kernel ignores 0, and what is not below " parent_ ".")

#define SWAP_SERVICE_MAX_NS (UINT64_C (60) * SCHEMA_SECOND_NS)

/* These members are in ScenarioMachine itself: options of the device, and one of pageout. */
static const SchemaField swap_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMachine, swap_pages,
              "how much fits; when it is full, dirty pages stay in memory",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "as large as memory"),
  SCHEMA_KEY ("service", DISTRIBUTION, ScenarioMachine, swap.service,
              "time that it takes for one page, read or written", .fallback = "200us",
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, SWAP_SERVICE_MAX_NS }),
  SCHEMA_KEY ("concurrent", UNSIGNED, ScenarioMachine, swap.concurrent,
              "pages that it reads or writes at a time; more wait for their turn", .fallback = "8",
              .range = { 1, 1024 }),
  SCHEMA_KEY ("queue", UNSIGNED, ScenarioMachine, pageout.queue,
              "most pages that pageout is writing at a time; it passes over further dirty ones",
              .fallback = "4096", .range = { 1, 65536 }),
};

static const SchemaTable swap_table = {
  SCHEMA_TABLE_OF ("swap", "swap", ScenarioMachine, swap_fields),
};

#define LOCK_COST_MAX_NS (UINT64_C (1) * SCHEMA_SECOND_NS)

#define LOCK_COST(name_, fallback_, doc_)                                        \
  SCHEMA_KEY (#name_, TIME, LockCost, name_##_ns, doc_, .fallback = (fallback_), \
              .range = { 0, LOCK_COST_MAX_NS })

/* Estimates for a processor of about 3 GHz: a call costs some locks and a short search; locking a page costs
 * a search in the page hash and an atomic operation on a line outside the processor's caches; a new page
 * costs the zeroing of 4 KiB. */
static const SchemaField lock_cost_fields[] = {
  LOCK_COST (call, "400ns", "a call that locks or unlocks; a hit costs nothing else"),
  LOCK_COST (miss, "2us", "a lock that misses, beside its pages"),
  LOCK_COST (page, "250ns", "each page that it locks"),
  LOCK_COST (create, "600ns", "each of these that did not exist before"),
  LOCK_COST (unlock, "100ns",
             "each page that is unlocked, by an uncached I/O's end or by a purge in the call"),
};

static const SchemaTable lock_cost_table = {
  SCHEMA_TABLE_OF ("lock cost", "lock costs", LockCost, lock_cost_fields),
};

static const SchemaField machine_fields[] = {
  SCHEMA_KEY ("memory", PAGES, ScenarioMachine, memory_pages, "installed memory (the kernel's physmem)",
              .required = true, .range = { 16 * SCHEMA_MIB, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("kernel_memory", PAGES, ScenarioMachine, kernel_memory_pages,
              "memory that the kernel itself holds and never gives back; 0: 1/16 of memory",
              .absent = "1/16 of memory"),
  SCHEMA_KEY ("hz", UNSIGNED, ScenarioMachine, hz, "clock ticks a second", .fallback = "100",
              .range = { 10, 10000 }),
  SCHEMA_KEY ("thresholds", ENUM, ScenarioMachine, thresholds,
              "which rules derive the paging thresholds that are not set below", .fallback = "new",
              SCHEMA_WORDS (threshold_words)),
  THRESHOLD (lotsfree, "1/64 of memory, from 16 MiB to 2 GiB (classic: at least 512 KiB)",
             "the memory that there is",
             "when free memory is below this, the page scanner and the cache's purge begin"),
  THRESHOLD (desfree, "1/2 of lotsfree", "lotsfree",
             "when free memory is below this, little is cached any more"),
  THRESHOLD (minfree, "3/4 of desfree (classic: 1/2)", "desfree",
             "when free memory is below this, memory is very short"),
  THRESHOLD (throttlefree, "minfree", "desfree", "when free memory is below this, requests for pages wait"),
  THRESHOLD (pageout_reserve, "3/4 of throttlefree (classic: 1/2)", "throttlefree",
             "free memory that only pageout may use"),
  SCHEMA_KEY ("fastscan", UNSIGNED, ScenarioMachine, pageout.fastscan,
              "pages that the page scanner looks at in a second when no memory is free",
              .range = { 1, UINT64_C (1) << 32 }, .absent = "half of memory, at most 64 MiB"),
  SCHEMA_KEY ("slowscan", UNSIGNED, ScenarioMachine, pageout.slowscan,
              "pages that it looks at in a second when free memory is just below lotsfree",
              .range = { 1, UINT64_C (1) << 32 }, .absent = "fastscan/10, at most 100"),
  SCHEMA_KEY ("handspread", PAGES, ScenarioMachine, pageout.handspread,
              "memory between the scanner's two hands: a page referenced within that way stays",
              .plain = SCHEMA_PLAIN_PAGES, .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB },
              .absent = "fastscan"),
  { .key = "swap",
    .type = SCHEMA_STRUCT,
    .offset = 0,
    .table = &swap_table,
    .doc = "where pages are written to when memory is short" },
  SCHEMA_KEY (
      "page_copy", TIME, ScenarioMachine, page_copy_ns, "time to copy a page of 4 KiB when a process forks",
      .fallback = "600ns", .range = { 0, SCHEMA_SECOND_NS },
      .details =
          "The default is 4 KiB at 8 GB/s, about what one core copies from and to memory that is in no "
          "processor cache, and 100 ns for getting the page."),
  SCHEMA_PART (
      "lock_cost", ScenarioMachine, lock_cost, LockCost, &lock_cost_table,
      "what locking a buffer takes of the time of an I/O",
      .details =
          "The defaults are estimates for a processor of about 3 GHz, not measurements; what matters is that "
          "a hit costs the same however large the buffer, and a miss its pages."),
  SCHEMA_KEY (
      "maxphys", BYTES, ScenarioMachine, maxphys_bytes,
      "most that a device is given at a time: requests of direct_io above it are cut", .fallback = "1MiB",
      .plain = SCHEMA_PLAIN_BYTES, .range = { SCHEMA_LEAST_PAGE, SCHEMA_GIB }, .kernel_unit = "bytes",
      .details =
          "The kernel's own default is 56 KiB on x86, but disk drivers ask for more, many for 1 MiB, and "
          "that is what counts; so that is the default here."),
};

static const SchemaTable machine_table = {
  SCHEMA_TABLE_OF ("machine", "machines", ScenarioMachine, machine_fields),
};

/* ---- objects ---- */

static const SchemaWord lifetime_words[] = {
  { "kept", SCENARIO_LIFETIME_KEPT, "it stays, as System V shared memory does" },
  { "mapped", SCENARIO_LIFETIME_MAPPED,
    "it goes with the last segment that maps it, as memory that parents share with their children" },
};

static const SchemaField object_fields[] = {
  SCHEMA_KEY ("name", NAME, ScenarioObject, name, "what segments call it", .required = true),
  SCHEMA_KEY ("size", BYTES, ScenarioObject, size_bytes, "its size, in whole pages", .required = true,
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("lifetime", ENUM, ScenarioObject, lifetime, "what becomes of it when nobody maps it any more",
              .fallback = "kept", SCHEMA_WORDS (lifetime_words)),
};

static const SchemaTable object_table = {
  SCHEMA_TABLE_OF ("object", "objects", ScenarioObject, object_fields),
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

static const SchemaWord page_size_words[] = {
  { "4KiB", PAGE_SIZE_4K, "page size code 0" },
  { "2MiB", PAGE_SIZE_2M, "page size code 1: a small I/O locks a whole large page" },
  { "1GiB", PAGE_SIZE_1G, "page size code 2" },
};

static const SchemaWord protection_words[] = {
  { "read-write", PROTECT_READ | PROTECT_WRITE, "disk reads and disk writes are possible" },
  { "read-only", PROTECT_READ, "disk reads, which write memory, fail with EACCES" },
};

#define ADDRESS_MAX ((UINT64_C (1) << 47) - 1) /* the lower half of the address space */

static const SchemaField segment_fields[] = {
  SCHEMA_KEY ("name", NAME, ScenarioSegment, name, "what workloads and events call it", .required = true),
  SCHEMA_KEY ("type", ENUM, ScenarioSegment, type, "whose memory it is", .required = true,
              SCHEMA_WORDS (segment_words)),
  SCHEMA_KEY ("size", BYTES, ScenarioSegment, size_bytes, "its size, in whole pages of page_size",
              .required = true, .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("page_size", ENUM, ScenarioSegment, page_size,
              "size of its pages; without it, 2MiB of an ism or dism segment", .fallback = "4KiB",
              SCHEMA_WORDS (page_size_words),
              .details = "Pages of an object that processes attach as ism or dism have one size."),
  SCHEMA_KEY ("protection", ENUM, ScenarioSegment, protection, "what the process may do with it",
              .fallback = "read-write", SCHEMA_WORDS (protection_words)),
  SCHEMA_KEY ("address", UNSIGNED, ScenarioSegment, address,
              "where it begins, a multiple of page_size; 0x... for hexadecimal",
              .range = { SCHEMA_LEAST_PAGE, ADDRESS_MAX }, .absent = "where there is room"),
  SCHEMA_KEY ("object", NAME, ScenarioSegment, object, "the object that the segment maps",
              .absent = "none; all but a private segment need one"),
  SCHEMA_KEY ("object_offset", BYTES, ScenarioSegment, object_offset_bytes,
              "where in the object a shared segment begins, a multiple of page_size", .fallback = "0"),
  SCHEMA_KEY ("mapped", BOOL, ScenarioSegment, mapped,
              "false: it is not there before an mmap event, or a workload, maps it", .fallback = "true"),
};

static const SchemaTable segment_table = {
  SCHEMA_TABLE_OF ("segment", "segments", ScenarioSegment, segment_fields),
};

/* ---- processes ---- */

static const SchemaField process_fields[] = {
  SCHEMA_KEY ("name", NAME, ScenarioProcess, name, "what events call it", .required = true),
  SCHEMA_KEY ("count", UNSIGNED, ScenarioProcess, count,
              "how many processes like this there are, each with its own address space", .fallback = "1",
              .range = { 1, 100000 }),
  SCHEMA_KEY ("zone", NAME, ScenarioProcess, zone,
              "the zone that it begins in, which accounts for the swap that its private segments reserve",
              .fallback = "global"),
  SCHEMA_LIST ("segments", ScenarioProcess, segments, segment_count, ScenarioSegment, &segment_table,
               "its memory", .absent = "none"),
  SCHEMA_LIST ("workloads", ScenarioProcess, workloads, workload_count, ScenarioWorkload, &WORKLOAD_TABLE,
               "what it does", .absent = "none"),
};

static const SchemaTable process_table = {
  SCHEMA_TABLE_OF ("process", "processes", ScenarioProcess, process_fields),
};

/* ---- events ---- */

static const SchemaField consume_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much", .required = true,
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
};

static const SchemaField release_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "all that was consumed"),
};

static const SchemaField set_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "what it becomes", .required = true,
              .range = { 0, 4 * SCHEMA_TIB }, .plain = SCHEMA_PLAIN_PAGES),
};

#define OP_PROCESS                                               \
  SCHEMA_KEY ("process", NAME, ScenarioProcessOp, owner.process, \
              "the process; each of them, if it has a count", .required = true)

#define OP_SEGMENT \
  SCHEMA_KEY ("segment", NAME, ScenarioProcessOp, owner.segment, "its segment", .required = true)

#define OP_PART                                                                                      \
  SCHEMA_KEY ("offset", BYTES, ScenarioProcessOp, offset_bytes,                                      \
              "where in the segment it begins, a multiple of page_size", .fallback = "0"),           \
      SCHEMA_KEY ("size", BYTES, ScenarioProcessOp, size_bytes, "how much, a multiple of page_size", \
                  .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "up to the end of the segment")

static const SchemaWord advice_words[] = {
  { "free", SEGMENT_ADVICE_FREE, "MADV_FREE: pages that nobody else has become free" },
  { "access_default", SEGMENT_ADVICE_ACCESS_DEFAULT, "MADV_ACCESS_DEFAULT" },
  { "access_lwp", SEGMENT_ADVICE_ACCESS_LWP, "MADV_ACCESS_LWP: the next thread to touch it uses it most" },
  { "access_many", SEGMENT_ADVICE_ACCESS_MANY, "MADV_ACCESS_MANY: many processes will use it" },
};

static const SchemaField owner_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("segment", NAME, ScenarioProcessOp, owner.segment, "its segment; of a shared one, the object",
              .required = true),
};

static const SchemaField mmap_fields[] = { OP_PROCESS, OP_SEGMENT };
static const SchemaField munmap_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField mlock_fields[] = { OP_PROCESS, OP_SEGMENT, OP_PART };
static const SchemaField exit_fields[] = { OP_PROCESS };

static const SchemaField mprotect_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("protection", ENUM, ScenarioProcessOp, protection, "what the process may do with it",
              .required = true, SCHEMA_WORDS (protection_words)),
};

static const SchemaField setpagesize_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("page_size", ENUM, ScenarioProcessOp, page_size,
              "size of its pages from now on; offset and size are multiples of this and of what it was",
              .required = true, SCHEMA_WORDS (page_size_words)),
};

static const SchemaField madvise_fields[] = {
  OP_PROCESS,
  OP_SEGMENT,
  OP_PART,
  SCHEMA_KEY ("advice", ENUM, ScenarioProcessOp, advice, "what the process says about it", .required = true,
              SCHEMA_WORDS (advice_words)),
};

static const SchemaField fork_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("lifetime", TIME, ScenarioProcessOp, lifetime_ns, "time between the child's fork and its exit",
              .fallback = "100ms", .range = { 0, SCHEMA_TIME_MAX_NS }),
};

static const SchemaField zone_enter_fields[] = {
  OP_PROCESS,
  SCHEMA_KEY ("zone", NAME, ScenarioProcessOp, zone, "the zone that it moves to", .required = true),
};

static const SchemaField remove_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMemoryAmount, pages, "how much; it is the memory that was used first",
              .required = true, .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("timeout", TIME, ScenarioMemoryAmount, timeout_ns,
              "it gives up after this long without getting a page, and gives everything back",
              .fallback = "60s", .range = { 1, SCHEMA_TIME_MAX_NS }),
};

/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member cannot stand in parentheses */
#define KEYS SCHEMA_FIELDS
#define NO_KEYS .fields = NULL
#define EVENT_VARIANT(id_, word_, member_, keys_, doc_) \
  { .word = (word_),                                    \
    .value = SCENARIO_EVENT_##id_,                      \
    .doc = (doc_),                                      \
    keys_,                                              \
    .offset = offsetof (ScenarioEvent, member_) },
/* NOLINTEND(bugprone-macro-parentheses) */

static const SchemaVariant event_variants[] = { SCENARIO_ACTIONS_TABLE (EVENT_VARIANT) };

static const SchemaVariant *event_variant (size_t i)
{
  return i < G_N_ELEMENTS (event_variants) ? &event_variants[i] : NULL;
}

static const SchemaField event_fields[] = {
  SCHEMA_KEY ("at", TIME, ScenarioEvent, at_ns, "when it happens", .required = true,
              .range = { 0, SCHEMA_TIME_MAX_NS }),
  SCHEMA_KEY ("every", TIME, ScenarioEvent, every_ns, "it happens again after this long, and so on",
              .range = { 1, SCHEMA_TIME_MAX_NS }, .absent = "it happens once"),
  SCHEMA_KEY ("until", TIME, ScenarioEvent, until_ns, "with every: it does not happen after this time",
              .range = { 1, SCHEMA_TIME_MAX_NS }, .absent = "the end of the run"),
};

static const SchemaTable event_table = {
  SCHEMA_TABLE_OF ("event", "events", ScenarioEvent, event_fields),
  .tag_key = "action",
  .tag_doc = "what happens",
  .tag_offset = SCHEMA_MEMBER (ScenarioEvent, action, ScenarioEventAction),
  .variant = event_variant,
};

/* ---- what is expected, and how far from its baseline a number may be ---- */

#define PERCENTILE(tenths_) (SCENARIO_STATISTIC_PERCENTILES + (tenths_))

static const SchemaWord statistic_words[] = {
  { "min", SCENARIO_STATISTIC_MIN, "the least" },
  { "max", SCENARIO_STATISTIC_MAX, "the greatest" },
  { "mean", SCENARIO_STATISTIC_MEAN, "the mean of the samples" },
  { "last", SCENARIO_STATISTIC_LAST, "that of the last sample" },
  { "total", SCENARIO_STATISTIC_TOTAL, "of a counter the sum; of a ratio, that of the sums of its counters" },
  { "p1", PERCENTILE (10), "percentiles of the samples" },
  { "p5", PERCENTILE (50), "" },
  { "p10", PERCENTILE (100), "" },
  { "p25", PERCENTILE (250), "" },
  { "p50", PERCENTILE (500), "the median" },
  { "p75", PERCENTILE (750), "" },
  { "p90", PERCENTILE (900), "" },
  { "p95", PERCENTILE (950), "" },
  { "p99", PERCENTILE (990), "" },
  { "p999", PERCENTILE (999), "" },
};

/* A number, perhaps with a unit. */
#define MEASURE(struct_, key_, doc_) SCHEMA_KEY (#key_, TEXT, struct_, key_, (doc_), .absent = "no limit")

static const SchemaField expectation_fields[] = {
  SCHEMA_KEY ("metric", TEXT, ScenarioExpectation, metric,
              "a number of summary.json, as in hit_rate, misses.cold, freemem.min, setup.maxwindow or "
              "workloads.PROCESS.WORKLOAD.latency_ns.p99; with statistic, a column of series.csv",
              .absent = "that says what is expected"),
  SCHEMA_KEY (
      "that", TEXT, ScenarioExpectation, that, "a relation that holds, as in 'misses.cold <= entries.max'",
      .absent = "metric says what is expected",
      .details =
          "It may have numbers, %, + - * /, < <= > >= == !=, && and ||, parentheses, and names in double "
          "quotes.  With from or to it is one between columns of series.csv, and must hold at every sample."),
  MEASURE (ScenarioExpectation, min,
           "the least that it may be: a number, or one with %, a time's or a size's unit"),
  MEASURE (ScenarioExpectation, max, "the greatest that it may be, likewise"),
  MEASURE (ScenarioExpectation, equals, "what it is, likewise"),
  SCHEMA_KEY ("within", TEXT, ScenarioExpectation, within,
              "how far from equals it may be: 5% of that, or a number likewise", .absent = "0"),
  SCHEMA_KEY ("statistic", ENUM, ScenarioExpectation, statistic,
              "which number of the metric's samples from from to to", SCHEMA_WORDS (statistic_words),
              .absent = "the number of the summary"),
  SCHEMA_KEY ("from", TIME, ScenarioExpectation, from_ns, "the first sample that counts",
              .range = { 0, SCHEMA_TIME_MAX_NS }, .absent = "the end of the warm-up"),
  SCHEMA_KEY ("to", TIME, ScenarioExpectation, to_ns, "the last one", .range = { 0, SCHEMA_TIME_MAX_NS },
              .absent = "the end of the run"),
};

static const SchemaTable expectation_table = {
  SCHEMA_TABLE_OF ("expectation", "expectations", ScenarioExpectation, expectation_fields),
};

static const SchemaField tolerance_fields[] = {
  SCHEMA_KEY ("metric", TEXT, ScenarioTolerance, metric,
              "a number of summary.json, or several, with * for any letters", .required = true),
  SCHEMA_KEY ("within", TEXT, ScenarioTolerance, within,
              "how far from that of the baseline it may be: 5% of that, or a number, perhaps with a unit",
              .required = true),
};

static const SchemaTable tolerance_table = {
  SCHEMA_TABLE_OF ("tolerance", "tolerances", ScenarioTolerance, tolerance_fields),
};

/* ---- the whole ---- */

static const SchemaField scenario_fields[] = {
  SCHEMA_KEY ("name", NAME, Scenario, name, "what the scenario is called", .required = true),
  SCHEMA_KEY ("description", TEXT, Scenario, description, "what it shows, for people", .absent = "none"),
  SCHEMA_KEY ("seed", UNSIGNED, Scenario, seed,
              "where all random numbers come from: the same seed, the same run", .fallback = "1",
              .range = { 0, UINT64_MAX }),
  SCHEMA_KEY ("duration", TIME, Scenario, duration_ns, "how long the run is, in simulated time",
              .required = true, .range = { 1, SCHEMA_TIME_MAX_NS }),
  SCHEMA_KEY ("warmup", TIME, Scenario, warmup_ns,
              "this first part of the run is left out of the summary, not out of the series", .fallback = "0",
              .range = { 0, SCHEMA_TIME_MAX_NS }),
  SCHEMA_KEY ("sample", TIME, Scenario, sample_ns, "time between two rows of the series", .fallback = "100ms",
              .range = { 1, SCHEMA_TIME_MAX_NS }),
  SCHEMA_PART ("machine", Scenario, machine, ScenarioMachine, &machine_table, "the machine that is simulated",
               .required = true,
               .details =
                   "Of a paging threshold, 0 or a value that is not below its parent (memory > lotsfree > "
                   "desfree > minfree > throttlefree > pageout_reserve) is ignored, as the kernel does."),
  SCHEMA_PART ("tunables", Scenario, tunables, CacheTunables, &CACHE_TUNABLES_TABLE,
               "the cache's tunables, under the names that they have in /etc/system"),
  SCHEMA_LIST ("objects", Scenario, objects, object_count, ScenarioObject, &object_table,
               "anonymous memory that segments of several processes share", .absent = "none"),
  SCHEMA_LIST ("processes", Scenario, processes, process_count, ScenarioProcess, &process_table,
               "who uses the memory", .absent = "none"),
  SCHEMA_LIST ("events", Scenario, events, event_count, ScenarioEvent, &event_table,
               "what happens from outside, and when", .absent = "none"),
  SCHEMA_LIST ("expect", Scenario, expectations, expectation_count, ScenarioExpectation, &expectation_table,
               "what must come out of the run, for 'pcachesim check'", .absent = "nothing"),
  SCHEMA_LIST ("tolerances", Scenario, tolerances, tolerance_count, ScenarioTolerance, &tolerance_table,
               "how far numbers may be from those of the baseline; the first that fits counts",
               .absent = "none: every number must be that of the baseline"),
};

const SchemaTable SCENARIO_TABLE = {
  SCHEMA_TABLE_OF ("scenario", "scenarios", Scenario, scenario_fields),
};
