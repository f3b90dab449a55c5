/* Small scenarios, through the whole machine. */
#include "machine_fixture.h"

#include <unistd.h>

#define HEAD "name: small\nduration: 10s\nmachine: {memory: 256MiB}\n"
#define PROCESS                                            \
  "processes:\n"                                           \
  "  - name: p\n"                                          \
  "    segments: [{name: a, type: private, size: 1MiB}]\n" \
  "    workloads: [{name: w, type: direct_io, segment: a, service: 1ms, think: 1ms}]\n"

/* Two machines in one process, in turns, do not meet. */
START_TEST (two_machines_live_side_by_side)
{
  uint64_t alone[2], together[2];
  for (int i = 0; i < 2; i++) {
    Run run = run_new (load_shipped (i == 0 ? "oltp-direct-io" : "window-pressure"), 0);
    run_until (&run, 2 * NS_PER_SEC);
    alone[i] = run_finish (&run);
  }
  Run runs[2] = { run_new (load_shipped ("oltp-direct-io"), 0),
                  run_new (load_shipped ("window-pressure"), 0) };
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

/* Enabling what a removal of memory disabled would take the cache from under it. */
START_TEST (an_enable_event_takes_back_disable_events_only)
{
  Run run = run_new (load_text (HEAD PROCESS
                                "events: [{at: 1s, action: cache_enable}, {at: 2s, action: cache_disable},"
                                " {at: 3s, action: cache_enable}, {at: 4s, action: cache_enable},"
                                " {at: 5s, action: memory_remove, size: 16MiB},"
                                " {at: 5s, action: cache_enable}]\n"),
                     0);
  run_until (&run, 2500 * NS_PER_MS);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  run_until (&run, 3500 * NS_PER_MS);
  ck_assert_uint_eq (run_value (&run, "disabled"), 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 0);
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
    run_until (&run, machine_get_view (run.machine).duration);
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

START_TEST (requests_wait_for_memory_that_is_all_used_up)
{
  Run run = run_new (load_text (HEAD PROCESS "events: [{at: 0s, action: set_freemem, size: 0}, "
                                             "{at: 2s, action: release_memory}]\n"),
                     0);
  run_until (&run, NS_PER_SEC);
  uint64_t waiting = run_value (&run, "throttle.ios");
  ck_assert_uint_eq (waiting, run_value (&run, "io.started"));
  ck_assert_uint_gt (waiting, 0);
  ck_assert_uint_eq (run_value (&run, "throttle.waits"), waiting);
  ck_assert_uint_eq (run_value (&run, "needfree"), waiting);
  ck_assert_uint_eq (run_value (&run, "io.failed"), 0);
  run_until (&run, 3 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "throttle.ios"), 0);
  ck_assert_uint_eq (run_value (&run, "needfree"), 0);
  ck_assert_uint_gt (run_value (&run, "throttle.wait_time"), NS_PER_SEC * waiting);
  ck_assert_uint_gt (run_value (&run, "io.completed"), waiting);
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
  ck_assert (!machine_run_until (run.machine, 10 * NS_PER_SEC, NULL, NULL, NULL, &error));
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
  TCase *small = tcase_create ("small");
  tcase_set_timeout (small, 0);
  tcase_add_test (small, two_machines_live_side_by_side);
  tcase_add_test (small, a_machine_without_processes_runs);
  tcase_add_test (small, the_cache_can_be_off_for_good);
  tcase_add_test (small, an_enable_event_takes_back_disable_events_only);
  tcase_add_test (small, another_workload_leaves_the_first_ones_draws_alone);
  tcase_add_test (small, processes_that_share_an_object_share_its_entries);
  tcase_add_test (small, an_action_repeats_until_its_end);
  tcase_add_test (small, a_longer_run_is_busy_to_its_end);
  tcase_add_test (small, an_owner_is_purged_by_name);
  tcase_add_test (small, requests_wait_for_memory_that_is_all_used_up);
  tcase_add_test (small, a_malformed_trace_line_ends_the_run_with_its_number);
  suite_add_tcase (suite, small);
  return suite;
}

int main (void)
{
  return test_main (machine_suite (), NULL);
}
