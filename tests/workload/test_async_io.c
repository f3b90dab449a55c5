#include "pending_events.h"
#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"

#define INTERVAL_NS (100 * NS_PER_US)

/* Depth 4, 8 KiB one after the other, 300 us at the device, reaped each millisecond. */
typedef struct {
  WorkloadFixture *fixture;
  AsyncIoCounters *counters;
  AsyncIoOptions options;
  Workload *workload;
} Setup;

static Setup *setup_new (void)
{
  Setup *setup = g_new0 (Setup, 1);
  setup->fixture = workload_fixture_new (4096);
  setup->counters = &setup->fixture->kinds.async_io;
  setup->options = (AsyncIoOptions){ .depth = 4,
                                     .pattern = { .read = 0.5,
                                                  .size = { .constant = 8192 },
                                                  .offset = { .kind = DISTRIBUTION_CONFIG_SEQUENTIAL },
                                                  .buffers = 128,
                                                  .align_bytes = 8192 },
                                     .service = { .constant = 300 * NS_PER_US },
                                     .reap_interval = { .constant = NS_PER_MS } };
  return setup;
}

static void setup_run (Setup *setup, sim_time until_us)
{
  if (!setup->workload) {
    setup->workload = workload_start (&ASYNC_IO_KIND, &setup->fixture->context, &setup->options, NULL);
  }
  workload_fixture_run (setup->fixture, until_us * NS_PER_US);
}

static uint64_t active_entries (const Setup *setup)
{
  return cache_get_state (setup->fixture->machine->pcache).entries_active;
}

static void setup_stop (Setup *setup)
{
  if (setup->workload) {
    workload_free (setup->workload);
    setup->workload = NULL;
  }
}

static void setup_free (Setup *setup)
{
  setup_stop (setup);
  ck_assert_uint_eq (active_entries (setup), 0);
  workload_fixture_free (setup->fixture);
  g_free (setup);
}

START_TEST (a_closed_loop_has_its_depth_in_flight)
{
  Setup *setup = setup_new ();
  setup_run (setup, 0);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  ck_assert_uint_eq (setup->counters->in_flight, 4);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->fixture->io.started, 8);
  ck_assert_uint_eq (setup->counters->in_flight, 4);
  setup_free (setup);
}
END_TEST

START_TEST (a_buffer_stays_locked_until_it_is_reaped)
{
  Setup *setup = setup_new ();
  setup->options.requests = 4;
  setup_run (setup, 999);
  ck_assert_uint_eq (setup->counters->unreaped, 4);
  ck_assert_uint_eq (setup->fixture->io.completed, 0);
  ck_assert_uint_eq (active_entries (setup), 4);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->counters->unreaped, 0);
  ck_assert_uint_eq (setup->counters->in_flight, 0);
  ck_assert_uint_eq (setup->counters->reaps, 1);
  ck_assert_uint_eq (setup->counters->unreaped_ns, 4 * 700 * NS_PER_US);
  ck_assert_uint_eq (setup->fixture->io.completed, 4);
  ck_assert_uint_eq (active_entries (setup), 0);
  setup_free (setup);
}
END_TEST

START_TEST (a_process_that_exits_reaps_what_is_done_and_the_rest_as_it_comes)
{
  Setup *setup = setup_new ();
  setup->options.interval.constant = INTERVAL_NS; /* at 0, 100, 200 us, ... done 300 us later */
  setup_run (setup, 350);
  ck_assert_uint_eq (setup->counters->unreaped, 1);
  ck_assert_uint_eq (active_entries (setup), 4);
  setup->fixture->machine->as.exiting = true;
  workload_leave (setup->workload);
  ck_assert_uint_eq (setup->counters->unreaped, 0);
  ck_assert_uint_eq (active_entries (setup), 3);
  setup_run (setup, 600);
  ck_assert_uint_eq (active_entries (setup), 0);
  ck_assert_uint_eq (setup->counters->in_flight, 0);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  ck_assert_uint_eq (setup->fixture->io.completed, 4);
  setup_run (setup, 5000);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  setup_free (setup);
}
END_TEST

START_TEST (the_wait_to_be_reaped_is_not_the_devices)
{
  Latency latency = { 0 };
  Setup *setup = setup_new ();
  setup->options.requests = 1;
  setup->fixture->context.latency = &latency;
  setup_run (setup, 2000);
  ck_assert_uint_eq (latency.count, 1);
  ck_assert_uint_eq (latency.sums[LATENCY_DEVICE], 300 * NS_PER_US);
  ck_assert_uint_eq (latency.sums[LATENCY_WAIT], 700 * NS_PER_US);
  setup_free (setup);
}
END_TEST

START_TEST (what_is_not_complete_is_not_reaped)
{
  Setup *setup = setup_new ();
  setup->options.service.constant = 1500 * NS_PER_US;
  setup_run (setup, 1999);
  ck_assert_uint_eq (setup->fixture->io.completed, 0);
  ck_assert_uint_eq (setup->counters->reaps, 0);
  setup_run (setup, 2000);
  ck_assert_uint_eq (setup->fixture->io.completed, 4);
  setup_free (setup);
}
END_TEST

START_TEST (enough_completions_are_reaped_at_once_and_the_interval_begins_anew)
{
  Setup *setup = setup_new ();
  setup->options.interval.constant = INTERVAL_NS;
  setup->options.requests = 3;
  setup->options.reap_count = 2; /* complete at 300, 400 and 500 us */
  setup_run (setup, 399);
  ck_assert_uint_eq (setup->fixture->io.completed, 0);
  setup_run (setup, 400);
  ck_assert_uint_eq (setup->fixture->io.completed, 2);
  setup_run (setup, 1399);
  ck_assert_uint_eq (setup->fixture->io.completed, 2);
  setup_run (setup, 1400);
  ck_assert_uint_eq (setup->fixture->io.completed, 3);
  setup_free (setup);
}
END_TEST

START_TEST (submissions_come_at_the_interval)
{
  Setup *setup = setup_new ();
  setup->options.interval.constant = INTERVAL_NS;
  setup->options.depth = 100;
  setup_run (setup, 950);
  ck_assert_uint_eq (setup->fixture->io.started, 10);
  ck_assert_uint_eq (setup->fixture->io.delayed, 0);
  setup_free (setup);
}
END_TEST

START_TEST (a_submission_waits_for_room)
{
  Latency latency = { 0 };
  Setup *setup = setup_new ();
  setup->options.interval.constant = INTERVAL_NS;
  setup->options.requests = 5; /* the last one is due at 400 us and has room at 1000 us */
  setup->fixture->context.latency = &latency;
  setup_run (setup, 999);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  ck_assert_uint_eq (setup->fixture->io.delayed, 1);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->fixture->io.started, 5);
  uint64_t waits = latency.sums[LATENCY_WAIT];
  setup_run (setup, 2000);
  ck_assert_uint_eq (setup->fixture->io.completed, 5);
  ck_assert_uint_eq (latency.sums[LATENCY_WAIT] - waits, (600 + 700) * NS_PER_US);
  setup_free (setup);
}
END_TEST

START_TEST (after_the_stop_what_is_in_flight_is_reaped_and_nothing_is_submitted)
{
  Setup *setup = setup_new ();
  setup->fixture->context.stop = 500 * NS_PER_US;
  uint64_t others = count_pending_events (setup->fixture->machine->queue);
  setup_run (setup, 10000);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  ck_assert_uint_eq (setup->fixture->io.completed, 4);
  ck_assert_uint_eq (setup->counters->reaps, 1);
  ck_assert_uint_eq (count_pending_events (setup->fixture->machine->queue), others);
  setup_free (setup);
}
END_TEST

START_TEST (what_is_not_reaped_at_the_end_is_unlocked)
{
  Setup *setup = setup_new ();
  setup->options.interval.constant = INTERVAL_NS;
  setup_run (setup, 350); /* one complete, three at the device */
  ck_assert_uint_eq (setup->counters->unreaped, 1);
  ck_assert_uint_eq (active_entries (setup), 4);
  setup_free (setup);
}
END_TEST

START_TEST (one_that_cannot_be_locked_is_tried_again_later)
{
  for (unsigned with_interval = 0; with_interval <= 1; with_interval++) {
    Setup *setup = setup_new ();
    seg_free (setup->fixture->machine->as.first);
    setup->options.interval.constant = with_interval ? INTERVAL_NS : 0;
    setup_run (setup, 10000 - 1);
    ck_assert_uint_eq (setup->fixture->io.started, 34);
    ck_assert_uint_eq (setup->fixture->io.failed, 34);
    ck_assert_uint_eq (setup->counters->in_flight, 0);
    setup_free (setup);
  }
}
END_TEST

START_TEST (one_that_fails_after_waiting_is_reaped_too)
{
  Setup *setup = setup_new ();
  MemoryWaiters waiters;
  Kernel *kernel = &setup->fixture->machine->kernel;
  memory_waiters_init (&waiters, kernel, setup->fixture->machine->queue);
  kernel->throttlefree = kernel->freemem;
  setup->options.requests = 4;
  setup_run (setup, 500);
  ck_assert_uint_eq (setup->fixture->io.waiting, 4);
  seg_free (setup->fixture->machine->as.first);
  kernel->throttlefree = 0;
  memory_waiters_notice (&waiters);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->fixture->io.failed, 4);
  ck_assert_uint_eq (setup->fixture->io.completed, 0);
  ck_assert_uint_eq (setup->counters->in_flight, 0);
  setup_stop (setup);
  memory_waiters_clear (&waiters);
  setup_free (setup);
}
END_TEST

static Suite *async_io_suite (void)
{
  Suite *suite = suite_create ("async_io");
  TCase *tcase = tcase_create ("async_io");
  tcase_add_test (tcase, a_closed_loop_has_its_depth_in_flight);
  tcase_add_test (tcase, a_buffer_stays_locked_until_it_is_reaped);
  tcase_add_test (tcase, a_process_that_exits_reaps_what_is_done_and_the_rest_as_it_comes);
  tcase_add_test (tcase, the_wait_to_be_reaped_is_not_the_devices);
  tcase_add_test (tcase, what_is_not_complete_is_not_reaped);
  tcase_add_test (tcase, enough_completions_are_reaped_at_once_and_the_interval_begins_anew);
  tcase_add_test (tcase, submissions_come_at_the_interval);
  tcase_add_test (tcase, a_submission_waits_for_room);
  tcase_add_test (tcase, after_the_stop_what_is_in_flight_is_reaped_and_nothing_is_submitted);
  tcase_add_test (tcase, what_is_not_reaped_at_the_end_is_unlocked);
  tcase_add_test (tcase, one_that_cannot_be_locked_is_tried_again_later);
  tcase_add_test (tcase, one_that_fails_after_waiting_is_reaped_too);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (async_io_suite (), NULL);
}
