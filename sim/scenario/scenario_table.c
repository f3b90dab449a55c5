/* scenario_table.c - what a scenario says as a whole, of objects and of processes */
#include "scenario_table.h"

#include "cache_tunables.h"
#include "scenario.h"

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

const SchemaWord PAGE_SIZE_WORDS[] = {
  { "4KiB", PAGE_SIZE_4K, "page size code 0" },
  { "2MiB", PAGE_SIZE_2M, "page size code 1: a small I/O locks a whole large page" },
  { "1GiB", PAGE_SIZE_1G, "page size code 2" },
};

const SchemaWord PROTECTION_WORDS[] = {
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
              SCHEMA_WORDS (PAGE_SIZE_WORDS),
              .details = "Pages of an object that processes attach as ism or dism have one size."),
  SCHEMA_KEY ("protection", ENUM, ScenarioSegment, protection, "what the process may do with it",
              .fallback = "read-write", SCHEMA_WORDS (PROTECTION_WORDS)),
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
  SCHEMA_PART ("machine", Scenario, machine, ScenarioMachine, &MACHINE_TABLE, "the machine that is simulated",
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
  SCHEMA_LIST ("events", Scenario, events, event_count, ScenarioEvent, &EVENT_TABLE,
               "what happens from outside, and when", .absent = "none"),
  SCHEMA_LIST ("expect", Scenario, expectations, expectation_count, ScenarioExpectation, &EXPECTATION_TABLE,
               "what must come out of the run, for 'pcachesim check'", .absent = "nothing"),
  SCHEMA_LIST ("tolerances", Scenario, tolerances, tolerance_count, ScenarioTolerance, &TOLERANCE_TABLE,
               "how far numbers may be from those of the baseline; the first that fits counts",
               .absent = "none: every number must be that of the baseline"),
};

const SchemaTable SCENARIO_TABLE = {
  SCHEMA_TABLE_OF ("scenario", "scenarios", Scenario, scenario_fields),
};
