#include "runner.h"

#include "test_main.h"

#include <glib.h>
#include <math.h>
#include <string.h>

START_TEST (numbers_come_back_to_the_bit)
{
  double values[] = { 0, 0.1, 1.0 / 3, 1e300, 4.9e-324, 18446744073709551615.0, -2.5, NAN };
  EvaluationResult result = { .values = values,
                              .count = G_N_ELEMENTS (values),
                              .fingerprint = UINT64_MAX - 1 };
  g_autofree char *text = evaluation_result_format (&result);
  EvaluationResult back;
  ck_assert (evaluation_result_parse (text, G_N_ELEMENTS (values), &back));
  ck_assert_uint_eq (back.count, G_N_ELEMENTS (values));
  ck_assert_uint_eq (back.fingerprint, UINT64_MAX - 1);
  for (size_t i = 0; i + 1 < back.count; i++) {
    ck_assert_double_eq (back.values[i], values[i]);
  }
  ck_assert (isnan (back.values[back.count - 1]));
  evaluation_result_clear (&back);
}
END_TEST

START_TEST (an_error_comes_back_on_one_line)
{
  EvaluationResult result = { .error = (char[]){ "a.yaml:3:1: wrong\n\"more\" größe" } };
  g_autofree char *text = evaluation_result_format (&result);
  ck_assert_ptr_null (strchr (text, '\n'));
  EvaluationResult back;
  ck_assert (evaluation_result_parse (text, 3, &back));
  ck_assert_str_eq (back.error, result.error);
  evaluation_result_clear (&back);
}
END_TEST

START_TEST (what_is_no_result_is_refused)
{
  static const char *const texts[] = { "",          "ok",        "ok 12",       "ok 12 1 2 3",
                                       "ok 12 1 x", "ok zz 1 2", "good 12 1 2", "ok 12 1 2x" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EvaluationResult result;
    ck_assert_msg (!evaluation_result_parse (texts[i], 2, &result), "%s", texts[i]);
    ck_assert_ptr_null (result.values);
  }
}
END_TEST

START_TEST (numbers_are_short)
{
  char buffer[EVALUATION_NUMBER_BYTES];
  ck_assert_str_eq (evaluation_format_number (buffer, 0.1), "0.1");
  ck_assert_str_eq (evaluation_format_number (buffer, 1234567), "1234567");
  ck_assert_str_eq (evaluation_format_number (buffer, NAN), "");
}
END_TEST

static Suite *evaluation_suite (void)
{
  Suite *suite = suite_create ("evaluation");
  TCase *test_case = tcase_create ("results as text");
  tcase_add_test (test_case, numbers_come_back_to_the_bit);
  tcase_add_test (test_case, an_error_comes_back_on_one_line);
  tcase_add_test (test_case, what_is_no_result_is_refused);
  tcase_add_test (test_case, numbers_are_short);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (evaluation_suite (), NULL);
}
