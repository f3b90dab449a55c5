/*
 * as_counters.h - what processes did with their address spaces
 */
#ifndef AS_COUNTERS_H
#define AS_COUNTERS_H

#include <stdint.h>

/* What processes do: the word for it, what is counted when it is done, and what it fails for. */
#define AS_OPS_TABLE(ROW)                                                                         \
  ROW (AS_OP_MMAP, "mmap", "mappings made", "ENOMEM: the range is not free")                      \
  ROW (AS_OP_MUNMAP, "munmap", "ranges unmapped", "EINVAL: a part of a large page would be left") \
  ROW (AS_OP_MPROTECT, "mprotect", "changes of protection", "ENOMEM: not mapped")                 \
  ROW (AS_OP_SETPAGESIZE, "setpagesize", "changes of page size",                                  \
       "ENOMEM: not mapped; EINVAL: not whole pages of both sizes")                               \
  ROW (AS_OP_FORK, "fork", "forks", "ENOMEM: no free page for a copy")                            \
  ROW (AS_OP_EXIT, "exit", "processes that ended", "processes that could not end")                \
  ROW (AS_OP_MADVISE, "madvise", "pieces of advice", "ENOMEM: not mapped")                        \
  ROW (AS_OP_ZONE_ENTER, "zone_enter", "processes that moved to another zone",                    \
       "EBUSY: a segment cannot change zones")                                                    \
  ROW (AS_OP_MLOCK, "mlock", "ranges locked in memory",                                           \
       "ENOMEM: not mapped, or not enough memory; ENOTSUP: not DISM")                             \
  ROW (AS_OP_MUNLOCK, "munlock", "ranges unlocked", "ENOMEM: not mapped; ENOTSUP: not DISM")

#define AS_OP_ENUMERATOR(id_, ...) id_,

typedef enum { AS_OPS_TABLE (AS_OP_ENUMERATOR) AS_OPS } AsOp;

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
