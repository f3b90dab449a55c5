/*
 * summary_place.h - where a number of the summary stands while the run goes on
 *
 * `freemem.min` is the least value of a gauge, `misses.total` the counter `misses`.  The names of metrics in run_values.h are taken
 * apart here, so that their values can be read at every sample.
 */
#pragma once

#include "summary.h"

typedef struct {
  size_t index; /* of the metric */
  size_t part;  /* of a gauge: which of its numbers */
} SummaryPlace;

/* The place of NAME among METRICS; false if it is none of them, say `setup.maxwindow`. */
bool summary_place_find (const MetricSet *metrics, const char *name, SummaryPlace *place);

/* What stands there in SUMMARY now, as its file would have it; NAN if nothing. */
double summary_place_get (const Summary *summary, SummaryPlace place);

/* VALUE, of a metric of KIND, in the numbers that summary_get_number () gives; NAN for METRIC_NO_VALUE. */
double summary_place_scale (MetricKind kind, uint64_t value);
