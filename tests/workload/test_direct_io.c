#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"

/* Threads with constant times: 8 KiB, 300 us at the device, 700 us of thinking. */
typedef struct {
  WorkloadFixture *fixture;
  DirectIoOptions options;
} Setup;

static Setup setup_new (uint64_t pages)
{
  Setup setup = { .fixture = workload_fixture_new (pages) };
  setup.options =
      (DirectIoOptions){ .threads = 1,
                         .pattern = { .read = 0.5,
                                      .size = { .constant = 8192 },
                                      .offset = { .kind = DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE },
                                      .buffers = 128,
                                      .align_bytes = 8192 },
                         .think = { .constant = 700 * NS_PER_US },
                         .service = { .constant = 300 * NS_PER_US } };
  return setup;
}

static void setup_run (Setup *setup, sim_time time)
{
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup->fixture->context, &setup->options, NULL);
  workload_fixture_run (setup->fixture, time);
  workload_free (workload);
}

static void setup_free (Setup *setup)
{
  workload_fixture_free (setup->fixture);
}

START_TEST (a_thread_does_one_io_per_service_and_think_time)
{
  Setup setup = setup_new (4096);
  setup_run (&setup, 9999 * NS_PER_US);
  ck_assert_uint_eq (setup.fixture->io.started, 10);
  ck_assert_uint_eq (setup.fixture->io.completed, 10);
  ck_assert_uint_eq (setup.fixture->io.bytes, 10 * 8192);
  setup_free (&setup);
}
END_TEST

START_TEST (an_io_waits_for_memory_and_goes_on_when_there_is_some)
{
  Setup setup = setup_new (64);
  Kernel *kernel = &setup.fixture->machine->kernel;
  MemoryWaiters waiters;
  memory_waiters_init (&waiters, kernel, setup.fixture->machine->queue);
  kernel->throttlefree = 63; /* one of its two pages may be made */
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  workload_fixture_run (setup.fixture, 10 * NS_PER_MS);
  ck_assert_uint_eq (setup.fixture->io.started, 1);
  ck_assert_uint_eq (setup.fixture->io.waiting, 1);
  ck_assert_uint_eq (kernel->needfree, 1);
  ck_assert_uint_eq (kernel->freemem, 63);
  kernel->throttlefree = 0;
  memory_waiters_notice (&waiters);
  workload_fixture_run (setup.fixture, 10 * NS_PER_MS + 300 * NS_PER_US);
  ck_assert_uint_eq (setup.fixture->io.waiting, 0);
  ck_assert_uint_eq (setup.fixture->io.completed, 1);
  ck_assert_uint_eq (waiters.wait_ns, 10 * NS_PER_MS);
  workload_free (workload);
  memory_waiters_clear (&waiters);
  setup_free (&setup);
}
END_TEST

START_TEST (an_io_that_waits_at_the_end_waits_no_more)
{
  Setup setup = setup_new (64);
  MemoryWaiters waiters;
  memory_waiters_init (&waiters, &setup.fixture->machine->kernel, setup.fixture->machine->queue);
  setup.fixture->machine->kernel.throttlefree = 64;
  setup_run (&setup, NS_PER_MS);
  ck_assert_uint_eq (setup.fixture->io.waiting, 0);
  ck_assert_uint_eq (waiters.length, 0);
  ck_assert_uint_eq (setup.fixture->machine->kernel.needfree, 0);
  memory_waiters_clear (&waiters);
  setup_free (&setup);
}
END_TEST

/* What it waited for is gone when it is woken. */
START_TEST (an_io_that_fails_after_waiting_leaves_its_thread_to_go_on)
{
  Setup setup = setup_new (64);
  MemoryWaiters waiters;
  memory_waiters_init (&waiters, &setup.fixture->machine->kernel, setup.fixture->machine->queue);
  setup.fixture->machine->kernel.throttlefree = 64;
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  workload_fixture_run (setup.fixture, NS_PER_MS);
  seg_free (setup.fixture->machine->as.first);
  setup.fixture->machine->kernel.throttlefree = 0;
  memory_waiters_notice (&waiters);
  workload_fixture_run (setup.fixture, 10 * NS_PER_MS);
  ck_assert_uint_gt (setup.fixture->io.started, 5);
  ck_assert_uint_eq (setup.fixture->io.failed, setup.fixture->io.started);
  ck_assert_uint_eq (setup.fixture->io.completed, 0);
  workload_free (workload);
  memory_waiters_clear (&waiters);
  setup_free (&setup);
}
END_TEST

START_TEST (an_io_still_at_the_device_at_the_end_is_unlocked)
{
  Setup setup = setup_new (4096);
  setup_run (&setup, 100 * NS_PER_US);
  ck_assert_uint_eq (setup.fixture->io.started, 1);
  ck_assert_uint_eq (setup.fixture->io.completed, 0);
  ck_assert_uint_eq (cache_get_state (setup.fixture->machine->pcache).entries_active, 0);
  setup_free (&setup);
}
END_TEST

START_TEST (requests_are_limited_per_thread)
{
  Setup setup = setup_new (4096);
  setup.options.threads = 3;
  setup.options.requests = 4;
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.completed, 12);
  setup_free (&setup);
}
END_TEST

START_TEST (no_io_starts_from_the_stop_on)
{
  Setup setup = setup_new (4096);
  setup.fixture->context.start = 5 * NS_PER_MS;
  setup.fixture->context.stop = 7 * NS_PER_MS;
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.completed, 2);
  setup_free (&setup);
}
END_TEST

START_TEST (sequential_places_are_shared_by_all_threads_and_start_over)
{
  Setup setup = setup_new (4096);
  setup.options.pattern.offset.kind = DISTRIBUTION_CONFIG_SEQUENTIAL;
  setup.options.threads = 2;
  setup.options.pattern.buffers = 5;
  setup_run (&setup, 4999 * NS_PER_US);
  ck_assert_uint_eq (setup.fixture->io.completed, 10);
  ck_assert_uint_eq (cache_get_counters (setup.fixture->machine->pcache)->inserts[CACHE_ADMITTED], 5);
  setup_free (&setup);
}
END_TEST

START_TEST (the_share_of_reads_is_as_asked)
{
  Setup setup = setup_new (4096);
  setup.options.threads = 10;
  setup.options.pattern.read = 0.8;
  setup_run (&setup, NS_PER_SEC - 1);
  uint64_t started = setup.fixture->io.started;
  ck_assert_uint_eq (started, 10000);
  ck_assert_uint_eq (setup.fixture->io.reads + setup.fixture->io.writes, started);
  ck_assert_int_lt (labs ((long)setup.fixture->io.reads - 8000), 200);
  setup_free (&setup);
}
END_TEST

START_TEST (all_reads_or_none)
{
  for (unsigned read = 0; read <= 1; read++) {
    Setup setup = setup_new (4096);
    setup.options.pattern.read = read;
    setup_run (&setup, 100 * NS_PER_MS);
    ck_assert_uint_eq (setup.fixture->io.reads, read * setup.fixture->io.started);
    setup_free (&setup);
  }
}
END_TEST

START_TEST (an_io_is_cut_at_the_end_of_the_segment)
{
  Setup setup = setup_new (4096);
  setup.options.pattern.size.constant = 2 * FIXTURE_SIZE;
  setup.options.requests = 1;
  setup.options.pattern.offset = (DistributionConfig){ .constant = 127 };
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.bytes, 8192);
  setup_free (&setup);
}
END_TEST

START_TEST (a_request_that_cannot_lock_fails_and_time_goes_on)
{
  Setup setup = setup_new (1);
  setup_run (&setup, 99999 * NS_PER_US);
  ck_assert_uint_gt (setup.fixture->io.failed, 0);
  ck_assert_uint_le (setup.fixture->io.started, 200);
  ck_assert_uint_eq (setup.fixture->io.failed, setup.fixture->machine->vm.counters.failed_memory);
  setup_free (&setup);
}
END_TEST

START_TEST (no_thinking_and_no_service_still_takes_time)
{
  Setup setup = setup_new (4096);
  setup.options.think.constant = 0;
  setup.options.service.constant = 0;
  setup_run (&setup, 1000);
  ck_assert_uint_eq (setup.fixture->io.completed, 1000);
  setup_free (&setup);
}
END_TEST

/* One thread's choices do not depend on how many others there are. */
START_TEST (each_thread_draws_from_its_own_stream)
{
  uint64_t reads[2];
  for (unsigned more = 0; more < 2; more++) {
    Setup setup = setup_new (4096);
    Random first;
    random_init (&first, 1, 0, "test/0");
    uint64_t expected = 0;
    Distribution *place =
        distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_UNIFORM, .uniform = { 0, 127 } }, 1);
    for (unsigned i = 0; i < 100; i++) {
      expected += random_unit (&first) < 0.5;
      distribution_draw (place, &first);
    }
    distribution_free (place);
    setup.options.requests = 100;
    setup.options.threads = 1 + more * 7;
    setup_run (&setup, NS_PER_SEC);
    reads[more] = setup.fixture->io.reads;
    if (!more) {
      ck_assert_uint_eq (reads[0], expected);
    }
    setup_free (&setup);
  }
  ck_assert_uint_gt (reads[1], reads[0]);
}
END_TEST

/* One thread on one buffer of two pages, and what each step costs. */
static Setup setup_with_costs (void)
{
  Setup setup = setup_new (4096);
  setup.options.pattern.offset = (DistributionConfig){ .constant = 0 };
  setup.fixture->machine->vm.lock_cost =
      (LockCost){ .call_ns = 10, .miss_ns = 100, .page_ns = 7, .create_ns = 3, .unlock_ns = 2 };
  setup.fixture->context.latency = g_new0 (Latency, 1);
  return setup;
}

static void check_latency (Setup *setup, uint64_t count, uint64_t lock_ns)
{
  Latency *latency = setup->fixture->context.latency;
  ck_assert_uint_eq (latency->count, count);
  ck_assert_uint_eq (latency->sums[LATENCY_LOCK], lock_ns);
  ck_assert_uint_eq (latency->sums[LATENCY_DEVICE], count * 300 * NS_PER_US);
  ck_assert_uint_eq (latency->sums[LATENCY_WAIT], 0);
  g_free (latency);
  setup_free (setup);
}

START_TEST (a_miss_costs_its_pages_and_a_hit_the_same_always)
{
  Setup setup = setup_with_costs ();
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  uint64_t miss_ns = 10 + 100 + 2 * 7 + 2 * 3, unlock_ns = 10, hit_ns = 10;
  /* The device begins when the buffer is locked, thinking when it is unlocked. */
  workload_fixture_run (setup.fixture, 300 * NS_PER_US + miss_ns - 1);
  ck_assert_uint_eq (setup.fixture->io.completed, 0);
  workload_fixture_run (setup.fixture, NS_PER_MS + miss_ns + unlock_ns - 1);
  ck_assert_uint_eq (setup.fixture->io.completed, 1);
  ck_assert_uint_eq (setup.fixture->io.started, 1);
  workload_fixture_run (setup.fixture, NS_PER_MS + miss_ns + unlock_ns);
  ck_assert_uint_eq (setup.fixture->io.started, 2);
  workload_fixture_run (setup.fixture, 3 * NS_PER_MS - 1);
  workload_free (workload);
  check_latency (&setup, 3, miss_ns + 2 * hit_ns + 3 * unlock_ns);
}
END_TEST

START_TEST (without_the_cache_each_io_locks_and_unlocks_its_pages)
{
  Setup setup = setup_with_costs ();
  ck_assert (seg_p_disable (setup.fixture->machine->pcache));
  setup_run (&setup, 3 * NS_PER_MS - 1);
  check_latency (&setup, 3, 3 * (10 + 100 + 2 * 7) + 2 * 3 + 3 * (10 + 2 * 2));
}
END_TEST

/* A request of 160 KiB in pieces of 64, 64 and 32 KiB, 300 us each. */
static Setup setup_new_cut (uint64_t pages)
{
  Setup setup = setup_new (pages);
  setup.options.pattern.size.constant = 160 << 10;
  setup.options.pattern.offset.kind = DISTRIBUTION_CONFIG_SEQUENTIAL;
  return setup;
}

START_TEST (a_request_above_maxphys_is_locked_done_and_unlocked_piece_by_piece)
{
  static const struct {
    sim_time until_us;
    uint64_t started, bytes_k;
    bool active;
  } steps[] = { { 299, 1, 0, true },
                { 599, 2, 64, true },
                { 899, 3, 128, true },
                { 1599, 3, 160, false },
                { 1600, 4, 160, true } };
  Setup setup = setup_new_cut (4096);
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    workload_fixture_run (setup.fixture, steps[i].until_us * NS_PER_US);
    ck_assert_uint_eq (setup.fixture->io.started, steps[i].started);
    ck_assert_uint_eq (setup.fixture->io.bytes, steps[i].bytes_k << 10);
    ck_assert_uint_eq (cache_get_state (setup.fixture->machine->pcache).entries_active, steps[i].active);
  }
  ck_assert_uint_eq (setup.fixture->io.cut, 2);
  workload_free (workload);
  setup_free (&setup);
}
END_TEST

START_TEST (the_latency_of_a_request_is_that_of_all_its_pieces)
{
  Setup setup = setup_new_cut (4096);
  Latency *latency = setup.fixture->context.latency = g_new0 (Latency, 1);
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  workload_fixture_run (setup.fixture, 899 * NS_PER_US);
  ck_assert_uint_eq (latency->count, 0);
  for (uint64_t i = 1; i <= 3; i++) {
    workload_fixture_run (setup.fixture, (i * 1600 - 1) * NS_PER_US);
    ck_assert_uint_eq (latency->count, i);
    ck_assert_uint_eq (latency->sums[LATENCY_DEVICE], i * 900 * NS_PER_US);
    ck_assert_uint_eq (latency->total.counts[histogram_bucket (900 * NS_PER_US)], i);
  }
  workload_free (workload);
  g_free (latency);
  setup_free (&setup);
}
END_TEST

/* Its second piece cannot be locked. */
START_TEST (a_request_that_fails_has_no_latency)
{
  Setup setup = setup_new_cut (4096);
  Latency *latency = setup.fixture->context.latency = g_new0 (Latency, 1);
  setup.fixture->context.base += FIXTURE_SIZE - (64 << 10);
  setup.options.requests = 1;
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.completed, 1);
  ck_assert_uint_eq (latency->count, 0);
  g_free (latency);
  setup_free (&setup);
}
END_TEST

START_TEST (a_request_of_maxphys_is_not_cut)
{
  Setup setup = setup_new_cut (4096);
  setup.fixture->context.maxphys_bytes = 160 << 10;
  setup_run (&setup, 999 * NS_PER_US);
  ck_assert_uint_eq (setup.fixture->io.started, 1);
  ck_assert_uint_eq (setup.fixture->io.cut, 0);
  ck_assert_uint_eq (setup.fixture->io.bytes, 160 << 10);
  setup_free (&setup);
}
END_TEST

START_TEST (a_request_that_began_before_the_stop_is_done_to_its_end)
{
  Setup setup = setup_new_cut (4096);
  setup.fixture->context.stop = 100 * NS_PER_US;
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.bytes, 160 << 10);
  setup_free (&setup);
}
END_TEST

/* Nothing is mapped where the second piece is to be. */
START_TEST (what_comes_after_a_piece_that_cannot_be_locked_is_dropped)
{
  Setup setup = setup_new_cut (4096);
  setup.fixture->context.base += FIXTURE_SIZE - (64 << 10);
  setup.options.requests = 1;
  setup_run (&setup, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.started, 2);
  ck_assert_uint_eq (setup.fixture->io.failed, 1);
  ck_assert_uint_eq (setup.fixture->io.bytes, 64 << 10);
  setup_free (&setup);
}
END_TEST

START_TEST (a_process_that_exits_does_no_further_piece)
{
  Setup setup = setup_new_cut (4096);
  Workload *workload = workload_start (&DIRECT_IO_KIND, &setup.fixture->context, &setup.options, NULL);
  workload_fixture_run (setup.fixture, 100 * NS_PER_US);
  setup.fixture->machine->as.exiting = true;
  workload_fixture_run (setup.fixture, NS_PER_SEC);
  ck_assert_uint_eq (setup.fixture->io.started, 1);
  ck_assert_uint_eq (setup.fixture->io.completed, 1);
  workload_free (workload);
  setup_free (&setup);
}
END_TEST

/* Another segment begins where the first ends. */
START_TEST (an_io_may_lie_over_adjacent_segments)
{
  Setup setup = setup_new (4096);
  WorkloadFixture *fixture = setup.fixture;
  Segment *next = segvn_create (&fixture->machine->vm, &fixture->machine->as, FIXTURE_BASE + FIXTURE_SIZE,
                                FIXTURE_SIZE, 0, PROTECT_READ | PROTECT_WRITE, NULL, 0);
  segvn_need_amp (next);
  fixture->context.size = 2 * FIXTURE_SIZE;
  setup.options.pattern.offset.kind = DISTRIBUTION_CONFIG_SEQUENTIAL;
  setup.options.pattern.align_bytes = FIXTURE_SIZE - 4096;
  setup.options.pattern.buffers = 2;
  setup.options.requests = 2;
  setup_run (&setup, 5 * NS_PER_MS);
  ck_assert_uint_eq (fixture->io.completed, 2);
  ck_assert_uint_eq (cache_get_state (fixture->machine->pcache).entries, 3);
  setup_free (&setup);
}
END_TEST

static Suite *direct_io_suite (void)
{
  Suite *suite = suite_create ("direct_io");
  TCase *tcase = tcase_create ("direct_io");
  tcase_add_test (tcase, a_thread_does_one_io_per_service_and_think_time);
  tcase_add_test (tcase, an_io_still_at_the_device_at_the_end_is_unlocked);
  tcase_add_test (tcase, an_io_waits_for_memory_and_goes_on_when_there_is_some);
  tcase_add_test (tcase, an_io_that_waits_at_the_end_waits_no_more);
  tcase_add_test (tcase, an_io_that_fails_after_waiting_leaves_its_thread_to_go_on);
  tcase_add_test (tcase, requests_are_limited_per_thread);
  tcase_add_test (tcase, no_io_starts_from_the_stop_on);
  tcase_add_test (tcase, sequential_places_are_shared_by_all_threads_and_start_over);
  tcase_add_test (tcase, the_share_of_reads_is_as_asked);
  tcase_add_test (tcase, all_reads_or_none);
  tcase_add_test (tcase, an_io_is_cut_at_the_end_of_the_segment);
  tcase_add_test (tcase, a_request_that_cannot_lock_fails_and_time_goes_on);
  tcase_add_test (tcase, no_thinking_and_no_service_still_takes_time);
  tcase_add_test (tcase, a_miss_costs_its_pages_and_a_hit_the_same_always);
  tcase_add_test (tcase, without_the_cache_each_io_locks_and_unlocks_its_pages);
  tcase_add_test (tcase, each_thread_draws_from_its_own_stream);
  tcase_add_test (tcase, a_request_above_maxphys_is_locked_done_and_unlocked_piece_by_piece);
  tcase_add_test (tcase, the_latency_of_a_request_is_that_of_all_its_pieces);
  tcase_add_test (tcase, a_request_that_fails_has_no_latency);
  tcase_add_test (tcase, a_request_of_maxphys_is_not_cut);
  tcase_add_test (tcase, a_request_that_began_before_the_stop_is_done_to_its_end);
  tcase_add_test (tcase, what_comes_after_a_piece_that_cannot_be_locked_is_dropped);
  tcase_add_test (tcase, a_process_that_exits_does_no_further_piece);
  tcase_add_test (tcase, an_io_may_lie_over_adjacent_segments);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (direct_io_suite (), NULL);
}
