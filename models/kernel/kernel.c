/* kernel.c - the rules for lotsfree and the thresholds below it, and the metrics of a kernel's memory */
#include "kernel.h"

#include <glib.h>

#define LOTSFREE_DIVISOR 64
#define LOTSFREE_MIN_BYTES (UINT64_C (16) << 20)
#define LOTSFREE_MAX_BYTES (UINT64_C (2) << 30)
#define LOTSFREE_CLASSIC_MIN_BYTES (UINT64_C (512) << 10)

/* Returns the user's value if it is above 0 and below PARENT, else the rule's. */
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

/* The thresholds below lotsfree: over time, since memory comes and goes, and at boot. */
#define LOWER_THRESHOLDS                                                                        \
  METRIC_ROW (Kernel, GAUGE, desfree, "desfree", "pages", "below it nothing more is cached"),   \
      METRIC_ROW (Kernel, GAUGE, minfree, "minfree", "pages", "below it memory is very short"), \
      METRIC_ROW (Kernel, GAUGE, throttlefree, "throttlefree", "pages",                         \
                  "below it who wants pages has to wait")

static const MetricRow kernel_rows[] = {
  METRIC_ROW (Kernel, GAUGE, freemem, "freemem", "pages", "free pages",
              .advice =
                  "when it is below lotsfree for long, memory is short: what the cache holds is part of it"),
  METRIC_ROW (Kernel, GAUGE, lotsfree, "lotsfree", "pages",
              "below it pageout runs and the purge thread is woken"),
  LOWER_THRESHOLDS,
  METRIC_ROW (Kernel, GAUGE, needfree, "needfree", "pages", "pages that somebody waits for"),
  METRIC_ROW (Kernel, GAUGE, availrmem, "availrmem", "pages", "pages that may be made unpageable"),
};

METRIC_TABLE_OF (KERNEL_METRICS, kernel_rows);

static const MetricRow kernel_setup_rows[] = {
  METRIC_ROW (Kernel, GAUGE, physmem, "physmem", "pages", "memory installed"),
  METRIC_ROW (Kernel, GAUGE, total_pages, "total_pages", "pages", "pageable memory"),
  METRIC_ROW (Kernel, GAUGE, availrmem_initial, "availrmem_initial", "pages",
              "pages that could be made unpageable at boot"),
  METRIC_ROW (Kernel, GAUGE, hz, "hz", "", "ticks a second"),
  METRIC_ROW (Kernel, GAUGE, lotsfree, "lotsfree", "pages", "below it pageout runs"),
  LOWER_THRESHOLDS,
  METRIC_ROW (Kernel, GAUGE, pageout_reserve, "pageout_reserve", "pages", "kept for pageout itself"),
};

METRIC_TABLE_OF (KERNEL_SETUP_METRICS, kernel_setup_rows);
