#include "metrics_fixture.h"
#include "run_record.h"
#include "summary_text.h"
#include "test_main.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct {
  MetricsFixtureValues values;
  MetricSet *metrics;
  Summary *summary;
} Run;

static void read_values (const Run *run, uint64_t *read)
{
  metric_set_read (run->metrics, read);
}

static void sample (Run *run)
{
  uint64_t read[8];
  read_values (run, read);
  summary_add_sample (run->summary, read);
}

static void run_init (Run *run)
{
  *run = (Run){ .values = { .maxwindow = METRIC_NO_VALUE } };
  run->metrics = metrics_fixture_new (&run->values);
  run->summary = summary_new (run->metrics);
}

static void run_clear (Run *run)
{
  summary_free (run->summary);
  metric_set_free (run->metrics);
}

/* A warm-up with 100 cold misses, then two samples. */
static void run_with_warmup (Run *run)
{
  run_init (run);
  run->values.requests = run->values.misses = run->values.misses_cold = 100;
  uint64_t read[8];
  read_values (run, read);
  summary_begin (run->summary, read);
  run->values.freemem = 1000;
  sample (run);
  run->values.freemem = 501;
  run->values.requests += 1500;
  run->values.hits += 1400;
  run->values.misses += 100;
  run->values.misses_cold += 25;
  run->values.misses_purged_trim += 75;
  sample (run);
}

START_TEST (counters_and_ratios_leave_the_warmup_out)
{
  Run run;
  run_with_warmup (&run);
  ck_assert_uint_eq (summary_get_number (run.summary, 0), 1500);
  ck_assert_uint_eq (summary_get_number (run.summary, 3), 25);
  const Metric *ratio = metric_set_get (run.metrics, 7);
  ck_assert_uint_eq (summary_get_added (run.summary)[ratio->numerator->index], 1400);
  ck_assert_uint_eq (summary_get_added (run.summary)[ratio->denominator->index], 1500);
  ck_assert_uint_eq (summary_get_number (run.summary, 7), 933333);
  run_clear (&run);
}
END_TEST

START_TEST (before_its_first_sample_a_summary_has_nothing_of_the_warmup)
{
  Run run;
  run_init (&run);
  run.values.requests = run.values.misses = 100;
  uint64_t read[8];
  read_values (&run, read);
  summary_begin (run.summary, read);
  ck_assert_uint_eq (summary_get_number (run.summary, 0), 0);
  ck_assert_uint_eq (summary_get_number (run.summary, 7), METRIC_NO_VALUE);
  ck_assert_uint_eq (summary_get_gauge (run.summary, 4).last, METRIC_NO_VALUE);
  run_clear (&run);
}
END_TEST

START_TEST (gauges_have_min_max_mean_and_last_of_their_samples)
{
  Run run;
  run_with_warmup (&run);
  SummaryGauge gauge = summary_get_gauge (run.summary, 4);
  ck_assert_uint_eq (gauge.count, 2);
  ck_assert_uint_eq (gauge.min, 501);
  ck_assert_uint_eq (gauge.max, 1000);
  ck_assert_uint_eq (gauge.mean_scaled, 750500);
  ck_assert_uint_eq (gauge.last, 501);
  run_clear (&run);
}
END_TEST

START_TEST (samples_without_a_value_do_not_count)
{
  Run run;
  run_init (&run);
  sample (&run);
  ck_assert_uint_eq (summary_get_gauge (run.summary, 6).count, 0);
  ck_assert_uint_eq (summary_get_gauge (run.summary, 6).mean_scaled, METRIC_NO_VALUE);
  run.values.maxwindow = 7;
  sample (&run);
  run.values.maxwindow = METRIC_NO_VALUE;
  sample (&run);
  SummaryGauge gauge = summary_get_gauge (run.summary, 6);
  ck_assert_uint_eq (gauge.count, 1);
  ck_assert_uint_eq (gauge.max, 7);
  ck_assert_uint_eq (gauge.mean_scaled, 7000);
  ck_assert_uint_eq (gauge.last, METRIC_NO_VALUE);
  run_clear (&run);
}
END_TEST

START_TEST (large_values_do_not_overflow_the_mean)
{
  Run run;
  run_init (&run);
  run.values.freemem = UINT64_C (1) << 53;
  for (unsigned i = 0; i < 5000; i++) {
    sample (&run);
  }
  ck_assert_uint_eq (summary_get_gauge (run.summary, 4).mean_scaled, (UINT64_C (1) << 53) * 1000);
  run_clear (&run);
}
END_TEST

static const char expected_metrics[] = "{\n"
                                       "  \"metrics\": {\n"
                                       "    \"requests\": 1500,\n"
                                       "    \"hits\": 1400,\n"
                                       "    \"misses\": {\n"
                                       "      \"total\": 100,\n"
                                       "      \"cold\": 25,\n"
                                       "      \"purged_trim\": 75\n"
                                       "    },\n"
                                       "    \"freemem\": {\n"
                                       "      \"min\": 501,\n"
                                       "      \"max\": 1000,\n"
                                       "      \"mean\": 750.500,\n"
                                       "      \"last\": 501\n"
                                       "    },\n"
                                       "    \"maxwindow\": {\n"
                                       "      \"min\": null,\n"
                                       "      \"max\": null,\n"
                                       "      \"mean\": null,\n"
                                       "      \"last\": null\n"
                                       "    },\n"
                                       "    \"hit_rate\": 0.933333\n"
                                       "  }\n"
                                       "}\n";

START_TEST (json_nests_by_the_dots_in_the_order_of_the_metrics)
{
  Run run;
  run_with_warmup (&run);
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  summary_write_json (run.summary, &json, "metrics");
  json_writer_end_object (&json);
  json_writer_finish (&json);
  ck_assert_str_eq (text->str, expected_metrics);
  g_string_free (text, TRUE);
  run_clear (&run);
}
END_TEST

START_TEST (deep_groups_and_names_that_begin_alike_stay_apart)
{
  static const char *const names[] = { "a.b.c", "a.bc", "ab", "a.b", "d" };
  uint64_t values[G_N_ELEMENTS (names)] = { 1, 2, 3, 4, METRIC_NO_VALUE };
  MetricSet *set = metric_set_new (4096, NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    metrics_fixture_add (set, METRIC_GAUGE, names[i], "", &values[i]);
  }
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  summary_write_values_json (set, &json, "setup");
  json_writer_end_object (&json);
  json_writer_finish (&json);
  ck_assert_str_eq (text->str, "{\n"
                               "  \"setup\": {\n"
                               "    \"a\": {\n"
                               "      \"b\": {\n"
                               "        \"total\": 4,\n"
                               "        \"c\": 1\n"
                               "      },\n"
                               "      \"bc\": 2\n"
                               "    },\n"
                               "    \"ab\": 3,\n"
                               "    \"d\": null\n"
                               "  }\n"
                               "}\n");
  g_string_free (text, TRUE);
  metric_set_free (set);
}
END_TEST

START_TEST (the_record_has_all_that_is_needed_to_make_the_run_again)
{
  static const char *const sets[] = { "seed=3", "machine.memory=1GiB", NULL };
  Run run;
  run_with_warmup (&run);
  RunIdentity identity = { .tool = "pcachesim",
                           .version = "1.2.3",
                           .scenario = "oltp",
                           .scenario_path = "scenarios/oltp.yaml",
                           .scenario_sha256 = "abc123",
                           .sets = sets,
                           .seed = 42,
                           .run = 2,
                           .duration_ns = UINT64_C (60000000000),
                           .warmup_ns = UINT64_C (1500000000),
                           .sample_ns = 100 };
  RunOutcome outcome = { .events = 12, .steps = 34, .fingerprint = 0xabcdef };
  GString *text = g_string_new (NULL);
  LatencyReport *latency = latency_report_new (NULL, 0);
  JsonWriter json = { .text = text };
  run_record_write_summary (&json, &identity, &outcome, run.metrics, run.summary, latency);
  json_writer_finish (&json);
  latency_report_free (latency);
  ck_assert (g_str_has_prefix (text->str, "{\n"
                                          "  \"tool\": \"pcachesim\",\n"
                                          "  \"version\": \"1.2.3\",\n"
                                          "  \"scenario\": {\n"
                                          "    \"name\": \"oltp\",\n"
                                          "    \"path\": \"scenarios/oltp.yaml\",\n"
                                          "    \"sha256\": \"abc123\"\n"
                                          "  },\n"
                                          "  \"set\": [\n"
                                          "    \"seed=3\",\n"
                                          "    \"machine.memory=1GiB\"\n"
                                          "  ],\n"
                                          "  \"seed\": 42,\n"
                                          "  \"run\": 2,\n"
                                          "  \"duration_s\": 60.000000000,\n"
                                          "  \"warmup_s\": 1.500000000,\n"
                                          "  \"sample_s\": 0.000000100,\n"
                                          "  \"events\": 12,\n"
                                          "  \"fingerprint_steps\": 34,\n"
                                          "  \"fingerprint\": \"0000000000abcdef\",\n"
                                          "  \"setup\": {\n"));
  JsonNode *node = json_from_string (text->str, NULL);
  ck_assert_ptr_nonnull (node);
  JsonObject *metrics = json_object_get_object_member (json_node_get_object (node), "metrics");
  ck_assert_int_eq (json_object_get_int_member (metrics, "requests"), 1500);
  json_node_unref (node);
  g_string_free (text, TRUE);
  run_clear (&run);
}
END_TEST

static const SummaryLine lines[] = {
  { .kind = SUMMARY_LINE_COUNTER, .label = "requests", .name = "requests" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "hits", .name = "hits", .of = "requests" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "nothing such", .name = "nothing" },
  { .kind = SUMMARY_LINE_GROUP, .label = "misses", .name = "misses", .of = "requests" },
  { .kind = SUMMARY_LINE_GAUGE_MIN,
    .label = "freemem, lowest",
    .name = "freemem",
    .against = { { "lotsfree", "lotsfree" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_LAST,
    .label = "freemem",
    .name = "freemem",
    .against = { { "limit", "maxwindow" } } },
  { .kind = SUMMARY_LINE_GAUGE_MAX, .label = "window", .name = "maxwindow" },
  { .kind = SUMMARY_LINE_GAUGE_MAX, .label = "window again", .name = "maxwindow", .only_if_any = true },
};

START_TEST (people_see_the_lines_that_matter_in_columns)
{
  Run run;
  run_with_warmup (&run);
  uint64_t lotsfree = 4096;
  MetricSet *setup = metric_set_new (4096, NULL, NULL);
  metrics_fixture_add (setup, METRIC_GAUGE, "lotsfree", "pages", &lotsfree);
  GString *text = g_string_new (NULL);
  summary_text_append (text, lines, G_N_ELEMENTS (lines), run.summary, setup);
  ck_assert_str_eq (text->str, "requests         1,500\n"
                               "hits             1,400  93.33 %\n"
                               "misses             100  6.67 %\n"
                               "  purged trim       75  75.00 %\n"
                               "  cold              25  25.00 %\n"
                               "freemem, lowest    501  pages, 2.0 MiB, 12.23 % of lotsfree 4,096\n"
                               "freemem            501  pages, 2.0 MiB, limit none\n"
                               "window            none\n");
  g_string_free (text, TRUE);
  metric_set_free (setup);
  run_clear (&run);
}
END_TEST

START_TEST (any_set_of_metrics_can_be_printed)
{
  Run run;
  run_with_warmup (&run);
  GString *text = g_string_new (NULL);
  summary_text_append_all (text, run.summary);
  ck_assert_str_eq (text->str, "requests            1,500\n"
                               "hits                1,400\n"
                               "misses              100\n"
                               "misses.cold         25\n"
                               "freemem             501 pages (2.0 MiB), 501 to 1,000\n"
                               "misses.purged_trim  75\n"
                               "maxwindow           none\n"
                               "hit_rate            93.33 %\n");
  g_string_truncate (text, 0);
  summary_text_append_values (text, run.metrics);
  ck_assert_ptr_nonnull (strstr (text->str, "misses.cold         125\n"));
  g_string_free (text, TRUE);
  run_clear (&run);
}
END_TEST

START_TEST (a_run_in_which_nothing_happened_has_a_summary)
{
  Run run;
  run_init (&run);
  sample (&run);
  GString *text = g_string_new (NULL);
  summary_text_append (text, lines, G_N_ELEMENTS (lines), run.summary, NULL);
  ck_assert (
      g_str_has_prefix (text->str, "requests            0\nhits                0\nmisses              0\n"));
  summary_text_append_all (text, run.summary);
  ck_assert_ptr_nonnull (strstr (text->str, "hit_rate            none\n"));
  g_string_free (text, TRUE);
  run_clear (&run);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("summary");
  TCase *tests = tcase_create ("summary");
  tcase_add_test (tests, counters_and_ratios_leave_the_warmup_out);
  tcase_add_test (tests, before_its_first_sample_a_summary_has_nothing_of_the_warmup);
  tcase_add_test (tests, gauges_have_min_max_mean_and_last_of_their_samples);
  tcase_add_test (tests, samples_without_a_value_do_not_count);
  tcase_add_test (tests, large_values_do_not_overflow_the_mean);
  tcase_add_test (tests, json_nests_by_the_dots_in_the_order_of_the_metrics);
  tcase_add_test (tests, deep_groups_and_names_that_begin_alike_stay_apart);
  tcase_add_test (tests, the_record_has_all_that_is_needed_to_make_the_run_again);
  tcase_add_test (tests, people_see_the_lines_that_matter_in_columns);
  tcase_add_test (tests, any_set_of_metrics_can_be_printed);
  tcase_add_test (tests, a_run_in_which_nothing_happened_has_a_summary);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
