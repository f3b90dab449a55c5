#include "io_table.h"
#include "scenario.h"
#include "scenario_table.h"

/* ---- replay ---- */

static const SchemaWord format_words[] = {
  { "fio", SCENARIO_TRACE_FIO, "fio's write_iolog, version 2 or 3" },
  { "csv", SCENARIO_TRACE_CSV, "text with a header line that names the columns" },
  { "pcache", SCENARIO_TRACE_PCACHE,
    "calls of a real machine's cache, recorded by scenarios/record/pcache.d; has to be said, since the "
    "owners and ranges "
    "are the recording's and there is no segment" },
};

static const SchemaWord time_unit_words[] = {
  { "ns", SCENARIO_TIME_UNIT_NS, "nanoseconds" },
  { "us", SCENARIO_TIME_UNIT_US, "microseconds" },
  { "ms", SCENARIO_TIME_UNIT_MS, "milliseconds" },
  { "s", SCENARIO_TIME_UNIT_S, "seconds, with decimals" },
};

static const SchemaWord buffer_words[] = {
  { "direct", SCENARIO_BUFFER_DIRECT, "at base + recorded offset, modulo what is left of the segment" },
  { "ring", SCENARIO_BUFFER_RING, "frames in turn, as a copying program does" },
  { "pool", SCENARIO_BUFFER_POOL,
    "frames that keep blocks, least recently used replaced, as a database's buffer pool" },
};

static const SchemaWord timing_words[] = {
  { "recorded", SCENARIO_TIMING_RECORDED, "at its recorded time" },
  { "asap", SCENARIO_TIMING_ASAP, "as soon as fewer than inflight are on their way" },
};

#define COLUMN(name_, absent_, doc_)                                                        \
  {                                                                                         \
    .key = #name_, .type = SCHEMA_TEXT, SCENARIO_AT (ScenarioColumns, name_, const char *), \
    .absent = (absent_), .doc = (doc_)                                                      \
  }

static const SchemaField column_fields[] = {
  COLUMN (time, "time", "when it was issued, in time_unit"),
  COLUMN (op, "op", "whether it is a read or a write"),
  COLUMN (size, "size", "bytes"),
  COLUMN (offset, "offset, if there is one", "place on the device, in bytes; this or block"),
  COLUMN (block, "block, if there is no offset", "place on the device, in blocks of block_size"),
};

static const SchemaTable column_table = {
  .noun = "columns",
  .plural = "columns",
  .size = sizeof (ScenarioColumns),
  .fields = column_fields,
  .field_count = G_N_ELEMENTS (column_fields),
};

#define OPERATIONS(name_, absent_, doc_)                                                           \
  {                                                                                                \
    .key = #name_, .type = SCHEMA_TEXT_LIST, SCENARIO_AT (ScenarioReplay, name_, ScenarioStrings), \
    .count_offset = offsetof (ScenarioReplay, name_) + offsetof (ScenarioStrings, count),          \
    .absent = (absent_), .doc = (doc_)                                                             \
  }

_Static_assert(offsetof (ScenarioStrings, items) == 0, "the list itself is what the offset names");

static const SchemaField replay_fields[] = {
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioReplay, segment, const char *),
    .absent = "needed, but with format pcache",
    .doc = "the segment of this process that the buffers are in" },
  { .key = "trace",
    .type = SCHEMA_PATH,
    SCENARIO_AT (ScenarioReplay, trace, const char *),
    .required = true,
    .doc = "the recording, plain, .gz or .zst; a relative path begins at the folder of the scenario file" },
  { .key = "format",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioReplay, format, ScenarioTraceFormat),
    .words = format_words,
    .word_count = G_N_ELEMENTS (format_words),
    .absent = "by the name of the file",
    .doc = "format of the recording" },
  { .key = "time_unit",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioReplay, time_unit, ScenarioTimeUnit),
    .words = time_unit_words,
    .word_count = G_N_ELEMENTS (time_unit_words),
    .absent = "us for fio, s for csv",
    .doc = "unit of the recorded times" },
  { .key = "columns",
    .type = SCHEMA_STRUCT,
    SCENARIO_AT (ScenarioReplay, columns, ScenarioColumns),
    .table = &column_table,
    .doc = "csv: what the columns are called in the header line" },
  { .key = "block_size",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioReplay, block_size_bytes, uint64_t),
    .fallback = "512B",
    .range = { 1, SCENARIO_GIB },
    .doc = "csv: bytes of a block of the column block" },
  OPERATIONS (read_ops, "r, read, and the SCSI codes 08, 28, a8, 88",
              "csv: what the column op holds for a read"),
  OPERATIONS (write_ops, "w, write, and the SCSI codes 0a, 2a, aa, 8a",
              "csv: what the column op holds for a write"),
  OPERATIONS (ignore_ops, "none", "csv: what the column op holds for what is to be left out"),
  { .key = "separator",
    .type = SCHEMA_CHARACTER,
    SCENARIO_AT (ScenarioReplay, separator, char),
    .fallback = ",",
    .doc = "csv: what stands between columns" },
  { .key = "buffer",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioReplay, buffer, ScenarioBuffer),
    .fallback = "direct",
    .words = buffer_words,
    .word_count = G_N_ELEMENTS (buffer_words),
    .doc = "where in the segment the buffer of an I/O is" },
  { .key = "base",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioReplay, base_bytes, uint64_t),
    .fallback = "0",
    .doc = "buffer direct: where in the segment offset 0 of the recording is" },
  { .key = "frames",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioReplay, frames, uint64_t),
    .range = { 1, COUNT_MAX },
    .absent = "as many as fit the segment",
    .doc = "buffer ring and pool: how many there are" },
  { .key = "frame_size",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioReplay, frame_size_bytes, uint64_t),
    .fallback = "8KiB",
    .range = { 512, SCENARIO_GIB },
    .doc = "buffer ring and pool: size of each" },
  { .key = "inflight",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioReplay, inflight, uint64_t),
    .fallback = "32",
    .range = { 1, 1000000 },
    .doc = "most I/Os on their way at a time; further ones wait" },
  { .key = "service",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioReplay, service, DistributionConfig),
    .fallback = "500us",
    .quantity = DISTRIBUTION_OF_TIMES,
    .range = { 0, DELAY_MAX_NS },
    .doc = "time that the device takes; the buffer is locked meanwhile" },
  { .key = "timing",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioReplay, timing, ScenarioTiming),
    .fallback = "recorded",
    .words = timing_words,
    .word_count = G_N_ELEMENTS (timing_words),
    .doc = "when an I/O is issued" },
  { .key = "speed",
    .type = SCHEMA_REAL,
    SCENARIO_AT (ScenarioReplay, speed, double),
    .fallback = "1",
    .real_range = { 0, 1000000, true },
    .doc = "recorded times are divided by it: 2 is twice as fast" },
  { .key = "repeat",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioReplay, repeat, uint64_t),
    .fallback = "1",
    .range = { 1, COUNT_MAX },
    .doc = "how often the recording is played, one time after the other" },
};

/* ---- working_set ---- */

static const SchemaWord change_words[] = {
  { "fixed", SCENARIO_CHANGE_FIXED, "it stays" },
  { "growing", SCENARIO_CHANGE_GROWING, "up to the size `to`, by `rate`" },
  { "shrinking", SCENARIO_CHANGE_SHRINKING, "down to the size `to`, by `rate`" },
  { "periodic", SCENARIO_CHANGE_PERIODIC, "evenly to the size `to` and back, once in `period`" },
};

static const SchemaField working_set_fields[] = {
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioWorkingSet, segment, const char *),
    .required = true,
    .doc = "the private or shared segment of this process at whose start the set lies" },
  { .key = "size",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioWorkingSet, size_pages, uint64_t),
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .required = true,
    .doc = "its size, at first; its pages are made when the workload starts" },
  { .key = "change",
    .type = SCHEMA_ENUM,
    SCENARIO_AT (ScenarioWorkingSet, change, ScenarioChange),
    .fallback = "fixed",
    .words = change_words,
    .word_count = G_N_ELEMENTS (change_words),
    .doc = "how the size changes over time" },
  { .key = "to",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioWorkingSet, to_pages, uint64_t),
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .doc = "the size that it changes to",
    .absent = "none" },
  { .key = "rate",
    .type = SCHEMA_PAGES,
    SCENARIO_AT (ScenarioWorkingSet, rate_pages, uint64_t),
    .range = { SCENARIO_PAGE_BYTES, 4 * SCENARIO_TIB },
    .doc = "growing and shrinking: by how much in a second",
    .absent = "none" },
  { .key = "period",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioWorkingSet, period_ns, uint64_t),
    .range = { 1, SCENARIO_TIME_MAX_NS },
    .doc = "periodic: the time from one least size to the next",
    .absent = "none" },
  { .key = "touches",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioWorkingSet, touches, uint64_t),
    .fallback = "10000",
    .range = { 0, UINT64_C (100000000) },
    .doc = "pages that it touches in a second, while it does not wait" },
  { .key = "write",
    .type = SCHEMA_REAL,
    SCENARIO_AT (ScenarioWorkingSet, write, double),
    .fallback = "0.5",
    .real_range = { 0, 1, false },
    .doc = "the share of touches that change the page, which then has to be written before it can be free" },
  { .key = "places",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioWorkingSet, places, DistributionConfig),
    .fallback = "uniform",
    .quantity = DISTRIBUTION_OF_PLACES,
    .doc = "which of its pages it touches" },
  { .key = "give_back",
    .type = SCHEMA_BOOL,
    SCENARIO_AT (ScenarioWorkingSet, give_back, bool),
    .fallback = "true",
    .doc = "whether pages become free when the set shrinks, and all when it stops; else they stay, until "
           "pageout takes "
           "them" },
};

/* ---- churn ---- */

static const SchemaField churn_fields[] = {
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioChurn, segment, const char *),
    .required = true,
    .doc = "the segment of this process that is mapped and unmapped; give it 'mapped: false'" },
  { .key = "requests",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioChurn, requests, uint64_t),
    .fallback = "100",
    .range = { 1, COUNT_MAX },
    .doc = "I/Os between mapping and unmapping" },
  { .key = "read",
    .type = SCHEMA_REAL,
    SCENARIO_AT (ScenarioChurn, read, double),
    .fallback = "0.5",
    .real_range = { 0, 1, false },
    .doc = "the share of disk reads (the device writes memory); the others are disk writes" },
  { .key = "size",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioChurn, size, DistributionConfig),
    .fallback = "8KiB",
    .quantity = DISTRIBUTION_OF_SIZES,
    .range = { 1, IO_MAX_BYTES },
    .doc = "bytes of an I/O; cut at the end of the segment" },
  { .key = "offset",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioChurn, offset, DistributionConfig),
    .fallback = "uniform",
    .quantity = DISTRIBUTION_OF_PLACES,
    .doc = "where in the segment an I/O is" },
  { .key = "align",
    .type = SCHEMA_BYTES,
    SCENARIO_AT (ScenarioChurn, align_bytes, uint64_t),
    .fallback = "8KiB",
    .range = { 1, IO_MAX_BYTES },
    .doc = "I/Os begin at multiples of it in the segment" },
  TIMES (ScenarioChurn, service, "500us", "time that the device takes; the buffer is locked meanwhile"),
  TIMES (ScenarioChurn, think, "0", "time between an I/O and the next"),
  TIMES (ScenarioChurn, pause, "10ms", "time between unmapping and mapping it again"),
};

/* ---- fork ---- */

static const SchemaField fork_fields[] = {
  TIMES (ScenarioFork, interval, "1s", "time between a fork and the next"),
  TIMES (ScenarioFork, lifetime, "100ms", "time between a child's fork and its exit"),
  { .key = "segment",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioFork, segment, const char *),
    .absent = "children write nothing",
    .doc = "the segment of this process that children write" },
  { .key = "writes",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioFork, writes, DistributionConfig),
    .fallback = "64KiB",
    .quantity = DISTRIBUTION_OF_SIZES,
    .range = { 1, SCENARIO_TIB },
    .doc = "how much of it, from its beginning, a child writes when it begins to live" },
};

/* ---- all kinds ---- */

static const SchemaVariant workload_variants[] = {
  { "direct_io", SCENARIO_WORKLOAD_DIRECT_IO, "threads that do one I/O after the other into user memory",
    "Each thread again and again: picks a buffer, locks its pages, waits for the device, unlocks them, "
    "thinks. A request above the machine's maxphys is cut into pieces, each locked, done and unlocked before "
    "the next; each counts as an I/O, with a service time and a latency of its own.",
    DIRECT_IO_FIELDS, G_N_ELEMENTS (DIRECT_IO_FIELDS), offsetof (ScenarioWorkload, direct_io) },
  { "replay", SCENARIO_WORKLOAD_REPLAY, "recorded I/O, played again",
    "The recording is streamed, never read whole. What an offset on the recorded device means in memory is "
    "for buffer to say.",
    replay_fields, G_N_ELEMENTS (replay_fields), offsetof (ScenarioWorkload, replay) },
  { "working_set", SCENARIO_WORKLOAD_WORKING_SET, "a process that uses memory, without I/O",
    "It touches pages of its working set, which makes them if they are not there, or has them read back from "
    "swap, and keeps pageout away from them. Where memory has to come first, or a page to be read back, it "
    "waits "
    "and touches nothing meanwhile.",
    working_set_fields, G_N_ELEMENTS (working_set_fields), offsetof (ScenarioWorkload, working_set) },
  { "churn", SCENARIO_WORKLOAD_CHURN, "memory that is mapped, used for I/O, and unmapped again",
    "One thread again and again: maps the segment, does I/Os one after the other, unmaps it, pauses.",
    churn_fields, G_N_ELEMENTS (churn_fields), offsetof (ScenarioWorkload, churn) },
  { "fork", SCENARIO_WORKLOAD_FORK, "a process that forks children",
    "A child has a copy of the process's memory, does no I/O, writes some memory, lives a while, and exits. "
    "Private memory that has pages locked when the process forks is copied, page by page; else it is shared "
    "until "
    "one of both writes it, or locks it for I/O.",
    fork_fields, G_N_ELEMENTS (fork_fields), offsetof (ScenarioWorkload, fork) },
  { "async_io", SCENARIO_WORKLOAD_ASYNC_IO, "a process with many I/Os in flight, which it reaps later",
    "As with kaio, a buffer stays locked when the device is done with it, until the process reaps the I/O: "
    "locks are held for longer than the device works. The process reaps all that is complete, each "
    "reap_interval or when reap_count have gathered. Requests are not cut at maxphys.",
    ASYNC_IO_FIELDS, G_N_ELEMENTS (ASYNC_IO_FIELDS), offsetof (ScenarioWorkload, async_io) },
  { "rdma", SCENARIO_WORKLOAD_RDMA, "memory regions that are registered for remote access",
    "Each region is one lock of all of it, held from registration to deregistration, whether there is I/O or "
    "not. They do not count as I/Os. When the process exits, regions are held to the end of their "
    "lifetime, and none is registered anew.",
    RDMA_FIELDS, G_N_ELEMENTS (RDMA_FIELDS), offsetof (ScenarioWorkload, rdma) },
};

static const SchemaField workload_fields[] = {
  { .key = "name",
    .type = SCHEMA_NAME,
    SCENARIO_AT (ScenarioWorkload, name, const char *),
    .required = true,
    .doc = "its name in results; its random numbers depend on it" },
  { .key = "start",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioWorkload, start_ns, uint64_t),
    .fallback = "0",
    .range = { 0, SCENARIO_TIME_MAX_NS },
    .doc = "when it begins" },
  { .key = "stop",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioWorkload, stop_ns, uint64_t),
    .range = { 1, SCENARIO_TIME_MAX_NS },
    .absent = "the end of the run",
    .doc = "when it begins no further I/O, or touches nothing more" },
};

const SchemaTable WORKLOAD_TABLE = {
  .noun = "workload",
  .plural = "workloads",
  .size = sizeof (ScenarioWorkload),
  .fields = workload_fields,
  .field_count = G_N_ELEMENTS (workload_fields),
  .tag_key = "type",
  .tag_doc = "what kind of workload it is",
  .tag_offset = SCHEMA_MEMBER (ScenarioWorkload, type, ScenarioWorkloadType),
  .variants = workload_variants,
  .variant_count = G_N_ELEMENTS (workload_variants),
};
