/* memory_thresholds.c - the rules for lotsfree and the thresholds below it */
#include "memory_thresholds.h"

#include <glib.h>
#include <stdbool.h>

#define LOTSFREE_DIVISOR 64
#define LOTSFREE_MIN_BYTES (UINT64_C (16) << 20)
#define LOTSFREE_MAX_BYTES (UINT64_C (2) << 30)
#define LOTSFREE_CLASSIC_MIN_BYTES (UINT64_C (512) << 10)

/* The user's value if it is one below PARENT, else the rule's. */
static uint64_t threshold_choose (uint64_t wanted, uint64_t parent, uint64_t by_rule)
{
  return wanted != 0 && wanted < parent ? wanted : by_rule;
}

static uint64_t three_quarters (uint64_t pages)
{
  return 3 * pages / 4;
}

void memory_thresholds_apply (Kernel *kernel, MemoryThresholdsRule rule, const MemoryThresholds *wanted)
{
  const PageSizes *pages = &kernel->pages;
  bool classic = rule == MEMORY_THRESHOLDS_CLASSIC;
  uint64_t share = kernel->total_pages / LOTSFREE_DIVISOR;
  uint64_t lotsfree =
      classic ? MAX (share, page_btop (pages, LOTSFREE_CLASSIC_MIN_BYTES))
              : CLAMP (share, page_btop (pages, LOTSFREE_MIN_BYTES), page_btop (pages, LOTSFREE_MAX_BYTES));
  kernel->lotsfree = threshold_choose (wanted->lotsfree, kernel->total_pages, lotsfree);
  kernel->desfree = threshold_choose (wanted->desfree, kernel->lotsfree, kernel->lotsfree / 2);
  kernel->minfree = threshold_choose (wanted->minfree, kernel->desfree,
                                      classic ? kernel->desfree / 2 : three_quarters (kernel->desfree));
  kernel->throttlefree = threshold_choose (wanted->throttlefree, kernel->desfree, kernel->minfree);
  kernel->pageout_reserve =
      threshold_choose (wanted->pageout_reserve, kernel->throttlefree,
                        classic ? kernel->throttlefree / 2 : three_quarters (kernel->throttlefree));
}
