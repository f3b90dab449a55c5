/* quantile_window.c - differences of histograms since a moment */
#include "quantile_window.h"

#include <string.h>

typedef struct {
  const Histogram *now;
  Histogram *before;
} WindowHistogram;

struct QuantileWindow {
  GArray *histograms; /* of WindowHistogram, each histogram once */
};

static Histogram *find_before (const QuantileWindow *window, const Histogram *now)
{
  for (guint i = 0; i < window->histograms->len; i++) {
    const WindowHistogram *known = &g_array_index (window->histograms, WindowHistogram, i);
    if (known->now == now) {
      return known->before;
    }
  }
  return NULL;
}

QuantileWindow *quantile_window_new (const MetricSet *metrics)
{
  QuantileWindow *window = g_new (QuantileWindow, 1);
  window->histograms = g_array_new (FALSE, FALSE, sizeof (WindowHistogram));
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    if (metric->kind == METRIC_QUANTILE && find_before (window, metric->histogram) == NULL) {
      WindowHistogram known = { metric->histogram, g_new0 (Histogram, 1) };
      g_array_append_val (window->histograms, known);
    }
  }
  return window;
}

void quantile_window_free (QuantileWindow *window)
{
  if (window == NULL) {
    return;
  }
  for (guint i = 0; i < window->histograms->len; i++) {
    g_free (g_array_index (window->histograms, WindowHistogram, i).before);
  }
  g_array_free (window->histograms, TRUE);
  g_free (window);
}

void quantile_window_begin (QuantileWindow *window)
{
  for (guint i = 0; i < window->histograms->len; i++) {
    const WindowHistogram *known = &g_array_index (window->histograms, WindowHistogram, i);
    memcpy (known->before, known->now, sizeof *known->before);
  }
}

uint64_t quantile_window_get (const QuantileWindow *window, const Metric *quantile)
{
  uint64_t value =
      histogram_quantile (quantile->histogram, find_before (window, quantile->histogram), quantile->parts);
  return value != HISTOGRAM_NO_VALUE ? value : METRIC_NO_VALUE;
}
