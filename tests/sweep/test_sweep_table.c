#include "sweep_table.h"

#include "sweep_fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Results that were made up: lookups are 100 × point + 10 × run, the hit rate of point 3 is not there, and the second run of point 5
 * failed. */
typedef struct {
  SweepPlan *plan;
  GHashTable *texts;
} Made;

static Made make_results (void)
{
  Made made = { sweep_fixture_grid (), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  for (size_t i = 0; i < sweep_plan_count_runs (made.plan); i++) {
    size_t point = i / 2, run = i % 2;
    double values[] = { 100.0 * (double)point + 10.0 * (double)run, point == 3 ? NAN : 0.5 };
    EvaluationResult result = { .values = values, .count = 2, .fingerprint = i };
    result.error = i == 11 ? (char[]){ "a.yaml:3:4: \"no\",\nnever" } : NULL;
    g_hash_table_insert (made.texts, sweep_plan_make_key (made.plan, i / 2, i % 2),
                         evaluation_result_format (&result));
  }
  return made;
}

static void free_results (Made *made)
{
  g_hash_table_unref (made->texts);
  sweep_plan_free (made->plan);
}

static const char *find (const void *texts, const char *key)
{
  return g_hash_table_lookup ((GHashTable *)(uintptr_t)texts, key);
}

START_TEST (points_are_estimated_and_compared_with_the_base)
{
  Made made = make_results ();
  SweepTable *table = sweep_table_new (made.plan, find, made.texts, NULL);
  ck_assert_ptr_nonnull (table);
  Estimate estimate = sweep_table_estimate (table, 2, 0);
  ck_assert_double_eq (estimate.mean, 205);
  ck_assert_double_eq_tol (estimate.half, 12.706 * 5, 1e-9);
  Estimate difference = sweep_table_compare (table, 2, 0);
  ck_assert_double_eq (difference.mean, 200);
  ck_assert_double_eq (difference.half, 0); /* the same random numbers */
  ck_assert (isnan (sweep_table_estimate (table, 3, 1).mean));
  ck_assert_uint_eq (sweep_table_estimate (table, 5, 0).count, 1);
  const char *first;
  ck_assert_uint_eq (sweep_table_count_errors (table, &first), 1);
  ck_assert (g_str_has_prefix (first, "a.yaml:3:4"));
  sweep_table_free (table);
  free_results (&made);
}
END_TEST

START_TEST (a_run_without_a_result_is_named)
{
  Made made = make_results ();
  g_autofree char *key = sweep_plan_make_key (made.plan, 4, 1);
  g_hash_table_insert (made.texts, g_strdup (key), g_strdup ("ok 12 nonsense"));
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (sweep_table_new (made.plan, find, made.texts, &error));
  ck_assert_str_eq (error->message, "run 1 of point 4 has no result that can be read");
  g_clear_error (&error);
  g_hash_table_remove (made.texts, key);
  ck_assert_ptr_null (sweep_table_new (made.plan, find, made.texts, &error));
  ck_assert_str_eq (error->message, "run 1 of point 4 has no result");
  free_results (&made);
}
END_TEST

static char **read_rows (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  return g_strsplit (text, "\n", -1);
}

START_TEST (tables_are_in_the_order_of_the_plan)
{
  Made made = make_results ();
  SweepTable *table = sweep_table_new (made.plan, find, made.texts, NULL);
  g_autofree char *folder = g_dir_make_tmp ("sweep-XXXXXX", NULL);
  OutputSet *outputs = output_set_new (folder, NULL);
  ck_assert (sweep_table_write (table, outputs, NULL));
  ck_assert (output_set_commit (outputs, NULL));
  output_set_free (outputs);
  g_auto (GStrv) runs = read_rows (folder, SWEEP_TABLE_RUNS);
  ck_assert_str_eq (runs[2], "point,tunables.segpcache_maxwindow,tunables.segpcache_shrink_shift,run,lookups,"
                             "hit_rate,fingerprint,error");
  ck_assert_str_eq (runs[3], "0,,,0,0,0.5,0000000000000000,");
  ck_assert_str_eq (runs[3 + 7], "3,2MiB,2,1,310,,0000000000000007,");
  ck_assert_str_eq (runs[3 + 11], "5,4MiB,2,1,,,,\"a.yaml:3:4: \"\"no\"\", never\"");
  g_auto (GStrv) points = read_rows (folder, SWEEP_TABLE_POINTS);
  ck_assert_str_eq (points[2], "point,tunables.segpcache_maxwindow,tunables.segpcache_shrink_shift,runs,"
                               "lookups,lookups.ci95,lookups.diff,"
                               "lookups.diff_ci95,hit_rate,hit_rate.ci95,hit_rate.diff,hit_rate.diff_ci95");
  ck_assert_str_eq (points[3 + 2], "2,1MiB,3,2,205,63.53,200,0,0.5,0,0,0");
  ck_assert_str_eq (points[3 + 5], "5,4MiB,2,1,500,,500,,0.5,,0,");
  g_rmdir (folder);
  g_autofree char *text = sweep_table_format (table, 3);
  ck_assert_ptr_nonnull (strstr (text, "205 ± 64"));
  ck_assert_ptr_nonnull (strstr (text, "+200 *"));
  ck_assert_ptr_nonnull (strstr (text, "and 4 more points in points.csv"));
  sweep_table_free (table);
  free_results (&made);
}
END_TEST

static Suite *table_suite (void)
{
  Suite *suite = suite_create ("sweep table");
  TCase *test_case = tcase_create ("what came out");
  tcase_add_test (test_case, points_are_estimated_and_compared_with_the_base);
  tcase_add_test (test_case, a_run_without_a_result_is_named);
  tcase_add_test (test_case, tables_are_in_the_order_of_the_plan);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (table_suite (), NULL);
}
