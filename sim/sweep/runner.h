/*
 * runner.h - many runs of one scenario, on all cores
 *
 * Sweeping and tuning are made of evaluations: a scenario with some values set is run with a seed, and a few
 * metrics are kept.  An evaluation with the same scenario, values, seed and run has the same result wherever
 * it is made, so a result is known by a key, a hash of all that decides it (runner_prepare()), and is kept as
 * text that gives the same numbers back to the bit.  The runs are made in this process, several at a time
 * (run_pool.h).  The scenario is read once, when the runner is made: what happens to the file later does not
 * matter.
 */
#pragma once

#include "journal.h"
#include "machine.h"
#include "run_pool.h"
#include "scenario_load.h"

/* ---- one run of many (evaluation.c) ---- */

typedef struct {
  const char *const *sets; /* "path=value", after those of the runner; ended by NULL; NULL: none */
  char *key;               /* that runner_prepare() made; NULL: none */
  uint64_t run; /* which independent replication; the same in several points: common random numbers */
} Evaluation;

/* A GArray of them, which g_array_unref() frees with what they point to. */
GArray *evaluation_array_new (void);

/* The key of the evaluation that has KEY, but for another RUN.  The caller frees it with g_free(). */
char *evaluation_make_key (const char *key, uint64_t run);

typedef struct {
  char *error;    /* why there is none; NULL: there is one */
  double *values; /* of the metrics, in their order; NAN: the run has no value of it.  NULL after an error. */
  size_t count;
  uint64_t fingerprint;
} EvaluationResult;

/* Frees what RESULT points to, and empties it. */
void evaluation_result_clear (EvaluationResult *result);

/* RESULT on one line.  The caller frees it with g_free(). */
char *evaluation_result_format (const EvaluationResult *result);

/* Reads TEXT back into *RESULT, to be freed with evaluation_result_clear(). False if TEXT is no result with
 * COUNT values. */
bool evaluation_result_parse (const char *text, size_t count, EvaluationResult *result);

/* VALUE with as few digits as give it back exactly; "" for NAN.  BUFFER has EVALUATION_NUMBER_BYTES; returned
 * for convenience. */
#define EVALUATION_NUMBER_BYTES 40
const char *evaluation_format_number (char *buffer, double value);

/* Appends VALUE likewise as a cell of a table in CSV, with a comma before it. */
void evaluation_append_cell (GString *text, double value);

/* ---- many runs ---- */

/* The program that a result is of.  The version alone does not say: a program that was changed and built anew
 * has the same.  The hash of the sources, behind it, does, and is the same for any compiler and its options,
 * since they do not change results. */
extern const char RUNNER_TOOL_BUILD[];

/* What all runs have in common. */
typedef struct {
  const char *path; /* of the scenario */
  ScenarioChanges changes;
  MachineOptions machine;     /* seed and duration */
  const char *const *metrics; /* names as in run_values.h, ended by NULL */
  uint64_t jobs;              /* runs at a time; 0: as many as there are processors */
} RunnerOptions;

/* Its members are for all to read. */
typedef struct {
  RunnerOptions options;
  size_t metric_count;
  Scenario *scenario;  /* with the changes that all runs have in common */
  GHashTable *digests; /* of traces: path -> SHA-256 */
} Runner;

/* NULL with ERROR set if the scenario cannot be loaded or built as it is, or has no such metric.  What
 * OPTIONS point to must live as long as the runner. */
Runner *runner_new (const RunnerOptions *options, GError **error);
void runner_free (Runner *runner);

/* Loads the scenario of EVALUATION without running it.  NULL with ERROR set, as for --set, if it has
 * mistakes; else the evaluation's key, to be freed with g_free(): a hash in 32 hexadecimal digits, of the
 * version and build (RUNNER_TOOL_BUILD), the scenario's bytes and those of its traces, all that is set, seed,
 * duration, and the metrics; and behind a dot the run. */
char *runner_prepare (Runner *runner, const Evaluation *evaluation, GError **error);

/* The evaluation at INDEX is done: on the caller's thread, in no certain order.  RESULT may be emptied.
 * False with ERROR set ends the whole. */
typedef bool (*RunnerDone) (void *user, size_t index, EvaluationResult *result, GError **error);

/* Makes COUNT EVALUATIONS, begun in their order, and draws PROGRESS (NULL: none), which DONE counts in.  True
 * when all are done, even if the result of some is an error.  False with ERROR set (INTERRUPT_ERROR after a
 * signal) if it ended before; evaluations that were under way are given up. */
bool runner_run (Runner *runner, const Evaluation *evaluations, size_t count, RunnerDone done, void *user,
                 RunCount *progress, GError **error);

/* Makes those of EVALUATIONS (Evaluation) whose result JOURNAL does not have, adds their results to it, and
 * counts them in PROGRESS (NULL: none).  One without a key is left out.  False with ERROR set as
 * runner_run(). */
bool runner_fill_journal (Runner *runner, Journal *journal, const GArray *evaluations, RunCount *progress,
                          GError **error);
