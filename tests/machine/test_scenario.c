/* What holds of every shipped scenario; the one that SCENARIO names. */
#include "machine_fixture.h"

/* How long it is run: SCENARIO_SECONDS cuts it short where every instruction is slow. */
static sim_time end_of (const Run *run)
{
  const char *seconds = g_getenv ("SCENARIO_SECONDS");
  sim_time duration = machine_get_view (run->machine).duration;
  return seconds ? MIN (duration, g_ascii_strtoull (seconds, NULL, 10) * NS_PER_SEC) : duration;
}

/* The reasons add up to the misses, the counts to each other, the cache to its entries: at every second. */
START_TEST (it_holds_together)
{
  Run run = run_new (load_shipped (g_getenv ("SCENARIO")), 0);
  sim_time end = end_of (&run);
  for (sim_time time = 0; time <= end; time += NS_PER_SEC) {
    run_until (&run, time);
    machine_check (run.machine);
  }
  ck_assert_uint_gt (run_value (&run, "lookups"), end < machine_get_view (run.machine).duration ? 0 : 1000);
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
    sim_time end = MIN (5 * NS_PER_SEC, end_of (&run));
    for (sim_time time = 0; i == 1 && time < end; time += 7 * NS_PER_MS) {
      run_until (&run, time);
    }
    run_until (&run, end);
    fingerprints[i] = run_finish (&run);
  }
  ck_assert_uint_eq (fingerprints[0], fingerprints[1]);
  /* Recorded calls leave nothing to chance. */
  bool draws = strcmp (g_getenv ("SCENARIO"), "replay-pcache") != 0;
  ck_assert_int_eq (fingerprints[0] != fingerprints[2], draws);
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
