#include "metrics_fixture.h"
#include "summary.h"
#include "test_folder.h"
#include "test_main.h"

#include <string.h>

/* The rows that VALUES_AT gives at i × STEP_NS, written and read back. */
static char *write_series (void (*values_at) (unsigned i, MetricsFixtureValues *values), unsigned rows,
                           sim_time step_ns)
{
  char *folder = test_folder_new ();
  OutputSet *set = output_set_new (folder, NULL);
  MetricsFixtureValues values = { 0 };
  MetricSet *metrics = metrics_fixture_new (&values);
  OutputFile *file = output_set_add (set, "series.csv", NULL);
  Summary *row = summary_new (metrics);
  summary_write_csv_header (metrics, file);
  for (unsigned i = 0; i < rows; i++) {
    values_at (i, &values);
    uint64_t read[8];
    metric_set_read (metrics, read);
    summary_add_sample (row, read);
    summary_write_csv_row (row, file, i * step_ns);
    summary_begin (row, read);
  }
  summary_free (row);
  metric_set_free (metrics);
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  char *text = test_folder_read (folder, "series.csv");
  test_folder_remove (folder);
  return text;
}

#define HEADER "time_s,requests,hits,misses,misses.cold,freemem,misses.purged_trim,maxwindow,hit_rate\n"

static void three_samples (unsigned i, MetricsFixtureValues *values)
{
  static const MetricsFixtureValues samples[] = {
    { .requests = 1, .freemem = 100, .maxwindow = METRIC_NO_VALUE },
    { .requests = 11, .hits = 2, .misses = 1, .misses_cold = 1, .freemem = 90, .maxwindow = METRIC_NO_VALUE },
    { .requests = 11, .hits = 2, .misses = 1, .misses_cold = 1, .freemem = 95, .maxwindow = 7 }
  };
  *values = samples[i];
}

START_TEST (counters_show_what_was_added_gauges_their_value_ratios_their_row)
{
  g_autofree char *text = write_series (three_samples, 3, 1);
  ck_assert_str_eq (text, HEADER "0.000000000,1,0,0,0,100,0,,0.000000\n"
                                 "0.000000001,10,2,1,1,90,0,,0.200000\n"
                                 "0.000000002,0,0,0,0,95,0,7,\n");
}
END_TEST

START_TEST (a_run_without_rows_has_a_header)
{
  g_autofree char *text = write_series (three_samples, 0, 1);
  ck_assert_str_eq (text, HEADER);
}
END_TEST

static void growing (unsigned i, MetricsFixtureValues *values)
{
  values->requests += i;
  values->hits += UINT64_C (1) << (i % 40);
  values->misses += 1;
  values->freemem = UINT64_MAX - 1;
  values->maxwindow = i;
}

START_TEST (columns_of_counters_add_up_over_many_rows)
{
  g_autofree char *text = write_series (growing, 5000, UINT64_C (1000000007));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  ck_assert_uint_eq (g_strv_length (lines), 5002);
  uint64_t requests = 0;
  for (size_t i = 1; i <= 5000; i++) {
    const char *cell = strchr (lines[i], ',');
    requests += g_ascii_strtoull (cell + 1, NULL, 10);
  }
  ck_assert_uint_eq (requests, UINT64_C (5000) * 4999 / 2);
  ck_assert (g_str_has_prefix (lines[5000], "4999.000034993,4999,"));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("series");
  TCase *tests = tcase_create ("series");
  tcase_add_test (tests, counters_show_what_was_added_gauges_their_value_ratios_their_row);
  tcase_add_test (tests, a_run_without_rows_has_a_header);
  tcase_add_test (tests, columns_of_counters_add_up_over_many_rows);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
