/*
 * memory_thresholds.h - lotsfree and its children
 *
 * The thresholds under freemem at which the kernel begins to act, derived from the machine's pageable memory or set by
 * the user (surroundings §5).  All in pages.
 */
#pragma once

#include "kernel.h"

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

/* Sets KERNEL's thresholds by RULE from its total_pages. A value of WANTED is taken unless it is 0 or not below its
 * parent: total_pages for lotsfree, lotsfree for desfree, desfree for minfree and throttlefree, throttlefree for
 * pageout_reserve. */
void memory_thresholds_apply (Kernel *kernel, MemoryThresholdsRule rule, const MemoryThresholds *wanted);
