/*
 * direct_io.h - threads that do direct I/O
 *
 * Each thread for ever: choose a buffer, lock it, wait for the device, unlock it, think.  As physio does it, a request that
 * is larger than a device takes at a time is cut into pieces, which are locked, done and unlocked one after the other; each
 * is an I/O of its own.  Every thread draws from a random stream of its own, so what one meets with leaves the others'
 * choices as they are.
 */
#ifndef DIRECT_IO_H
#define DIRECT_IO_H

#include "io_pattern.h"
#include "workload.h"

/* The distributions stay the caller's and must outlive the workload. */
typedef struct {
  uint64_t threads;            /* > 0 */
  IoPattern pattern;           /* sequential: of all threads together */
  uint64_t maxphys_bytes;      /* largest piece, > 0 */
  const Distribution *think;   /* ns */
  const Distribution *service; /* ns, of a piece */
  uint64_t requests;           /* per thread; 0: no limit */
  uint64_t seed, run;          /* of the streams, */
  const char *stream;          /* whose names begin with this */
} DirectIoOptions;

/* The workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *direct_io_new (const IoContext *context, const DirectIoOptions *options);

#endif
