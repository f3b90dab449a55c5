/*
 * kernel.h - what the cache reads of the kernel around it
 *
 * The memory counters and the clock of one simulated machine, under their kernel names.  The page allocator
 * and the memory model write them, the cache reads them live.  Each kind of kernel (instant, ...) has its own
 * kernel_sync.h, with locks and condition variables over this struct.
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
  KernelThreads *threads; /* of this kind of kernel; NULL: it has no threads */

  MemoryWaiters *memory_waiters; /* those who sleep until pages are free; NULL: nobody ever sleeps */

  LockChecker *lock_checker; /* of a checked kernel, else NULL */
};

/* Whether memory is low, so that schedpaging wants pages to be freed (surroundings §5). */
static inline bool kernel_memory_is_low (const Kernel *kernel)
{
  return kernel->freemem < kernel->lotsfree + kernel->needfree;
}

/* The rule that derives the thresholds under freemem at which the kernel begins to act (surroundings §5). */
typedef enum {
  MEMORY_THRESHOLDS_NEW, /* kernels from 2021 on */
  MEMORY_THRESHOLDS_CLASSIC
} MemoryThresholdsRule;

/* The thresholds that a user set; 0: the user set none. */
typedef struct {
  uint64_t lotsfree;
  uint64_t desfree;
  uint64_t minfree;
  uint64_t throttlefree;
  uint64_t pageout_reserve;
} MemoryThresholds;

/* Sets KERNEL's thresholds by RULE from its total_pages. A value of WANTED counts if it is above 0 and below
 * its parent. The parent of lotsfree is total_pages, that of desfree is lotsfree, that of minfree and
 * throttlefree is desfree, that of pageout_reserve is throttlefree. */
void memory_thresholds_apply (Kernel *kernel, MemoryThresholdsRule rule, const MemoryThresholds *wanted);

/* Of a Kernel: memory and its thresholds over time, and both at boot. */
extern const MetricTable KERNEL_METRICS;
extern const MetricTable KERNEL_SETUP_METRICS;
