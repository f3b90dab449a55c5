#include "statistics.h"

#include "test_main.h"

#include <glib.h>
#include <math.h>

START_TEST (the_interval_is_student_s)
{
  /* Mean 5, standard deviation 2 (n = 4): half = 3.182 × 2 / 2. */
  const double values[] = { 3, 7, 3.585786437626905, 6.414213562373095 };
  Estimate estimate = statistics_estimate (values, 4);
  ck_assert_uint_eq (estimate.count, 4);
  ck_assert_double_eq_tol (estimate.mean, 5, 1e-12);
  ck_assert_double_eq_tol (estimate.half, 3.182, 1e-9);
}
END_TEST

START_TEST (without_values_there_is_nothing_to_say)
{
  const double values[] = { NAN, 4, NAN };
  ck_assert (isnan (statistics_estimate (values, 1).mean));
  Estimate one = statistics_estimate (values, 3);
  ck_assert_uint_eq (one.count, 1);
  ck_assert_double_eq (one.mean, 4);
  ck_assert (isnan (one.half));
}
END_TEST

START_TEST (a_difference_is_of_the_same_replication)
{
  const double base[] = { 10, 20, 30, NAN }, values[] = { 11, 21, 31, 99 };
  Estimate difference = statistics_estimate_difference (values, base, 4);
  ck_assert_uint_eq (difference.count, 3);
  ck_assert_double_eq (difference.mean, 1);
  ck_assert_double_eq (difference.half, 0);
  ck_assert_double_gt (statistics_estimate (base, 4).half, 20);
}
END_TEST

/* From the usual tables. */
START_TEST (quantiles_are_those_of_the_tables)
{
  static const struct {
    size_t degrees;
    double t;
  } rows[] = { { 1, 12.706 },  { 2, 4.303 },    { 9, 2.262 },        { 30, 2.042 },
               { 35, 2.030 },  { 50, 2.009 },   { 80, 1.990 },       { 100, 1.984 },
               { 200, 1.972 }, { 1000, 1.962 }, { 100000000, 1.960 } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_double_eq_tol (statistics_student_t (rows[i].degrees), rows[i].t, 0.001);
  }
  for (size_t i = 1; i < 300; i++) {
    ck_assert_double_gt (statistics_student_t (i), statistics_student_t (i + 1));
  }
}
END_TEST

START_TEST (numbers_have_the_digits_that_count)
{
  static const struct {
    double value;
    int digits;
    const char *text;
  } rows[] = { { 107.3, 2, "107" },  { 10.73, 2, "11" },    { 0.01073, 2, "0.011" },
               { 99.7, 2, "100" },   { -1073, 3, "-1073" }, { 1234567.8, 6, "1234568" },
               { 999.9, 3, "1000" }, { 1e300, 2, "1e+300" } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    g_autofree char *text = estimate_format_number (rows[i].value, rows[i].digits);
    ck_assert_str_eq (text, rows[i].text);
  }
}
END_TEST

static Suite *statistics_suite (void)
{
  Suite *suite = suite_create ("statistics");
  TCase *test_case = tcase_create ("means and intervals");
  tcase_add_test (test_case, the_interval_is_student_s);
  tcase_add_test (test_case, without_values_there_is_nothing_to_say);
  tcase_add_test (test_case, a_difference_is_of_the_same_replication);
  tcase_add_test (test_case, quantiles_are_those_of_the_tables);
  tcase_add_test (test_case, numbers_have_the_digits_that_count);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (statistics_suite (), NULL);
}
