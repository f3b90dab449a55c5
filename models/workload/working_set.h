/*
 * working_set.h - a process that uses memory
 *
 * It touches the pages of its working set, so many a second, some of them by stores.  The set begins at the start of
 * a segment; its size may change over time.  It makes the pages of its first size at once, and new ones as it grows.
 * Where a page has to be read back from swap, or memory has to come first, the process waits, and the touches that
 * it would have made meanwhile are never made.  What it no longer needs it gives back, or leaves to pageout.
 *
 * Touches come in batches, of one event each.
 */
#pragma once

#include "workload_kind.h"

#define WORKING_SET_BATCH_NS (10 * NS_PER_MS)
#define WORKING_SET_BATCHES_PER_SECOND (NS_PER_SEC / WORKING_SET_BATCH_NS)

typedef enum {
  WORKING_SET_FIXED,
  WORKING_SET_GROWING,   /* up to TO, by RATE */
  WORKING_SET_SHRINKING, /* down to TO, by RATE */
  WORKING_SET_PERIODIC   /* to TO and back in a period, evenly */
} WorkingSetChange;

/* What all working sets of a machine did together. */
#define WORKING_SET_COUNTERS(ROW, of_)                                                                  \
  ROW (of_, GAUGE, pages, "working_sets.size", "pages", "pages that working sets want")                 \
  ROW (of_, COUNTER, touches, "working_sets.touches", "", "touches of their pages",                     \
       .moves = "not when a set makes its first pages")                                                 \
  ROW (of_, COUNTER, touched_new, "working_sets.made", "pages", "pages that they made as they grew")    \
  ROW (of_, COUNTER, given_back, "working_sets.given_back", "pages", "pages that they gave back")       \
  ROW (of_, COUNTER, page_in_waits, "working_sets.page_in_waits", "",                                   \
       "times that one waited for a page from swap")                                                    \
  ROW (of_, COUNTER, page_in_ns, "working_sets.page_in_time", "ns", "and how long")                     \
  ROW (of_, COUNTER, memory_waits, "working_sets.memory_waits", "", "times that one waited for memory") \
  ROW (of_, COUNTER, failed, "working_sets.failed", "",                                                 \
       "touches where nothing was mapped, or nothing was left")

typedef struct {
  WORKING_SET_COUNTERS (METRIC_MEMBER, _)
} WorkingSetCounters;

extern const MetricTable WORKING_SET_METRICS;

typedef struct {
  WorkloadRange range; /* first */
  uint64_t pages;      /* size at first, > 0; all sizes fit in the range of the context */
  WorkingSetChange change;
  uint64_t to_pages;   /* > 0 unless fixed */
  uint64_t rate_pages; /* growing, shrinking: pages a second, > 0 */
  uint64_t period_ns;  /* periodic: > 0 */
  uint64_t touch_rate; /* touches a second */
  double write;        /* share that are stores, 0 to 1 */
  DistributionConfig
      places; /* sequential, or of places: over the pages of the largest size, scaled to the present one */
  bool give_back; /* what is no longer part of the set, and all when it stops */
} WorkingSetOptions;

/* Of a context whose stop is the end of the run, nothing is given back then. */
extern const WorkloadKind WORKING_SET_KIND;

/* The size, in pages, that OPTIONS ask for so long after the start. */
uint64_t working_set_size_at (const WorkingSetOptions *options, sim_time elapsed_ns);
