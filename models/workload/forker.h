/*
 * forker.h - a process that forks
 *
 * For ever: waits, forks; the child writes some of a segment, lives a while and exits.  A shell does so, or a server
 * that starts helpers.
 */
#pragma once

#include "workload_kind.h"

enum { FORKER_EVENT_RUN = 0x441 };

typedef struct {
  WorkloadRange range;         /* first; the segment that children write; none: they write nothing */
  DistributionConfig interval; /* ns from a fork's end to the next */
  DistributionConfig lifetime; /* ns of a child */
  DistributionConfig writes;   /* bytes, from the segment's start on, that a child writes; cut to its size */
} ForkerOptions;

extern const WorkloadKind FORKER_KIND;
