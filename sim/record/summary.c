#include "summary.h"

#include "number_format.h"
#include "quantile_window.h"

#include <string.h>

__extension__ typedef unsigned __int128 Uint128;

typedef struct {
  uint64_t count, min, max;
  Uint128 sum;
} GaugeSamples;

struct Summary {
  const MetricSet *metrics;
  size_t count;
  uint64_t *begin; /* values at the end of the warm-up */
  uint64_t *added; /* since then, to each counter, up to the last sample */
  uint64_t *last;  /* values at the last sample */
  GaugeSamples *samples;
  QuantileWindow *quantiles;
};

Summary *summary_new (const MetricSet *metrics)
{
  Summary *summary = g_new0 (Summary, 1);
  summary->metrics = metrics;
  summary->count = metric_set_count (metrics);
  summary->begin = g_new0 (uint64_t, summary->count);
  summary->added = g_new0 (uint64_t, summary->count);
  summary->last = g_new (uint64_t, summary->count);
  summary->samples = g_new (GaugeSamples, summary->count);
  summary->quantiles = quantile_window_new (metrics);
  for (size_t i = 0; i < summary->count; i++) {
    summary->last[i] = METRIC_NO_VALUE;
    summary->samples[i] = (GaugeSamples){ .min = METRIC_NO_VALUE };
  }
  return summary;
}

void summary_free (Summary *summary)
{
  if (summary != NULL) {
    g_free (summary->begin);
    g_free (summary->added);
    g_free (summary->last);
    g_free (summary->samples);
    quantile_window_free (summary->quantiles);
    g_free (summary);
  }
}

void summary_begin (Summary *summary, const uint64_t *values)
{
  memcpy (summary->begin, values, summary->count * sizeof *values);
  quantile_window_begin (summary->quantiles);
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
  memcpy (summary->last, values, summary->count * sizeof *values);
  for (size_t i = 0; i < summary->count; i++) {
    summary->added[i] = values[i] - summary->begin[i];
    if (metric_set_get (summary->metrics, i)->kind == METRIC_GAUGE) {
      add_gauge_sample (&summary->samples[i], values[i]);
    }
  }
}

const MetricSet *summary_get_metrics (const Summary *summary)
{
  return summary->metrics;
}

uint64_t summary_get_counter (const Summary *summary, size_t index)
{
  g_assert (metric_set_get (summary->metrics, index)->kind == METRIC_COUNTER);
  return summary->added[index];
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
                         summary->last[index] };
}

uint64_t summary_get_quantile (const Summary *summary, size_t index)
{
  const Metric *metric = metric_set_get (summary->metrics, index);
  g_assert (metric->kind == METRIC_QUANTILE);
  return quantile_window_get (summary->quantiles, metric);
}

void summary_get_ratio (const Summary *summary, size_t index, uint64_t *numerator, uint64_t *denominator)
{
  const Metric *metric = metric_set_get (summary->metrics, index);
  g_assert (metric->kind == METRIC_RATIO);
  *numerator = summary->added[metric->numerator];
  *denominator = metric_denominator (metric, summary->added);
}
