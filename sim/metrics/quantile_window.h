/*
 * quantile_window.h - quantiles over a stretch of a run
 *
 * Histograms only grow.  A window remembers what those behind a set's quantile metrics held when it began, and so can tell
 * the quantiles of what was added since.
 */
#ifndef QUANTILE_WINDOW_H
#define QUANTILE_WINDOW_H

#include "metric.h"

typedef struct QuantileWindow QuantileWindow;

/* Begins with empty histograms. METRICS, whose number does not change from here on, stays the caller's. */
QuantileWindow *quantile_window_new (const MetricSet *metrics);
void quantile_window_free (QuantileWindow *window);

/* The window begins now. */
void quantile_window_begin (QuantileWindow *window);

/* The quantile QUANTILE of what was added since the window began; METRIC_NO_VALUE if nothing was. */
uint64_t quantile_window_get (const QuantileWindow *window, const Metric *quantile);

#endif
