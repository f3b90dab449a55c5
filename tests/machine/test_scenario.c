/* What holds of every shipped scenario; the one that SCENARIO names. */
#include "machine_fixture.h"

/* The reasons add up to the misses, the counts to each other, the cache to its entries: at every second. */
START_TEST (it_holds_together)
{
  Run run = run_new (load_shipped (g_getenv ("SCENARIO")), 0);
  for (sim_time time = 0; time <= machine_get_duration (run.machine); time += NS_PER_SEC) {
    run_until (&run, time);
    machine_check (run.machine);
  }
  ck_assert_uint_gt (run_value (&run, "lookups"), 1000);
  ck_assert_uint_eq (run_value (&run, "misses.total"), run_value (&run, "cache_miss"));
  ck_assert_uint_eq (run_value (&run, "lookups"),
                     run_value (&run, "cache_hit") + run_value (&run, "cache_miss"));
  run_finish (&run);
}
END_TEST

START_TEST (the_same_run_has_the_same_fingerprint)
{
  uint64_t fingerprints[3];
  for (unsigned i = 0; i < 3; i++) {
    Run run = run_new (load_shipped (g_getenv ("SCENARIO")), i == 2 ? 1 : 0);
    /* In one piece, or in many. */
    for (sim_time time = 0; i == 1 && time < 5 * NS_PER_SEC; time += 7 * NS_PER_MS) {
      run_until (&run, time);
    }
    run_until (&run, 5 * NS_PER_SEC);
    fingerprints[i] = run_finish (&run);
  }
  ck_assert_uint_eq (fingerprints[0], fingerprints[1]);
  ck_assert_uint_ne (fingerprints[0], fingerprints[2]);
}
END_TEST

static Suite *scenario_suite (void)
{
  Suite *suite = suite_create ("scenario");
  TCase *every = tcase_create ("every");
  tcase_set_timeout (every, 0);
  tcase_add_test (every, it_holds_together);
  tcase_add_test (every, the_same_run_has_the_same_fingerprint);
  suite_add_tcase (suite, every);
  return suite;
}

int main (void)
{
  return test_main (scenario_suite (), NULL);
}
