#include "metrics_fixture.h"
#include "test_main.h"

#include <signal.h>

START_TEST (metrics_keep_their_order_and_are_found_by_name)
{
  MetricsFixtureValues values = { 0 };
  MetricSet *set = metrics_fixture_new (&values);
  ck_assert_uint_eq (metric_set_count (set), 8);
  size_t index = 99;
  ck_assert (metric_set_find (set, "misses.cold", &index));
  ck_assert_uint_eq (index, 3);
  ck_assert_str_eq (metric_set_get (set, index)->name, "misses.cold");
  ck_assert (metric_set_find (set, "requests", &index));
  ck_assert_uint_eq (index, 0);
  ck_assert (!metric_set_find (set, "cold", &index));
  ck_assert_uint_eq (index, 0);
  metric_set_free (set);
}
END_TEST

START_TEST (reading_refreshes_and_takes_present_values)
{
  MetricsFixtureValues values = { .requests = 5, .freemem = METRIC_NO_VALUE };
  MetricSet *set = metrics_fixture_new (&values);
  uint64_t read[8];
  metric_set_read (set, read);
  ck_assert_uint_eq (values.refreshed, 1);
  ck_assert_uint_eq (read[0], 5);
  ck_assert_uint_eq (read[4], METRIC_NO_VALUE);
  ck_assert_uint_eq (read[7], 0);
  values.requests = 7;
  metric_set_read (set, read);
  ck_assert_uint_eq (read[0], 7);
  metric_set_free (set);
}
END_TEST

START_TEST (a_ratio_divides_by_the_sum_of_its_counters)
{
  MetricsFixtureValues values = { .hits = 3, .misses = 4 };
  MetricSet *set = metrics_fixture_new (&values);
  uint64_t read[8];
  metric_set_read (set, read);
  const Metric *ratio = metric_set_get (set, 7);
  ck_assert_int_eq (ratio->kind, METRIC_RATIO);
  ck_assert_uint_eq (read[ratio->numerator], 3);
  ck_assert_uint_eq (metric_denominator (ratio, read), 7);
  metric_set_free (set);
}
END_TEST

START_TEST (a_name_made_at_run_time_is_copied)
{
  MetricSet *set = metric_set_new (NULL, NULL);
  uint64_t value = 1;
  char name[] = "window_pages";
  metric_set_add (set, METRIC_GAUGE, name, "pages", "", &value);
  name[0] = 'x';
  ck_assert_str_eq (metric_set_get (set, 0)->name, "window_pages");
  ck_assert (metric_set_find (set, "window_pages", NULL));
  metric_set_free (set);
}
END_TEST

/* Names that a set with "a", "b.c" and "d.total" does not take. */
static const char *const bad_names[] = { "a",  "b.c", "a.total", "d", "",    ".",
                                         "a.", ".a",  "a..b",    "A", "a b", "a-b" };

START_TEST (a_name_that_is_none_or_stands_in_anothers_place_aborts)
{
  MetricSet *set = metric_set_new (NULL, NULL);
  uint64_t value = 0;
  metric_set_add (set, METRIC_COUNTER, "a", "", "", &value);
  metric_set_add (set, METRIC_COUNTER, "b.c", "", "", &value);
  metric_set_add (set, METRIC_COUNTER, "d.total", "", "", &value);
  metric_set_add (set, METRIC_COUNTER, bad_names[_i], "", "", &value);
}
END_TEST

START_TEST (a_ratio_of_what_is_no_counter_aborts)
{
  static const char *const by[][2] = { { "freemem", NULL }, { "nothing", NULL }, { NULL } };
  MetricsFixtureValues values = { 0 };
  MetricSet *set = metrics_fixture_new (&values);
  metric_set_add_ratio (set, "r", "", "hits", by[_i]);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("metric");
  TCase *tests = tcase_create ("metric");
  tcase_add_test (tests, metrics_keep_their_order_and_are_found_by_name);
  tcase_add_test (tests, reading_refreshes_and_takes_present_values);
  tcase_add_test (tests, a_ratio_divides_by_the_sum_of_its_counters);
  tcase_add_test (tests, a_name_made_at_run_time_is_copied);
  tcase_add_loop_test_raise_signal (tests, a_name_that_is_none_or_stands_in_anothers_place_aborts, SIGTRAP, 0,
                                    (int)G_N_ELEMENTS (bad_names));
  tcase_add_loop_test_raise_signal (tests, a_ratio_of_what_is_no_counter_aborts, SIGTRAP, 0, 3);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
