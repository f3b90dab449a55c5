/*
 * sample_row.h - what the metrics say of the time since the last sample
 *
 * For a counter: what was added.  For a gauge: its value.  For a ratio: the ratio of what was added to its counters.  For a
 * quantile: the quantile of the values that were added to its histogram.  A row of the series has just these numbers.
 */
#pragma once

#include "metric.h"

typedef struct SampleRow SampleRow;

/* Before the first sample, with all counters 0.  METRICS, whose number does not change from here on, stay the caller's. */
SampleRow *sample_row_new (const MetricSet *metrics);

/* NULL is accepted. */
void sample_row_free (SampleRow *row);

/* A sample, at which the metrics read VALUES (metric_set_read ()). */
void sample_row_begin (SampleRow *row, const uint64_t *values);

/* The number of the metric at INDEX, a ratio's × 10^NUMBER_RATIO_DECIMALS; METRIC_NO_VALUE if it has none. */
uint64_t sample_row_get (const SampleRow *row, size_t index);

/* What was added to each counter, a number a metric; good until the sample ends. */
const uint64_t *sample_row_get_added (const SampleRow *row);

/* The sample is done: what comes from now on belongs to the next, to which nothing is added yet. */
void sample_row_end (SampleRow *row);
