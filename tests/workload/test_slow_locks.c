/* test_slow_locks.c - the workloads on a kernel whose locks and unlocks take simulated time in their callees: each goes on only
 * when it is told that they are over. */
#include "as.h"
#include "slow_locks.h"
#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"

#define SERVICE_NS (10 * NS_PER_US)
#define THINK_NS (3 * NS_PER_US)
#define RUN_NS (2 * NS_PER_MS)

/* From one start of an I/O to the next, by a thread that does nothing else. */
#define CYCLE_NS (SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS + THINK_NS)

static WorkloadFixture *fixture;
static IoPatternOptions pattern;
static AsyncIoCounters *async_counters;
static RdmaCounters *rdma_counters;
static Latency *latency;
static Workload *workload;

static void set_up (void)
{
  fixture = workload_fixture_new (4096);
  fixture->machine->vm.threads = sim_threads_new (fixture->machine->queue);
  latency = g_new0 (Latency, 1);
  fixture->context.latency = latency;
  fixture->context.stop = RUN_NS;
  pattern = (IoPatternOptions){ .read = 0.5,
                                .size = { .constant = 8192 },
                                .offset = { .kind = DISTRIBUTION_CONFIG_SEQUENTIAL },
                                .buffers = 128,
                                .align_bytes = 8192 };
  async_counters = &fixture->kinds.async_io;
  rdma_counters = &fixture->kinds.rdma;
}

/* Nothing is left behind when the workload has stopped. */
static void tear_down (void)
{
  ck_assert_uint_eq (cache_get_state (fixture->machine->pcache).entries_active, 0);
  ck_assert_uint_eq (sim_threads_count (fixture->machine->vm.threads), 0);
  workload_free (workload);
  sim_threads_free (fixture->machine->vm.threads);
  workload_fixture_free (fixture);
  g_free (latency);
}

/* Until all that was begun before the stop is over. */
static void run (Workload *started)
{
  workload = started;
  workload_fixture_run (fixture, 2 * RUN_NS);
}

/* What goes round in CYCLE_NS, COUNT at a time, and begins for the last time before the stop. */
static void check_rounds (uint64_t rounds, uint64_t cycle_ns, uint64_t count)
{
  ck_assert_uint_eq (rounds, count * ((RUN_NS + cycle_ns - 1) / cycle_ns));
}

static Workload *start_direct_io (uint64_t maxphys_bytes)
{
  DirectIoOptions options = {
    .threads = 2, .pattern = pattern, .think = { .constant = THINK_NS }, .service = { .constant = SERVICE_NS }
  };
  fixture->context.maxphys_bytes = maxphys_bytes;
  return workload_start (&DIRECT_IO_KIND, &fixture->context, &options, NULL);
}

START_TEST (a_thread_thinks_when_its_buffer_is_unlocked)
{
  run (start_direct_io (8192));
  check_rounds (fixture->io.completed, CYCLE_NS, 2);
  ck_assert_uint_eq (latency->sums[LATENCY_DEVICE], fixture->io.completed * SERVICE_NS);
  ck_assert_uint_eq (latency->sums[LATENCY_WAIT], fixture->io.completed * SLOW_LOCK_NS);
}
END_TEST

START_TEST (a_piece_begins_when_the_one_before_is_unlocked)
{
  run (start_direct_io (4096));
  check_rounds (fixture->io.completed / 2, CYCLE_NS + SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS, 2);
}
END_TEST

START_TEST (a_thread_is_told_later_that_its_buffer_cannot_be_locked)
{
  seg_free (fixture->machine->as.first);
  run (start_direct_io (8192));
  check_rounds (fixture->io.failed, SLOW_LOCK_NS + SERVICE_NS, 2);
}
END_TEST

static Workload *start_async_io (uint64_t depth, sim_time reap_ns)
{
  AsyncIoOptions options = { .depth = depth,
                             .pattern = pattern,
                             .service = { .constant = SERVICE_NS },
                             .reap_interval = { .constant = reap_ns },
                             .reap_count = depth };
  return workload_start (&ASYNC_IO_KIND, &fixture->context, &options, NULL);
}

/* It submits four, waits until all are done, and reaps them: one after the other. */
START_TEST (a_process_submits_and_reaps_one_buffer_after_the_other)
{
  run (start_async_io (4, NS_PER_SEC));
  check_rounds (async_counters->reaps, 4 * SLOW_LOCK_NS + SERVICE_NS + 4 * SLOW_LOCK_NS, 1);
  ck_assert_uint_eq (fixture->io.completed, 4 * async_counters->reaps);
  ck_assert_uint_eq (async_counters->in_flight, 0);
}
END_TEST

START_TEST (completions_during_a_reap_wait_for_the_next_one)
{
  run (start_async_io (16, THINK_NS));
  ck_assert_uint_gt (fixture->io.completed, 100);
  ck_assert_uint_eq (fixture->io.completed, fixture->io.started);
  ck_assert_uint_eq (async_counters->in_flight + async_counters->unreaped, 0);
}
END_TEST

START_TEST (a_submission_is_told_later_that_its_buffer_cannot_be_locked)
{
  seg_free (fixture->machine->as.first);
  run (start_async_io (4, THINK_NS));
  check_rounds (fixture->io.failed, SLOW_LOCK_NS + SERVICE_NS, 1);
  ck_assert_uint_eq (async_counters->in_flight, 0);
}
END_TEST

static Workload *start_rdma (void)
{
  RdmaOptions options = { .regions = 3,
                          .pattern = pattern,
                          .lifetime = { .constant = SERVICE_NS },
                          .pause = { .constant = THINK_NS },
                          .retry_ns = THINK_NS };
  return workload_start (&RDMA_KIND, &fixture->context, &options, NULL);
}

START_TEST (a_regions_life_begins_when_it_is_locked_and_its_pause_when_it_is_unlocked)
{
  run (start_rdma ());
  ck_assert_uint_eq (rdma_counters->registrations, 3 * ((RUN_NS - THINK_NS + CYCLE_NS - 1) / CYCLE_NS));
  ck_assert_uint_eq (rdma_counters->deregistrations, rdma_counters->registrations);
  ck_assert_uint_eq (rdma_counters->regions, 0);
}
END_TEST

/* While its regions are being locked, are locked, and are being unlocked. */
START_TEST (a_process_that_exits_has_its_regions_unlocked_as_soon_as_can_be)
{
  static const sim_time moments[] = { 1, SLOW_LOCK_NS + 1, SLOW_LOCK_NS + SERVICE_NS + 1 };
  sim_time exit = THINK_NS + CYCLE_NS + moments[_i];
  workload = start_rdma ();
  workload_fixture_run (fixture, exit);
  ck_assert_uint_eq (rdma_counters->registrations, 6);
  ck_assert_uint_eq (rdma_counters->regions, _i == 1 ? 3 : 0);
  fixture->machine->as.exiting = true;
  workload_leave (workload);
  workload_fixture_run (fixture, exit + SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS);
  ck_assert_uint_eq (rdma_counters->deregistrations, rdma_counters->registrations);
  ck_assert_uint_eq (rdma_counters->regions, 0);
}
END_TEST

START_TEST (a_recorded_request_has_room_when_one_before_is_unlocked)
{
  enum { REQUESTS = 20, IN_FLIGHT = 2 };
  IoRequest requests[REQUESTS];
  GError *error = NULL;
  for (unsigned i = 0; i < REQUESTS; i++) {
    requests[i] = (IoRequest){ .offset_bytes = i * UINT64_C (8192), .length_bytes = 8192 };
  }
  fixture->context.failure = &error;
  ReplayOptions options = { .buffer = { .kind = REPLAY_BUFFER_DIRECT, .span_bytes = FIXTURE_SIZE },
                            .inflight = IN_FLIGHT,
                            .timing = REPLAY_ASAP,
                            .speed = 1,
                            .repeat = 1,
                            .service = { .constant = SERVICE_NS } };
  sim_time rounds_ns = REQUESTS / IN_FLIGHT * (SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS);
  workload = replay_new (&fixture->context, &options, memory_source_new (requests, REQUESTS, false));
  workload_fixture_run (fixture, rounds_ns - 1);
  ck_assert_uint_eq (fixture->io.completed, REQUESTS - IN_FLIGHT);
  workload_fixture_run (fixture, rounds_ns);
  ck_assert_uint_eq (fixture->io.completed, REQUESTS);
}
END_TEST

static int map_segment (AddressSpace *as, uint64_t base)
{
  AsMapping mapping = { .base = base, .size = FIXTURE_SIZE, .protection = PROTECT_READ | PROTECT_WRITE };
  int error_number = as_map (&fixture->machine->vm, as, &mapping);
  segvn_need_amp (as_segat (as, base));
  return error_number;
}

static int map_nothing (AddressSpace *as, uint64_t base)
{
  (void)as;
  (void)base;
  return 0;
}

static Workload *start_churn (int (*map) (AddressSpace *as, uint64_t base))
{
  seg_free (fixture->machine->as.first);
  fixture->context.map = map;
  ChurnOptions options = { .requests = 1,
                           .pattern = pattern,
                           .service = { .constant = SERVICE_NS },
                           .think = { .constant = THINK_NS },
                           .pause = { .constant = THINK_NS } };
  return workload_start (&CHURN_KIND, &fixture->context, &options, NULL);
}

START_TEST (memory_is_unmapped_when_its_buffer_is_unlocked)
{
  run (start_churn (map_segment));
  check_rounds (fixture->io.completed, CYCLE_NS + THINK_NS, 1);
  ck_assert_uint_eq (fixture->machine->vm.as.waits, 0);
}
END_TEST

START_TEST (a_thread_that_waits_is_told_that_its_buffer_cannot_be_locked)
{
  run (start_churn (map_nothing));
  check_rounds (fixture->io.failed, SLOW_LOCK_NS + SERVICE_NS + THINK_NS + THINK_NS, 1);
}
END_TEST

static Suite *slow_locks_suite (void)
{
  Suite *suite = suite_create ("slow_locks");
  TCase *tcase = tcase_create ("slow_locks");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_thread_thinks_when_its_buffer_is_unlocked);
  tcase_add_test (tcase, a_piece_begins_when_the_one_before_is_unlocked);
  tcase_add_test (tcase, a_thread_is_told_later_that_its_buffer_cannot_be_locked);
  tcase_add_test (tcase, a_process_submits_and_reaps_one_buffer_after_the_other);
  tcase_add_test (tcase, completions_during_a_reap_wait_for_the_next_one);
  tcase_add_test (tcase, a_submission_is_told_later_that_its_buffer_cannot_be_locked);
  tcase_add_test (tcase, a_regions_life_begins_when_it_is_locked_and_its_pause_when_it_is_unlocked);
  tcase_add_loop_test (tcase, a_process_that_exits_has_its_regions_unlocked_as_soon_as_can_be, 0, 3);
  tcase_add_test (tcase, a_recorded_request_has_room_when_one_before_is_unlocked);
  tcase_add_test (tcase, memory_is_unmapped_when_its_buffer_is_unlocked);
  tcase_add_test (tcase, a_thread_that_waits_is_told_that_its_buffer_cannot_be_locked);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (slow_locks_suite (), NULL);
}
