#include "series_writer.h"

#include "number_format.h"
#include "quantile_window.h"

#include <string.h>

struct SeriesWriter {
  const MetricSet *metrics;
  OutputFile *file;
  size_t count;
  uint64_t *previous;        /* the values of the last row */
  uint64_t *added;           /* what this row adds to each counter */
  QuantileWindow *quantiles; /* since the last row */
};

SeriesWriter *series_writer_new (const MetricSet *metrics, OutputFile *file)
{
  SeriesWriter *writer = g_new0 (SeriesWriter, 1);
  writer->metrics = metrics;
  writer->file = file;
  writer->count = metric_set_count (metrics);
  writer->previous = g_new0 (uint64_t, writer->count);
  writer->added = g_new0 (uint64_t, writer->count);
  writer->quantiles = quantile_window_new (metrics);
  g_autoptr (GString) header = g_string_new ("time_s");
  for (size_t i = 0; i < writer->count; i++) {
    g_string_append_c (header, ',');
    g_string_append (header, metric_set_get (metrics, i)->name);
  }
  g_string_append_c (header, '\n');
  output_file_write (file, header->str, header->len);
  return writer;
}

void series_writer_free (SeriesWriter *writer)
{
  if (writer != NULL) {
    g_free (writer->previous);
    g_free (writer->added);
    quantile_window_free (writer->quantiles);
    g_free (writer);
  }
}

static char *put_ratio (char *to, const Metric *ratio, const uint64_t *added)
{
  uint64_t denominator = metric_denominator (ratio, added);
  if (denominator == 0) {
    return to;
  }
  uint64_t scaled = number_scale_ratio (added[ratio->numerator], denominator, NUMBER_RATIO_DECIMALS);
  return number_put_fixed (to, scaled, NUMBER_RATIO_DECIMALS);
}

/* VALUE is a gauge's or quantile's value, or what was added to a counter. */
static char *put_value (char *to, const Metric *metric, uint64_t value, const uint64_t *added)
{
  switch (metric->kind) {
  case METRIC_COUNTER:
    return number_put_unsigned (to, value);
  case METRIC_GAUGE:
  case METRIC_QUANTILE:
    return value != METRIC_NO_VALUE ? number_put_unsigned (to, value) : to;
  case METRIC_RATIO:
    return put_ratio (to, metric, added);
  }
  return to;
}

/* What stands in the row for the metric at INDEX; of a ratio it is not used. */
static uint64_t row_value (const SeriesWriter *writer, size_t index, const uint64_t *values)
{
  const Metric *metric = metric_set_get (writer->metrics, index);
  switch (metric->kind) {
  case METRIC_GAUGE:
    return values[index];
  case METRIC_QUANTILE:
    return quantile_window_get (writer->quantiles, metric);
  case METRIC_COUNTER:
  case METRIC_RATIO:
    break;
  }
  return writer->added[index];
}

void series_writer_add_row (SeriesWriter *writer, sim_time time, const uint64_t *values)
{
  for (size_t i = 0; i < writer->count; i++) {
    writer->added[i] = values[i] - writer->previous[i];
  }
  char *to = output_file_reserve (writer->file, NUMBER_MAX_BYTES);
  output_file_advance (writer->file, number_put_fixed (to, time, NUMBER_TIME_DECIMALS));
  for (size_t i = 0; i < writer->count; i++) {
    const Metric *metric = metric_set_get (writer->metrics, i);
    to = output_file_reserve (writer->file, NUMBER_MAX_BYTES + 1);
    *to++ = ',';
    output_file_advance (writer->file, put_value (to, metric, row_value (writer, i, values), writer->added));
  }
  output_file_write (writer->file, "\n", 1);
  memcpy (writer->previous, values, writer->count * sizeof *values);
  quantile_window_begin (writer->quantiles);
}
