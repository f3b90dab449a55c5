/*
 * as.h - what processes do with their address spaces
 *
 * mmap, munmap, mprotect, memcntl (page sizes), fork, exit, madvise and a change of zone, over all segments
 * of a range. An operation that finds pages locked for I/O waits until they are unlocked (as_wait.h), so all
 * functions but as_map, as_enter_zone and those for locks are called from a simulated thread; only that wait
 * takes simulated time. ADDR and SIZE are in bytes, results are 0 or an errno value.
 */
#pragma once

#include "metric_row.h"
#include "segment.h"
#include "sim_time.h"

#include <stdint.h>

typedef struct Vm Vm; /* vm.h */
typedef struct AnonMap AnonMap;
typedef struct SptAttachment SptAttachment;

/* What processes do: the word for it, what is counted when it succeeds, and why it fails. */
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

/* ---- mappings ---- */

typedef struct {
  uint64_t base, size; /* whole pages of the page size code */
  unsigned szc;
  unsigned protection;
  AnonMap *amp; /* NULL: private */
  uint64_t amp_first_page;
} AsMapping;

/* Maps anonymous memory. ENOMEM if the range is not free. A private mapping is joined with neighbours
 * that are alike, unless pages of either are locked (§2). */
int as_map (Vm *vm, AddressSpace *as, const AsMapping *mapping);

/* Attaches ISM or DISM. ENOMEM if the range is not free, or there is not enough memory. */
int as_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what);

/* Unmaps all that is mapped in the range. EINVAL if a part of a large page would be left. */
int as_unmap (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* Changes the range by OP. VALUE is a set of Protection bits for mprotect, a page size code for memcntl with
 * MC_HAT_ADVISE, a SegmentAdvice for madvise, 0 for mlock and munlock of DISM. ENOMEM if a part of the range
 * is not mapped, or there is not enough memory; EINVAL if the range is not whole pages of both the old and
 * the new size; ENOTSUP if a segment of the range does not support OP. */
int as_change (Vm *vm, AddressSpace *as, AsOp op, uint64_t addr, uint64_t size, unsigned value);

/* fork: gives CHILD, which is empty, a copy of each segment of PARENT, and its zone. Waits while memory is
 * short. ENOMEM, with CHILD empty. The caller lets *COPY_NS pass, the time that copies of pages took. */
int as_dup (Vm *vm, AddressSpace *parent, AddressSpace *child, sim_time *copy_ns);

/* exit: unmaps all segments of AS. No I/O starts in AS from here on (AddressSpace.exiting). */
int as_exit (Vm *vm, AddressSpace *as);

/* Writes SIZE bytes at ADDR, as the process does: makes pages that are absent, and copies pages that others
 * share since a fork. EFAULT if ADDR is not mapped, EACCES if the mapping does not allow writes, ENOMEM if
 * neither memory nor swap is left. May wait for memory, and for pages that are read back from swap. */
int as_write (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* §7: moves the process to ZONE with the swap that its segments reserve; EBUSY if a segment cannot move. */
int as_enter_zone (Vm *vm, AddressSpace *as, Zone *zone);
