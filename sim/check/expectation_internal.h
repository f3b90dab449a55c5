/*
 * expectation_internal.h - an expectation while its run goes on
 */
#pragma once

#include "expectation.h"
#include "expectation_names.h"

typedef struct {
  const ScenarioExpectation *config;
  SourcePlace place;
  NamedNumber *number; /* one of these two */
  NamedRelation *relation;
  double low, high;    /* of the number, in its unit */
  GArray *samples;     /* double: of the number over time */
  uint64_t sums[2];    /* statistic total: of what was added to the counter, or to a ratio's */
  size_t sample_count; /* of a relation over time: at which all of its numbers had a value */
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
