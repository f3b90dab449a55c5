/*
 * direct_io.h - threads that do direct I/O
 *
 * Each thread for ever: choose a buffer, lock it, wait for the device, unlock it, think.  Buffers begin at multiples of an
 * alignment from the segment's start.  Every thread draws from a random stream of its own, so what one meets with leaves
 * the others' choices as they are.
 */
#ifndef DIRECT_IO_H
#define DIRECT_IO_H

#include "io.h"
#include "workload.h"

typedef enum { DIRECT_IO_SEQUENTIAL, DIRECT_IO_DRAWN } DirectIoOrder;

/* The distributions stay the caller's and must outlive the workload. */
typedef struct {
  uint64_t threads;          /* > 0 */
  double read;               /* share of disk reads, 0 to 1 */
  const Distribution *size;  /* bytes; cut to what fits in the segment */
  DirectIoOrder order;       /* sequential: one place after the other, all threads together */
  const Distribution *place; /* drawn: which place, below PLACES */
  uint64_t places;           /* > 0 */
  uint64_t align_bytes;
  const Distribution *think;   /* ns */
  const Distribution *service; /* ns */
  uint64_t requests;           /* per thread; 0: no limit */
  uint64_t seed, run;          /* of the streams, */
  const char *stream;          /* whose names begin with this */
} DirectIoOptions;

/* The workload starts by itself at CONTEXT's start. CONTEXT is copied. */
Workload *direct_io_new (const IoContext *context, const DirectIoOptions *options);

#endif
