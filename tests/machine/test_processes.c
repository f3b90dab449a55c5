/* What processes do with their address spaces, through the whole machine. */
#include "machine_fixture.h"

/* Locks take no time, so that I/Os begin and end at full milliseconds. */
#define FREE_LOCKS "lock_cost: {call: 0, miss: 0, page: 0, create: 0, unlock: 0}"
#define HEAD "name: small\nduration: 10s\nmachine: {memory: 256MiB, page_copy: 1us, " FREE_LOCKS "}\n"

/* One thread that always has an I/O on its way, 4 ms of 5. */
#define PROCESS                                                                                          \
  "processes:\n"                                                                                         \
  "  - name: p\n"                                                                                        \
  "    segments: [{name: a, type: private, size: 1MiB}]\n"                                               \
  "    workloads: [{name: w, type: direct_io, segment: a, service: 4ms, think: 1ms, size: 4KiB, align: " \
  "4KiB}]\n"

static Run run_text (const char *text, sim_time until)
{
  Run run = run_new (load_text (text), 0);
  run_until (&run, until);
  machine_check (run.machine);
  return run;
}

static void check (const Run *run, const char *metric, uint64_t expected)
{
  ck_assert_msg (run_value (run, metric) == expected, "%s is %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT,
                 metric, run_value (run, metric), expected);
}

START_TEST (io_on_memory_that_was_unmapped_fails_with_efault)
{
  Run run = run_text (HEAD PROCESS "events: [{at: 2002ms, action: munmap, process: p, segment: a}]\n",
                      2100 * NS_PER_MS);
  check (&run, "as_done.munmap", 1);
  check (&run, "as_waits", 1); /* for the I/O on its way */
  check (&run, "plocked", 0);
  check (&run, "freemem", 65536 - 4096);
  uint64_t completed = run_value (&run, "io.completed");
  run_until (&run, 10 * NS_PER_SEC);
  check (&run, "io.completed", completed);
  ck_assert_uint_gt (run_value (&run, "io.failed"), 1000);
  check (&run, "failed_locks.fault", run_value (&run, "io.failed"));
  run_finish (&run);
}
END_TEST

START_TEST (a_segment_can_come_later_and_again)
{
  const char *text =
      HEAD "processes:\n"
           "  - name: p\n"
           "    segments: [{name: a, type: private, size: 1MiB, mapped: false}, {name: b, type: private, "
           "size: 1MiB}]\n"
           "    workloads: [{name: w, type: direct_io, segment: a, service: 4ms, think: 1ms}]\n"
           "events:\n"
           "  - {at: 2s, action: mmap, process: p, segment: a}\n"
           "  - {at: 4s, action: munmap, process: p, segment: a}\n"
           "  - {at: 6s, every: 1s, action: mmap, process: p, segment: a}\n";
  Run run = run_text (text, 2 * NS_PER_SEC - 1);
  check (&run, "io.completed", 0);
  run_until (&run, 4 * NS_PER_SEC);
  uint64_t completed = run_value (&run, "io.completed");
  ck_assert_uint_gt (completed, 300);
  run_until (&run, 6 * NS_PER_SEC - 1);
  ck_assert_uint_le (run_value (&run, "io.completed"), completed + 1);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "io.completed"), 2 * completed);
  check (&run, "as_done.mmap", 2);
  check (&run, "as_failed.mmap", 4); /* it is mapped already */
  run_finish (&run);
}
END_TEST

START_TEST (a_part_can_be_unmapped_and_protected)
{
  Run run = run_text (
      HEAD PROCESS
      "events:\n"
      "  - {at: 2s, action: mprotect, process: p, segment: a, offset: 512KiB, protection: read-only}\n"
      "  - {at: 5s, action: munmap, process: p, segment: a, offset: 256KiB, size: 256KiB}\n",
      5 * NS_PER_SEC - 1);
  check (&run, "as_done.mprotect", 1);
  ck_assert_uint_gt (run_value (&run, "failed_locks.access"), 50); /* a quarter: reads, of half of it */
  check (&run, "failed_locks.fault", 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "failed_locks.fault"), 100);
  check (&run, "segment_splits", 1);
  run_finish (&run);
}
END_TEST

/* The segment lies where large pages can, since it will have some. */
START_TEST (a_segment_gets_large_pages_and_small_ones_again)
{
  Run run = run_text (
      HEAD
      "processes:\n"
      "  - name: p\n"
      "    segments: [{name: z, type: private, size: 4KiB}, {name: a, type: private, size: 4MiB}]\n"
      "    workloads: [{name: w, type: direct_io, segment: a, service: 4ms, think: 1ms, size: 4KiB, align: "
      "4KiB}]\n"
      "events:\n"
      "  - {at: 2002ms, action: setpagesize, process: p, segment: a, offset: 2MiB, page_size: 2MiB}\n"
      "  - {at: 6s, every: 1s, until: 8s, action: setpagesize, process: p, segment: a, page_size: 4KiB}\n",
      3 * NS_PER_SEC);
  check (&run, "as_done.setpagesize", 1);
  check (&run, "as_failed.setpagesize", 0);
  check (&run, "as_waits", 1);
  check (&run, "segment_splits", 1);
  ck_assert_uint_gt (run_value (&run, "plocked"), 512);
  run_until (&run, 10 * NS_PER_SEC);
  check (&run, "as_done.setpagesize", 4);
  check (&run, "io.failed", 0);
  ck_assert_uint_lt (run_value (&run, "plocked"), 1024);
  run_finish (&run);
}
END_TEST

START_TEST (a_fork_during_io_copies_all_private_pages)
{
  Run run = run_text (HEAD PROCESS "events: [{at: 5002ms, action: fork, process: p, lifetime: 1s}]\n",
                      5003 * NS_PER_MS);
  uint64_t pages = run_value (&run, "fork_pages");
  ck_assert_uint_gt (pages, 200);
  check (&run, "fork_copies", 1);
  check (&run, "fork_copy_time", pages * 1000);
  check (&run, "children", 1);
  check (&run, "freemem", 65536 - 4096 - 2 * pages);
  run_until (&run, 7 * NS_PER_SEC);
  check (&run, "children", 0);
  check (&run, "as_done.exit", 1);
  check (&run, "cow_pages", 0);
  ck_assert_uint_ge (run_value (&run, "freemem"), 65536 - 4096 - 256);
  run_finish (&run);
}
END_TEST

START_TEST (a_fork_between_ios_shares_until_pages_are_locked)
{
  Run run = run_text (HEAD PROCESS "events: [{at: 5004500us, action: fork, process: p, lifetime: 4s}]\n",
                      5004900 * NS_PER_US);
  check (&run, "fork_copies", 0);
  check (&run, "plocked", 0); /* purged */
  run_until (&run, 8 * NS_PER_SEC);
  uint64_t copied = run_value (&run, "cow_pages");
  ck_assert_uint_gt (copied, 100);
  check (&run, "cow_copy_time", copied * 1000);
  run_until (&run, 10 * NS_PER_SEC);
  check (&run, "children", 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_fork_of_shared_memory_copies_nothing)
{
  Run run = run_text (HEAD "objects: [{name: o, size: 1MiB}]\n"
                           "processes:\n"
                           "  - name: p\n"
                           "    segments: [{name: a, type: shared, object: o, size: 1MiB}]\n"
                           "    workloads: [{name: w, type: direct_io, segment: a, threads: 4}]\n"
                           "events: [{at: 5s, every: 100ms, action: fork, process: p}]\n",
                      10 * NS_PER_SEC);
  check (&run, "fork_copies", 0);
  check (&run, "cow_pages", 0);
  check (&run, "purged_pages.total", 0);
  ck_assert_uint_ge (run_value (&run, "as_done.fork"), 50);
  run_finish (&run);
}
END_TEST

START_TEST (a_process_that_exits_stops_and_leaves_nothing)
{
  Run run = run_text (HEAD PROCESS "events: [{at: 2002ms, action: exit, process: p},\n"
                                   "         {at: 3s, every: 1s, action: mmap, process: p, segment: a}]\n",
                      10 * NS_PER_SEC);
  check (&run, "as_done.exit", 1);
  check (&run, "io.failed", 0);
  ck_assert_uint_le (run_value (&run, "io.completed"), 401);
  check (&run, "freemem", 65536 - 4096);
  check (&run, "as_done.mmap", 0);
  ck_assert_uint_gt (run_value (&run, "as_skipped"), 5);
  run_finish (&run);
}
END_TEST

START_TEST (churn_maps_and_unmaps_and_leaves_nothing_behind)
{
  Run run = run_text (
      HEAD "processes:\n"
           "  - name: p\n"
           "    count: 3\n"
           "    segments: [{name: a, type: private, size: 1MiB, mapped: false}]\n"
           "    workloads: [{name: w, type: churn, segment: a, requests: 20, service: 1ms, stop: 9s,\n"
           "                 think: {exponential: 1ms}, pause: {uniform: [1ms, 9ms]}}]\n",
      10 * NS_PER_SEC);
  uint64_t rounds = run_value (&run, "as_done.munmap");
  ck_assert_uint_gt (rounds, 3 * 150);
  check (&run, "as_done.mmap", rounds);
  check (&run, "io.failed", 0);
  ck_assert_uint_gt (run_value (&run, "io.completed"), (rounds - 3) * 20);
  check (&run, "freemem", 65536 - 4096);
  check (&run, "as_waits", 0); /* it does not unmap before its I/O is over */
  run_finish (&run);
}
END_TEST

START_TEST (forked_children_write_and_exit)
{
  Run run =
      run_text (HEAD "processes:\n"
                     "  - name: p\n"
                     "    segments: [{name: a, type: private, size: 1MiB}]\n"
                     "    workloads:\n"
                     "      - {name: w, type: direct_io, segment: a, requests: 1000, service: 1us}\n"
                     "      - {name: f, type: fork, start: 2s, interval: {exponential: 100ms}, stop: 9s,\n"
                     "         lifetime: {exponential: 20ms}, segment: a, writes: 64KiB}\n",
                10 * NS_PER_SEC);
  uint64_t forks = run_value (&run, "as_done.fork");
  ck_assert_uint_gt (forks, 40);
  check (&run, "as_done.exit", forks);
  check (&run, "cow_pages", forks * 16);
  check (&run, "children", 0);
  run_finish (&run);
}
END_TEST

START_TEST (madv_free_counts_hits_and_misses)
{
  Run run = run_text (HEAD PROCESS
                      "events: [{at: 5004500us, action: madvise, process: p, segment: a, advice: free},\n"
                      "         {at: 7s, action: madvise, process: p, segment: a, advice: access_lwp}]\n",
                      5004900 * NS_PER_US);
  uint64_t hits = run_value (&run, "madv_free_hit");
  ck_assert_uint_gt (hits, 200);
  check (&run, "madv_free_miss", 256 - hits);
  check (&run, "freemem", 65536 - 4096);
  run_until (&run, 10 * NS_PER_SEC);
  check (&run, "as_done.madvise", 2);
  run_finish (&run);
}
END_TEST

START_TEST (zones_account_for_swap_and_move_it)
{
  Run run =
      run_text (HEAD "objects: [{name: o, size: 1MiB}]\n"
                     "processes:\n"
                     "  - {name: p, count: 2, segments: [{name: a, type: private, size: 1MiB}]}\n"
                     "  - {name: q, zone: web, segments: [{name: a, type: private, size: 2MiB},\n"
                     "                                    {name: s, type: shared, object: o, size: 1MiB}]}\n"
                     "events: [{at: 2s, action: zone_enter, process: p, zone: db},\n"
                     "         {at: 3s, action: zone_enter, process: q, zone: db}]\n",
                NS_PER_SEC);
  check (&run, "zone_swap.global", 2 << 20);
  check (&run, "zone_swap.web", 2 << 20);
  run_until (&run, 4 * NS_PER_SEC);
  check (&run, "zone_swap.global", 0);
  check (&run, "zone_swap.db", 2 << 20);
  check (&run, "zone_swap.web", 2 << 20); /* its shared segment reserves swap */
  check (&run, "as_done.zone_enter", 2);
  check (&run, "as_failed.zone_enter", 1);
  run_finish (&run);
}
END_TEST

static const char *const object_text = HEAD "objects: [{name: o, size: 1MiB, lifetime: LIFETIME}]\n"
                                            "processes:\n"
                                            "  - name: p\n"
                                            "    count: 2\n"
                                            "    segments: [{name: a, type: shared, object: o, size: 1MiB}]\n"
                                            "    workloads: [{name: w, type: direct_io, segment: a, "
                                            "requests: 500, service: 1us, size: 4KiB, align: 4KiB}]\n"
                                            "events: [{at: 2s, action: munmap, process: p, segment: a}, {at: "
                                            "3s, action: mmap, process: p, segment: a}]\n";

START_TEST (an_object_goes_with_its_last_mapping_or_stays)
{
  gchar **parts = g_strsplit (object_text, "LIFETIME", 2);
  char *text = g_strjoinv (_i == 0 ? "kept" : "mapped", parts);
  g_strfreev (parts);
  Run run = run_text (text, NS_PER_SEC);
  uint64_t used = 65536 - 4096 - run_value (&run, "freemem");
  ck_assert_uint_gt (used, 200);
  run_until (&run, 4 * NS_PER_SEC);
  check (&run, "freemem", 65536 - 4096 - (_i == 0 ? used : 0));
  check (&run, "as_done.mmap", 2);
  run_finish (&run);
  g_free (text);
}
END_TEST

/* Several I/Os at any time: the count of locked pages never comes to 0. */
START_TEST (what_never_ends_waiting_is_left_to_wait)
{
  Run run = run_text (
      HEAD
      "processes:\n"
      "  - name: p\n"
      "    segments: [{name: a, type: private, size: 1MiB}]\n"
      "    workloads: [{name: w, type: direct_io, segment: a, threads: 4, service: {uniform: [3ms, 5ms]}}]\n"
      "events: [{at: 1s, every: 1s, until: 6s, action: munmap, process: p, segment: a},\n"
      "         {at: 9500ms, action: fork, process: p}]\n",
      10 * NS_PER_SEC);
  check (&run, "as_waiting", 1);
  check (&run, "as_skipped", 5);
  check (&run, "as_done.munmap", 0);
  check (&run, "fork_copies", 1);
  check (&run, "io.failed", 0);
  run_finish (&run);
}
END_TEST

/* A fork that has to copy, and finds no memory, waits for it. */
START_TEST (a_fork_waits_for_memory)
{
  Run run = run_text ("name: small\nduration: 10s\nmachine: {memory: 256MiB, page_copy: 1us, " FREE_LOCKS
                      "}\n" PROCESS
                      "events: [{at: 5s, action: set_freemem, size: 6656KiB}, {at: 5002ms, action: fork, "
                      "process: p, lifetime: 1s},\n"
                      "         {at: 6s, action: release_memory}]\n",
                      5010 * NS_PER_MS);
  check (&run, "fork_copies", 0);
  check (&run, "throttle.waiting", 1);
  run_until (&run, 10 * NS_PER_SEC);
  check (&run, "as_done.fork", 1);
  check (&run, "as_failed.fork", 0);
  run_finish (&run);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("processes");
  TCase *tcase = tcase_create ("processes");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, io_on_memory_that_was_unmapped_fails_with_efault);
  tcase_add_test (tcase, a_segment_can_come_later_and_again);
  tcase_add_test (tcase, a_part_can_be_unmapped_and_protected);
  tcase_add_test (tcase, a_segment_gets_large_pages_and_small_ones_again);
  tcase_add_test (tcase, a_fork_during_io_copies_all_private_pages);
  tcase_add_test (tcase, a_fork_between_ios_shares_until_pages_are_locked);
  tcase_add_test (tcase, a_fork_of_shared_memory_copies_nothing);
  tcase_add_test (tcase, a_process_that_exits_stops_and_leaves_nothing);
  tcase_add_test (tcase, churn_maps_and_unmaps_and_leaves_nothing_behind);
  tcase_add_test (tcase, forked_children_write_and_exit);
  tcase_add_test (tcase, madv_free_counts_hits_and_misses);
  tcase_add_test (tcase, zones_account_for_swap_and_move_it);
  tcase_add_loop_test (tcase, an_object_goes_with_its_last_mapping_or_stays, 0, 2);
  tcase_add_test (tcase, what_never_ends_waiting_is_left_to_wait);
  tcase_add_test (tcase, a_fork_waits_for_memory);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
