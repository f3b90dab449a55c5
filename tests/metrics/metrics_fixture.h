/*
 * metrics_fixture.h - metrics of a run that never was
 */
#pragma once

#include "metric.h"

/* Where the metrics stand. */
typedef struct {
  uint64_t requests, hits, misses, misses_cold, misses_purged_trim, freemem, maxwindow;
  unsigned refreshed; /* how often values were read */
} MetricsFixtureValues;

/* In this order: requests, hits, misses, misses.cold, freemem (pages), misses.purged_trim, maxwindow (pages),
 * hit_rate = hits / requests. */
MetricSet *metrics_fixture_new (MetricsFixtureValues *values);

/* Adds to SET the metric of KIND called NAME, in UNIT, whose value stands at VALUE. */
void metrics_fixture_add (MetricSet *set, MetricKind kind, const char *name, const char *unit,
                          const uint64_t *value);
