/*
 * async_io.h - a process with many I/Os on their way
 *
 * As kaio has it, an I/O stays locked when the device is done, until its process reaps it.  The process submits as
 * many as its depth allows, or one at an interval if there is room; it reaps all that completed, at an interval or
 * when enough of them have gathered, whichever comes first.
 */
#ifndef ASYNC_IO_H
#define ASYNC_IO_H

#include "io_pattern.h"

/* What all workloads of this kind did together. */
typedef struct {
  uint64_t in_flight;   /* submitted and not reaped, now */
  uint64_t unreaped;    /* of these, with their device done */
  uint64_t reaps;       /* times that something was reaped */
  uint64_t unreaped_ns; /* time that buffers stayed locked from the end of the device's work to the reap */
} AsyncIoCounters;

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

#endif
