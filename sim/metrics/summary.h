/*
 * summary.h - one number for each metric, about a span of a run
 *
 * For a counter: what was added.  For a ratio: the ratio of what was added to its counters.  For a quantile:
 * the quantile of the values that were added.  For a gauge: its last value, and the smallest, largest and
 * mean of its values at the samples.
 *
 * The summary of a run begins with the end of the warm-up.  A row of its series is a summary that began with
 * the row before.
 */
#pragma once

#include "json_writer.h"
#include "metric.h"
#include "output_set.h"
#include "sim_time.h"

typedef struct Summary Summary;

/* Of the samples at which the gauge had a value; all but `count` are METRIC_NO_VALUE if there were none. */
typedef struct {
  uint64_t count;
  uint64_t min;
  uint64_t max;
  uint64_t mean_scaled; /* × 10^NUMBER_MEAN_DECIMALS, rounded to the nearest, half up */
  uint64_t last;        /* at the last sample: METRIC_NO_VALUE if it had none just then */
} SummaryGauge;

/* Makes a summary of METRICS, which stay the caller's; their number must not change from here on.  The first
 * span begins with all of them 0. */
Summary *summary_new (const MetricSet *metrics);

/* NULL is accepted. */
void summary_free (Summary *summary);

/* Begins a span, with the metrics at VALUES (metric_set_read ()): nothing is added yet, and no samples. */
void summary_begin (Summary *summary, const uint64_t *values);

/* Adds a sample to the span, at which the metrics read VALUES; the last sample ends the span. */
void summary_add_sample (Summary *summary, const uint64_t *values);

const MetricSet *summary_get_metrics (const Summary *summary);

/* The gauge at INDEX of the metrics. */
SummaryGauge summary_get_gauge (const Summary *summary, size_t index);

/* The number of the metric at INDEX, a ratio's × 10^NUMBER_RATIO_DECIMALS, a gauge's at the last sample;
 * METRIC_NO_VALUE if it has none. A quantile counts what was added up to now. */
uint64_t summary_get_number (const Summary *summary, size_t index);

/* What was added to each counter, as one number for each metric; valid until the next sample. */
const uint64_t *summary_get_added (const Summary *summary);

/* Writes the header of the series: `time_s`, and the name of each of METRICS. */
void summary_write_csv_header (const MetricSet *metrics, OutputFile *file);

/* Writes a row of the series: TIME, exact to the nanosecond, and the number of each metric, ratios with six
 * decimals; nothing where there is no value. */
void summary_write_csv_row (const Summary *summary, OutputFile *file, sim_time time);

/* Writes all metrics as an object, KEY, nested by the dots of their names, in their order: counters, ratios
 * and quantiles as numbers (null without a denominator or a value), gauges as {min, max, mean, last}, null
 * where there is no value. */
void summary_write_json (const Summary *summary, JsonWriter *json, const char *key);

/* Writes the present values of the gauges and counters METRICS likewise, each as a number or null. */
void summary_write_values_json (const MetricSet *metrics, JsonWriter *json, const char *key);
