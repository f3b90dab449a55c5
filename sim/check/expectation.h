/*
 * expectation.h - what a scenario expects, held against a run of it
 *
 * Looks at the run at each sample, so that of what does not hold it can be said since when.  That is the sample from which
 * on to the end it was so, for a number of the summary as far as it had grown; and the first one, for what must hold over
 * time.
 */
#ifndef EXPECTATION_H
#define EXPECTATION_H

#include "check_result.h"
#include "diagnostics.h"
#include "simulation.h"

typedef struct ExpectationSet ExpectationSet;

/* Those of SCENARIO for SIMULATION, which has not run; both must live as long.  What cannot be, say a name that no metric has,
 * is added to DIAGNOSTICS, and the set is of no use then. */
ExpectationSet *expectation_set_new (const Scenario *scenario, const Simulation *simulation,
                                     Diagnostics *diagnostics);
void expectation_set_free (ExpectationSet *set);

/* A SimulationSampler, with the set as its user. */
void expectation_set_sample (void *user, sim_time now, const uint64_t *values);

/* Adds a case for each expectation to RESULT, of the run that ended with VALUES.  FOLDER is where its files are, NULL if
 * nowhere. */
void expectation_set_finish (const ExpectationSet *set, const RunValues *values, const char *folder,
                             CheckResult *result);

#endif
