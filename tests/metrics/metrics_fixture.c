/* metrics_fixture.c - metrics of a run that never was */
#include "metrics_fixture.h"

static void count_refresh (void *user)
{
  ((MetricsFixtureValues *)user)->refreshed++;
}

static const MetricRow rows[] = {
  METRIC_ROW (MetricsFixtureValues, COUNTER, requests, "requests", "", "requests made"),
  METRIC_ROW (MetricsFixtureValues, COUNTER, hits, "hits", "", "lookups that hit"),
  METRIC_ROW (MetricsFixtureValues, COUNTER, misses, "misses", "", "lookups that missed"),
  METRIC_ROW (MetricsFixtureValues, COUNTER, misses_cold, "misses.cold", "", "never seen"),
  METRIC_ROW (MetricsFixtureValues, GAUGE, freemem, "freemem", "pages", "free pages"),
  METRIC_ROW (MetricsFixtureValues, COUNTER, misses_purged_trim, "misses.purged_trim", "", "purged"),
  METRIC_ROW (MetricsFixtureValues, GAUGE, maxwindow, "maxwindow", "pages", "the window's limit"),
  { .kind = METRIC_RATIO,
    .name = "hit_rate",
    .doc = "hits by requests",
    .numerator = "hits",
    .denominator = "requests" },
};

static METRIC_TABLE_OF (table, rows);

MetricSet *metrics_fixture_new (MetricsFixtureValues *values)
{
  MetricSet *set = metric_set_new (4096, count_refresh, values);
  metric_set_add_tables (set, &(MetricSource){ &table, values }, 1);
  return set;
}

void metrics_fixture_add (MetricSet *set, MetricKind kind, const char *name, const char *unit,
                          const uint64_t *value)
{
  const MetricRow row = { .kind = kind, .name = name, .unit = unit, .doc = "" };
  metric_set_add_tables (set, &(MetricSource){ &(MetricTable){ &row, 1 }, value }, 1);
}
