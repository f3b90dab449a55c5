/* summary.c - collects each metric from the end of the warm-up to the last sample */
#include "summary.h"

#include "number_format.h"
#include "sample_row.h"

__extension__ typedef unsigned __int128 Uint128;

typedef struct {
  uint64_t count, min, max;
  Uint128 sum;
} GaugeSamples;

struct Summary {
  const MetricSet *metrics;
  size_t count;
  SampleRow *row; /* from the end of the warm-up to the last sample */
  GaugeSamples *samples;
};

Summary *summary_new (const MetricSet *metrics)
{
  Summary *summary = g_new0 (Summary, 1);
  summary->metrics = metrics;
  summary->count = metric_set_count (metrics);
  summary->row = sample_row_new (metrics);
  summary->samples = g_new (GaugeSamples, summary->count);
  for (size_t i = 0; i < summary->count; i++) {
    summary->samples[i] = (GaugeSamples){ .min = METRIC_NO_VALUE };
  }
  return summary;
}

void summary_free (Summary *summary)
{
  if (summary != NULL) {
    sample_row_free (summary->row);
    g_free (summary->samples);
    g_free (summary);
  }
}

void summary_begin (Summary *summary, const uint64_t *values)
{
  sample_row_begin (summary->row, values);
  sample_row_end (summary->row);
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
  sample_row_begin (summary->row, values);
  for (size_t i = 0; i < summary->count; i++) {
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
                         sample_row_get (summary->row, index) };
}

uint64_t summary_get_number (const Summary *summary, size_t index)
{
  g_assert (metric_set_get (summary->metrics, index)->kind != METRIC_GAUGE);
  return sample_row_get (summary->row, index);
}

void summary_get_ratio (const Summary *summary, size_t index, uint64_t *numerator, uint64_t *denominator)
{
  const Metric *metric = metric_set_get (summary->metrics, index);
  g_assert (metric->kind == METRIC_RATIO);
  const uint64_t *added = sample_row_get_added (summary->row);
  *numerator = added[metric->numerator];
  *denominator = metric_denominator (metric, added);
}
