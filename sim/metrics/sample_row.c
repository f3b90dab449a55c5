/* sample_row.c - differences of metrics since the last sample */
#include "sample_row.h"

#include "number_format.h"

#include <string.h>

/* Histograms only grow: what one held at the last sample tells what was added since. */
typedef struct {
  const Histogram *now;
  Histogram *before;
} RowHistogram;

struct SampleRow {
  const MetricSet *metrics;
  size_t count;
  uint64_t *values;
  uint64_t *previous; /* the values of the last sample */
  uint64_t *added;    /* what this one adds to each counter */
  GArray *histograms; /* of RowHistogram: those of quantiles, each once */
};

/* NULL if ROW has not NOW. */
static Histogram *sample_row_find_before (const SampleRow *row, const Histogram *now)
{
  for (guint i = 0; i < row->histograms->len; i++) {
    const RowHistogram *known = &g_array_index (row->histograms, RowHistogram, i);
    if (known->now == now) {
      return known->before;
    }
  }
  return NULL;
}

SampleRow *sample_row_new (const MetricSet *metrics)
{
  SampleRow *row = g_new0 (SampleRow, 1);
  row->metrics = metrics;
  row->count = metric_set_count (metrics);
  row->values = g_new0 (uint64_t, row->count);
  row->previous = g_new0 (uint64_t, row->count);
  row->added = g_new0 (uint64_t, row->count);
  row->histograms = g_array_new (FALSE, FALSE, sizeof (RowHistogram));
  for (size_t i = 0; i < row->count; i++) {
    const Metric *metric = metric_set_get (metrics, i);
    if (metric->kind == METRIC_QUANTILE && sample_row_find_before (row, metric->histogram) == NULL) {
      RowHistogram known = { metric->histogram, g_new0 (Histogram, 1) };
      g_array_append_val (row->histograms, known);
    }
  }
  return row;
}

void sample_row_free (SampleRow *row)
{
  if (row != NULL) {
    g_free (row->values);
    g_free (row->previous);
    g_free (row->added);
    for (guint i = 0; i < row->histograms->len; i++) {
      g_free (g_array_index (row->histograms, RowHistogram, i).before);
    }
    g_array_free (row->histograms, TRUE);
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
  case METRIC_QUANTILE: {
    uint64_t value = histogram_quantile (metric->histogram, sample_row_find_before (row, metric->histogram),
                                         metric->parts);
    return value != HISTOGRAM_NO_VALUE ? value : METRIC_NO_VALUE;
  }
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
  for (guint i = 0; i < row->histograms->len; i++) {
    const RowHistogram *known = &g_array_index (row->histograms, RowHistogram, i);
    memcpy (known->before, known->now, sizeof *known->before);
  }
}
