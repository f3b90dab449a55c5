/*
 * replay.h - recorded I/O, played back
 *
 * Starts each recorded request at its recorded time, or as soon as there is room, with a bound on how many I/Os are in
 * flight: a request that finds no room waits, and those after it wait behind it.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "io.h"
#include "replay_buffer.h"
#include "workload.h"

typedef struct {
  IoSource *source; /* taken over */
  ReplayBufferOptions buffer;
  uint64_t inflight; /* at most so many I/Os at a time, > 0 */
  bool as_soon_as_possible;
  double speed;                /* recorded times are divided by it, > 0 */
  uint64_t repeat;             /* > 0 */
  const Distribution *service; /* ns; stays the caller's */
  uint64_t seed, run;          /* of the random stream */
  const char *stream;
  GError *
      *error; /* where a failure of the source is left, and the workload ends; must outlive the workload */
} ReplayOptions;

/* The workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *replay_new (const IoContext *context, const ReplayOptions *options);

#endif
