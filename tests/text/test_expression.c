#include "expression.h"
#include "test_main.h"

#include <math.h>
#include <string.h>

/* a is 3, b is 4, rate 0.9, none has no value; of a name beside a '%' the slot is 10 more, and so is its value. */
static const char *const test_names[] = { "a", "b", "rate", "none", "misses.total", "my-db/x.p99" };
static const double test_values[] = { 3, 4, 0.9, NAN, 1000, 7 };

static bool test_find (void *user, const char *name, bool has_percent, size_t *slot)
{
  const bool *tells_percent = user;
  for (size_t i = 0; i < G_N_ELEMENTS (test_names); i++) {
    if (strcmp (name, test_names[i]) == 0) {
      *slot = i + (*tells_percent && has_percent ? 10 : 0);
      return true;
    }
  }
  return false;
}

static char *test_hint (void *user, const char *name)
{
  (void)user;
  return g_strdup_printf ("not %s", name);
}

static double test_get (void *user, size_t slot)
{
  (void)user;
  return slot < 10 ? test_values[slot] : test_values[slot - 10] + 10;
}

static Expression *read_text (const char *text, bool tells_percent, GError **error)
{
  ExpressionNames names = { .user = &tells_percent, .find = test_find, .hint = test_hint };
  return expression_new (text, &names, error);
}

static double value_of (const char *text, bool tells_percent)
{
  GError *error = NULL;
  Expression *expression = read_text (text, tells_percent, &error);
  ck_assert_msg (expression != NULL, "%s: %s", text, error != NULL ? error->message : "");
  double value = expression_evaluate (expression, test_get, NULL);
  bool is_true = expression_is_true (expression, test_get, NULL);
  ck_assert_msg (is_true == (!isnan (value) && fabs (value) > 0), "%s", text);
  expression_free (expression);
  return value;
}

typedef struct {
  const char *text;
  double value;
} Case;

static void check_values (const Case *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    double value = value_of (cases[i].text, false);
    ck_assert_msg (fabs (value - cases[i].value) < 1e-12, "%s is %g", cases[i].text, value);
  }
}

START_TEST (operators_bind_as_in_c)
{
  static const Case cases[] = { { "1+2*3", 7 },          { "(1 + 2) * 3", 9 },
                                { "10 - 4 - 3", 3 },     { "24/4/2", 3 },
                                { "-a+b", 1 },           { "- -a", 3 },
                                { "b - -a", 7 },         { "+a", 3 },
                                { "1 + 1 < 3", 1 },      { "0 && 0 || 1", 1 },
                                { "1 || 0 && 0", 1 },    { "0 && (0 || 1)", 0 },
                                { "a < b && b < 5", 1 }, { "(a < b) + (b < a)", 1 } };
  check_values (cases, G_N_ELEMENTS (cases));
}
END_TEST

START_TEST (relations_are_one_or_nought)
{
  static const Case cases[] = { { "a<b", 1 },  { "b<a", 0 },  { "a<a", 0 },  { "a<=a", 1 }, { "b<=a", 0 },
                                { "b>a", 1 },  { "a>a", 0 },  { "a>=a", 1 }, { "a>=b", 0 }, { "a==3", 1 },
                                { "a==b", 0 }, { "a!=b", 1 }, { "a!=3", 0 }, { "2&&3", 1 }, { "0||0", 0 } };
  check_values (cases, G_N_ELEMENTS (cases));
}
END_TEST

START_TEST (numbers_have_decimals_and_per_cent)
{
  static const Case cases[] = { { "0.25", 0.25 },
                                { "90%", 0.9 },
                                { "2.5 %", 0.025 },
                                { "rate < 90.1%", 1 },
                                { "rate < 89%", 0 },
                                { "misses.total", 1000 },
                                { "999999999999999", 999999999999999.0 } };
  check_values (cases, G_N_ELEMENTS (cases));
}
END_TEST

START_TEST (names_with_other_characters_are_quoted)
{
  static const Case cases[] = { { "\"my-db/x.p99\"", 7 },
                                { "\"my-db/x.p99\"-a", 4 },
                                { "-\"my-db/x.p99\" + \"a\"", -4 },
                                { "\"misses.total\">999&&\"my-db/x.p99\"==7", 1 } };
  check_values (cases, G_N_ELEMENTS (cases));
  ck_assert (value_of ("\"a\" > 500%", true) > 0.5);
}
END_TEST

START_TEST (what_has_no_value_satisfies_no_relation)
{
  static const char *const texts[] = { "none < 1", "none >= 1", "none == none", "none != 1", "1/0 > 0",
                                       "1/0 != 0", "none && 1", "none || 0",    "none+1 > 0" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    double value = value_of (texts[i], false);
    ck_assert_msg (fabs (value) < 1e-12, "%s is %g", texts[i], value);
  }
  ck_assert (isnan (value_of ("none", false)));
  ck_assert (isnan (value_of ("a / (b - b)", false)));
}
END_TEST

START_TEST (names_are_told_of_per_cent_in_their_own_relation_only)
{
  /* 13 where there is a '%', 3 where there is none. */
  ck_assert (value_of ("a > 5", true) < 0.5);
  ck_assert (value_of ("a > 500%", true) > 0.5);
  ck_assert (value_of ("500% < a", true) > 0.5);
  ck_assert (value_of ("(a) > 500%", true) > 0.5);
  ck_assert (value_of ("a > 5 && b > 500%", true) < 0.5);
  ck_assert (value_of ("b > 500% && a > 5", true) < 0.5);
}
END_TEST

START_TEST (mistakes_say_column_and_what_would_be_right)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "column 1: a value is missing; write a number, a name or something in parentheses" },
    { "a < ", "column 5: a value is missing; write a number, a name or something in parentheses" },
    { "a < b < 3", "column 7: relations cannot be chained; join them by '&&', as in a < b && b < c" },
    { "(a < b", "column 7: a parenthesis is open; write ')'" },
    { "a b", "column 3: unexpected; use one of + - * / < <= > >= == != && || or the end" },
    { "a = 3", "column 3: unexpected; use one of + - * / < <= > >= == != && || or the end" },
    { "1 + \"a", "column 5: a quoted name is open; write '\"' behind it" },
    { "1 + \"\"", "column 5: an empty name; write a name between the quotes" },
    { "a - \"c/d\"", "column 6: unknown name 'c/d'; not c/d" },
    { "a \"b\"", "column 3: unexpected; use one of + - * / < <= > >= == != && || or the end" },
    { "1 + c", "column 5: unknown name 'c'; not c" },
    { "a > 3s",
      "column 5: not a number; write digits, perhaps with a '.' among them and a '%' behind, and no "
      "unit" },
    { "1.",
      "column 1: not a number; write digits, perhaps with a '.' among them and a '%' behind, and no unit" },
    { "a+1234567890123456", "column 3: too long a number; use at most 15 digits" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GError *error = NULL;
    ck_assert (read_text (cases[i].text, false, &error) == NULL);
    ck_assert_str_eq (error->message, cases[i].message);
    g_error_free (error);
  }
  ck_assert (read_text ("a +", false, NULL) == NULL);
}
END_TEST

/* Reads BEFORE and AFTER COUNT times around a 1. */
static bool is_readable (const char *before, const char *after, size_t count)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t i = 0; i < count; i++) {
    g_string_append (text, before);
  }
  g_string_append_c (text, '1');
  for (size_t i = 0; i < count; i++) {
    g_string_append (text, after);
  }
  Expression *expression = read_text (text->str, false, NULL);
  bool is_good = expression != NULL && fabs (expression_evaluate (expression, test_get, NULL)) < 1e9;
  expression_free (expression);
  return is_good;
}

START_TEST (depth_and_length_are_bounded)
{
  ck_assert (is_readable ("(", ")", 60));
  ck_assert (!is_readable ("(", ")", 100000));
  ck_assert (is_readable ("-", "", 60));
  ck_assert (!is_readable ("-", "", 100000));
  ck_assert (is_readable ("1+", "", 100));
  ck_assert (!is_readable ("1+", "", 100000));
}
END_TEST

static Suite *expression_suite (void)
{
  Suite *suite = suite_create ("expression");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, operators_bind_as_in_c);
  tcase_add_test (rules, relations_are_one_or_nought);
  tcase_add_test (rules, numbers_have_decimals_and_per_cent);
  tcase_add_test (rules, names_with_other_characters_are_quoted);
  tcase_add_test (rules, what_has_no_value_satisfies_no_relation);
  tcase_add_test (rules, names_are_told_of_per_cent_in_their_own_relation_only);
  tcase_add_test (rules, mistakes_say_column_and_what_would_be_right);
  tcase_add_test (rules, depth_and_length_are_bounded);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (expression_suite (), NULL);
}
