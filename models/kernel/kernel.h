/*
 * kernel.h - what the cache reads of the kernel around it
 *
 * The memory counters and the clock of one simulated machine, under their kernel names.  The page allocator
 * and the memory model write them, the cache reads them live.  Locks and condition variables over this struct
 * are in kernel_sync.h, of which each kind of kernel (instant, ...) has its own.
 */
#pragma once

#include "metric_row.h"
#include "page_size.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Kernel Kernel;
typedef struct KernelThreads KernelThreads;
typedef struct LockChecker LockChecker;
typedef struct MemoryWaiters MemoryWaiters;

struct Kernel {
  PageSizes pages; /* the machine's, set when the kernel is made */
  uint64_t lbolt;  /* ticks since boot */
  uint64_t hz;     /* ticks a second */

  /* All in pages (surroundings §5). */
  uint64_t physmem;
  uint64_t total_pages;
  uint64_t availrmem;
  uint64_t availrmem_initial;
  uint64_t freemem;
  uint64_t lotsfree;
  uint64_t desfree;
  uint64_t minfree;
  uint64_t throttlefree;
  uint64_t pageout_reserve;
  uint64_t needfree;

  /* Lets the calling thread sleep for TICKS; other threads run meanwhile, and lbolt goes on. */
  void (*delay) (Kernel *kernel, uint64_t ticks);
  KernelThreads
      *threads; /* what threads stand on, of the kind of this kernel; NULL: nothing, there are none */

  MemoryWaiters *memory_waiters; /* who sleeps until pages are free; NULL: nobody ever does */

  LockChecker *lock_checker; /* of a checked kernel, else NULL */
};

/* Whether memory is low: schedpaging calls for pages to be freed (surroundings §5). */
static inline bool kernel_memory_is_low (const Kernel *kernel)
{
  return kernel->freemem < kernel->lotsfree + kernel->needfree;
}

/* The rule that derives the thresholds under freemem at which the kernel begins to act (surroundings §5). */
typedef enum {
  MEMORY_THRESHOLDS_NEW, /* kernels from 2021 on */
  MEMORY_THRESHOLDS_CLASSIC
} MemoryThresholdsRule;

/* What a user set; 0: nothing. */
typedef struct {
  uint64_t lotsfree;
  uint64_t desfree;
  uint64_t minfree;
  uint64_t throttlefree;
  uint64_t pageout_reserve;
} MemoryThresholds;

/* Sets KERNEL's thresholds by RULE from its total_pages. A value of WANTED is taken unless it is 0 or not
 * below its parent: total_pages for lotsfree, lotsfree for desfree, desfree for minfree and throttlefree,
 * throttlefree for pageout_reserve. */
void memory_thresholds_apply (Kernel *kernel, MemoryThresholdsRule rule, const MemoryThresholds *wanted);

/* Of a Kernel: memory and its thresholds over time, and what they were at boot. */
extern const MetricTable KERNEL_METRICS;
extern const MetricTable KERNEL_SETUP_METRICS;
