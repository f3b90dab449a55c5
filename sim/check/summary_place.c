/* summary_place.c - reads a number of the summary before the run has ended */
#include "summary_place.h"

#include "number_format.h"

#include <math.h>
#include <string.h>

/* The numbers that the summary has of a gauge. */
static const struct {
  const char *name;
  size_t offset; /* in SummaryGauge */
  double divisor;
} parts[] = {
  { "min", offsetof (SummaryGauge, min), 1 },
  { "max", offsetof (SummaryGauge, max), 1 },
  { "mean", offsetof (SummaryGauge, mean_scaled), 1e3 },
  { "last", offsetof (SummaryGauge, last), 1 },
};

static bool summary_place_find_part (const char *name, size_t *part)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (strcmp (parts[i].name, name) == 0) {
      *part = i;
      return true;
    }
  }
  return false;
}

bool summary_place_find (const MetricSet *metrics, const char *name, SummaryPlace *place)
{
  if (metric_set_find (metrics, name, &place->index)) {
    return metric_set_get (metrics, place->index)->kind != METRIC_GAUGE;
  }
  const char *dot = strrchr (name, '.');
  g_autofree char *group = dot != NULL ? g_strndup (name, (size_t)(dot - name)) : NULL;
  if (group == NULL || !metric_set_find (metrics, group, &place->index)) {
    return false;
  }
  bool is_gauge = metric_set_get (metrics, place->index)->kind == METRIC_GAUGE;
  return is_gauge ? summary_place_find_part (dot + 1, &place->part) : strcmp (dot + 1, METRIC_TOTAL) == 0;
}

static double summary_place_divide (uint64_t value, double divisor)
{
  return value == METRIC_NO_VALUE ? (double)NAN : (double)value / divisor;
}

G_STATIC_ASSERT (NUMBER_MEAN_DECIMALS == 3 && NUMBER_RATIO_DECIMALS == 6);

double summary_place_scale (MetricKind kind, uint64_t value)
{
  return kind == METRIC_COUNTER ? (double)value
                                : summary_place_divide (value, kind == METRIC_RATIO ? 1e6 : 1);
}

double summary_place_get (const Summary *summary, SummaryPlace place)
{
  MetricKind kind = metric_set_get (summary_get_metrics (summary), place.index)->kind;
  if (kind != METRIC_GAUGE) {
    return summary_place_scale (kind, summary_get_number (summary, place.index));
  }
  SummaryGauge gauge = summary_get_gauge (summary, place.index);
  const char *member = (const char *)&gauge + parts[place.part].offset;
  return summary_place_divide (*(const uint64_t *)(const void *)member, parts[place.part].divisor);
}
