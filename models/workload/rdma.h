/*
 * rdma.h - memory regions that are registered for remote access
 *
 * A process has so many regions.  Each again and again: a range is chosen and registered, which locks all of it at
 * once; it is held for its lifetime, whether there is I/O or not; it is deregistered, which unlocks it; a pause.  A
 * registration that fails is tried again a while later, with another range.
 */
#ifndef RDMA_H
#define RDMA_H

#include "io_pattern.h"

/* What all workloads of this kind did together. */
typedef struct {
  uint64_t registrations; /* including those that failed */
  uint64_t failed;
  uint64_t deregistrations;
  uint64_t waiting; /* for memory, now */
  uint64_t regions; /* held now */
  uint64_t bytes;   /* of these */
  uint64_t pages;   /* that these touch, each region for itself */
} RdmaCounters;

typedef struct {
  IoPatternOptions pattern;    /* first; a disk read is a region that the device may write */
  uint64_t regions;            /* at a time, > 0 */
  DistributionConfig lifetime; /* ns */
  DistributionConfig pause;    /* ns, before the first registration too */
  uint64_t retry_ns;           /* after one that failed, > 0 */
} RdmaOptions;

/* Nothing is registered after its stop. */
extern const WorkloadKind RDMA_KIND;

#endif
