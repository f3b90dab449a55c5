/*
 * as_counters.h - what processes did with their address spaces
 */
#ifndef AS_COUNTERS_H
#define AS_COUNTERS_H

#include <stdint.h>

typedef enum {
  AS_OP_MMAP,
  AS_OP_MUNMAP,
  AS_OP_MPROTECT,
  AS_OP_SETPAGESIZE,
  AS_OP_FORK,
  AS_OP_EXIT,
  AS_OP_MADVISE,
  AS_OP_ZONE_ENTER,
  AS_OP_MLOCK,
  AS_OP_MUNLOCK,
  AS_OPS
} AsOp;

typedef struct {
  uint64_t done[AS_OPS];
  uint64_t failed[AS_OPS];
  uint64_t waits;       /* times that an operation, or the last detach of an anon map, waited for an unlock */
  uint64_t wait_ns;     /* how long, all together, of waits that are over */
  uint64_t waiting;     /* how many wait now */
  uint64_t retries;     /* times that one started over at once, since pages had been reclaimed meanwhile */
  uint64_t fork_copies; /* private segments whose pages a fork copied, since some were locked */
  uint64_t fork_pages;  /* pages of these */
  uint64_t fork_copy_ns;     /* and the time for them */
  uint64_t cow_refused;      /* locks of large pages refused since they were shared copy-on-write */
  uint64_t madv_free_hits;   /* pages that MADV_FREE freed, */
  uint64_t madv_free_misses; /* and did not */
  uint64_t joins;            /* segments that became one with their neighbour */
  uint64_t joins_refused;    /* that did not, since pages of one were locked */
  uint64_t splits;           /* segments that were cut in two */
} AsCounters;

#endif
