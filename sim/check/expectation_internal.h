/*
 * expectation_internal.h - an expectation while its run goes on, and the numbers that its names stand for
 */
#pragma once

#include "expectation.h"
#include "expression.h"
#include "summary.h"

/* ---- names (expectation_names.c) ---- */

/* A number of the summary, or a column of the series. */
typedef struct {
  char *name; /* of the summary */
  const char *unit;
  bool is_column;
  bool has_metric; /* else it is known at the end only */
  size_t metric;
  size_t part; /* of a gauge in the summary: which of its numbers */
} NamedNumber;

/* What names are looked up in. */
typedef struct {
  const MetricSet *metrics;
  const MetricSet *setup;
  const RunValues *values; /* of a run that has just begun: for its names */
} NameSource;

/* Finds NAME; NULL with *MISTAKE set, to be freed with g_free (), if there is none.  Freed with named_number_free (). */
NamedNumber *named_number_find (const NameSource *source, const char *name, bool is_column, char **mistake);
void named_number_free (void *number);

/* In SUMMARY: of a column, that of a row of the series; else as far as it has grown.  NAN if it has no value, or no metric. */
double named_number_get (const NamedNumber *number, const Summary *summary);

/* A relation between numbers. */
typedef struct {
  Expression *expression;
  GPtrArray *numbers; /* of NamedNumber, by slot */
} NamedRelation;

/* Reads TEXT.  NULL with ERROR set. */
NamedRelation *named_relation_new (const NameSource *source, const char *text, bool is_column,
                                   GError **error);
void named_relation_free (NamedRelation *relation);

/* ---- expectations ---- */

typedef struct {
  const ScenarioExpectation *config;
  SourcePlace place;
  NamedNumber *number; /* one of these two */
  NamedRelation *relation;
  double low, high;    /* of the number, in its unit */
  GArray *samples;     /* double: of the number over time */
  uint64_t sums[2];    /* statistic total: of what was added to the counter, or to a ratio's */
  size_t sample_count; /* over time: samples at which all of it had a value */
  bool is_broken;      /* as it stands */
  sim_time since;      /* if so */
} Expectation;

struct ExpectationSet {
  const Scenario *scenario;
  const Simulation *simulation;
  const MetricSet *metrics;
  Expectation *items;
  size_t count;
  Summary *row; /* since the last sample */
};

typedef struct {
  const ExpectationSet *set;
  const NamedRelation *relation;
  const RunValues *values; /* at the end; NULL before */
  bool has_none;           /* some number had no value */
} Evaluation;

/* The number of a slot of an Evaluation's relation. */
double expectation_get_number (void *user, size_t slot);

bool expectation_is_within (const Expectation *expectation, double value);
