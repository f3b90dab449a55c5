#include "sweep_plan.h"

#include "sweep_fixture.h"

#include <glib.h>
#include <string.h>

static char *join_point (const SweepPlan *plan, size_t point)
{
  return g_strjoinv ("/", g_ptr_array_index (plan->points, point));
}

START_TEST (the_last_path_goes_fastest_behind_the_base)
{
  SweepPlan *plan = sweep_fixture_grid ();
  static const char *const points[] = { "/", "1MiB/2", "1MiB/3", "2MiB/2", "2MiB/3", "4MiB/2", "4MiB/3" };
  ck_assert_uint_eq (plan->points->len, G_N_ELEMENTS (points));
  ck_assert_uint_eq (sweep_plan_count_runs (plan), 14);
  for (size_t i = 0; i < G_N_ELEMENTS (points); i++) {
    g_autofree char *point = join_point (plan, i);
    ck_assert_str_eq (point, points[i]);
  }
  g_auto (GStrv) base = sweep_plan_make_sets (plan, 0);
  ck_assert_ptr_null (base[0]);
  g_auto (GStrv) sets = sweep_plan_make_sets (plan, 4);
  ck_assert_str_eq (sets[0], "tunables.segpcache_maxwindow=2MiB");
  ck_assert_str_eq (sets[1], "tunables.segpcache_shrink_shift=3");
  sweep_plan_free (plan);
}
END_TEST

START_TEST (keys_tell_points_and_replications_apart)
{
  SweepPlan *plan = sweep_fixture_grid ();
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < sweep_plan_count_runs (plan); i++) {
    ck_assert (g_hash_table_add (keys, sweep_plan_make_key (plan, i / 2, i % 2)));
  }
  sweep_plan_free (plan);
}
END_TEST

START_TEST (a_plan_comes_back_from_its_text)
{
  static const char *const vary[] = { "processes.db.workloads.client.think={exponential: 2ms},\"1ms\"",
                                      NULL };
  SweepPlan *plan = sweep_fixture_plan_for ((MachineOptions){ .has_seed = true, .seed = UINT64_MAX },
                                            &(SweepRequest){ .vary = vary, .replications = 3 });
  g_autofree char *text = sweep_plan_format (plan);
  ck_assert_ptr_null (strchr (text, '\n'));
  SweepPlan *back = sweep_plan_parse (text);
  ck_assert_ptr_nonnull (back);
  g_autofree char *again = sweep_plan_format (back);
  ck_assert_str_eq (again, text);
  ck_assert_str_eq (back->seed, "18446744073709551615");
  ck_assert_str_eq (sweep_plan_get_value (back, 2, 0), "\"1ms\"");
  sweep_plan_free (plan);
  sweep_plan_free (back);
}
END_TEST

START_TEST (a_text_that_is_no_plan_is_refused)
{
  SweepPlan *plan = sweep_fixture_grid ();
  g_autofree char *text = sweep_plan_format (plan);
  sweep_plan_free (plan);
  static const char *const takes[] = { "\"version\"",         "\"keys\"", "\"points\"",
                                       "\"replications\": 2", "\"sets\"", "[\"1MiB\",\"2\"]," };
  ck_assert_ptr_null (sweep_plan_parse (""));
  ck_assert_ptr_null (sweep_plan_parse ("[]"));
  for (size_t i = 0; i < G_N_ELEMENTS (takes); i++) {
    g_auto (GStrv) parts = g_strsplit (text, takes[i], 2);
    g_autofree char *without = g_strjoinv (i == 3   ? "\"replications\": 0"
                                           : i == 5 ? "[\"1MiB\"],"
                                                    : "\"other\"",
                                           parts);
    ck_assert_ptr_null (sweep_plan_parse (without));
  }
}
END_TEST

static const char *const ranges[] = { "tunables.segpcache_maxwindow=1MiB..64MiB:log",
                                      "tunables.segpcache_shrink_shift=1..10", NULL };

/* Each tenth of each range has one point. */
START_TEST (a_latin_hypercube_has_every_part_once)
{
  SweepPlan *plan =
      sweep_fixture_plan (&(SweepRequest){ .vary = ranges, .lhs_points = 10, .replications = 1 });
  bool seen[11] = { false };
  for (size_t i = 1; i < plan->points->len; i++) {
    guint64 shift = g_ascii_strtoull (sweep_plan_get_value (plan, i, 1), NULL, 10);
    ck_assert_uint_ge (shift, 1);
    ck_assert_uint_le (shift, 10);
    ck_assert (!seen[shift]);
    seen[shift] = true;
  }
  ck_assert_uint_eq (plan->points->len, 11);
  sweep_plan_free (plan);
}
END_TEST

/* What else is varied does not change what is drawn for a path. */
START_TEST (each_path_draws_from_a_stream_of_its_own)
{
  const char *const alone[] = { ranges[1], NULL };
  const char *const with_list[] = { ranges[1], "tunables.segpcache_reap_sec=1,2", NULL };
  SweepPlan *both =
      sweep_fixture_plan (&(SweepRequest){ .vary = ranges, .random_points = 6, .replications = 1 });
  SweepPlan *one =
      sweep_fixture_plan (&(SweepRequest){ .vary = alone, .random_points = 6, .replications = 1 });
  SweepPlan *crossed =
      sweep_fixture_plan (&(SweepRequest){ .vary = with_list, .random_points = 6, .replications = 1 });
  SweepPlan *other = sweep_fixture_plan (
      &(SweepRequest){ .vary = alone, .random_points = 6, .draw_seed = 1, .replications = 1 });
  ck_assert_uint_eq (crossed->points->len, 13);
  unsigned differences = 0;
  for (size_t i = 1; i <= 6; i++) {
    ck_assert_str_eq (sweep_plan_get_value (both, i, 1), sweep_plan_get_value (one, i, 0));
    ck_assert_str_eq (sweep_plan_get_value (crossed, 2 * i, 0), sweep_plan_get_value (one, i, 0));
    differences += strcmp (sweep_plan_get_value (other, i, 0), sweep_plan_get_value (one, i, 0)) != 0;
  }
  ck_assert_uint_gt (differences, 0);
  sweep_plan_free (both);
  sweep_plan_free (one);
  sweep_plan_free (crossed);
  sweep_plan_free (other);
}
END_TEST

static Suite *plan_suite (void)
{
  Suite *suite = suite_create ("sweep plan");
  TCase *test_case = tcase_create ("points");
  tcase_add_test (test_case, the_last_path_goes_fastest_behind_the_base);
  tcase_add_test (test_case, keys_tell_points_and_replications_apart);
  tcase_add_test (test_case, a_plan_comes_back_from_its_text);
  tcase_add_test (test_case, a_text_that_is_no_plan_is_refused);
  tcase_add_test (test_case, a_latin_hypercube_has_every_part_once);
  tcase_add_test (test_case, each_path_draws_from_a_stream_of_its_own);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (plan_suite (), NULL);
}
