/*
 * tune_goal.h - the objective and the constraints of a search
 *
 * An objective to minimize or maximize, and constraints to keep, are expressions over the metrics of a run
 * (expression.h, run_values.h).  They turn a run's values into a score.  The excess in a score says how far a
 * run is from keeping a constraint, and so shows the search the way: for `SUM OP SUM` the difference of the
 * sums as a share of the larger one, for any other constraint 1.
 */
#pragma once

#include "expression.h"
#include "tune_book.h"

/* Everybody may read the members. */
typedef struct {
  char *text; /* of the objective */
  bool is_to_maximize;
  Expression *objective;
  GPtrArray *constraints; /* their type is known to tune_goal.c only */
  GPtrArray *metrics;     /* char *: names of all metrics in the expressions, each once; ended by NULL */
} TuneGoal;

typedef struct {
  const char *minimize; /* either this or `maximize`; the other is NULL */
  const char *maximize;
  const char *const *subject_to; /* ended by NULL; NULL: none */
} TuneGoalTexts;

/* Reads TEXTS.  NULL with ERROR set if they have a mistake, or not exactly one objective is given. */
TuneGoal *tune_goal_new (const TuneGoalTexts *texts, GError **error);
void tune_goal_free (TuneGoal *goal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneGoal, tune_goal_free)

/* Returns the score of VALUES, which are in the order of the metrics.  If the objective has no value, the
 * score is that of no result. */
TuneScore tune_goal_score (const TuneGoal *goal, const double *values);

/* Returns the value of the user's objective in SCORE.  SCORE has it negated if it is to be maximized. */
double tune_goal_get_value (const TuneGoal *goal, TuneScore score);
