/*
 * as_counters.h - what processes did with their address spaces
 */
#pragma once

#include "metric_row.h"

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

#define AS_COUNTERS(ROW, of_)                                                                              \
  ROW (of_, COUNTER, waits, "as_waits", "", "times that an operation waited for locked pages",             \
       .moves = "also when the last detach of an anon map waits",                                          \
       .advice = "processes stop while the cache or an I/O holds their pages")                             \
  ROW (of_, COUNTER, wait_ns, "as_wait_time", "ns", "how long, all together",                              \
       .moves = "when a wait is over")                                                                     \
  ROW (of_, GAUGE, waiting, "as_waiting", "", "operations that wait now")                                  \
  ROW (of_, COUNTER, retries, "as_retries", "",                                                            \
       "operations that started over at once, after an asynchronous reclaim")                              \
  ROW (of_, COUNTER, splits, "segment_splits", "", "segments cut in two")                                  \
  ROW (of_, COUNTER, joins, "segment_joins", "", "segments that became one with their neighbour")          \
  ROW (of_, COUNTER, joins_refused, "segment_joins_refused", "", "joins refused, since pages were locked") \
  ROW (of_, COUNTER, fork_copies, "fork_copies", "",                                                       \
       "private segments copied by fork, since pages were locked",                                         \
       .advice = "fork copies memory at once that the cache holds: fork less, or from a small process")    \
  ROW (of_, COUNTER, fork_pages, "fork_pages", "pages", "pages of them")                                   \
  ROW (of_, COUNTER, fork_copy_ns, "fork_copy_time", "ns", "time for copying them")                        \
  ROW (of_, COUNTER, cow_refused, "cow_refused", "",                                                       \
       "locks of large pages refused, since they were shared copy-on-write")                               \
  ROW (of_, COUNTER, madv_free_hits, "madv_free_hit", "pages",                                             \
       "pages that madvise (MADV_FREE) freed, as kstat segadvstat counts them")                            \
  ROW (of_, COUNTER, madv_free_misses, "madv_free_miss", "pages",                                          \
       "pages that it did not: absent, locked or shared")

typedef struct {
  uint64_t done[AS_OPS];
  uint64_t failed[AS_OPS];
  AS_COUNTERS (METRIC_MEMBER, _)
} AsCounters;

extern const MetricTable AS_METRICS;
