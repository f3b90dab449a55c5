/* summary.c - collects each metric from the beginning of a span to its last sample, and writes rows of the
 * series */
#include "summary.h"

#include "number_format.h"

#include <string.h>

__extension__ typedef unsigned __int128 Uint128;

typedef struct {
  uint64_t count, min, max;
  Uint128 sum;
} GaugeSamples;

struct Summary {
  const MetricSet *metrics;
  size_t count;
  uint64_t *values; /* at the last sample */
  uint64_t *before; /* when the span began */
  uint64_t *added;  /* what the span added to each counter */
  GaugeSamples *samples;
  const Histogram *histogram;  /* the histogram of all quantiles; NULL: there are no quantiles */
  Histogram *histogram_before; /* a copy from the beginning of the span; a histogram only grows */
};

static void summary_clear_samples (Summary *summary)
{
  for (size_t i = 0; i < summary->count; i++) {
    summary->samples[i] = (GaugeSamples){ .min = METRIC_NO_VALUE };
  }
}

Summary *summary_new (const MetricSet *metrics)
{
  Summary *summary = g_new0 (Summary, 1);
  summary->metrics = metrics;
  summary->count = metric_set_count (metrics);
  summary->values = g_new0 (uint64_t, summary->count);
  summary->before = g_new0 (uint64_t, summary->count);
  summary->added = g_new0 (uint64_t, summary->count);
  summary->samples = g_new (GaugeSamples, summary->count);
  summary_clear_samples (summary);
  summary->histogram_before = g_new0 (Histogram, 1);
  for (size_t i = 0; i < summary->count; i++) {
    const Metric *metric = metric_set_get (metrics, i);
    if (metric->kind == METRIC_QUANTILE) {
      g_assert (summary->histogram == NULL || summary->histogram == metric->histogram);
      summary->histogram = metric->histogram;
    }
  }
  return summary;
}

void summary_free (Summary *summary)
{
  if (summary != NULL) {
    g_free (summary->histogram_before);
    g_free (summary->values);
    g_free (summary->before);
    g_free (summary->added);
    g_free (summary->samples);
    g_free (summary);
  }
}

void summary_begin (Summary *summary, const uint64_t *values)
{
  memcpy (summary->values, values, summary->count * sizeof *values);
  memcpy (summary->before, values, summary->count * sizeof *values);
  memset (summary->added, 0, summary->count * sizeof *summary->added);
  summary_clear_samples (summary);
  if (summary->histogram != NULL) {
    memcpy (summary->histogram_before, summary->histogram, sizeof *summary->histogram);
  }
}

static void add_gauge_sample (GaugeSamples *samples, uint64_t value)
{
  if (value == METRIC_NO_VALUE) {
    return;
  }
  samples->count++;
  samples->min = MIN (samples->min, value);
  samples->max = MAX (samples->max, value);
  samples->sum += value;
}

void summary_add_sample (Summary *summary, const uint64_t *values)
{
  for (size_t i = 0; i < summary->count; i++) {
    summary->values[i] = values[i];
    summary->added[i] = values[i] - summary->before[i];
    if (metric_set_get (summary->metrics, i)->kind == METRIC_GAUGE) {
      add_gauge_sample (&summary->samples[i], values[i]);
    }
  }
}

const MetricSet *summary_get_metrics (const Summary *summary)
{
  return summary->metrics;
}

static uint64_t scale_mean (const GaugeSamples *samples)
{
  Uint128 scale = 1;
  for (unsigned i = 0; i < NUMBER_MEAN_DECIMALS; i++) {
    scale *= 10;
  }
  Uint128 mean = (samples->sum * scale + samples->count / 2) / samples->count;
  return mean < UINT64_MAX ? (uint64_t)mean : UINT64_MAX;
}

SummaryGauge summary_get_gauge (const Summary *summary, size_t index)
{
  g_assert (metric_set_get (summary->metrics, index)->kind == METRIC_GAUGE);
  const GaugeSamples *samples = &summary->samples[index];
  if (samples->count == 0) {
    return (SummaryGauge){ 0, METRIC_NO_VALUE, METRIC_NO_VALUE, METRIC_NO_VALUE, METRIC_NO_VALUE };
  }
  return (SummaryGauge){ samples->count, samples->min, samples->max, scale_mean (samples),
                         summary->values[index] };
}

uint64_t summary_get_number (const Summary *summary, size_t index)
{
  const Metric *metric = metric_set_get (summary->metrics, index);
  switch (metric->kind) {
  case METRIC_COUNTER:
    return summary->added[index];
  case METRIC_GAUGE:
    return summary->values[index];
  case METRIC_QUANTILE:
    return histogram_quantile (metric->histogram, summary->histogram_before, metric->parts);
  case METRIC_RATIO: {
    uint64_t denominator = summary->added[metric->denominator->index];
    return denominator == 0 ? METRIC_NO_VALUE
                            : number_scale_ratio (summary->added[metric->numerator->index], denominator,
                                                  NUMBER_RATIO_DECIMALS);
  }
  }
  return METRIC_NO_VALUE;
}

const uint64_t *summary_get_added (const Summary *summary)
{
  return summary->added;
}

/* ---- the series ---- */

void summary_write_csv_header (const MetricSet *metrics, OutputFile *file)
{
  g_autoptr (GString) header = g_string_new ("time_s");
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    g_string_append_printf (header, ",%s", metric_set_get (metrics, i)->name);
  }
  g_string_append_c (header, '\n');
  output_file_write (file, header->str, header->len);
}

static char *put_value (char *to, MetricKind kind, uint64_t value)
{
  if (kind != METRIC_COUNTER && value == METRIC_NO_VALUE) {
    return to;
  }
  return kind == METRIC_RATIO ? number_put_fixed (to, value, NUMBER_RATIO_DECIMALS)
                              : number_put_unsigned (to, value);
}

void summary_write_csv_row (const Summary *summary, OutputFile *file, sim_time time)
{
  char *to = output_file_reserve (file, NUMBER_MAX_BYTES);
  output_file_advance (file, number_put_fixed (to, time, NUMBER_TIME_DECIMALS));
  for (size_t i = 0; i < summary->count; i++) {
    to = output_file_reserve (file, NUMBER_MAX_BYTES + 1);
    *to++ = ',';
    MetricKind kind = metric_set_get (summary->metrics, i)->kind;
    output_file_advance (file, put_value (to, kind, summary_get_number (summary, i)));
  }
  output_file_write (file, "\n", 1);
}
