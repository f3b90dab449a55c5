/*
 * rdma.h - memory regions that are registered for remote access
 *
 * A process has so many regions.  Each again and again: a range is chosen and registered, which locks all of it at
 * once; it is held for its lifetime, whether there is I/O or not; it is deregistered, which unlocks it; a pause.  A
 * registration that fails is tried again a while later, with another range.
 */
#pragma once

#include "io_pattern.h"

/* What all workloads of this kind did together. */
#define RDMA_COUNTERS(ROW, of_)                                                               \
  ROW (of_, COUNTER, registrations, "rdma.registrations", "",                                 \
       "registrations of memory regions, also failed ones")                                   \
  ROW (of_, COUNTER, failed, "rdma.failed", "", "of these, whose memory could not be locked") \
  ROW (of_, COUNTER, deregistrations, "rdma.deregistrations", "", "regions given up")         \
  ROW (of_, GAUGE, waiting, "rdma.waiting", "", "registrations that wait for memory")         \
  ROW (of_, GAUGE, regions, "rdma.regions", "", "regions that are registered")                \
  ROW (of_, GAUGE, bytes, "rdma.bytes", "bytes", "bytes of these")                            \
  ROW (of_, GAUGE, pages, "rdma.pages", "pages", "pages that these hold, counted for each region")

typedef struct {
  RDMA_COUNTERS (METRIC_MEMBER, _)
} RdmaCounters;

extern const MetricTable RDMA_METRICS;

typedef struct {
  IoPatternOptions pattern;    /* first; a disk read is a region that the device may write */
  uint64_t regions;            /* at a time, > 0 */
  DistributionConfig lifetime; /* ns */
  DistributionConfig pause;    /* ns, before the first registration too */
  uint64_t retry_ns;           /* after one that failed, > 0 */
} RdmaOptions;

/* Nothing is registered after its stop. */
extern const WorkloadKind RDMA_KIND;
