/* Runs the shipped scenarios, and small ones written here, through the whole machine. */
#include "machine.h"
#include "scenario_load.h"
#include "test_main.h"

#include <string.h>
#include <unistd.h>

typedef struct {
  Scenario *scenario;
  FingerprintTrail *trail;
  Machine *machine;
} Run;

static Scenario *load_text (const char *text)
{
  GError *error = NULL;
  Scenario *scenario = scenario_load_text ("test.yaml", text, strlen (text), NULL, &error);
  if (!scenario) {
    ck_abort_msg ("%s", error->message);
  }
  return scenario;
}

static Run run_new (Scenario *scenario, uint64_t run_number)
{
  Run run = { .scenario = scenario, .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
  MachineOptions options = { .trail = run.trail, .run = run_number };
  GError *error = NULL;
  run.machine = machine_new (scenario, &options, &error);
  if (!run.machine) {
    ck_abort_msg ("%s", error->message);
  }
  return run;
}

static void run_until (Run *run, sim_time time)
{
  GError *error = NULL;
  if (!machine_run_until (run->machine, time, &error)) {
    ck_abort_msg ("%s", error->message);
  }
}

static uint64_t run_value (const Run *run, const char *name)
{
  const MetricSet *metrics = machine_get_metrics (run->machine);
  size_t index;
  ck_assert_msg (metric_set_find (metrics, name, &index), "no metric '%s'", name);
  uint64_t *values = g_new (uint64_t, metric_set_count (metrics));
  metric_set_read (metrics, values);
  uint64_t value = values[index];
  g_free (values);
  return value;
}

static uint64_t run_finish (Run *run)
{
  uint64_t fingerprint = run->trail->fingerprint.hash;
  machine_check (run->machine);
  machine_free (run->machine);
  fingerprint_trail_free (run->trail);
  scenario_free (run->scenario);
  return fingerprint;
}

/* ---- every scenario ---- */

static const char *const shipped[] = { "oltp-direct-io", "replay-fio", "window-pressure", "low-memory",
                                       "cache-disabled" };

static Scenario *load_shipped (int i)
{
  char *path = g_strdup_printf ("%s/%s.yaml", g_getenv ("SCENARIOS"), shipped[i]);
  GError *error = NULL;
  Scenario *scenario = scenario_load (path, NULL, &error);
  if (!scenario) {
    ck_abort_msg ("%s", error->message);
  }
  g_free (path);
  return scenario;
}

/* The reasons add up to the misses, the counts to each other, the cache to its entries: at every second. */
START_TEST (every_scenario_holds_together)
{
  Run run = run_new (load_shipped (_i), 0);
  for (sim_time time = 0; time <= machine_get_duration (run.machine); time += NS_PER_SEC) {
    run_until (&run, time);
    machine_check (run.machine);
  }
  ck_assert_uint_gt (run_value (&run, "lookups"), 10000);
  ck_assert_uint_eq (run_value (&run, "misses.total"), run_value (&run, "cache_miss"));
  ck_assert_uint_eq (run_value (&run, "lookups"),
                     run_value (&run, "cache_hit") + run_value (&run, "cache_miss"));
  ck_assert_uint_eq (run_value (&run, "failed_locks.fault"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (the_same_run_has_the_same_fingerprint)
{
  uint64_t fingerprints[3];
  for (unsigned i = 0; i < 3; i++) {
    Run run = run_new (load_shipped (_i), i == 2 ? 1 : 0);
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

/* Two machines in one process, in turns, do not meet. */
START_TEST (two_machines_live_side_by_side)
{
  uint64_t alone[2], together[2];
  for (int i = 0; i < 2; i++) {
    Run run = run_new (load_shipped (i * 2), 0);
    run_until (&run, 2 * NS_PER_SEC);
    alone[i] = run_finish (&run);
  }
  Run runs[2] = { run_new (load_shipped (0), 0), run_new (load_shipped (2), 0) };
  for (sim_time time = 0; time <= 2 * NS_PER_SEC; time += 10 * NS_PER_MS) {
    run_until (&runs[0], time);
    run_until (&runs[1], time);
  }
  for (int i = 0; i < 2; i++) {
    together[i] = run_finish (&runs[i]);
    ck_assert_uint_eq (together[i], alone[i]);
  }
}
END_TEST

/* ---- what the scenarios say they show ---- */

START_TEST (window_pressure_trims_and_refuses)
{
  Run run = run_new (load_shipped (2), 0);
  run_until (&run, 20 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.trim"), 0);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), run_value (&run, "purged_pages.trim"));
  ck_assert_uint_gt (run_value (&run, "refusals.check_window"), 0);
  ck_assert_uint_le (run_value (&run, "plocked_window"), run_value (&run, "maxwindow"));
  run_finish (&run);
}
END_TEST

START_TEST (low_memory_purges_only_near_desfree)
{
  Run run = run_new (load_shipped (3), 0);
  run_until (&run, 29 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "low_memory_turns"), 0);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  run_until (&run, 40 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.lowmem"), 0);
  ck_assert_uint_gt (run_value (&run, "refusals.check_desfree"), 0);
  uint64_t freemem = run_value (&run, "freemem");
  ck_assert_uint_lt (freemem, run_value (&run, "desfree"));
  run_until (&run, 50 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "misses.purged_lowmem"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_disabled_cache_is_empty_and_fills_again)
{
  Run run = run_new (load_shipped (4), 0);
  run_until (&run, 22 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "plocked"), 0);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  ck_assert_uint_gt (run_value (&run, "misses.disabled"), 0);
  run_until (&run, 32 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 0);
  ck_assert_uint_gt (run_value (&run, "plocked"), 0);
  ck_assert_uint_gt (run_value (&run, "misses.refused_disabled"), 0);
  run_finish (&run);
}
END_TEST

/* ---- small machines ---- */

#define HEAD "name: small\nduration: 10s\nmachine: {memory: 256MiB}\n"
#define PROCESS                                            \
  "processes:\n"                                           \
  "  - name: p\n"                                          \
  "    segments: [{name: a, type: private, size: 1MiB}]\n" \
  "    workloads: [{name: w, type: direct_io, segment: a, service: 1ms, think: 1ms}]\n"

START_TEST (a_machine_without_processes_runs)
{
  Run run = run_new (load_text (HEAD), 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "lookups"), 0);
  ck_assert_uint_eq (run_value (&run, "freemem"), 65536 - 4096);
  run_finish (&run);
}
END_TEST

START_TEST (the_cache_can_be_off_for_good)
{
  Run run =
      run_new (load_text (HEAD "tunables: {segpcache_enabled: 0}\n" PROCESS
                               "events: [{at: 1s, action: cache_disable}, {at: 2s, action: cache_enable}]\n"),
               0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "cache_hit"), 0);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  ck_assert_uint_eq (run_value (&run, "misses.disabled"), run_value (&run, "lookups"));
  ck_assert_uint_gt (run_value (&run, "io.completed"), 4000);
  run_finish (&run);
}
END_TEST

START_TEST (another_workload_leaves_the_first_ones_draws_alone)
{
  const char *more =
      "      - {name: x, type: direct_io, segment: a, service: 3ms, think: {exponential: 1ms}}\n";
  const char *base =
      HEAD "processes:\n"
           "  - name: p\n"
           "    segments: [{name: a, type: private, size: 1MiB}]\n"
           "    workloads:\n"
           "      - {name: w, type: direct_io, segment: a, stop: 5s, requests: 100, read: 0.5}\n";
  Run alone = run_new (load_text (base), 0);
  run_until (&alone, NS_PER_SEC);
  uint64_t reads = run_value (&alone, "io.reads");
  run_finish (&alone);
  char *text = g_strconcat (base, more, NULL);
  Run both = run_new (load_text (text), 0);
  run_until (&both, 0);
  run_until (&both, NS_PER_SEC);
  ck_assert_uint_gt (run_value (&both, "io.started"), 100);
  run_finish (&both);
  char *later = g_strconcat (base, "      - {name: x, type: direct_io, segment: a, start: 9s}\n", NULL);
  Run after = run_new (load_text (later), 0);
  run_until (&after, NS_PER_SEC);
  ck_assert_uint_eq (run_value (&after, "io.reads"), reads);
  run_finish (&after);
  g_free (text);
  g_free (later);
}
END_TEST

START_TEST (processes_that_share_an_object_share_its_entries)
{
  Run run = run_new (load_text (HEAD "objects: [{name: o, size: 64KiB}]\n"
                                     "processes:\n"
                                     "  - name: p\n"
                                     "    count: 8\n"
                                     "    segments: [{name: a, type: shared, object: o, size: 64KiB}]\n"
                                     "    workloads: [{name: w, type: direct_io, segment: a, size: 8KiB}]\n"),
                     0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "inserts"), 8);
  ck_assert_uint_eq (run_value (&run, "misses.cold"), 8);
  run_finish (&run);
}
END_TEST

START_TEST (an_action_repeats_until_its_end)
{
  Run run =
      run_new (load_text (HEAD PROCESS "events: [{at: 1s, every: 1s, until: 4s, action: force_purge}]\n"), 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "purge_count"), 4);
  run_finish (&run);
}
END_TEST

/* Workloads and actions that go on to the scenario's end go on to that of a longer run. */
START_TEST (a_longer_run_is_busy_to_its_end)
{
  uint64_t completed[2], purges[2];
  for (unsigned i = 0; i < 2; i++) {
    Scenario *scenario =
        load_text (HEAD PROCESS "events: [{at: 1s, every: 1s, action: force_purge}, "
                                "{at: 1s, every: 1s, until: 4s, action: set_needfree, size: 0}]\n");
    MachineOptions options = { .duration_ns = i == 0 ? 0 : 40 * NS_PER_SEC };
    Run run = { .scenario = scenario, .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
    run.machine = machine_new (scenario, &options, NULL);
    ck_assert_ptr_nonnull (run.machine);
    run_until (&run, machine_get_duration (run.machine));
    completed[i] = run_value (&run, "io.completed");
    purges[i] = run_value (&run, "purge_count");
    run_finish (&run);
  }
  ck_assert_uint_ge (completed[1], 4 * completed[0]);
  ck_assert_uint_eq (purges[0], 10);
  ck_assert_uint_eq (purges[1], 40);
}
END_TEST

START_TEST (an_owner_is_purged_by_name)
{
  Run run = run_new (
      load_text (HEAD PROCESS "events: [{at: 9s, action: purge_owner, process: p, segment: a}]\n"), 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.owner"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (memory_that_is_all_used_up_fails_requests)
{
  Run run = run_new (load_text (HEAD PROCESS "events: [{at: 0s, action: set_freemem, size: 0}]\n"), 0);
  run_until (&run, NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "io.failed"), 0);
  ck_assert_uint_eq (run_value (&run, "io.failed"), run_value (&run, "failed_locks.memory"));
  run_finish (&run);
}
END_TEST

START_TEST (a_malformed_trace_line_ends_the_run_with_its_number)
{
  char *path = NULL;
  GError *error = NULL;
  int fd = g_file_open_tmp ("traceXXXXXX.csv", &path, &error);
  ck_assert_int_ge (fd, 0);
  const char *trace = "time,op,size,offset\n0,r,512,0\n1,r,what,0\n";
  ck_assert (g_file_set_contents (path, trace, -1, NULL));
  char *text = g_strdup_printf (HEAD "processes:\n"
                                     "  - name: p\n"
                                     "    segments: [{name: a, type: private, size: 1MiB}]\n"
                                     "    workloads: [{name: w, type: replay, segment: a, trace: %s}]\n",
                                path);
  Run run = run_new (load_text (text), 0);
  ck_assert (!machine_run_until (run.machine, 10 * NS_PER_SEC, &error));
  char *place = g_strdup_printf ("%s:3: ", path);
  ck_assert_msg (g_str_has_prefix (error->message, place), "%s", error->message);
  g_clear_error (&error);
  run_finish (&run);
  unlink (path);
  close (fd);
  g_free (place);
  g_free (text);
  g_free (path);
}
END_TEST

static Suite *machine_suite (void)
{
  Suite *suite = suite_create ("machine");
  TCase *scenarios = tcase_create ("scenarios");
  tcase_set_timeout (scenarios, 0);
  tcase_add_loop_test (scenarios, every_scenario_holds_together, 0, G_N_ELEMENTS (shipped));
  tcase_add_loop_test (scenarios, the_same_run_has_the_same_fingerprint, 0, G_N_ELEMENTS (shipped));
  tcase_add_test (scenarios, two_machines_live_side_by_side);
  tcase_add_test (scenarios, window_pressure_trims_and_refuses);
  tcase_add_test (scenarios, low_memory_purges_only_near_desfree);
  tcase_add_test (scenarios, a_disabled_cache_is_empty_and_fills_again);
  suite_add_tcase (suite, scenarios);
  TCase *small = tcase_create ("small");
  tcase_set_timeout (small, 0);
  tcase_add_test (small, a_machine_without_processes_runs);
  tcase_add_test (small, the_cache_can_be_off_for_good);
  tcase_add_test (small, another_workload_leaves_the_first_ones_draws_alone);
  tcase_add_test (small, processes_that_share_an_object_share_its_entries);
  tcase_add_test (small, an_action_repeats_until_its_end);
  tcase_add_test (small, a_longer_run_is_busy_to_its_end);
  tcase_add_test (small, an_owner_is_purged_by_name);
  tcase_add_test (small, memory_that_is_all_used_up_fails_requests);
  tcase_add_test (small, a_malformed_trace_line_ends_the_run_with_its_number);
  suite_add_tcase (suite, small);
  return suite;
}

int main (void)
{
  return test_main (machine_suite (), NULL);
}
