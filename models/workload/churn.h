/*
 * churn.h - memory that comes and goes
 *
 * For ever: maps a segment, does some I/Os on it, one after the other, unmaps it, pauses.  What was locked for it is
 * of no use afterwards: a program that allocates its buffers anew for every job.
 */
#pragma once

#include "io_pattern.h"

enum { CHURN_EVENT_RUN = 0x442 };

typedef struct {
  IoPatternOptions pattern;   /* first */
  uint64_t requests;          /* I/Os between mapping and unmapping, > 0 */
  DistributionConfig service; /* ns */
  DistributionConfig think;   /* ns between two I/Os */
  DistributionConfig pause;   /* ns between unmapping and mapping */
} ChurnOptions;

extern const WorkloadKind CHURN_KIND;
