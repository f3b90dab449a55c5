/* ISM and DISM through the whole machine. */
#include "machine_fixture.h"

#include <string.h>

#define HEAD \
  "name: small\nduration: 10s\nmachine: {memory: 256MiB}\nobjects: [{name: o, size: 4MiB}]\nprocesses:\n"

static void check (const Run *run, const char *metric, uint64_t expected)
{
  ck_assert_msg (run_value (run, metric) == expected, "%s is %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT,
                 metric, run_value (run, metric), expected);
}

/* Attaching again finds the list of the others. */
START_TEST (a_process_detaches_ism_and_attaches_it_again)
{
  Run run = run_new (
      load_text (HEAD
                 "  - name: p\n"
                 "    segments: [{name: a, type: ism, object: o, size: 4MiB}]\n"
                 "    workloads: [{name: w, type: direct_io, segment: a, threads: 4, size: 8KiB, stop: 2s},\n"
                 "      {name: v, type: direct_io, segment: a, threads: 4, size: 8KiB, start: 5s}]\n"
                 "  - name: q\n"
                 "    segments: [{name: a, type: ism, object: o, size: 4MiB}]\n"
                 "    workloads: [{name: w, type: direct_io, segment: a, threads: 4, size: 8KiB}]\n"
                 "events: [{at: 2s, action: munmap, process: p, segment: a}, "
                 "{at: 4s, action: mmap, process: p, segment: a}]\n"),
      0);
  run_until (&run, NS_PER_SEC);
  check (&run, "spt_attachments", 2);
  check (&run, "entries_wired", 2);
  check (&run, "plocked_wired", 2 * 1024);
  run_until (&run, 3 * NS_PER_SEC);
  check (&run, "spt_attachments", 1);
  check (&run, "entries_wired", 1);
  check (&run, "purged_entries.owner", 1);
  run_until (&run, 6 * NS_PER_SEC);
  check (&run, "spt_attachments", 2);
  check (&run, "entries_wired", 2);
  check (&run, "spt_list_builds", 1);
  check (&run, "spt_list_shares", 2);
  check (&run, "io.failed", 0);
  machine_check (run.machine);
  run_finish (&run);
}
END_TEST

START_TEST (an_ism_entry_is_purged_by_the_name_of_its_owner)
{
  Run run = run_new (load_text (HEAD "  - name: p\n"
                                     "    segments: [{name: a, type: ism, object: o, size: 4MiB}]\n"
                                     "    workloads: [{name: w, type: direct_io, segment: a, stop: 2s}]\n"
                                     "events: [{at: 3s, action: purge_owner, process: p, segment: a}]\n"),
                     0);
  run_until (&run, 4 * NS_PER_SEC);
  check (&run, "purged_entries.owner", 1);
  check (&run, "spt_lists", 0);
  machine_check (run.machine);
  run_finish (&run);
}
END_TEST

START_TEST (dism_is_cached_where_it_is_mlocked)
{
  Run run = run_new (load_text (HEAD "  - name: p\n"
                                     "    segments: [{name: a, type: dism, object: o, size: 4MiB}]\n"
                                     "    workloads: [{name: w, type: direct_io, segment: a, size: 8KiB}]\n"
                                     "events: [{at: 2s, action: mlock, process: p, segment: a, size: 2MiB},\n"
                                     "  {at: 4s, action: munlock, process: p, segment: a}]\n"),
                     0);
  run_until (&run, 1900 * NS_PER_MS);
  check (&run, "lookups", 2 * run_value (&run, "locks.soft"));
  check (&run, "spt_refusals.not_mlocked", run_value (&run, "locks.soft"));
  check (&run, "entries_wired", 0);
  run_until (&run, 4 * NS_PER_SEC - 1);
  check (&run, "spt_locked", 512);
  check (&run, "spt_list_pages", 512);
  ck_assert_uint_gt (run_value (&run, "locks.hit"), 10);
  check (&run, "as_done.mlock", 1);
  uint64_t availrmem = run_value (&run, "availrmem");
  run_until (&run, 5 * NS_PER_SEC);
  check (&run, "availrmem", availrmem + 512);
  check (&run, "as_done.munlock", 1);
  check (&run, "spt_lists", 0);
  machine_check (run.machine);
  run_finish (&run);
}
END_TEST

#define FORKING(type_, events_)                                                            \
  HEAD "  - name: p\n"                                                                     \
       "    segments: [{name: a, type: " type_ ", object: o, size: 4MiB}]\n"               \
       "    workloads: [{name: w, type: direct_io, segment: a, threads: 4, size: 8KiB}]\n" \
       "events: [" events_ "{at: 2s, action: fork, process: p, lifetime: 4s},\n"           \
       "  {at: 4s, action: exit, process: p}]\n"

/* A child is attached as its parent is, copies nothing, and keeps the object when the parent has gone. */
static void check_fork_and_exit (const char *text)
{
  Run run = run_new (load_text (text), 0);
  run_until (&run, 2 * NS_PER_SEC - 1);
  uint64_t freemem = run_value (&run, "freemem");
  check (&run, "spt_attachments", 1);
  check (&run, "entries_wired", 1);
  run_until (&run, 3 * NS_PER_SEC);
  check (&run, "spt_attachments", 2);
  check (&run, "as_done.fork", 1);
  check (&run, "fork_pages", 0);
  check (&run, "freemem", freemem);
  check (&run, "entries_wired", 1);
  machine_check (run.machine);
  run_until (&run, 5 * NS_PER_SEC);
  check (&run, "as_done.exit", 1);
  check (&run, "spt_attachments", 1);
  check (&run, "entries_wired", 0);
  check (&run, "spt_lists", 0);
  check (&run, "freemem", freemem);
  machine_check (run.machine);
  run_until (&run, 7 * NS_PER_SEC);
  check (&run, "as_done.exit", 2);
  check (&run, "spt_attachments", 0);
  check (&run, "io.failed", 0);
  machine_check (run.machine);
  run_finish (&run);
}

START_TEST (a_process_with_ism_forks_and_exits)
{
  check_fork_and_exit (FORKING ("ism", ""));
}
END_TEST

START_TEST (a_process_with_dism_forks_and_exits)
{
  check_fork_and_exit (FORKING ("dism", "{at: 0s, action: mlock, process: p, segment: a}, "));
}
END_TEST

/* A run may end while an I/O holds a list that MADV_FREE waits for. */
START_TEST (a_run_ends_while_madv_free_waits)
{
  Run run = run_new (
      load_text (HEAD "  - name: p\n"
                      "    segments: [{name: a, type: dism, object: o, size: 4MiB}]\n"
                      "    workloads: [{name: w, type: direct_io, segment: a, service: 9s, start: 1s}]\n"
                      "events: [{at: 0s, action: mlock, process: p, segment: a},\n"
                      "  {at: 2s, action: madvise, process: p, segment: a, advice: free}]\n"),
      0);
  run_until (&run, 5 * NS_PER_SEC);
  check (&run, "spt_free_waits", 1);
  check (&run, "as_done.madvise", 0);
  machine_check (run.machine);
  run_finish (&run);
}
END_TEST

START_TEST (ism_that_memory_does_not_suffice_for_is_a_mistake)
{
  GError *error = NULL;
  Scenario *scenario =
      load_text ("name: small\nduration: 10s\nmachine: {memory: 256MiB}\n"
                 "objects: [{name: o, size: 1GiB}]\n"
                 "processes: [{name: p, segments: [{name: a, type: ism, object: o, size: 1GiB}]}]\n");
  ck_assert_ptr_null (machine_new (scenario, &(MachineOptions){ 0 }, &error));
  ck_assert_msg (strstr (error->message, "segment 'a' cannot be attached") != NULL, "%s", error->message);
  g_error_free (error);
  scenario_free (scenario);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("spt");
  TCase *tcase = tcase_create ("spt");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, a_process_detaches_ism_and_attaches_it_again);
  tcase_add_test (tcase, an_ism_entry_is_purged_by_the_name_of_its_owner);
  tcase_add_test (tcase, dism_is_cached_where_it_is_mlocked);
  tcase_add_test (tcase, a_process_with_ism_forks_and_exits);
  tcase_add_test (tcase, a_process_with_dism_forks_and_exits);
  tcase_add_test (tcase, a_run_ends_while_madv_free_waits);
  tcase_add_test (tcase, ism_that_memory_does_not_suffice_for_is_a_mistake);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
