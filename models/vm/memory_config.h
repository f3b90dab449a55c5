/*
 * memory_config.h - memory that is taken away, and added, while the machine runs
 *
 * A delete of memory (surroundings §6) turns the cache off first, and on again when the delete has succeeded
 * or failed. In between it collects the pages of its span. It takes free pages at once. It moves the contents
 * of a page that it can lock exclusively to a free page elsewhere. If there is no free page, it raises
 * needfree, by at most 100 pages at a time, so that pageout frees some. Without progress it tries again 20
 * times a second. Pages that are locked for I/O, or that are not anonymous memory, stay where they are; the
 * delete then gives up in the end, and gives back all pages that it collected.
 *
 * The retirement of one page that has errors does the same for that page, and gives up after three tries.
 *
 * Every function here that sleeps runs in a simulated thread.
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
  GArray *removed;         /* of PageNumber: pages that the machine no longer has */
  Random random;           /* draws the page that has errors */
  uint64_t pages_removed;
  MemoryConfigCounters counters;
  /* The delete that is under way. */
  bool deleting;
  uint64_t delete_pages;
  uint64_t timeout_ns;
  GArray *span;      /* of PageNumber: still to be collected */
  GArray *collected; /* of PageNumber */
  uint64_t needfree; /* how much the delete has raised it */
} MemoryConfig;

/* The metrics of a MemoryConfig's state: the pages that it has removed. */
extern const MetricTable MEMORY_CONFIG_STATE_METRICS;

/* Makes CONFIG, with nothing removed yet. What the pointers point to must outlive CONFIG. */
void memory_config_init (MemoryConfig *config, Vm *vm, SimThreads *threads, MemoryThresholdsRule rule,
                         const MemoryThresholds *wanted, uint64_t seed, uint64_t run);
void memory_config_clear (MemoryConfig *config);

/* Starts a thread that removes PAGES (> 0): those with the lowest numbers, which were used first. The thread
 * gives up when TIMEOUT_NS pass without progress. Refuses if another removal is under way, or if less than
 * lotsfree would be left. When the removal is done, physmem, total_pages and availrmem are less by PAGES
 * (freemem fell as pages were collected), and the thresholds are derived anew. Sizes set at boot stay. */
void memory_config_remove (MemoryConfig *config, uint64_t pages, uint64_t timeout_ns);

/* Adds PAGES (> 0) free pages at once: first those that were removed last, then new ones, for which the
 * allocator must have room. The thresholds are derived anew; the cache's window does not grow. */
void memory_config_add (MemoryConfig *config, uint64_t pages);

/* Starts a thread that retires a page that is in use, drawn at random. If the thread cannot lock the page
 * exclusively, it turns the cache off and empties it, tries for up to three times 23 s, and turns it on. */
void memory_config_retire (MemoryConfig *config);
