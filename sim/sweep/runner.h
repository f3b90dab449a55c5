/*
 * runner.h - many runs of one scenario, on all cores
 *
 * Sweeps and searches consist of evaluations: a scenario with some values set is run with a seed, and a few
 * metrics are kept.  An evaluation with the same scenario, values, seed and run has the same result on every
 * machine.  So a result has a key, a hash of everything that decides the result (runner_prepare()), and is
 * kept as text from which exactly the same numbers are read.  The runs are made in this process, several at a
 * time (run_pool.h).  The scenario's file is read once, when the runner is made; later changes of the file
 * have no effect.
 */
#pragma once

#include "journal.h"
#include "machine.h"
#include "run_pool.h"
#include "scenario_load.h"

/* ---- one run of many (evaluation.c) ---- */

typedef struct {
  const char *const *sets; /* "path=value", after those of the runner; ended by NULL; NULL: none */
  char *key;               /* made by runner_prepare(); NULL: none */
  uint64_t run; /* which independent replication; the same in several points: common random numbers */
} Evaluation;

/* Returns a GArray of Evaluation, which g_array_unref() frees with what they point to. */
GArray *evaluation_array_new (void);

/* Returns KEY with its run replaced by RUN.  The caller frees it with g_free(). */
char *evaluation_make_key (const char *key, uint64_t run);

typedef struct {
  char *error;    /* why there is no result; NULL: there is one */
  double *values; /* of the metrics, in their order; NAN: the run has no such value.  NULL after an error. */
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

/* Writes VALUE to BUFFER, of EVALUATION_NUMBER_BYTES, with the fewest digits from which exactly VALUE is read
 * again; "" for NAN.  Returns BUFFER. */
#define EVALUATION_NUMBER_BYTES 40
const char *evaluation_format_number (char *buffer, double value);

/* Appends a comma and VALUE, in the same format, as a cell of a CSV table. */
void evaluation_append_cell (GString *text, double value);

/* ---- many runs ---- */

/* Identifies the program that made a result: the version and a hash of the sources.  The version alone is not
 * enough: a program that was changed and built again has the same version.  Compilers and their options do
 * not change results, and have no part in the hash. */
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

/* NULL with ERROR set if the scenario cannot be loaded or built as it is, or lacks one of the metrics.
 * Everything that OPTIONS point to must live as long as the runner. */
Runner *runner_new (const RunnerOptions *options, GError **error);
void runner_free (Runner *runner);

/* Loads the scenario of EVALUATION without running it, and returns the key of EVALUATION, which the caller
 * frees with g_free().  The key is a hash in 32 hexadecimal digits, a dot, and the run.  The hash is of
 * RUNNER_TOOL_BUILD, the bytes of the scenario and of its traces, all values that are set, the seed, the
 * duration, and the metrics.  NULL with ERROR set, as for --set, if the scenario has mistakes. */
char *runner_prepare (Runner *runner, const Evaluation *evaluation, GError **error);

/* Takes the RESULT of evaluation INDEX, which it may empty; called on the caller's thread, in any order.
 * False with ERROR set stops the runner. */
typedef bool (*RunnerDone) (void *user, size_t index, EvaluationResult *result, GError **error);

/* Makes COUNT EVALUATIONS, begun in their order, and draws PROGRESS (NULL: none), to which DONE adds.  True
 * when all are done, even if some results are errors.  False with ERROR set (INTERRUPT_ERROR after a signal)
 * if it stopped before; evaluations that had begun are abandoned. */
bool runner_run (Runner *runner, const Evaluation *evaluations, size_t count, RunnerDone done, void *user,
                 RunCount *progress, GError **error);

/* Makes those EVALUATIONS (Evaluation) whose results JOURNAL lacks, adds the results to JOURNAL, and counts
 * them in PROGRESS (NULL: none).  Skips evaluations without a key.  False with ERROR set as for
 * runner_run(). */
bool runner_fill_journal (Runner *runner, Journal *journal, const GArray *evaluations, RunCount *progress,
                          GError **error);
