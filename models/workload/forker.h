/*
 * forker.h - a process that forks
 *
 * For ever: waits, forks; the child writes some of a segment, lives a while and exits.  A shell, an inetd, a server that
 * starts helpers.
 */
#ifndef FORKER_H
#define FORKER_H

#include "children.h"
#include "io.h"
#include "workload.h"

enum { FORKER_EVENT_RUN = 0x441 };

/* The distributions stay the caller's and must outlive the workload. */
typedef struct {
  Children *children;
  const Distribution *interval; /* ns from a fork's end to the next */
  const Distribution *lifetime; /* ns of a child */
  const Distribution *writes;   /* bytes, from CONTEXT's base on, that a child writes; cut to its size */
  uint64_t seed, run;           /* of the random stream */
  const char *stream;
} ForkerOptions;

/* The workload starts by itself at CONTEXT's start. CONTEXT is copied; without a segment its size is 0. */
Workload *forker_new (const IoContext *context, const ForkerOptions *options);

#endif
