#include "run_folder.h"

#include "test_main.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static const char summary[] =
    "{ \"version\": \"1.2\", \"scenario\": { \"name\": \"small\" }, \"set\": [ \"seed=7\", \"a.b=c d\" ], "
    "\"seed\": 7,\n"
    "  \"setup\": { \"maxwindow\": 4096 },\n"
    "  \"metrics\": { \"lookups\": 10, \"misses\": { \"total\": 4, \"cold\": 3 }, \"hit_rate\": 0.600000,\n"
    "    \"freemem\": { \"min\": 5, \"mean\": 7.250 }, \"latency\": { \"p99\": null } },\n"
    "  \"workloads\": [ { \"process\": \"db\", \"workload\": \"reader\", \"latency_ns\": { \"p99\": 12 } } ] "
    "}\n";

static RunValues *parse (void)
{
  GError *error = NULL;
  RunValues *values = run_values_parse (summary, "summary.json", &error);
  ck_assert_msg (values != NULL, "%s", error != NULL ? error->message : "");
  return values;
}

static double find (const RunValues *values, const char *name)
{
  ck_assert_msg (run_values_find (values, name, NULL), "no %s", name);
  return run_values_get_named (values, name);
}

START_TEST (numbers_are_found_by_their_path)
{
  RunValues *values = parse ();
  ck_assert_double_eq (find (values, "lookups"), 10);
  ck_assert_double_eq (find (values, "misses.cold"), 3);
  ck_assert_double_eq (find (values, "hit_rate"), 0.6);
  ck_assert_double_eq (find (values, "freemem.mean"), 7.25);
  ck_assert_double_eq (find (values, "setup.maxwindow"), 4096);
  ck_assert_double_eq (find (values, "workloads.db.reader.latency_ns.p99"), 12);
  ck_assert (!run_values_find (values, "freemem", NULL));
  ck_assert (!run_values_find (values, "seed", NULL));
  run_values_free (values);
}
END_TEST

START_TEST (a_group_is_its_total)
{
  RunValues *values = parse ();
  ck_assert_double_eq (find (values, "misses"), 4);
  run_values_free (values);
}
END_TEST

START_TEST (null_is_no_number)
{
  RunValues *values = parse ();
  ck_assert (isnan (find (values, "latency.p99")));
  ck_assert (isnan (run_values_get_named (values, "latency.p50")));
  run_values_free (values);
}
END_TEST

START_TEST (numbers_keep_their_order)
{
  static const char *const names[] = {
    "setup.maxwindow", "lookups",     "misses.total",
    "misses.cold",     "hit_rate",    "freemem.min",
    "freemem.mean",    "latency.p99", "workloads.db.reader.latency_ns.p99"
  };
  RunValues *values = parse ();
  ck_assert_uint_eq (run_values_count (values), G_N_ELEMENTS (names));
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    ck_assert_str_eq (run_values_get_name (values, i), names[i]);
  }
  run_values_free (values);
}
END_TEST

START_TEST (facts_are_what_the_run_was)
{
  RunValues *values = parse ();
  ck_assert_str_eq (run_values_get_fact (values, "version"), "1.2");
  ck_assert_str_eq (run_values_get_fact (values, "scenario.name"), "small");
  ck_assert_str_eq (run_values_get_fact (values, "seed"), "7");
  ck_assert_ptr_null (run_values_get_fact (values, "lookups"));
  const char *const *sets = run_values_get_sets (values);
  ck_assert_str_eq (sets[0], "seed=7");
  ck_assert_str_eq (sets[1], "a.b=c d");
  ck_assert_ptr_null (sets[2]);
  run_values_free (values);
}
END_TEST

typedef struct {
  uint64_t scaled;
  unsigned decimals;
} FixedNumber;

static const FixedNumber numbers[] = { { 0, 0 },
                                       { 123456, 6 },
                                       { 1, 9 },
                                       { UINT64_C (9007199254740993), 3 },
                                       { UINT64_C (12345678901234567891), 6 },
                                       { UINT64_MAX - 1, 9 },
                                       { UINT64_C (9007199254740993), 0 },
                                       { UINT64_MAX - 1, 0 },
                                       { 2000000000, 9 },
                                       { 2500000000, 9 } };

static void write_numbers (JsonWriter *json)
{
  json_writer_begin_object (json, NULL);
  json_writer_begin_array (json, "set");
  json_writer_add_text (json, NULL, "a=b");
  json_writer_end_array (json);
  json_writer_begin_object (json, "metrics");
  json_writer_add_null (json, "none");
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *key = g_strdup_printf ("n%zu", i);
    json_writer_add_fixed (json, key, numbers[i].scaled, numbers[i].decimals);
  }
  json_writer_end_object (json);
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *key = g_strdup_printf ("fact%zu", i);
    json_writer_add_fixed (json, key, numbers[i].scaled, numbers[i].decimals);
  }
  json_writer_begin_array (json, "workloads");
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "process", "db");
  json_writer_add_text (json, "workload", "reader");
  json_writer_begin_object (json, "latency_ns");
  json_writer_add_unsigned (json, "p99", 12);
  json_writer_end_object (json);
  json_writer_end_object (json);
  json_writer_end_array (json);
  json_writer_end_object (json);
}

/* A run that was just made and one that is read back have the same numbers, bit by bit, and the same facts. */
START_TEST (what_is_listened_to_is_what_is_read_back)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  write_numbers (&json);
  RunValues *read = run_values_parse (text->str, "summary.json", NULL);
  RunValues *heard = run_values_new ();
  JsonListener listener = run_values_listen (heard);
  json = (JsonWriter){ .listener = &listener };
  write_numbers (&json);
  ck_assert_uint_eq (run_values_count (heard), G_N_ELEMENTS (numbers) + 2);
  ck_assert_uint_eq (run_values_count (heard), run_values_count (read));
  for (size_t i = 0; i < run_values_count (read); i++) {
    double a = run_values_get (heard, i), b = run_values_get (read, i);
    ck_assert_str_eq (run_values_get_name (heard, i), run_values_get_name (read, i));
    uint64_t bits_a, bits_b;
    memcpy (&bits_a, &a, sizeof a);
    memcpy (&bits_b, &b, sizeof b);
    ck_assert_msg ((isnan (a) && isnan (b)) || bits_a == bits_b, "%s: %.17g, %.17g",
                   run_values_get_name (read, i), a, b);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *name = g_strdup_printf ("fact%zu", i);
    ck_assert_ptr_nonnull (run_values_get_fact (read, name));
    ck_assert_str_eq (run_values_get_fact (heard, name), run_values_get_fact (read, name));
  }
  ck_assert_str_eq (run_values_get_sets (heard)[0], "a=b");
  run_values_free (heard);
  run_values_free (read);
}
END_TEST

START_TEST (what_is_no_summary_is_refused)
{
  static const struct {
    const char *text, *said;
  } cases[] = { { "", "not the summary of a run: it has no metrics" },
                { "{", "not the summary of a run: " },
                { "[1]", "it has no metrics" },
                { "{\"metrics\": 3}", "it has no metrics" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GError *error = NULL;
    ck_assert_ptr_null (run_values_parse (cases[i].text, "out/x/summary.json", &error));
    ck_assert (g_str_has_prefix (error->message, "out/x/summary.json: "));
    ck_assert_msg (strstr (error->message, cases[i].said) != NULL, "%s", error->message);
    g_error_free (error);
  }
}
END_TEST

START_TEST (a_file_is_read_or_said_to_be_missing)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("summary-XXXXXX", &path, NULL);
  close (file);
  ck_assert (g_file_set_contents (path, summary, -1, NULL));
  RunValues *values = run_values_open (path, NULL);
  ck_assert_double_eq (find (values, "lookups"), 10);
  run_values_free (values);
  g_unlink (path);
  GError *error = NULL;
  ck_assert_ptr_null (run_values_open (path, &error));
  ck_assert_msg (strstr (error->message, path) != NULL, "%s", error->message);
  g_error_free (error);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("run_values");
  TCase *tests = tcase_create ("run_values");
  tcase_add_test (tests, numbers_are_found_by_their_path);
  tcase_add_test (tests, a_group_is_its_total);
  tcase_add_test (tests, null_is_no_number);
  tcase_add_test (tests, numbers_keep_their_order);
  tcase_add_test (tests, facts_are_what_the_run_was);
  tcase_add_test (tests, what_is_no_summary_is_refused);
  tcase_add_test (tests, what_is_listened_to_is_what_is_read_back);
  tcase_add_test (tests, a_file_is_read_or_said_to_be_missing);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
