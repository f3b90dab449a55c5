#include "io_table.h"

#include "scenario.h"

#define SEGMENTS(struct_)                                                                                 \
  { .key = "segment",                                                                                     \
    .type = SCHEMA_NAME,                                                                                  \
    SCENARIO_AT (struct_, segment, const char *),                                                         \
    .required = true,                                                                                     \
    .doc = "the segment of this process that the buffers are in" },                                       \
  {                                                                                                       \
    .key = "through", .type = SCHEMA_NAME, SCENARIO_AT (struct_, through, const char *),                  \
    .absent = "they are in segment only",                                                                 \
    .doc = "the last of the adjacent segments that the buffers are in, so that one may lie over several", \
    .details = "Each segment from `segment` to `through` has an address, where the one before ends."      \
  }

#define READ(struct_)                                                                           \
  {                                                                                             \
    .key = "read", .type = SCHEMA_REAL, SCENARIO_AT (struct_, read, double), .fallback = "0.5", \
    .real_range = { 0, 1, false },                                                              \
    .doc = "the share of disk reads (the device writes memory); the others are disk writes"     \
  }

#define BUFFERS(struct_, size_, max_, align_, what_)                                     \
  { .key = "size",                                                                       \
    .type = SCHEMA_DISTRIBUTION,                                                         \
    SCENARIO_AT (struct_, size, DistributionConfig),                                     \
    .fallback = (size_),                                                                 \
    .quantity = DISTRIBUTION_OF_SIZES,                                                   \
    .range = { 1, (max_) },                                                              \
    .doc = "bytes of " what_ },                                                          \
      { .key = "offset",                                                                 \
        .type = SCHEMA_DISTRIBUTION,                                                     \
        SCENARIO_AT (struct_, offset, DistributionConfig),                               \
        .fallback = "uniform",                                                           \
        .quantity = DISTRIBUTION_OF_PLACES,                                              \
        .doc = "which of the buffers " what_ " uses" },                                  \
      { .key = "align",                                                                  \
        .type = SCHEMA_BYTES,                                                            \
        SCENARIO_AT (struct_, align_bytes, uint64_t),                                    \
        .fallback = (align_),                                                            \
        .range = { 1, (max_) },                                                          \
        .doc = "distance of buffers: they begin at multiples of it in the segment" },    \
  {                                                                                      \
    .key = "buffers", .type = SCHEMA_UNSIGNED, SCENARIO_AT (struct_, buffers, uint64_t), \
    .range = { 1, COUNT_MAX }, .absent = "as many as fit the segment",                   \
    .doc = "how many different buffers are used"                                         \
  }

#define IO_BUFFERS(struct_) BUFFERS (struct_, "8KiB", IO_MAX_BYTES, "8KiB", "an I/O")

const SchemaField DIRECT_IO_FIELDS[] = {
  SEGMENTS (ScenarioDirectIo),
  { .key = "threads",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioDirectIo, threads, uint64_t),
    .fallback = "1",
    .range = { 1, 100000 },
    .doc = "so many threads do this at the same time, in each process" },
  READ (ScenarioDirectIo),
  IO_BUFFERS (ScenarioDirectIo),
  TIMES (ScenarioDirectIo, think, "0", "time between an I/O and the thread's next"),
  TIMES (ScenarioDirectIo, service, "500us", "time that the device takes; the buffer is locked meanwhile"),
  { .key = "requests",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioDirectIo, requests, uint64_t),
    .range = { 1, 0 },
    .absent = "no limit",
    .doc = "I/Os after which a thread ends" },
};

const SchemaField ASYNC_IO_FIELDS[] = {
  SEGMENTS (ScenarioAsyncIo),
  { .key = "depth",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioAsyncIo, depth, uint64_t),
    .fallback = "32",
    .range = { 1, 100000 },
    .doc = "most I/Os in flight at a time in each process: submitted and not reaped" },
  READ (ScenarioAsyncIo),
  IO_BUFFERS (ScenarioAsyncIo),
  TIMES (ScenarioAsyncIo, service, "500us", "time that the device takes"),
  { .key = "interval",
    .type = SCHEMA_DISTRIBUTION,
    SCENARIO_AT (ScenarioAsyncIo, interval, DistributionConfig),
    .quantity = DISTRIBUTION_OF_TIMES,
    .range = { 0, DELAY_MAX_NS },
    .absent = "whenever fewer than depth are in flight",
    .doc = "time between a submission and the next; one for which there is no room waits for it" },
  TIMES (ScenarioAsyncIo, reap_interval, "1ms", "time between two times of reaping"),
  { .key = "reap_count",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioAsyncIo, reap_count, uint64_t),
    .range = { 1, 100000 },
    .absent = "by the interval only",
    .doc = "when so many are complete they are reaped at once, and the interval begins anew" },
  { .key = "requests",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioAsyncIo, requests, uint64_t),
    .range = { 1, 0 },
    .absent = "no limit",
    .doc = "I/Os after which it submits no more" },
};

const SchemaField RDMA_FIELDS[] = {
  SEGMENTS (ScenarioRdma),
  { .key = "regions",
    .type = SCHEMA_UNSIGNED,
    SCENARIO_AT (ScenarioRdma, regions, uint64_t),
    .fallback = "16",
    .range = { 1, 100000 },
    .doc = "most regions that are registered at a time, in each process" },
  { .key = "write",
    .type = SCHEMA_REAL,
    SCENARIO_AT (ScenarioRdma, write, double),
    .fallback = "1",
    .real_range = { 0, 1, false },
    .doc = "the share of regions that the device may write; the others it only reads" },
  BUFFERS (ScenarioRdma, "1MiB", SCENARIO_TIB, "64KiB", "a region"),
  TIMES (ScenarioRdma, lifetime, "60s", "time from a registration to its deregistration"),
  TIMES (ScenarioRdma, pause, "0", "time before each registration"),
  { .key = "retry",
    .type = SCHEMA_TIME,
    SCENARIO_AT (ScenarioRdma, retry_ns, uint64_t),
    .fallback = "100ms",
    .range = { 1, DELAY_MAX_NS },
    .doc = "time after which a registration that failed is tried again, with another buffer" },
};
