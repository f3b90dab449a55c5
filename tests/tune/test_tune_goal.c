#include "tune_goal.h"

#include "test_main.h"

#include <math.h>
#include <string.h>

static TuneGoal *make (const char *minimize, const char *maximize, const char *constraint)
{
  const char *const constraints[] = { constraint, NULL };
  TuneGoalTexts texts = { minimize, maximize, constraints };
  g_autoptr (GError) error = NULL;
  TuneGoal *goal = tune_goal_new (&texts, &error);
  ck_assert_msg (goal != NULL, "%s", error != NULL ? error->message : "");
  return goal;
}

/* Of a goal whose metrics are a and b. */
static TuneScore score (const char *minimize, const char *maximize, const char *constraint, double a,
                        double b)
{
  TuneGoal *goal = make (minimize, maximize, constraint);
  const double values[] = { a, b };
  TuneScore result = tune_goal_score (goal, values);
  tune_goal_free (goal);
  return result;
}

START_TEST (each_metric_is_asked_for_once)
{
  TuneGoal *goal = make ("a + b * a", NULL, "c.min > a && b < 3");
  const char *const *metrics = (const char *const *)goal->metrics->pdata;
  ck_assert_str_eq (metrics[0], "a");
  ck_assert_str_eq (metrics[1], "b");
  ck_assert_str_eq (metrics[2], "c.min");
  ck_assert_ptr_null (metrics[3]);
  tune_goal_free (goal);
}
END_TEST

START_TEST (less_of_the_score_is_better_either_way)
{
  ck_assert_double_eq (score ("a - b", NULL, NULL, 5, 2).objective, 3);
  ck_assert_double_eq (score (NULL, "a - b", NULL, 5, 2).objective, -3);
  TuneGoal *goal = make (NULL, "a", NULL);
  ck_assert_double_eq (tune_goal_get_value (goal, (TuneScore){ -3, 0 }), 3);
  ck_assert (isnan (tune_goal_get_value (goal, (TuneScore){ 0, INFINITY })));
  tune_goal_free (goal);
}
END_TEST

START_TEST (no_value_is_no_result)
{
  ck_assert (isinf (score ("a", NULL, NULL, NAN, 0).excess));
  ck_assert (isinf (score ("a / b", NULL, NULL, 1, 0).excess));
}
END_TEST

START_TEST (a_broken_relation_says_by_how_much)
{
  ck_assert_double_eq (score ("a", NULL, "a <= b", 10, 10).excess, 0);
  ck_assert_double_eq_tol (score ("a", NULL, "a <= b", 10, 8).excess, 0.2, 1e-12);
  ck_assert_double_eq_tol (score ("a", NULL, "a <= b", 10, 5).excess, 0.5, 1e-12);
  ck_assert_double_eq_tol (score ("a", NULL, "2 * (a - 5) <= b + (b < 3)", 10, 5).excess, 0.5, 1e-12);
  ck_assert_double_gt (score ("a", NULL, "a < b", 10, 10).excess, 0);
}
END_TEST

START_TEST (any_other_constraint_is_kept_or_broken)
{
  ck_assert_double_eq (score ("a", NULL, "a < 5 && b < 5", 10, 10).excess, 1);
  ck_assert_double_eq (score ("a", NULL, "a < 5 || b < 50", 10, 10).excess, 0);
  ck_assert_double_eq (score ("a", NULL, "a < b", 10, NAN).excess, 1);
}
END_TEST

static const struct {
  const char *minimize, *maximize, *constraint, *message;
} mistakes[] = {
  { NULL, NULL, NULL, "use --minimize EXPR or --maximize EXPR" },
  { "a", "b", NULL, "--minimize and --maximize cannot both be" },
  { "a +", NULL, NULL, "--minimize 'a +': column 4: " },
  { NULL, "(a", NULL, "--maximize '(a': " },
  { "a", NULL, "b <", "--subject-to 'b <': " },
  { "1 + 2", NULL, NULL, "'1 + 2' has no metric in it" },
};

START_TEST (mistakes_say_what_would_be_right)
{
  const char *const constraints[] = { mistakes[_i].constraint, NULL };
  TuneGoalTexts texts = { mistakes[_i].minimize, mistakes[_i].maximize, constraints };
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (tune_goal_new (&texts, &error));
  ck_assert_msg (strstr (error->message, mistakes[_i].message) != NULL, "%s", error->message);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("tune goal");
  TCase *tcase = tcase_create ("rules");
  tcase_add_test (tcase, each_metric_is_asked_for_once);
  tcase_add_test (tcase, less_of_the_score_is_better_either_way);
  tcase_add_test (tcase, no_value_is_no_result);
  tcase_add_test (tcase, a_broken_relation_says_by_how_much);
  tcase_add_test (tcase, any_other_constraint_is_kept_or_broken);
  tcase_add_loop_test (tcase, mistakes_say_what_would_be_right, 0, G_N_ELEMENTS (mistakes));
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
