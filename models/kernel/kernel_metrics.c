/* kernel_metrics.c - what can be asked of a kernel's memory */
#include "kernel.h"

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
