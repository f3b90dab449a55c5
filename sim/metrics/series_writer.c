/* series_writer.c - writes a row of series.csv for each sample */
#include "series_writer.h"

#include "number_format.h"
#include "sample_row.h"

struct SeriesWriter {
  const MetricSet *metrics;
  OutputFile *file;
  size_t count;
  SampleRow *row;
};

SeriesWriter *series_writer_new (const MetricSet *metrics, OutputFile *file)
{
  SeriesWriter *writer = g_new0 (SeriesWriter, 1);
  writer->metrics = metrics;
  writer->file = file;
  writer->count = metric_set_count (metrics);
  writer->row = sample_row_new (metrics);
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
    sample_row_free (writer->row);
    g_free (writer);
  }
}

/* Nothing where there is no value. */
static char *put_value (char *to, MetricKind kind, uint64_t value)
{
  if (kind != METRIC_COUNTER && value == METRIC_NO_VALUE) {
    return to;
  }
  return kind == METRIC_RATIO ? number_put_fixed (to, value, NUMBER_RATIO_DECIMALS)
                              : number_put_unsigned (to, value);
}

void series_writer_add_row (SeriesWriter *writer, sim_time time, const uint64_t *values)
{
  sample_row_begin (writer->row, values);
  char *to = output_file_reserve (writer->file, NUMBER_MAX_BYTES);
  output_file_advance (writer->file, number_put_fixed (to, time, NUMBER_TIME_DECIMALS));
  for (size_t i = 0; i < writer->count; i++) {
    to = output_file_reserve (writer->file, NUMBER_MAX_BYTES + 1);
    *to++ = ',';
    MetricKind kind = metric_set_get (writer->metrics, i)->kind;
    output_file_advance (writer->file, put_value (to, kind, sample_row_get (writer->row, i)));
  }
  output_file_write (writer->file, "\n", 1);
  sample_row_end (writer->row);
}
