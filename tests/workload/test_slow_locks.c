/* test_slow_locks.c - the workloads on a kernel whose locks and unlocks take simulated time in their callees: each goes on only
 * when it is told that they are over. */
#include "as.h"
#include "async_io.h"
#include "churn.h"
#include "direct_io.h"
#include "rdma.h"
#include "replay.h"
#include "slow_locks.h"
#include "test_main.h"
#include "workload_fixture.h"

#define SERVICE_NS (10 * NS_PER_US)
#define THINK_NS (3 * NS_PER_US)
#define RUN_NS (2 * NS_PER_MS)

/* From one start of an I/O to the next, by a thread that does nothing else. */
#define CYCLE_NS (SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS + THINK_NS)

static WorkloadFixture *fixture;
static Distribution *size, *service, *think;
static IoPattern pattern;
static AsyncIoCounters async_counters;
static RdmaCounters rdma_counters;
static Latency *latency;
static Workload *workload;

static void set_up (void)
{
  fixture = workload_fixture_new (4096);
  fixture->machine->vm.threads = sim_threads_new (fixture->machine->queue, 0);
  latency = g_new0 (Latency, 1);
  fixture->context.latency = latency;
  fixture->context.stop = RUN_NS;
  size = distribution_new_constant (8192);
  service = distribution_new_constant (SERVICE_NS);
  think = distribution_new_constant (THINK_NS);
  pattern = (IoPattern){
    .read = 0.5, .size = size, .order = IO_ORDER_SEQUENTIAL, .places = 128, .align_bytes = 8192
  };
  async_counters = (AsyncIoCounters){ 0 };
  rdma_counters = (RdmaCounters){ 0 };
}

/* Nothing is left behind when the workload has stopped. */
static void tear_down (void)
{
  ck_assert_uint_eq (pcache_get_state (fixture->machine->pcache).entries_active, 0);
  ck_assert_uint_eq (sim_threads_count (fixture->machine->vm.threads), 0);
  workload->free (workload);
  sim_threads_free (fixture->machine->vm.threads);
  workload_fixture_free (fixture);
  distribution_free (size);
  distribution_free (service);
  distribution_free (think);
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
  DirectIoOptions options = { .threads = 2,
                              .pattern = pattern,
                              .maxphys_bytes = maxphys_bytes,
                              .think = think,
                              .service = service,
                              .stream = "test" };
  return direct_io_new (&fixture->context, &options);
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

static Workload *start_async_io (uint64_t depth)
{
  AsyncIoOptions options = { .depth = depth,
                             .pattern = pattern,
                             .service = service,
                             .reap = think,
                             .reap_count = depth,
                             .stream = "test",
                             .counters = &async_counters };
  return async_io_new (&fixture->context, &options);
}

/* It submits four, waits until all are done, and reaps them: one after the other. */
START_TEST (a_process_submits_and_reaps_one_buffer_after_the_other)
{
  Distribution *never = distribution_new_constant (NS_PER_SEC);
  Distribution *reap = think;
  think = never;
  run (start_async_io (4));
  think = reap;
  distribution_free (never);
  check_rounds (async_counters.reaps, 4 * SLOW_LOCK_NS + SERVICE_NS + 4 * SLOW_LOCK_NS, 1);
  ck_assert_uint_eq (fixture->io.completed, 4 * async_counters.reaps);
  ck_assert_uint_eq (async_counters.in_flight, 0);
}
END_TEST

START_TEST (completions_during_a_reap_wait_for_the_next_one)
{
  run (start_async_io (16));
  ck_assert_uint_gt (fixture->io.completed, 100);
  ck_assert_uint_eq (fixture->io.completed, fixture->io.started);
  ck_assert_uint_eq (async_counters.in_flight + async_counters.unreaped, 0);
}
END_TEST

START_TEST (a_submission_is_told_later_that_its_buffer_cannot_be_locked)
{
  seg_free (fixture->machine->as.first);
  run (start_async_io (4));
  check_rounds (fixture->io.failed, SLOW_LOCK_NS + SERVICE_NS, 1);
  ck_assert_uint_eq (async_counters.in_flight, 0);
}
END_TEST

static Workload *start_rdma (void)
{
  RdmaOptions options = { .regions = 3,
                          .pattern = pattern,
                          .lifetime = service,
                          .pause = think,
                          .retry_ns = THINK_NS,
                          .stream = "test",
                          .counters = &rdma_counters };
  return rdma_new (&fixture->context, &options);
}

START_TEST (a_regions_life_begins_when_it_is_locked_and_its_pause_when_it_is_unlocked)
{
  run (start_rdma ());
  ck_assert_uint_eq (rdma_counters.registrations, 3 * ((RUN_NS - THINK_NS + CYCLE_NS - 1) / CYCLE_NS));
  ck_assert_uint_eq (rdma_counters.deregistrations, rdma_counters.registrations);
  ck_assert_uint_eq (rdma_counters.regions, 0);
}
END_TEST

/* While its regions are being locked, are locked, and are being unlocked. */
START_TEST (a_process_that_exits_has_its_regions_unlocked_as_soon_as_can_be)
{
  static const sim_time moments[] = { 1, SLOW_LOCK_NS + 1, SLOW_LOCK_NS + SERVICE_NS + 1 };
  sim_time exit = THINK_NS + CYCLE_NS + moments[_i];
  workload = start_rdma ();
  workload_fixture_run (fixture, exit);
  ck_assert_uint_eq (rdma_counters.registrations, 6);
  ck_assert_uint_eq (rdma_counters.regions, _i == 1 ? 3 : 0);
  fixture->machine->as.exiting = true;
  workload->leave (workload);
  workload_fixture_run (fixture, exit + SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS);
  ck_assert_uint_eq (rdma_counters.deregistrations, rdma_counters.registrations);
  ck_assert_uint_eq (rdma_counters.regions, 0);
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
  ReplayOptions options = { .source = memory_source_new (requests, REQUESTS, false),
                            .buffer = { .kind = REPLAY_BUFFER_DIRECT, .span_bytes = FIXTURE_SIZE },
                            .inflight = IN_FLIGHT,
                            .as_soon_as_possible = true,
                            .speed = 1,
                            .repeat = 1,
                            .service = service,
                            .stream = "test",
                            .error = &error };
  sim_time rounds_ns = REQUESTS / IN_FLIGHT * (SLOW_LOCK_NS + SERVICE_NS + SLOW_LOCK_NS);
  workload = replay_new (&fixture->context, &options);
  workload_fixture_run (fixture, rounds_ns - 1);
  ck_assert_uint_eq (fixture->io.completed, REQUESTS - IN_FLIGHT);
  workload_fixture_run (fixture, rounds_ns);
  ck_assert_uint_eq (fixture->io.completed, REQUESTS);
}
END_TEST

static int map_segment (void *user)
{
  (void)user;
  AsMapping mapping = { .base = FIXTURE_BASE,
                        .size = FIXTURE_SIZE,
                        .protection = PROTECT_READ | PROTECT_WRITE };
  int error_number = as_map (&fixture->machine->vm, &fixture->machine->as, &mapping);
  segvn_need_amp (as_segat (&fixture->machine->as, FIXTURE_BASE));
  return error_number;
}

static int map_nothing (void *user)
{
  (void)user;
  return 0;
}

static Workload *start_churn (int (*map) (void *user))
{
  seg_free (fixture->machine->as.first);
  ChurnOptions options = { .map = map,
                           .requests = 1,
                           .pattern = pattern,
                           .service = service,
                           .think = think,
                           .pause = think,
                           .stream = "test" };
  return churn_new (&fixture->context, &options);
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
