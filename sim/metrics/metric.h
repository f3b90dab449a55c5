/*
 * metric.h - what a run can be asked
 *
 * Every number that a run reports is a metric: it has a name, a unit, one line of explanation, and a place in memory
 * where its present value stands.  A run registers its metrics once, in the order in which they are to be
 * listed; series, summaries and everything else that shows numbers go through this one table.
 *
 * Names are words joined by '_', groups of them by '.': `misses.cold`, `purged_pages.trim`.  Where groups are shown as
 * such, a metric that is also the name of a group (`misses` beside `misses.cold`) is called `total` in it.
 */
#pragma once

#include "histogram.h"
#include "metric_row.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define METRIC_RATIO_TERMS 4
#define METRIC_TOTAL "total"

typedef struct {
  const char *name;
  const char *unit; /* "pages", "entries", "ns", "" for a plain count or ratio */
  const char *doc;
  MetricKind kind;
  const uint64_t *value; /* of a counter or gauge: where it stands; a gauge of UINT64_MAX has no value */
  uint64_t (*read) (const void *base);    /* what works it out instead, */
  const void *base;                       /* from this */
  const char *moves, *advice, *colour;    /* as in MetricRow; may be NULL */
  size_t numerator;                       /* of a ratio: the index of a counter */
  size_t denominator[METRIC_RATIO_TERMS]; /* indices of the counters that are added up */
  size_t n_denominator;
  const Histogram *histogram; /* of a quantile */
  unsigned parts;             /* of HISTOGRAM_ALL: which */
} Metric;

typedef struct MetricSet MetricSet;

/* An empty set. REFRESH, if not NULL, is called with USER before values are read, to bring derived ones up to date. */
MetricSet *metric_set_new (void (*refresh) (void *user), void *user);
void metric_set_free (MetricSet *set);

/* Adds a metric whose value stands at VALUE, which must live as long as SET, as must UNIT and DOC; NAME is copied. A name
 * that is there already, or that would stand in the place of another where groups are shown, or is none, is a bug and
 * aborts. Returns its index. */
size_t metric_set_add (MetricSet *set, MetricKind kind, const char *name, const char *unit, const char *doc,
                       const uint64_t *value);

/* Tables, and the structs that they are of. */
typedef struct {
  const MetricTable *table;
  const void *base; /* NULL: nobody tells these numbers, and they have no value */
} MetricSource;

/* Adds the metrics of the N tables at SOURCES in their order, and then those that are to stand behind another, which has to be
 * there.  Names are copied; all other texts, and the structs, must live as long as SET. */
void metric_set_add_tables (MetricSet *set, const MetricSource *sources, size_t n);

/* Adds the ratio of the counter NUMERATOR to the sum of the counters named in DENOMINATORS (ends with NULL; at most
 * METRIC_RATIO_TERMS), all of which are in SET already: aborts otherwise. */
size_t metric_set_add_ratio (MetricSet *set, const char *name, const char *doc, const char *numerator,
                             const char *const *denominators);

/* Adds the quantile PARTS (histogram_quantile ()) of HISTOGRAM, which must live as long as SET. */
size_t metric_set_add_quantile (MetricSet *set, const char *name, const char *unit, const char *doc,
                                const Histogram *histogram, unsigned parts);

size_t metric_set_count (const MetricSet *set);

/* The metric at INDEX; lives as long as SET. */
const Metric *metric_set_get (const MetricSet *set, size_t index);

/* The index of the metric called NAME (INDEX may be NULL); false if there is none. */
bool metric_set_find (const MetricSet *set, const char *name, size_t *index);

/* The present value of METRIC, a counter or gauge, without a refresh; 0 for others. */
static inline uint64_t metric_read (const Metric *metric)
{
  return metric->read ? metric->read (metric->base) : metric->value ? *metric->value : 0;
}

/* The present values of all metrics into VALUES (metric_set_count () of them); a ratio's and a quantile's is 0. Refreshes first. */
void metric_set_read (const MetricSet *set, uint64_t *values);

/* What RATIO divides by, summed from COUNTERS, which has a number for each metric of its set. */
uint64_t metric_denominator (const Metric *ratio, const uint64_t *counters);
