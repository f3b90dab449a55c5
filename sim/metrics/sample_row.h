/*
 * sample_row.h - what the metrics say of the time since the last sample
 *
 * Of a counter what was added, of a gauge its value, of a ratio that of what was added to its counters, of a quantile that
 * of what was added to its histogram.  It is what a row of the series has.
 */
#ifndef SAMPLE_ROW_H
#define SAMPLE_ROW_H

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

#endif
