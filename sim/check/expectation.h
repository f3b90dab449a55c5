/*
 * expectation.h - what a scenario expects, held against a run of it
 *
 * Looks at the run at each sample, so that it can say since when an expectation does not hold.  For a number
 * of the summary, as far as it has grown, that is the sample from which on it was out of bounds to the end;
 * for what must hold over time, the first sample at which it did not.
 */
#pragma once

#include "check_run.h"
#include "diagnostics.h"
#include "expression.h"
#include "simulation.h"
#include "summary.h"

typedef struct ExpectationSet ExpectationSet;

/* The expectations of SCENARIO for SIMULATION, which has not run yet; both must live as long.  Mistakes, say
 * a name that no metric has, are added to DIAGNOSTICS, and then the set is of no use. */
ExpectationSet *expectation_set_new (const Scenario *scenario, const Simulation *simulation,
                                     Diagnostics *diagnostics);
void expectation_set_free (ExpectationSet *set);

/* A SimulationSampler, with the set as its user. */
void expectation_set_sample (void *user, sim_time now, const uint64_t *values);

/* Adds a case for each expectation to RESULT, of the run that ended with VALUES.  FOLDER is where its files
 * are, NULL if nowhere. */
void expectation_set_finish (const ExpectationSet *set, const RunValues *values, const char *folder,
                             CheckResult *result);

/* What follows is for the files of this header alone. */

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

/* Finds NAME; NULL with *MISTAKE set, to be freed with g_free (), if there is none.  Freed with
 * named_number_free (). */
NamedNumber *named_number_find (const NameSource *source, const char *name, bool is_column, char **mistake);
void named_number_free (void *number);

/* In SUMMARY: of a column, that of a row of the series; else as far as it has grown.  NAN if it has no value,
 * or no metric. */
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
