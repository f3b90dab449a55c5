/* sample_row.c - differences of metrics since the last sample */
#include "sample_row.h"

#include "number_format.h"
#include "quantile_window.h"

#include <string.h>

struct SampleRow {
  const MetricSet *metrics;
  size_t count;
  uint64_t *values;
  uint64_t *previous;        /* the values of the last sample */
  uint64_t *added;           /* what this one adds to each counter */
  QuantileWindow *quantiles; /* since the last one */
};

SampleRow *sample_row_new (const MetricSet *metrics)
{
  SampleRow *row = g_new0 (SampleRow, 1);
  row->metrics = metrics;
  row->count = metric_set_count (metrics);
  row->values = g_new0 (uint64_t, row->count);
  row->previous = g_new0 (uint64_t, row->count);
  row->added = g_new0 (uint64_t, row->count);
  row->quantiles = quantile_window_new (metrics);
  return row;
}

void sample_row_free (SampleRow *row)
{
  if (row != NULL) {
    g_free (row->values);
    g_free (row->previous);
    g_free (row->added);
    quantile_window_free (row->quantiles);
    g_free (row);
  }
}

void sample_row_begin (SampleRow *row, const uint64_t *values)
{
  memcpy (row->values, values, row->count * sizeof *values);
  for (size_t i = 0; i < row->count; i++) {
    row->added[i] = values[i] - row->previous[i];
  }
}

uint64_t sample_row_get (const SampleRow *row, size_t index)
{
  const Metric *metric = metric_set_get (row->metrics, index);
  switch (metric->kind) {
  case METRIC_COUNTER:
    return row->added[index];
  case METRIC_GAUGE:
    return row->values[index];
  case METRIC_QUANTILE:
    return quantile_window_get (row->quantiles, metric);
  case METRIC_RATIO: {
    uint64_t denominator = metric_denominator (metric, row->added);
    return denominator == 0
               ? METRIC_NO_VALUE
               : number_scale_ratio (row->added[metric->numerator], denominator, NUMBER_RATIO_DECIMALS);
  }
  }
  return METRIC_NO_VALUE;
}

const uint64_t *sample_row_get_added (const SampleRow *row)
{
  return row->added;
}

void sample_row_end (SampleRow *row)
{
  memcpy (row->previous, row->values, row->count * sizeof *row->values);
  memset (row->added, 0, row->count * sizeof *row->added);
  quantile_window_begin (row->quantiles);
}
