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

START_TEST (a_ratio_has_its_counters)
{
  MetricsFixtureValues values = { .hits = 3, .requests = 7 };
  MetricSet *set = metrics_fixture_new (&values);
  uint64_t read[8];
  metric_set_read (set, read);
  const Metric *ratio = metric_set_get (set, 7);
  ck_assert_int_eq (ratio->kind, METRIC_RATIO);
  ck_assert_uint_eq (read[ratio->numerator->index], 3);
  ck_assert_uint_eq (read[ratio->denominator->index], 7);
  metric_set_free (set);
}
END_TEST

typedef struct {
  uint64_t asked, found, lost;
} Pieces;

static uint64_t read_left (const void *base)
{
  const Pieces *pieces = base;
  return pieces->asked - pieces->found - pieces->lost;
}

START_TEST (tables_are_listed_in_order_but_for_rows_that_follow_another)
{
  static const MetricRow first_rows[] = {
    METRIC_ROW (Pieces, COUNTER, asked, "asked", "", ""),
    METRIC_ROW (Pieces, COUNTER, found, "found", "", ""),
    { .kind = METRIC_RATIO, .name = "share", .doc = "", .numerator = "found", .denominator = "asked" },
    METRIC_READ (GAUGE, read_left, "left", "", "", .after = "lost"),
  };
  static const MetricRow second_rows[] = {
    METRIC_ROW (Pieces, COUNTER, lost, "lost", "", "", .after = "asked", .advice = "look again"),
  };
  static const MetricTable first = { first_rows, G_N_ELEMENTS (first_rows) };
  static const MetricTable second = { second_rows, G_N_ELEMENTS (second_rows) };
  static const char *const names[] = { "asked", "lost", "left", "found", "share" };
  const Pieces pieces = { .asked = 9, .found = 4, .lost = 2 };
  MetricSet *set = metric_set_new (4096, NULL, NULL);
  metric_set_add_tables (set, (const MetricSource[]){ { &first, &pieces }, { &second, &pieces } }, 2);
  uint64_t read[5];
  metric_set_read (set, read);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    size_t index;
    ck_assert_str_eq (metric_set_get (set, i)->name, names[i]);
    ck_assert (metric_set_find (set, names[i], &index));
    ck_assert_uint_eq (index, i);
  }
  ck_assert_uint_eq (read[0], 9);
  ck_assert_uint_eq (read[1], 2);
  ck_assert_uint_eq (read[2], 3);
  ck_assert_str_eq (metric_set_get (set, 1)->advice, "look again");
  ck_assert_uint_eq (read[metric_set_get (set, 4)->numerator->index], 4);
  ck_assert_uint_eq (read[metric_set_get (set, 4)->denominator->index], 9);
  metric_set_free (set);
}
END_TEST

START_TEST (a_row_cannot_follow_what_is_not_there)
{
  static const MetricRow rows[] = {
    METRIC_ROW (Pieces, COUNTER, asked, "asked", "", "", .after = "nothing"),
  };
  static const MetricTable table = { rows, 1 };
  const Pieces pieces = { 0 };
  metric_set_add_tables (metric_set_new (4096, NULL, NULL), &(MetricSource){ &table, &pieces }, 1);
}
END_TEST

START_TEST (a_name_made_at_run_time_is_copied)
{
  MetricSet *set = metric_set_new (4096, NULL, NULL);
  uint64_t value = 1;
  char name[] = "window_pages";
  metrics_fixture_add (set, METRIC_GAUGE, name, "pages", &value);
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
  MetricSet *set = metric_set_new (4096, NULL, NULL);
  uint64_t value = 0;
  metrics_fixture_add (set, METRIC_COUNTER, "a", "", &value);
  metrics_fixture_add (set, METRIC_COUNTER, "b.c", "", &value);
  metrics_fixture_add (set, METRIC_COUNTER, "d.total", "", &value);
  metrics_fixture_add (set, METRIC_COUNTER, bad_names[_i], "", &value);
}
END_TEST

START_TEST (a_ratio_of_what_is_no_counter_aborts)
{
  static const MetricRow rows[] = {
    { .kind = METRIC_RATIO, .name = "r", .doc = "", .numerator = "hits", .denominator = "freemem" },
    { .kind = METRIC_RATIO, .name = "r", .doc = "", .numerator = "hits", .denominator = "nothing" },
    { .kind = METRIC_RATIO, .name = "r", .doc = "", .numerator = "nothing", .denominator = "hits" },
  };
  MetricsFixtureValues values = { 0 };
  MetricSet *set = metrics_fixture_new (&values);
  metric_set_add_tables (set, &(MetricSource){ &(MetricTable){ &rows[_i], 1 }, &values }, 1);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("metric");
  TCase *tests = tcase_create ("metric");
  tcase_add_test (tests, metrics_keep_their_order_and_are_found_by_name);
  tcase_add_test (tests, reading_refreshes_and_takes_present_values);
  tcase_add_test (tests, a_ratio_has_its_counters);
  tcase_add_test (tests, tables_are_listed_in_order_but_for_rows_that_follow_another);
  tcase_add_test_raise_signal (tests, a_row_cannot_follow_what_is_not_there, SIGTRAP);
  tcase_add_test (tests, a_name_made_at_run_time_is_copied);
  tcase_add_loop_test_raise_signal (tests, a_name_that_is_none_or_stands_in_anothers_place_aborts, SIGTRAP, 0,
                                    (int)G_N_ELEMENTS (bad_names));
  tcase_add_loop_test_raise_signal (tests, a_ratio_of_what_is_no_counter_aborts, SIGTRAP, 0, 3);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
