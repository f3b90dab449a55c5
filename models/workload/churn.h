/*
 * churn.h - memory that comes and goes
 *
 * For ever: maps a segment, does some I/Os on it, one after the other, unmaps it, pauses.  What was locked for it is of no
 * use afterwards: a program that allocates its buffers anew for every job.
 */
#ifndef CHURN_H
#define CHURN_H

#include "io_pattern.h"
#include "workload.h"

enum { CHURN_EVENT_RUN = 0x442 };

/* The distributions stay the caller's and must outlive the workload. */
typedef struct {
  int (*map) (void *user); /* maps the range of the context; 0 or an errno value */
  void *user;
  uint64_t requests; /* I/Os between mapping and unmapping, > 0 */
  IoPattern pattern;
  const Distribution *service; /* ns */
  const Distribution *think;   /* ns between two I/Os */
  const Distribution *pause;   /* ns between unmapping and mapping */
  uint64_t seed, run;          /* of the random stream */
  const char *stream;
} ChurnOptions;

/* The workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *churn_new (const IoContext *context, const ChurnOptions *options);

#endif
