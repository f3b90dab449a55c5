#include "sweep_shard.h"

#include "sweep_fixture.h"

#include <glib.h>
#include <string.h>

START_TEST (shards_have_every_run_once)
{
  SweepPlan *plan = sweep_fixture_grid ();
  g_autoptr (GArray) whole = sweep_shard_list_runs ((SweepShard){ 1, 1 }, plan);
  ck_assert_uint_eq (whole->len, 14);
  for (uint64_t count = 1; count <= 16; count++) {
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (uint64_t number = 1; number <= count; number++) {
      g_autoptr (GArray) runs = sweep_shard_list_runs ((SweepShard){ number, count }, plan);
      ck_assert_uint_le (runs->len, 14 / count + 1);
      for (guint i = 0; i < runs->len; i++) {
        const Evaluation *run = &g_array_index (runs, Evaluation, i);
        size_t place = (number - 1) + i * count; /* in the plan */
        g_autofree char *key = sweep_plan_make_key (plan, place / 2, place % 2);
        g_auto (GStrv) sets = sweep_plan_make_sets (plan, place / 2);
        ck_assert_str_eq (key, run->key);
        ck_assert_uint_eq (run->run, place % 2);
        ck_assert (g_strv_equal ((const char *const *)sets, run->sets));
        ck_assert (g_hash_table_add (seen, g_strdup (key)));
      }
    }
    ck_assert_uint_eq (g_hash_table_size (seen), 14);
  }
  sweep_plan_free (plan);
}
END_TEST

START_TEST (a_run_that_two_points_share_is_made_once)
{
  static const char *const vary[] = { "tunables.segpcache_shrink_shift=2,3", NULL };
  static const char *const base[] = { "tunables.segpcache_shrink_shift=3", NULL };
  SweepPlan *plan = sweep_fixture_plan (&(SweepRequest){ .vary = vary, .base = base, .replications = 2 });
  ck_assert_uint_eq (sweep_plan_count_runs (plan), 6);
  g_autoptr (GArray) runs = sweep_shard_list_runs ((SweepShard){ 1, 1 }, plan);
  ck_assert_uint_eq (runs->len, 4);
  sweep_plan_free (plan);
}
END_TEST

START_TEST (a_shard_is_k_of_n)
{
  SweepShard shard;
  ck_assert (sweep_shard_parse ("3/8", &shard, NULL));
  ck_assert_uint_eq (shard.number, 3);
  ck_assert_uint_eq (shard.count, 8);
  static const char *const wrong[] = { "",     "3",    "0/8", "9/8",      "3/",  "/8",
                                       "3/8x", "-1/8", "a/b", "1/100001", "3 /8" };
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    ck_assert_msg (!sweep_shard_parse (wrong[i], &shard, NULL), "%s", wrong[i]);
  }
}
END_TEST

START_TEST (a_head_has_shard_and_plan)
{
  SweepPlan *plan = sweep_fixture_grid ();
  g_autofree char *head = sweep_shard_format_head ((SweepShard){ 2, 5 }, plan);
  SweepShard shard;
  SweepPlan *back = sweep_shard_parse_head (head, &shard);
  ck_assert_ptr_nonnull (back);
  ck_assert_uint_eq (shard.number, 2);
  ck_assert_uint_eq (shard.count, 5);
  ck_assert_ptr_null (sweep_shard_parse_head (NULL, &shard));
  ck_assert_ptr_null (sweep_shard_parse_head ("2/5", &shard));
  ck_assert_ptr_null (sweep_shard_parse_head ("6/5 {}", &shard));
  sweep_plan_free (plan);
  sweep_plan_free (back);
}
END_TEST

static Suite *shard_suite (void)
{
  Suite *suite = suite_create ("sweep shard");
  TCase *test_case = tcase_create ("parts of a plan");
  tcase_add_test (test_case, shards_have_every_run_once);
  tcase_add_test (test_case, a_run_that_two_points_share_is_made_once);
  tcase_add_test (test_case, a_shard_is_k_of_n);
  tcase_add_test (test_case, a_head_has_shard_and_plan);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (shard_suite (), NULL);
}
