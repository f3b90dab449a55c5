/* What holds locks, as scenarios have it. */
#include "machine_fixture.h"

#define HEAD "name: t\nduration: 10s\n"

START_TEST (an_io_over_adjacent_segments_is_a_lock_in_each)
{
  Run run = run_new (load_text (HEAD "machine: {memory: 64MiB}\n"
                                     "processes:\n"
                                     "- name: p\n"
                                     "  segments:\n"
                                     "  - {name: a, type: private, size: 2MiB, address: 0x20000000}\n"
                                     "  - {name: b, type: private, size: 4KiB, address: 0x20200000}\n"
                                     "  - {name: c, type: private, size: 2MiB, address: 0x20201000}\n"
                                     "  workloads:\n"
                                     "  - {name: w, type: direct_io, segment: a, through: c, size: 32KiB,\n"
                                     "     align: 2080768B, buffers: 2, offset: sequential, requests: 4}\n"),
                     0);
  run_until (&run, NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "io.completed"), 4);
  ck_assert_uint_eq (run_value (&run, "entries"), 4); /* 32 KiB of a; 16 of a, all of b, 12 of c */
  ck_assert_uint_eq (run_value (&run, "plocked"), 16);
  /* Segments that nobody touched are soft-locked, and then the whole request is. */
  ck_assert_uint_eq (run_value (&run, "locks.soft"), 1 + 3);
  ck_assert_uint_eq (run_value (&run, "locks.cached"), 1 + 3);
  ck_assert_uint_eq (run_value (&run, "locks.hit"), 1);
  run_finish (&run);
}
END_TEST

START_TEST (direct_io_is_cut_at_the_machines_maxphys)
{
  Run run = run_new (
      load_text (HEAD "machine: {memory: 64MiB, maxphys: 56KiB}\n"
                      "processes:\n"
                      "- name: p\n"
                      "  segments: [{name: a, type: private, size: 2MiB}]\n"
                      "  workloads: [{name: w, type: direct_io, segment: a, size: 128KiB, requests: 3}]\n"),
      0);
  run_until (&run, NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "io.cut"), 3);
  ck_assert_uint_eq (run_value (&run, "io.completed"), 9);
  ck_assert_uint_eq (run_value (&run, "io.bytes"), 3 * 128 << 10);
  run_finish (&run);
}
END_TEST

#define HOLDERS                                                                                      \
  HEAD "machine: {memory: 256MiB}\n"                                                                 \
       "processes:\n"                                                                                \
       "- name: p\n"                                                                                 \
       "  segments: [{name: a, type: private, size: 32MiB}, {name: b, type: private, size: 1MiB}]\n" \
       "  workloads:\n"                                                                              \
       "  - {name: kaio, type: async_io, segment: b, depth: 8, size: 16KiB, align: 16KiB, offset: "  \
       "sequential, service: 1ms,\n"                                                                 \
       "     reap_interval: 50ms, stop: 8s}\n"                                                       \
       "  - {name: regions, type: rdma, segment: a, regions: 4, size: 2MiB, align: 2MiB,\n"          \
       "     offset: sequential, lifetime: 3s, pause: 500ms, stop: 5s}\n"

START_TEST (regions_and_unreaped_ios_can_be_asked_for)
{
  Run run = run_new (load_text (HOLDERS), 0);
  run_until (&run, 1025 * NS_PER_MS);
  ck_assert_uint_eq (run_value (&run, "async_io.in_flight"), 8);
  ck_assert_uint_eq (run_value (&run, "async_io.unreaped"), 8);
  ck_assert_uint_eq (run_value (&run, "rdma.regions"), 4);
  ck_assert_uint_eq (run_value (&run, "rdma.pages"), 2048);
  ck_assert_uint_eq (run_value (&run, "rdma.bytes"), 8 << 20);
  ck_assert_uint_gt (run_value (&run, "async_io.reaps"), 15);
  run_until (&run, 10 * NS_PER_SEC - 1);
  ck_assert_uint_eq (run_value (&run, "async_io.in_flight"), 0);
  ck_assert_uint_eq (run_value (&run, "rdma.regions"), 0);
  ck_assert_uint_eq (run_value (&run, "rdma.registrations"), 8);
  ck_assert_uint_eq (run_value (&run, "rdma.deregistrations"), 8);
  ck_assert_uint_eq (run_value (&run, "entries_active"), 0);
  ck_assert_uint_eq (run_value (&run, "io.started"), run_value (&run, "io.completed"));
  run_finish (&run);
}
END_TEST

/* Its regions would be held for seconds, and its I/Os reaped late. */
START_TEST (a_process_that_exits_waits_for_its_devices_alone)
{
  Run run = run_new (load_text (HOLDERS "events: [{at: 1025ms, action: exit, process: p}]\n"), 0);
  run_until (&run, 1025 * NS_PER_MS - 1);
  uint64_t started = run_value (&run, "io.started");
  run_until (&run, 1025 * NS_PER_MS);
  ck_assert_uint_eq (run_value (&run, "rdma.regions"), 0);
  ck_assert_uint_eq (run_value (&run, "rdma.deregistrations"), 4);
  ck_assert_uint_eq (run_value (&run, "async_io.unreaped"), 0);
  run_until (&run, 1026 * NS_PER_MS);
  ck_assert_uint_eq (run_value (&run, "as_done.exit"), 1);
  ck_assert_uint_eq (run_value (&run, "entries"), 0);
  ck_assert_uint_eq (run_value (&run, "anon_pages"), 0);
  run_until (&run, 10 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "io.started"), started);
  ck_assert_uint_eq (run_value (&run, "io.completed"), started);
  run_finish (&run);
}
END_TEST

START_TEST (a_run_that_ends_while_all_is_held_leaves_nothing_locked)
{
  uint64_t fingerprints[2];
  for (unsigned i = 0; i < 2; i++) {
    Run run = run_new (load_text (HOLDERS), 0);
    run_until (&run, 2025 * NS_PER_MS);
    ck_assert_uint_eq (run_value (&run, "entries_active"),
                       8 + 3); /* memory that nobody touched was soft-locked */
    fingerprints[i] = run_finish (&run);
  }
  ck_assert_uint_eq (fingerprints[0], fingerprints[1]);
}
END_TEST

static Suite *holders_suite (void)
{
  Suite *suite = suite_create ("holders");
  TCase *tcase = tcase_create ("holders");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, an_io_over_adjacent_segments_is_a_lock_in_each);
  tcase_add_test (tcase, direct_io_is_cut_at_the_machines_maxphys);
  tcase_add_test (tcase, regions_and_unreaped_ios_can_be_asked_for);
  tcase_add_test (tcase, a_process_that_exits_waits_for_its_devices_alone);
  tcase_add_test (tcase, a_run_that_ends_while_all_is_held_leaves_nothing_locked);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (holders_suite (), NULL);
}
