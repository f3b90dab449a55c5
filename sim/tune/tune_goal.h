/*
 * tune_goal.h - the objective and the constraints of a search
 *
 * An objective to minimize or maximize, and constraints to keep, are expressions over the metrics of a run
 * (expression.h, run_values.h).  They turn a run's values into a score.  A score says how far a constraint is
 * from being kept, which leads the search to where it is kept: for `SUM OP SUM` the difference of the sums as
 * a share of the larger one, for anything else 1.
 */
#pragma once

#include "expression.h"
#include "tune_book.h"

/* Its members are for all to read. */
typedef struct {
  char *text; /* of the objective */
  bool is_to_maximize;
  Expression *objective;
  GPtrArray *constraints; /* of tune_goal.c's own */
  GPtrArray *metrics;     /* char *: those that are wanted, each once; ended by NULL */
} TuneGoal;

typedef struct {
  const char *minimize; /* one of both */
  const char *maximize;
  const char *const *subject_to; /* ended by NULL; NULL: none */
} TuneGoalTexts;

/* NULL with ERROR set if they cannot be read, or not one of both is given. */
TuneGoal *tune_goal_new (const TuneGoalTexts *texts, GError **error);
void tune_goal_free (TuneGoal *goal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneGoal, tune_goal_free)

/* The score of VALUES, the numbers of the metrics in their order.  An objective without a value is no
 * result. */
TuneScore tune_goal_score (const TuneGoal *goal, const double *values);

/* The objective of SCORE as the user knows it: the score's is turned round if it is to be maximized. */
double tune_goal_get_value (const TuneGoal *goal, TuneScore score);
