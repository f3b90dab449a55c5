/*
 * expectation.h - compares what a scenario expects with a run of it
 *
 * Looks at the run at each sample, to tell since when an expectation is broken.  A number of the summary,
 * which grows with the run, is broken since the sample from which it stayed out of bounds until the end.  A
 * condition that must hold over time is broken since the first sample at which it did not hold.
 */
#pragma once

#include "check_run.h"
#include "diagnostics.h"
#include "expression.h"
#include "simulation.h"
#include "summary.h"

typedef struct ExpectationSet ExpectationSet;

/* Returns the expectations of SCENARIO for SIMULATION, which has not run yet; both must live as long as the
 * set.  Adds mistakes, say the name of an unknown metric, to DIAGNOSTICS; then the set must not be used. */
ExpectationSet *expectation_set_new (const Scenario *scenario, const Simulation *simulation,
                                     Diagnostics *diagnostics);
void expectation_set_free (ExpectationSet *set);

/* A SimulationSampler, with the set as its user. */
void expectation_set_sample (void *user, sim_time now, const uint64_t *values);

/* Adds a case for each expectation to RESULT.  The run ended with VALUES; its files are in FOLDER (NULL: it
 * wrote none). */
void expectation_set_finish (const ExpectationSet *set, const RunValues *values, const char *folder,
                             CheckResult *result);

/* The rest of this header is for expectation*.c only. */

/* ---- names (expectation_names.c) ---- */

/* A number of the summary, or a column of the series. */
typedef struct {
  char *name; /* as in the summary, or in the series */
  const char *unit;
  bool is_column;
  bool has_metric; /* false: the number is known only at the end */
  size_t metric;
  size_t part; /* which number of a gauge in the summary: min, max, ... */
} NamedNumber;

/* Where names are looked up. */
typedef struct {
  const MetricSet *metrics;
  const MetricSet *setup;
  const RunValues *values; /* of a run that has just begun; only their names are used */
} NameSource;

/* Finds the number called NAME.  The caller frees it with named_number_free().  NULL with *MISTAKE set, which
 * the caller frees with g_free(), if there is none. */
NamedNumber *named_number_find (const NameSource *source, const char *name, bool is_column, char **mistake);
void named_number_free (void *number);

/* Returns the value of NUMBER in SUMMARY.  For a column, SUMMARY is that of one row of the series; otherwise
 * that of the run so far.  NAN if the number has no value, or no metric. */
double named_number_get (const NamedNumber *number, const Summary *summary);

/* A relation between numbers. */
typedef struct {
  Expression *expression;
  GPtrArray *numbers; /* of NamedNumber, by slot */
} NamedRelation;

/* Reads TEXT.  NULL with ERROR set if it has a mistake. */
NamedRelation *named_relation_new (const NameSource *source, const char *text, bool is_column,
                                   GError **error);
void named_relation_free (NamedRelation *relation);

/* ---- expectations ---- */

typedef struct {
  const ScenarioExpectation *config;
  SourcePlace place;
  NamedNumber *number; /* either a number or a relation; the other is NULL */
  NamedRelation *relation;
  double low, high;    /* bounds of the number, in its unit */
  GArray *samples;     /* double: values of the number over time */
  uint64_t sums[2];    /* statistic total: increments of the counter, or of a ratio's two counters */
  size_t sample_count; /* over time: samples at which all numbers had a value */
  bool is_broken;      /* so far */
  sim_time since;      /* if it is broken */
} Expectation;

struct ExpectationSet {
  const Scenario *scenario;
  const Simulation *simulation;
  const MetricSet *metrics;
  Expectation *items;
  size_t count;
  Summary *row; /* of the time since the last sample */
};

typedef struct {
  const ExpectationSet *set;
  const NamedRelation *relation;
  const RunValues *values; /* at the end; NULL before */
  bool has_none;           /* some number had no value */
} Evaluation;

/* Returns the value of the number in SLOT of the relation of an Evaluation, USER. */
double expectation_get_number (void *user, size_t slot);

bool expectation_is_within (const Expectation *expectation, double value);
