/*
 * memory_config.h - memory that is taken away, and added, while the machine runs
 *
 * A delete of memory (surroundings §6) turns the cache off first, and on again when it is over, however it
 * ended. In between it collects the pages of its span: free ones at once; those that can be locked
 * exclusively are moved to a free page elsewhere, if there is one; where there is none, needfree, raised by
 * at most 100 pages at a time, has pageout make some. Without progress it tries again 20 times a second.
 * Pages that are locked for I/O, or that are not anonymous memory, stay where they are, and in the end the
 * delete gives up and gives all back.
 *
 * The retirement of one page that has errors does the same for that page, and gives up after three tries.
 *
 * All that sleeps here runs in a simulated thread.
 */
#pragma once

#include "kernel.h"
#include "random.h"
#include "sim_thread.h"
#include "vm.h"

#include <glib.h>

#define MEMORY_DELETE_TRIES_PER_SECOND 20
#define MEMORY_DELETE_NEEDFREE_MAX 100
#define PAGE_RETIRE_TRIES 3
#define PAGE_RETIRE_WAIT_NS (UINT64_C (23) * 1000000000)

enum { MEMORY_EVENT_THREAD = 0x600 };

/* Counts of removals of memory and retirements of pages. */
#define MEMORY_CONFIG_COUNTERS(ROW, of_)                                                                 \
  ROW (of_, COUNTER, deletes, "removal.begun", "", "removals of memory")                                 \
  ROW (of_, COUNTER, deletes_done, "removal.done", "", "of these, that got all pages")                   \
  ROW (of_, COUNTER, deletes_given_up, "removal.given_up", "", "that gave up, since some pages stayed",  \
       .advice = "pages are locked for I/O, or memory is too full to move them: see removal.vain_tries") \
  ROW (of_, COUNTER, deletes_refused, "removal.refused", "",                                             \
       "that were refused: another was under way, or too much was wanted")                               \
  ROW (of_, COUNTER, notices, "removal.notices", "", "times that the cache could not be emptied before") \
  ROW (of_, COUNTER, collected, "removal.collected", "pages",                                            \
       "pages that removals got, also those that gave up")                                               \
  ROW (of_, COUNTER, moved, "removal.moved", "pages", "pages whose contents went to another page")       \
  ROW (of_, COUNTER, vain_tries, "removal.vain_tries", "", "tries that got no page")                     \
  ROW (of_, COUNTER, cache_off_ns, "removal.cache_off_time", "ns",                                       \
       "time that the cache was off for removals and retirements", .moves = "when one is over")          \
  ROW (of_, COUNTER, added, "memory_added", "pages", "pages that were added")                            \
  ROW (of_, COUNTER, retires, "page_retire.begun", "", "pages that were to be retired")                  \
  ROW (of_, COUNTER, retires_done, "page_retire.done", "", "of these, retired")                          \
  ROW (of_, COUNTER, retires_given_up, "page_retire.given_up", "",                                       \
       "that stayed locked, or could not be moved")                                                      \
  ROW (of_, COUNTER, retires_flushed, "page_retire.flushes", "",                                         \
       "times that the cache was turned off for one")

typedef struct {
  MEMORY_CONFIG_COUNTERS (METRIC_MEMBER, _)
} MemoryConfigCounters;

extern const MetricTable MEMORY_CONFIG_METRICS;

typedef struct {
  Vm *vm;
  SimThreads *threads;
  MemoryThresholdsRule rule;
  MemoryThresholds wanted; /* thresholds that the user set */
  GArray *removed;         /* of PageNumber: pages that the machine has no more */
  Random random;           /* which page has errors */
  uint64_t pages_removed;
  MemoryConfigCounters counters;
  /* The delete that is under way. */
  bool deleting;
  uint64_t delete_pages;
  uint64_t timeout_ns;
  GArray *span;      /* of PageNumber: still to be collected */
  GArray *collected; /* of PageNumber */
  uint64_t needfree; /* that it raised */
} MemoryConfig;

/* Of a MemoryConfig: the pages that it has removed. */
extern const MetricTable MEMORY_CONFIG_STATE_METRICS;

/* Nothing is removed yet. All that is given must outlive it. */
void memory_config_init (MemoryConfig *config, Vm *vm, SimThreads *threads, MemoryThresholdsRule rule,
                         const MemoryThresholds *wanted, uint64_t seed, uint64_t run);
void memory_config_clear (MemoryConfig *config);

/* A thread begins to remove PAGES (> 0): those with the lowest numbers, which were used first. It gives up
 * when TIMEOUT_NS pass without progress. Refused if another one is under way, or this many pages would not
 * leave lotsfree. When it is done, physmem, total_pages and availrmem have gone down by PAGES (freemem did as
 * pages were collected), and the thresholds are derived anew. The sizes that were set at boot stay. */
void memory_config_remove (MemoryConfig *config, uint64_t pages, uint64_t timeout_ns);

/* PAGES (> 0) more, free, at once: first those removed last, then new ones, for which the allocator must have
 * room. The thresholds are derived anew; the cache's window does not grow. */
void memory_config_add (MemoryConfig *config, uint64_t pages);

/* A thread begins to retire some page that is in use. If it cannot be locked exclusively, the cache is turned
 * off and emptied, the page is tried for up to three times 23 s, and the cache is turned on. */
void memory_config_retire (MemoryConfig *config);
