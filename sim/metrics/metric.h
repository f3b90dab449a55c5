/*
 * metric.h - the numbers that a run can be asked for
 *
 * Every number that a run reports is a metric: it has a name, a unit, one line of explanation, and a place in
 * memory where its present value stands.  A run registers its metrics once, in the order in which they are to
 * be listed; series, summaries and everything else that shows numbers go through this one table.
 *
 * Names are words joined by '_', groups of them by '.': `misses.cold`, `purged_pages.trim`.  Where groups are
 * shown as such, a metric whose name is also that of a group (`misses` beside `misses.cold`) is called
 * `total` in the group.
 */
#pragma once

#include "histogram.h"
#include "metric_row.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define METRIC_TOTAL "total"

typedef struct Metric Metric;

struct Metric {
  size_t index; /* in its set */
  const char *name;
  const char *unit; /* "pages", "entries", "ns", "" for a plain count or ratio */
  const char *doc;
  MetricKind kind;
  const uint64_t *value; /* of a counter or gauge: where the value stands; UINT64_MAX: a gauge has none */
  uint64_t (*read) (const void *base);   /* works the value out instead; NULL: `value` has it */
  const void *base;                      /* what `read` is called with */
  const char *moves, *advice, *colour;   /* as in MetricRow; may be NULL */
  const Metric *numerator, *denominator; /* of a ratio: counters of the same set */
  const Histogram *histogram;            /* of a quantile */
  unsigned parts;                        /* of HISTOGRAM_ALL: which */
};

typedef struct MetricSet MetricSet;

/* An empty set, whose unit `pages` is of PAGE_BYTES. REFRESH, if not NULL, is called with USER before values
 * are read, to bring derived ones up to date. */
MetricSet *metric_set_new (uint64_t page_bytes, void (*refresh) (void *user), void *user);
void metric_set_free (MetricSet *set);

/* A table, and the struct that its numbers are in. */
typedef struct {
  const MetricTable *table;
  const void *base; /* the struct; NULL: nobody tells the numbers, and they have no value */
} MetricSource;

/* Adds the metrics of the N tables at SOURCES in their order, and then those that are to stand behind
 * another. Names are copied; all other texts, and the structs, must live as long as SET. Aborts, since it is
 * a bug, if a name is taken, is not a name, or has the place of another where groups are shown; if a ratio is
 * not of two counters of SET; or if there is no metric of the name behind which another is to stand. */
void metric_set_add_tables (MetricSet *set, const MetricSource *sources, size_t n);

/* Adds the quantile PARTS (histogram_quantile ()) of HISTOGRAM and returns its index.  HISTOGRAM must be the
 * same for all quantiles of SET, and outlive SET. */
size_t metric_set_add_quantile (MetricSet *set, const char *name, const char *unit, const char *doc,
                                const Histogram *histogram, unsigned parts);

uint64_t metric_set_get_page_bytes (const MetricSet *set);

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

/* Refreshes, and writes the present values of all metrics to VALUES (metric_set_count () of them): 0 for a
 * ratio or a quantile. */
void metric_set_read (const MetricSet *set, uint64_t *values);
