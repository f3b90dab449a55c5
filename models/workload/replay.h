/*
 * replay.h - recorded I/O, played back
 *
 * Starts each recorded request at its recorded time, or as soon as there is room, with a bound on how many I/Os are in
 * flight: a request that finds no room waits, and those after it wait behind it.
 */
#pragma once

#include "replay_buffer.h"
#include "workload_kind.h"

/* When a recorded I/O starts: at its recorded time, or as soon as there is room in flight. */
typedef enum { REPLAY_RECORDED, REPLAY_ASAP } ReplayTiming;

typedef struct {
  WorkloadRange range;        /* first */
  ReplayBufferOptions buffer; /* of it, SPAN_BYTES and FRAMES of 0 are as much as the range has */
  uint64_t inflight;          /* at most so many I/Os at a time, > 0 */
  DistributionConfig service; /* ns */
  ReplayTiming timing;
  double speed;    /* recorded times are divided by it, > 0 */
  uint64_t repeat; /* how often the recording is played, one after the other, > 0 */
} ReplayOptions;

/* Plays SOURCE, which it takes over; the workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *replay_new (const IoContext *context, const ReplayOptions *options, IoSource *source);
