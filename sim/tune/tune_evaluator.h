/*
 * tune_evaluator.h - trials as runs of a scenario
 *
 * Makes the runs that a search asks for (tune_book.h), on all cores, and keeps what came out in a journal, from which a later
 * search takes it: one that was killed goes on where it was.  What cannot be run, a combination of values that contradict each other
 * or a run that fails, is a result too: a score that is worse than any other.
 */
#pragma once

#include "journal.h"
#include "runner.h"
#include "tune_axis.h"
#include "tune_goal.h"

typedef struct {
  Runner *runner; /* of the metrics of the goal */
  Journal *journal;
  const TuneGoal *goal;
  GPtrArray *axes; /* TuneAxis */
  uint64_t seed;   /* instead of the scenario's own if has_seed */
  bool has_seed;
  void (*progress) (void *user, uint64_t trials); /* so many trials were made in all; may be NULL */
  void *user;
} TuneEvaluatorOptions;

typedef struct TuneEvaluator TuneEvaluator;

/* What OPTIONS point to stays the caller's and must live as long. */
TuneEvaluator *tune_evaluator_new (const TuneEvaluatorOptions *options);
void tune_evaluator_free (TuneEvaluator *evaluator);

/* A TuneEvaluate of a TuneEvaluator. */
bool tune_evaluator_evaluate (void *evaluator, const TuneTrial *trials, size_t count, TuneScore *scores,
                              GError **error);

/* Trials that had no result; and why the first of them had none, or NULL. */
uint64_t tune_evaluator_count_failed (const TuneEvaluator *evaluator);
const char *tune_evaluator_get_failure (const TuneEvaluator *evaluator);

/* What to set for POINT: "PATH=VALUE", ended by NULL.  The caller frees it with g_strfreev(). */
char **tune_evaluator_make_sets (GPtrArray *axes, const TunePoint *point);
