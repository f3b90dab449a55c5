#include "run_comparison.h"
#include "run_folder.h"

#include "test_main.h"

#include <math.h>
#include <string.h>

#define A_METRICS                                                                                    \
  "\"lookups\": 1000, \"misses\": { \"total\": 200, \"cold\": 0 }, \"hit_rate\": 0.8, \"gone\": 3, " \
  "\"p99\": null"
#define B_METRICS                                                                                            \
  "\"lookups\": 1009, \"misses\": { \"total\": 202, \"cold\": 1 }, \"hit_rate\": 0.8, \"new\": 4, \"p99\": " \
  "5"

#define A_FACTS                                                                                              \
  "\"version\": \"1\", \"seed\": 5, \"scenario\": { \"name\": \"s\", \"sha256\": \"x\" }, \"fingerprint\": " \
  "\"f\", "
#define B_FACTS                                                                                              \
  "\"version\": \"2\", \"seed\": 6, \"scenario\": { \"name\": \"s\", \"sha256\": \"y\" }, \"fingerprint\": " \
  "\"g\", "

typedef struct {
  RunValues *a, *b;
  RunComparison *comparison;
} Pair;

static RunValues *parse (const char *facts, const char *sets, const char *metrics)
{
  g_autofree char *text = g_strdup_printf ("{ %s \"set\": [%s], \"metrics\": { %s } }", facts, sets, metrics);
  GError *error = NULL;
  RunValues *values = run_values_parse (text, "summary.json", &error);
  ck_assert_msg (values != NULL, "%s", error != NULL ? error->message : "");
  return values;
}

static Pair pair_take (RunValues *a, RunValues *b)
{
  return (Pair){ a, b, run_comparison_new (a, b) };
}

static void pair_clear (Pair *pair)
{
  run_comparison_free (pair->comparison);
  run_values_free (pair->a);
  run_values_free (pair->b);
}

static const ComparedNumber *find (const Pair *pair, const char *name)
{
  for (size_t i = 0; i < pair->comparison->numbers->len; i++) {
    const ComparedNumber *number = run_comparison_get (pair->comparison, i);
    if (strcmp (number->name, name) == 0) {
      return number;
    }
  }
  ck_abort_msg ("no %s", name);
  return NULL;
}

START_TEST (changes_of_a_per_cent_or_from_nought_are_marked)
{
  static const struct {
    double a, b, difference, percent;
    bool is_change, is_marked;
  } cases[] = {
    { 1000, 1000, 0, 0, false, false },   { 1000, 1009, 9, 0.9, true, false },
    { 1000, 1010, 10, 1, true, true },    { 1000, 990, -10, -1, true, true },
    { -1000, -990, 10, 1, true, true },   { 0, 0, 0, NAN, false, false },
    { 0, 1, 1, NAN, true, true },         { 1, 0, -1, -100, true, true },
    { NAN, NAN, NAN, NAN, false, false }, { NAN, 1, NAN, NAN, true, true },
    { 1, NAN, NAN, NAN, true, true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    NumberChange change = number_change_of (cases[i].a, cases[i].b);
    ck_assert_msg (change.is_change == cases[i].is_change && change.is_marked == cases[i].is_marked,
                   "case %zu", i);
    ck_assert (isnan (change.difference) == isnan (cases[i].difference));
    ck_assert (isnan (change.percent) == isnan (cases[i].percent));
    ck_assert (!(fabs (change.difference - cases[i].difference) > 1e-9));
    ck_assert (!(fabs (change.percent - cases[i].percent) > 1e-9));
  }
}
END_TEST

START_TEST (a_change_from_nought_is_infinite_in_relations)
{
  ck_assert_double_eq_tol (number_change_get_relative (200, 250), 0.25, 1e-12);
  ck_assert_double_eq_tol (number_change_get_relative (200, 150), -0.25, 1e-12);
  ck_assert (number_change_get_relative (0, 1) > 1e300);
  ck_assert (number_change_get_relative (0, -1) < -1e300);
  ck_assert_double_eq (number_change_get_relative (0, 0), 0);
  ck_assert (isnan (number_change_get_relative (NAN, 1)));
  ck_assert (isnan (number_change_get_relative (0, NAN)));
}
END_TEST

START_TEST (numbers_of_either_run_are_compared)
{
  Pair pair = pair_take (parse (A_FACTS, "", A_METRICS), parse (A_FACTS, "", B_METRICS));
  ck_assert_uint_eq (pair.comparison->numbers->len, 7);
  ck_assert_uint_eq (pair.comparison->changed, 6);
  /* Not lookups. */
  ck_assert_uint_eq (pair.comparison->marked, 5);
  ck_assert_double_eq (find (&pair, "lookups")->a, 1000);
  ck_assert_double_eq (find (&pair, "lookups")->b, 1009);
  ck_assert_double_eq (find (&pair, "misses.total")->change.difference, 2);
  ck_assert (isnan (find (&pair, "gone")->b) && isnan (find (&pair, "new")->a));
  ck_assert_str_eq (run_comparison_get (pair.comparison, 6)->name, "new");
  pair_clear (&pair);
}
END_TEST

START_TEST (what_was_different_before_is_told)
{
  static const ComparedText expected[] = {
    { COMPARED_SCENARIO, "SHA-256 of the scenario", "the scenario's file", "x", "y" },
    { COMPARED_FACT, "seed", "the seed", "5", "6" },
    { COMPARED_FACT, "version", "the version of the tool", "1", "2" },
    { COMPARED_SET, "p.changed", NULL, "3", "2" },
    { COMPARED_SET, "p.a_only", NULL, "k=v", NULL },
    { COMPARED_SET, "p.b_only", NULL, NULL, "" },
  };
  Pair pair = pair_take (
      parse (A_FACTS, "\"p.same=1\", \"p.changed=1\", \"p.a_only=k=v\", \"p.changed=3\"", A_METRICS),
      parse (B_FACTS, "\"p.b_only=\", \"p.changed=2\", \"p.same=1\"", A_METRICS));
  ck_assert_uint_eq (pair.comparison->causes->len, G_N_ELEMENTS (expected));
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++) {
    const ComparedText *cause = run_comparison_get_cause (pair.comparison, i);
    ck_assert_int_eq (cause->kind, expected[i].kind);
    ck_assert_str_eq (cause->name, expected[i].name);
    ck_assert_pstr_eq (cause->noun, expected[i].noun);
    ck_assert_pstr_eq (cause->a, expected[i].a);
    ck_assert_pstr_eq (cause->b, expected[i].b);
  }
  ck_assert (!pair.comparison->has_same_fingerprint);
  pair_clear (&pair);
}
END_TEST

START_TEST (a_run_does_not_differ_from_itself)
{
  Pair pair = pair_take (parse (A_FACTS, "\"p.a=1\"", A_METRICS), parse (A_FACTS, "\"p.a=1\"", A_METRICS));
  ck_assert_uint_eq (pair.comparison->causes->len, 0);
  ck_assert_uint_eq (pair.comparison->changed, 0);
  ck_assert (pair.comparison->has_same_fingerprint);
  pair_clear (&pair);
  /* Runs of which it is not known are not the same. */
  pair = pair_take (parse ("", "", A_METRICS), parse ("", "", A_METRICS));
  ck_assert (!pair.comparison->has_same_fingerprint);
  pair_clear (&pair);
}
END_TEST

static Suite *run_comparison_suite (void)
{
  Suite *suite = suite_create ("run comparison");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, changes_of_a_per_cent_or_from_nought_are_marked);
  tcase_add_test (rules, a_change_from_nought_is_infinite_in_relations);
  tcase_add_test (rules, numbers_of_either_run_are_compared);
  tcase_add_test (rules, what_was_different_before_is_told);
  tcase_add_test (rules, a_run_does_not_differ_from_itself);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (run_comparison_suite (), NULL);
}
