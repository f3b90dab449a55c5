/* Percentiles of workloads, without the warm-up; and quantiles as metrics. */
#include "latency_report.h"
#include "output_set.h"
#include "summary.h"
#include "test_folder.h"
#include "test_main.h"

#include <string.h>

static void record (Latency *latency, uint64_t wait, uint64_t lock, uint64_t device)
{
  uint64_t parts[LATENCY_PARTS] = { [LATENCY_WAIT] = wait, [LATENCY_LOCK] = lock, [LATENCY_DEVICE] = device };
  latency_record (latency, parts);
}

typedef struct {
  Latency *latencies[2];
  LatencySource sources[2];
  LatencyReport *report;
} Fixture;

/* One I/O in the warm-up; after it 99 of 50 ns and one of 1000 of the first workload, none of the second. */
static Fixture fixture_new (void)
{
  Fixture fixture = { .latencies = { g_new0 (Latency, 1), g_new0 (Latency, 1) } };
  fixture.sources[0] = (LatencySource){ "db", "io", fixture.latencies[0] };
  fixture.sources[1] = (LatencySource){ "db", "idle", fixture.latencies[1] };
  return fixture;
}

static void fixture_fill (Fixture *fixture)
{
  fixture->report = latency_report_new (fixture->sources, 2);
  record (fixture->latencies[0], 0, 0, 1000000);
  latency_report_begin (fixture->report);
  for (unsigned i = 0; i < 99; i++) {
    record (fixture->latencies[0], 10, 5, 35);
  }
  record (fixture->latencies[0], 0, 0, 1000);
}

static void fixture_free (Fixture *fixture)
{
  latency_report_free (fixture->report);
  g_free (fixture->latencies[0]);
  g_free (fixture->latencies[1]);
}

START_TEST (json_has_percentiles_and_means_of_what_came_after_the_warm_up)
{
  Fixture fixture = fixture_new ();
  fixture_fill (&fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  latency_report_write_json (fixture.report, &json, "workloads");
  json_writer_end_object (&json);
  json_writer_finish (&json);
  /* 1000 is in the bucket from 1000 to 1007; (99 × 50 + 1000) / 100 is 59.5. */
  ck_assert_str_eq (text->str, "{\n"
                               "  \"workloads\": [\n"
                               "    {\n"
                               "      \"process\": \"db\",\n"
                               "      \"workload\": \"io\",\n"
                               "      \"completed\": 100,\n"
                               "      \"latency_ns\": {\n"
                               "        \"p50\": 50,\n"
                               "        \"p90\": 50,\n"
                               "        \"p99\": 50,\n"
                               "        \"p999\": 1007,\n"
                               "        \"max\": 1007,\n"
                               "        \"mean\": 60,\n"
                               "        \"mean_wait\": 10,\n"
                               "        \"mean_lock\": 5,\n"
                               "        \"mean_device\": 45\n"
                               "      }\n"
                               "    },\n"
                               "    {\n"
                               "      \"process\": \"db\",\n"
                               "      \"workload\": \"idle\",\n"
                               "      \"completed\": 0,\n"
                               "      \"latency_ns\": {\n"
                               "        \"p50\": null,\n"
                               "        \"p90\": null,\n"
                               "        \"p99\": null,\n"
                               "        \"p999\": null,\n"
                               "        \"max\": null,\n"
                               "        \"mean\": null,\n"
                               "        \"mean_wait\": null,\n"
                               "        \"mean_lock\": null,\n"
                               "        \"mean_device\": null\n"
                               "      }\n"
                               "    }\n"
                               "  ]\n"
                               "}\n");
  fixture_free (&fixture);
}
END_TEST

START_TEST (people_see_workloads_that_did_io)
{
  Fixture fixture = fixture_new ();
  fixture.report = latency_report_new (fixture.sources, 2);
  g_autoptr (GString) text = g_string_new (NULL);
  latency_report_append (fixture.report, text);
  ck_assert_str_eq (text->str, "");
  latency_report_free (fixture.report);
  fixture_fill (&fixture);
  latency_report_append (fixture.report, text);
  ck_assert_str_eq (text->str, "\nlatency, us  p50  p90  p99  p999  max  mean  of it wait  lock  device\n"
                               "  db/io      0.1  0.1  0.1   1.0  1.0   0.1         0.0   0.0     0.0\n");
  fixture_free (&fixture);
}
END_TEST

START_TEST (csv_has_the_buckets_that_are_not_empty)
{
  Fixture fixture = fixture_new ();
  fixture_fill (&fixture);
  char *folder = test_folder_new ();
  OutputSet *set = output_set_new (folder, NULL);
  latency_report_write_csv (fixture.report, output_set_add (set, "latency.csv", NULL));
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  char *text = test_folder_read (folder, "latency.csv");
  ck_assert_str_eq (text, "process,workload,lowest_ns,highest_ns,count\n"
                          "db,io,50,50,99\n"
                          "db,io,1000,1007,1\n");
  g_free (text);
  test_folder_remove (folder);
  fixture_free (&fixture);
}
END_TEST

/* ---- as metrics ---- */

START_TEST (a_quantile_is_over_the_row_in_the_series_and_over_the_run_in_the_summary)
{
  Histogram *histogram = g_new0 (Histogram, 1);
  MetricSet *metrics = metric_set_new (4096, NULL, NULL);
  size_t median = metric_set_add_quantile (metrics, "latency.p50", "ns", "the median", histogram, 5000);
  char *folder = test_folder_new ();
  OutputSet *set = output_set_new (folder, NULL);
  OutputFile *file = output_set_add (set, "series.csv", NULL);
  Summary *row = summary_new (metrics);
  summary_write_csv_header (metrics, file);
  Summary *summary = summary_new (metrics);
  static const uint64_t values[] = { 9, 0, 5, 6 }; /* one a row; 0: none */
  for (unsigned i = 0; i < 4; i++) {
    if (values[i] > 0) {
      histogram_record (histogram, values[i]);
    }
    uint64_t read[1];
    metric_set_read (metrics, read);
    if (i == 1) {
      summary_begin (summary, read); /* the 9 was in the warm-up */
    }
    summary_add_sample (row, read);
    summary_write_csv_row (row, file, i);
    summary_begin (row, read);
    summary_add_sample (summary, read);
  }
  ck_assert_uint_eq (summary_get_number (summary, median), 5);
  summary_free (row);
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  char *text = test_folder_read (folder, "series.csv");
  ck_assert_str_eq (text, "time_s,latency.p50\n0.000000000,9\n0.000000001,\n0.000000002,5\n0.000000003,6\n");
  g_free (text);
  test_folder_remove (folder);
  summary_free (summary);
  metric_set_free (metrics);
  g_free (histogram);
}
END_TEST

static Suite *latency_report_suite (void)
{
  Suite *suite = suite_create ("latency report");
  TCase *report = tcase_create ("report");
  tcase_add_test (report, json_has_percentiles_and_means_of_what_came_after_the_warm_up);
  tcase_add_test (report, people_see_workloads_that_did_io);
  tcase_add_test (report, csv_has_the_buckets_that_are_not_empty);
  tcase_add_test (report, a_quantile_is_over_the_row_in_the_series_and_over_the_run_in_the_summary);
  suite_add_tcase (suite, report);
  return suite;
}

int main (void)
{
  return test_main (latency_report_suite (), NULL);
}
