/*
 * runner.h - many runs of one scenario, on all cores
 *
 * Takes evaluations (evaluation.h) and makes the runs in this process, several at a time on a pool of threads.  A run is one thread from
 * beginning to end and shares nothing with the others, so what comes out does not depend on how many there are.  The
 * scenario is read once, when the runner is made: what happens to the file later does not matter.
 */
#pragma once

#include "evaluation.h"
#include "scenario_load.h"
#include "sim_time.h"

typedef struct Runner Runner;

typedef struct {
  const char *path;           /* of the scenario */
  ScenarioChanges changes;    /* what all evaluations have in common */
  sim_time duration_ns;       /* instead of the scenario's own; 0: that */
  const char *const *metrics; /* names as in run_values.h, ended by NULL */
  unsigned jobs;              /* runs at a time; 0: as many as there are processors */
} RunnerOptions;

/* NULL with ERROR set if the scenario cannot be loaded or built as it is, or has no such metric.  OPTIONS are copied. */
Runner *runner_new (const RunnerOptions *options, GError **error);
void runner_free (Runner *runner);

/* The scenario with the changes that all evaluations have in common; owned by RUNNER. */
const Scenario *runner_get_scenario (const Runner *runner);

/* Loads the scenario of EVALUATION without running it.  NULL with ERROR set, as for --set, if it has mistakes; else the
 * evaluation's key, to be freed with g_free(): a hash in 32 hexadecimal digits, of the version and build
 * (tool_build.h), the scenario's bytes and those of its traces, all that is set, seed, duration, and the metrics; and behind a
 * dot the run. */
char *runner_prepare (Runner *runner, const Evaluation *evaluation, GError **error);

typedef struct {
  /* The evaluation at INDEX is done: on the caller's thread, in no certain order.  RESULT may be emptied.  False with ERROR set
   * ends the whole. */
  bool (*done) (void *user, size_t index, EvaluationResult *result, GError **error);
  /* Some ten times a second, on the caller's thread; may be NULL. */
  void (*tick) (void *user);
  void *user;
} RunnerCalls;

/* Makes COUNT EVALUATIONS, begun in their order.  True when all are done, even if the result of some is an error.  False with
 * ERROR set (INTERRUPT_ERROR after a signal) if it ended before; evaluations that were under way are given up. */
bool runner_run (Runner *runner, const Evaluation *evaluations, size_t count, const RunnerCalls *calls,
                 GError **error);
