/* metrics_fixture.c - metrics of a run that never was */
#include "metrics_fixture.h"

static void count_refresh (void *user)
{
  ((MetricsFixtureValues *)user)->refreshed++;
}

MetricSet *metrics_fixture_new (MetricsFixtureValues *values)
{
  static const char *const lookups[] = { "hits", "misses", NULL };
  MetricSet *set = metric_set_new (count_refresh, values);
  metric_set_add (set, METRIC_COUNTER, "requests", "", "requests made", &values->requests);
  metric_set_add (set, METRIC_COUNTER, "hits", "", "lookups that hit", &values->hits);
  metric_set_add (set, METRIC_COUNTER, "misses", "", "lookups that missed", &values->misses);
  metric_set_add (set, METRIC_COUNTER, "misses.cold", "", "never seen", &values->misses_cold);
  metric_set_add (set, METRIC_GAUGE, "freemem", "pages", "free pages", &values->freemem);
  metric_set_add (set, METRIC_COUNTER, "misses.purged_trim", "", "purged", &values->misses_purged_trim);
  metric_set_add (set, METRIC_GAUGE, "maxwindow", "pages", "the window's limit", &values->maxwindow);
  metric_set_add_ratio (set, "hit_rate", "hits by lookups", "hits", lookups);
  return set;
}
