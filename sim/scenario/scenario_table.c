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
  { .key = "name",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioObject, name, const char *),
    .required = true,
    .doc = "what segments call it" },
  { .key = "size",
    .type = SCHEMA_BYTES,
    SCHEMA_AT (ScenarioObject, size_bytes, uint64_t),
    .required = true,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .doc = "its size, in whole pages" },
  { .key = "lifetime",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioObject, lifetime, ScenarioLifetime),
    .fallback = "kept",
    SCHEMA_WORDS (lifetime_words),
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
  { .key = "name",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioSegment, name, const char *),
    .required = true,
    .doc = "what workloads and events call it" },
  { .key = "type",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioSegment, type, ScenarioSegmentType),
    .required = true,
    SCHEMA_WORDS (segment_words),
    .doc = "whose memory it is" },
  { .key = "size",
    .type = SCHEMA_BYTES,
    SCHEMA_AT (ScenarioSegment, size_bytes, uint64_t),
    .required = true,
    .range = { SCHEMA_PAGE_BYTES, 4 * SCHEMA_TIB },
    .doc = "its size, in whole pages of page_size" },
  { .key = "page_size",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioSegment, page_size, PageSizeCode),
    .fallback = "4KiB",
    SCHEMA_WORDS (PAGE_SIZE_WORDS),
    .doc = "size of its pages; without it, 2MiB of an ism or dism segment",
    .details = "Pages of an object that processes attach as ism or dism have one size." },
  { .key = "protection",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioSegment, protection, Protection),
    .fallback = "read-write",
    SCHEMA_WORDS (PROTECTION_WORDS),
    .doc = "what the process may do with it" },
  { .key = "address",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (ScenarioSegment, address, uint64_t),
    .range = { SCHEMA_PAGE_BYTES, ADDRESS_MAX },
    .absent = "where there is room",
    .doc = "where it begins, a multiple of page_size; 0x... for hexadecimal" },
  { .key = "object",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioSegment, object, const char *),
    .absent = "none; all but a private segment need one",
    .doc = "the object that the segment maps" },
  { .key = "object_offset",
    .type = SCHEMA_BYTES,
    SCHEMA_AT (ScenarioSegment, object_offset_bytes, uint64_t),
    .fallback = "0",
    .doc = "where in the object a shared segment begins, a multiple of page_size" },
  { .key = "mapped",
    .type = SCHEMA_BOOL,
    SCHEMA_AT (ScenarioSegment, mapped, bool),
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
    SCHEMA_AT (ScenarioProcess, name, const char *),
    .required = true,
    .doc = "what events call it" },
  { .key = "count",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (ScenarioProcess, count, uint64_t),
    .fallback = "1",
    .range = { 1, 100000 },
    .doc = "how many processes like this there are, each with its own address space" },
  { .key = "zone",
    .type = SCHEMA_NAME,
    SCHEMA_AT (ScenarioProcess, zone, const char *),
    .fallback = "global",
    .doc = "the zone that it begins in, which accounts for the swap that its private segments reserve" },
  { .key = "segments",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (ScenarioProcess, segments, ScenarioSegment *),
    .count_offset = SCHEMA_MEMBER (ScenarioProcess, segment_count, size_t),
    .table = &segment_table,
    .absent = "none",
    .doc = "its memory" },
  { .key = "workloads",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (ScenarioProcess, workloads, ScenarioWorkload *),
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
    SCHEMA_AT (Scenario, name, const char *),
    .required = true,
    .doc = "what the scenario is called" },
  { .key = "description",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (Scenario, description, const char *),
    .absent = "none",
    .doc = "what it shows, for people" },
  { .key = "seed",
    .type = SCHEMA_UNSIGNED,
    SCHEMA_AT (Scenario, seed, uint64_t),
    .fallback = "1",
    .range = { 0, UINT64_MAX },
    .doc = "where all random numbers come from: the same seed, the same run" },
  { .key = "duration",
    .type = SCHEMA_TIME,
    SCHEMA_AT (Scenario, duration_ns, uint64_t),
    .required = true,
    .range = { 1, SCHEMA_TIME_MAX_NS },
    .doc = "how long the run is, in simulated time" },
  { .key = "warmup",
    .type = SCHEMA_TIME,
    SCHEMA_AT (Scenario, warmup_ns, uint64_t),
    .fallback = "0",
    .range = { 0, SCHEMA_TIME_MAX_NS },
    .doc = "this first part of the run is left out of the summary, not out of the series" },
  { .key = "sample",
    .type = SCHEMA_TIME,
    SCHEMA_AT (Scenario, sample_ns, uint64_t),
    .fallback = "100ms",
    .range = { 1, SCHEMA_TIME_MAX_NS },
    .doc = "time between two rows of the series" },
  { .key = "machine",
    .type = SCHEMA_STRUCT,
    SCHEMA_AT (Scenario, machine, ScenarioMachine),
    .required = true,
    .table = &MACHINE_TABLE,
    .doc = "the machine that is simulated",
    .details = "Of a paging threshold, 0 or a value that is not below its parent (memory > lotsfree > "
               "desfree > minfree > "
               "throttlefree > pageout_reserve) is ignored, as the kernel does." },
  { .key = "tunables",
    .type = SCHEMA_STRUCT,
    SCHEMA_AT (Scenario, tunables, CacheTunables),
    .table = &CACHE_TUNABLES_TABLE,
    .doc = "the cache's tunables, under the names that they have in /etc/system" },
  { .key = "objects",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (Scenario, objects, ScenarioObject *),
    .count_offset = SCHEMA_MEMBER (Scenario, object_count, size_t),
    .table = &object_table,
    .absent = "none",
    .doc = "anonymous memory that segments of several processes share" },
  { .key = "processes",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (Scenario, processes, ScenarioProcess *),
    .count_offset = SCHEMA_MEMBER (Scenario, process_count, size_t),
    .table = &process_table,
    .absent = "none",
    .doc = "who uses the memory" },
  { .key = "events",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (Scenario, events, ScenarioEvent *),
    .count_offset = SCHEMA_MEMBER (Scenario, event_count, size_t),
    .table = &EVENT_TABLE,
    .absent = "none",
    .doc = "what happens from outside, and when" },
  { .key = "expect",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (Scenario, expectations, ScenarioExpectation *),
    .count_offset = SCHEMA_MEMBER (Scenario, expectation_count, size_t),
    .table = &EXPECTATION_TABLE,
    .absent = "nothing",
    .doc = "what must come out of the run, for 'pcachesim check'" },
  { .key = "tolerances",
    .type = SCHEMA_STRUCT_LIST,
    SCHEMA_AT (Scenario, tolerances, ScenarioTolerance *),
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
