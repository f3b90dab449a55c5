/*
 * summary.h - what came out of a run, in one number a metric
 *
 * Collects the metrics of a run from the end of its warm-up to its end.  For a counter: what was added.  For a ratio: the ratio of
 * what was added to its counters.  For a quantile: the quantile of the values that were added.  For a gauge: the smallest, largest,
 * mean and last of its values at the samples.  All of this follows from the rows of the series.
 */
#pragma once

#include "json_writer.h"
#include "metric.h"

typedef struct Summary Summary;

/* Of the samples at which the gauge had a value; all but `count` are METRIC_NO_VALUE if there were none. */
typedef struct {
  uint64_t count;
  uint64_t min;
  uint64_t max;
  uint64_t mean_scaled; /* × 10^NUMBER_MEAN_DECIMALS, rounded to the nearest, half up */
  uint64_t last;        /* at the last sample: METRIC_NO_VALUE if it had none just then */
} SummaryGauge;

/* For METRICS, which stay the caller's and whose number does not change from here on. */
Summary *summary_new (const MetricSet *metrics);
void summary_free (Summary *summary);

/* The warm-up ends with the metrics at VALUES (metric_set_read ()).  Without it, the run began with all of them 0. */
void summary_begin (Summary *summary, const uint64_t *values);

/* A sample after the warm-up; the last one is the end of the run. */
void summary_add_sample (Summary *summary, const uint64_t *values);

const MetricSet *summary_get_metrics (const Summary *summary);

/* The gauge at INDEX of the metrics. */
SummaryGauge summary_get_gauge (const Summary *summary, size_t index);

/* The counter, the ratio × 10^NUMBER_RATIO_DECIMALS, or the quantile at INDEX, of what was added; METRIC_NO_VALUE if it has none.
 * A quantile counts what was added up to now. */
uint64_t summary_get_number (const Summary *summary, size_t index);

/* Numerator and denominator of the ratio at INDEX, for what is rounded otherwise; the denominator may be 0. */
void summary_get_ratio (const Summary *summary, size_t index, uint64_t *numerator, uint64_t *denominator);

/* Writes all metrics as an object, KEY, nested by the dots of their names, in their order: counters, ratios and quantiles as numbers
 * (null without a denominator or a value), gauges as {min, max, mean, last}, null where there is no value. */
void summary_write_json (const Summary *summary, JsonWriter *json, const char *key);

/* Writes the present values of the gauges and counters METRICS likewise, each as a number or null. */
void summary_write_values_json (const MetricSet *metrics, JsonWriter *json, const char *key);
