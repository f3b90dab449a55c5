/*
 * summary_text.h - a summary for people
 *
 * A table of lines says what is shown, by the names of metrics.  A metric that is not in the set, or does not
 * matter because it is 0, is left out.  Labels, numbers and remarks beside the numbers stand in columns.
 */
#pragma once

#include "summary.h"

#include <glib.h>

typedef enum {
  SUMMARY_LINE_COUNTER,    /* the counter NAME, and its share of OF */
  SUMMARY_LINE_GROUP,      /* the counters under NAME, each that is not 0 with its share of all, most first */
  SUMMARY_LINE_GAUGE_LAST, /* the gauge NAME at the end, beside AGAINST */
  SUMMARY_LINE_GAUGE_MIN,  /* its smallest value */
  SUMMARY_LINE_GAUGE_MAX   /* its largest */
} SummaryLineKind;

#define SUMMARY_LINE_AGAINST 4

typedef struct {
  const char *label;
  const char *name;
  const char *of; /* a counter, or NULL */
  /* What a gauge is seen against: gauges of the run (their last value) or of its setup. */
  struct {
    const char *label, *name;
  } against[SUMMARY_LINE_AGAINST];
  SummaryLineKind kind;
  bool has_share;   /* of a gauge: shows its share of what it is seen against, too */
  bool only_if_any; /* left out when it is 0 or has no value */
} SummaryLine;

/* Appends the COUNT LINES about SUMMARY.  SETUP, what was derived when the run was set up, may be NULL. */
void summary_text_append (GString *text, const SummaryLine *lines, size_t count, const Summary *summary,
                          const MetricSet *setup);

/* Appends every metric, a line each: its name, its values, its unit. */
void summary_text_append_all (GString *text, const Summary *summary);

/* Appends every gauge and counter of METRICS at its present value. */
void summary_text_append_values (GString *text, const MetricSet *metrics);
