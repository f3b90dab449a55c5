/*
 * series_writer.h - a run over time, as CSV
 *
 * One row a sample, one column a metric, under a header with their names.  `time_s` comes first, exact to the nanosecond.
 * A counter's column has what was added since the row before (the first row: since everything was 0), so that a
 * column adds up to the counter; a gauge's has its value, nothing if there is none; a ratio's is taken over the
 * counters of its row, with six decimals, and nothing where the denominator is 0; a quantile's
 * over the values that came since the row before, and nothing where there are none.
 */
#pragma once

#include "metric.h"
#include "output_set.h"
#include "sim_time.h"

typedef struct SeriesWriter SeriesWriter;

/* Writes the header.  METRICS, whose number does not change from here on, and FILE stay the caller's. */
SeriesWriter *series_writer_new (const MetricSet *metrics, OutputFile *file);
void series_writer_free (SeriesWriter *writer);

/* Writes the row of TIME, at which the metrics read VALUES (metric_set_read ()). */
void series_writer_add_row (SeriesWriter *writer, sim_time time, const uint64_t *values);
