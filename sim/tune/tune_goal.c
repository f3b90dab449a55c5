/* tune_goal.c - reads the objective and the constraints, and scores a run by them */
#include "tune_goal.h"

#include "refuse.h"
#include "words.h"

#include <math.h>
#include <string.h>

/* The least excess of a constraint that does not hold. */
#define EXCESS_MIN 1e-9

typedef struct {
  Expression *whole;
  Expression *left, *right; /* sides of the only relation; NULL: the constraint is anything else */
} Constraint;

static void constraint_free (void *data)
{
  Constraint *constraint = data;
  expression_free (constraint->whole);
  g_clear_pointer (&constraint->left, expression_free);
  g_clear_pointer (&constraint->right, expression_free);
  g_free (constraint);
}

/* Accepts any name: runner_new() checks that there are such metrics. */
static bool find_metric (void *user, const char *name, bool has_percent, size_t *slot)
{
  (void)has_percent;
  GPtrArray *metrics = user;
  for (*slot = 0; *slot < metrics->len; ++*slot) {
    if (strcmp (metrics->pdata[*slot], name) == 0) {
      return true;
    }
  }
  g_ptr_array_add (metrics, g_strdup (name));
  return true;
}

static Expression *read_expression (const TuneGoal *goal, const char *option, const char *text,
                                    GError **error)
{
  const ExpressionNames names = { .user = goal->metrics, .find = find_metric };
  g_autofree char *quoted = words_quote (text);
  Expression *expression = expression_new (text, &names, error);
  g_prefix_error (error, "%s %s: ", option, quoted);
  return expression;
}

/* Finds the operator of the relation of TEXT, and its LENGTH, if it is the only one outside of parentheses.
 * NULL: there is none, or more than one. */
static const char *find_relation (const char *text, size_t *length)
{
  const char *found = NULL;
  int depth = 0;
  for (const char *at = text; *at != '\0'; at++) {
    depth += (*at == '(') - (*at == ')');
    if (depth == 0 && strchr ("&|", *at) != NULL) {
      return NULL;
    }
    if (depth == 0 && found == NULL && strchr ("<>=!", *at) != NULL) {
      found = at;
      *length = at[1] == '=' ? 2 : 1;
    }
  }
  return found;
}

static void read_sides (const TuneGoal *goal, const char *text, Constraint *constraint)
{
  size_t length = 0;
  const char *relation = find_relation (text, &length);
  if (relation != NULL) {
    const ExpressionNames names = { .user = goal->metrics, .find = find_metric };
    g_autofree char *left = g_strndup (text, (size_t)(relation - text));
    constraint->left = expression_new (left, &names, NULL);
    constraint->right = expression_new (relation + length, &names, NULL);
    if (constraint->left == NULL || constraint->right == NULL) {
      g_error ("the sides of '%s' are no expressions", text);
    }
  }
}

static bool read_constraint (const TuneGoal *goal, const char *text, GError **error)
{
  Expression *whole = read_expression (goal, "--subject-to", text, error);
  if (whole == NULL) {
    return false;
  }
  Constraint *constraint = g_new0 (Constraint, 1);
  constraint->whole = whole;
  read_sides (goal, text, constraint);
  g_ptr_array_add (goal->constraints, constraint);
  return true;
}

static bool tune_goal_read_all (TuneGoal *goal, const TuneGoalTexts *texts, GError **error)
{
  if ((texts->minimize == NULL) == (texts->maximize == NULL)) {
    return refuse_option (error,
                          texts->minimize == NULL
                              ? "the objective is missing; use --minimize EXPR or --maximize EXPR, say "
                                "--maximize hit_rate"
                              : "--minimize and --maximize cannot both be; use one, and --subject-to EXPR "
                                "for what else matters");
  }
  goal->is_to_maximize = texts->maximize != NULL;
  goal->text = g_strdup (goal->is_to_maximize ? texts->maximize : texts->minimize);
  goal->objective =
      read_expression (goal, goal->is_to_maximize ? "--maximize" : "--minimize", goal->text, error);
  bool is_good = goal->objective != NULL;
  for (const char *const *text = texts->subject_to; text != NULL && *text != NULL && is_good; text++) {
    is_good = read_constraint (goal, *text, error);
  }
  if (is_good && goal->metrics->len == 0) {
    (void)refuse_option (error,
                         "'%s' has no metric in it, so it is the same for all runs; use one that stands in "
                         "summary.json",
                         goal->text);
    is_good = false;
  }
  g_ptr_array_add (goal->metrics, NULL);
  return is_good;
}

TuneGoal *tune_goal_new (const TuneGoalTexts *texts, GError **error)
{
  TuneGoal *goal = g_new0 (TuneGoal, 1);
  goal->constraints = g_ptr_array_new_with_free_func (constraint_free);
  goal->metrics = g_ptr_array_new_with_free_func (g_free);
  if (!tune_goal_read_all (goal, texts, error)) {
    g_clear_pointer (&goal, tune_goal_free);
  }
  return goal;
}

void tune_goal_free (TuneGoal *goal)
{
  g_clear_pointer (&goal->objective, expression_free);
  g_ptr_array_unref (goal->constraints);
  g_ptr_array_unref (goal->metrics);
  g_free (goal->text);
  g_free (goal);
}

static double tune_goal_get_metric (void *user, size_t slot)
{
  return ((const double *)user)[slot];
}

static double tune_goal_evaluate (const Expression *expression, const double *values)
{
  return expression_evaluate (expression, tune_goal_get_metric, (void *)(uintptr_t)values);
}

static double find_excess (const Constraint *constraint, const double *values)
{
  double truth = tune_goal_evaluate (constraint->whole, values);
  if (truth != 0 && !isnan (truth)) {
    return 0;
  }
  if (constraint->left == NULL) {
    return 1;
  }
  double left = tune_goal_evaluate (constraint->left, values);
  double right = tune_goal_evaluate (constraint->right, values);
  double share = fabs (left - right) / MAX (fabs (left), fabs (right));
  return isfinite (share) ? MAX (share, EXCESS_MIN) : 1;
}

TuneScore tune_goal_score (const TuneGoal *goal, const double *values)
{
  double objective = tune_goal_evaluate (goal->objective, values);
  if (!isfinite (objective)) {
    return (TuneScore){ 0, INFINITY };
  }
  TuneScore score = { goal->is_to_maximize ? -objective : objective, 0 };
  for (guint i = 0; i < goal->constraints->len; i++) {
    score.excess += find_excess (goal->constraints->pdata[i], values);
  }
  return score;
}

double tune_goal_get_value (const TuneGoal *goal, TuneScore score)
{
  if (isinf (score.excess)) {
    return NAN;
  }
  return goal->is_to_maximize ? 0 - score.objective : score.objective;
}
