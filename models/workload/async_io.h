/*
 * async_io.h - a process with many I/Os on their way
 *
 * As kaio has it, an I/O stays locked when the device is done, until its process reaps it.  The process submits as
 * many as its depth allows, or one at an interval if there is room; it reaps all that completed, at an interval or
 * when enough of them have gathered, whichever comes first.
 */
#pragma once

#include "io_pattern.h"

/* What all workloads of this kind did together. */
#define ASYNC_IO_COUNTERS(ROW, of_)                                                                   \
  ROW (of_, GAUGE, in_flight, "async_io.in_flight", "", "asynchronous I/Os submitted and not reaped") \
  ROW (of_, GAUGE, unreaped, "async_io.unreaped", "", "of these, with their device done")             \
  ROW (of_, COUNTER, reaps, "async_io.reaps", "", "times that completed ones were reaped")            \
  ROW (of_, COUNTER, unreaped_ns, "async_io.unreaped_time", "ns",                                     \
       "time that buffers stayed locked when the device was done")

typedef struct {
  ASYNC_IO_COUNTERS (METRIC_MEMBER, _)
} AsyncIoCounters;

extern const MetricTable ASYNC_IO_METRICS;

typedef struct {
  IoPatternOptions pattern;         /* first */
  uint64_t depth;                   /* most in flight, > 0 */
  DistributionConfig service;       /* ns */
  DistributionConfig interval;      /* ns between submissions; constant 0: whenever there is room */
  DistributionConfig reap_interval; /* ns between two times of reaping; at least 1 is taken */
  uint64_t reap_count; /* so many completions have it reap before, at most DEPTH; 0: however many */
  uint64_t requests;   /* 0: no limit */
} AsyncIoOptions;

/* It reaps what it started after its stop too. */
extern const WorkloadKind ASYNC_IO_KIND;
