/*
 * evaluation.h - one run of many
 *
 * Sweeping and tuning are made of evaluations: a scenario with some values set is run with a seed, and a few metrics are kept.  An
 * evaluation with the same scenario, values, seed and run has the same result wherever it is made, so a result is known by
 * a key, a hash of all that decides it (runner_prepare()), and is kept as text that gives the same numbers back to the bit.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Reads TEXT back into *RESULT, to be freed with evaluation_result_clear(). False if TEXT is no result with COUNT values. */
bool evaluation_result_parse (const char *text, size_t count, EvaluationResult *result);

/* VALUE with as few digits as give it back exactly; "" for NAN.  BUFFER has EVALUATION_NUMBER_BYTES; returned for convenience. */
#define EVALUATION_NUMBER_BYTES 40
const char *evaluation_format_number (char *buffer, double value);

/* Appends VALUE likewise as a cell of a table in CSV, with a comma before it. */
void evaluation_append_cell (GString *text, double value);
