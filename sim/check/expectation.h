/*
 * expectation.h - what a scenario expects, held against a run of it
 *
 * Looks at the run at each sample, so that it can say since when an expectation does not hold.  For a number of the summary, as far
 * as it has grown, that is the sample from which on it was out of bounds to the end; for what must hold over time, the first
 * sample at which it did not.
 */
#pragma once

#include "check_result.h"
#include "diagnostics.h"
#include "simulation.h"

typedef struct ExpectationSet ExpectationSet;

/* The expectations of SCENARIO for SIMULATION, which has not run yet; both must live as long.  Mistakes, say a name that no metric
 * has, are added to DIAGNOSTICS, and then the set is of no use. */
ExpectationSet *expectation_set_new (const Scenario *scenario, const Simulation *simulation,
                                     Diagnostics *diagnostics);
void expectation_set_free (ExpectationSet *set);

/* A SimulationSampler, with the set as its user. */
void expectation_set_sample (void *user, sim_time now, const uint64_t *values);

/* Adds a case for each expectation to RESULT, of the run that ended with VALUES.  FOLDER is where its files are, NULL if
 * nowhere. */
void expectation_set_finish (const ExpectationSet *set, const RunValues *values, const char *folder,
                             CheckResult *result);
