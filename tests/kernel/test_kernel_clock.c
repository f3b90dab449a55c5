#include "kernel_fixture.h"
#include "test_main.h"

#include <glib.h>

static const uint64_t all_hz[] = { 10, 60, 100, 1000, 10000 };

/* lbolt as its definition says, in 128 bits. */
static uint64_t ticks_at (sim_time time, uint64_t hz)
{
  __extension__ typedef unsigned __int128 Wide;
  return (uint64_t)((Wide)time * hz / NS_PER_SEC);
}

static uint64_t lbolt_at (KernelFixture *fixture, sim_time time)
{
  event_queue_run_while (fixture->queue, time, NULL, NULL);
  kernel_clock_update (&fixture->clock);
  return fixture->kernel.lbolt;
}

static void check_lbolt_at (KernelFixture *fixture, sim_time time)
{
  ck_assert_uint_eq (lbolt_at (fixture, time), ticks_at (time, fixture->kernel.hz));
}

START_TEST (lbolt_begins_at_0)
{
  KernelFixture *fixture = kernel_fixture_with_clock (100);
  ck_assert_uint_eq (fixture->kernel.lbolt, 0);
  check_lbolt_at (fixture, 0);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (lbolt_goes_on_exactly_at_the_ticks)
{
  uint64_t hz = all_hz[_i];
  KernelFixture *fixture = kernel_fixture_with_clock (hz);
  uint64_t wrong = 0;
  for (uint64_t tick = 1; tick <= 2 * hz + 1; tick++) {
    sim_time time = kernel_ticks_to_ns (&fixture->kernel, tick);
    wrong += ticks_at (time - 1, hz) != tick - 1 || lbolt_at (fixture, time - 1) != tick - 1;
    wrong += ticks_at (time, hz) != tick || lbolt_at (fixture, time) != tick;
  }
  ck_assert_uint_eq (wrong, 0);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (lbolt_is_exact_after_long_times)
{
  uint64_t hz = all_hz[_i];
  KernelFixture *fixture = kernel_fixture_with_clock (hz);
  event_queue_cancel (fixture->queue, &fixture->clock.schedpaging); /* years of it would take long */
  for (sim_time time = 1; time < SIM_TIME_NEVER / 3; time = time * 3 + 17) {
    check_lbolt_at (fixture, time);
    uint64_t next = fixture->kernel.lbolt + 1;
    sim_time boundary = kernel_ticks_to_ns (&fixture->kernel, next);
    check_lbolt_at (fixture, boundary - 1);
    ck_assert_uint_eq (fixture->kernel.lbolt, next - 1);
    check_lbolt_at (fixture, boundary);
    ck_assert_uint_eq (fixture->kernel.lbolt, next);
    time = MAX (time, boundary);
  }
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (lbolt_is_right_after_a_long_sleep)
{
  KernelFixture *fixture = kernel_fixture_with_clock (100);
  check_lbolt_at (fixture, 1);
  check_lbolt_at (fixture, 3 * NS_PER_HOUR + 12345678);
  check_lbolt_at (fixture, 3 * NS_PER_HOUR + 19999999);
  check_lbolt_at (fixture, 3 * NS_PER_HOUR + 20000000);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (ticks_are_rounded_up_to_ns)
{
  Kernel kernel = { .hz = 60 };
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, 0), 0);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, 1), 16666667);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, 2), 33333334);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, 3), 50000000);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, 61), NS_PER_SEC + 16666667);
}
END_TEST

START_TEST (ticks_beyond_all_times_are_never)
{
  Kernel kernel = { .hz = 100 };
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, UINT64_MAX), SIM_TIME_NEVER);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, UINT64_MAX / 10000000), UINT64_MAX / 10000000 * 10000000);
  ck_assert_uint_eq (kernel_ticks_to_ns (&kernel, UINT64_MAX / 10000000 + 1), SIM_TIME_NEVER);
}
END_TEST

/* Turns of schedpaging that found memory low up to TIME. */
static uint64_t turns_until (KernelFixture *fixture, sim_time time)
{
  event_queue_run_while (fixture->queue, time, NULL, NULL);
  ck_assert_uint_eq (fixture->low_memory_calls, fixture->clock.low_memory_turns);
  return fixture->low_memory_calls;
}

START_TEST (schedpaging_runs_every_quarter_of_a_second)
{
  static const uint64_t hz_in_quarters[] = { 60, 100, 1000, 10000 };
  KernelFixture *fixture = kernel_fixture_with_clock (hz_in_quarters[_i]);
  fixture->kernel.lotsfree = 1;
  ck_assert_uint_eq (turns_until (fixture, 250 * NS_PER_MS - 1), 0);
  ck_assert_uint_eq (turns_until (fixture, 250 * NS_PER_MS), 1);
  ck_assert_uint_eq (turns_until (fixture, 500 * NS_PER_MS - 1), 1);
  ck_assert_uint_eq (turns_until (fixture, 500 * NS_PER_MS), 2);
  ck_assert_uint_eq (turns_until (fixture, NS_PER_HOUR - 1), 4 * 3600 - 1);
  ck_assert_uint_eq (turns_until (fixture, NS_PER_HOUR), 4 * 3600);
  kernel_fixture_free (fixture);
}
END_TEST

/* 10/4 is 2. */
START_TEST (schedpaging_runs_every_hz_4_ticks_rounded_down)
{
  KernelFixture *fixture = kernel_fixture_with_clock (10);
  fixture->kernel.lotsfree = 1;
  ck_assert_uint_eq (turns_until (fixture, 200 * NS_PER_MS - 1), 0);
  ck_assert_uint_eq (turns_until (fixture, 200 * NS_PER_MS), 1);
  ck_assert_uint_eq (turns_until (fixture, NS_PER_HOUR), 5 * 3600);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (schedpaging_keeps_to_the_ticks_for_hours)
{
  KernelFixture *fixture = kernel_fixture_with_clock (30); /* 7 ticks of a third of 100 ms */
  fixture->kernel.lotsfree = 1;
  ck_assert_uint_eq (turns_until (fixture, 7 * 1000 * NS_PER_SEC - 1), 30 * 1000 - 1);
  ck_assert_uint_eq (turns_until (fixture, 7 * 1000 * NS_PER_SEC), 30 * 1000);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (lbolt_is_right_when_memory_is_low)
{
  KernelFixture *fixture = kernel_fixture_with_clock (100);
  fixture->kernel.lotsfree = 1;
  turns_until (fixture, NS_PER_SEC);
  ck_assert_uint_eq (fixture->kernel.lbolt, 100);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (memory_is_low_below_lotsfree_and_needfree)
{
  static const struct {
    uint64_t freemem, lotsfree, needfree;
    bool low;
  } cases[] = { { 100, 100, 0, false },  { 99, 100, 0, true },     { 100, 100, 1, true },
                { 101, 100, 1, false },  { 0, 0, 0, false },       { 0, 0, 1, true },
                { 1000, 100, 0, false }, { 1000, 100, 901, true }, { 1000, 100, 900, false } };
  KernelFixture *fixture = kernel_fixture_with_clock (100);
  fixture->kernel.freemem = cases[_i].freemem;
  fixture->kernel.lotsfree = cases[_i].lotsfree;
  fixture->kernel.needfree = cases[_i].needfree;
  ck_assert_uint_eq (turns_until (fixture, 3 * NS_PER_SEC), cases[_i].low ? 12 : 0);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (memory_is_looked_at_anew_at_each_turn)
{
  KernelFixture *fixture = kernel_fixture_with_clock (100);
  fixture->kernel.freemem = fixture->kernel.lotsfree = 10;
  ck_assert_uint_eq (turns_until (fixture, NS_PER_SEC), 0);
  fixture->kernel.freemem = 9;
  ck_assert_uint_eq (turns_until (fixture, 2 * NS_PER_SEC), 4);
  fixture->kernel.freemem = 10;
  ck_assert_uint_eq (turns_until (fixture, 3 * NS_PER_SEC), 4);
  kernel_fixture_free (fixture);
}
END_TEST

START_TEST (nobody_has_to_listen_for_low_memory)
{
  Kernel kernel = { .hz = 100, .lotsfree = 1 };
  EventQueue *queue = event_queue_new ();
  KernelClock clock;
  kernel_clock_start (&clock, &kernel, queue, NULL, NULL);
  event_queue_run_while (queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (clock.low_memory_turns, 4);
  event_queue_free (queue);
}
END_TEST

static Suite *kernel_clock_suite (void)
{
  Suite *suite = suite_create ("kernel_clock");
  TCase *lbolt = tcase_create ("lbolt");
  tcase_add_test (lbolt, lbolt_begins_at_0);
  tcase_add_loop_test (lbolt, lbolt_goes_on_exactly_at_the_ticks, 0, G_N_ELEMENTS (all_hz));
  tcase_add_loop_test (lbolt, lbolt_is_exact_after_long_times, 0, G_N_ELEMENTS (all_hz));
  tcase_add_test (lbolt, lbolt_is_right_after_a_long_sleep);
  tcase_add_test (lbolt, ticks_are_rounded_up_to_ns);
  tcase_add_test (lbolt, ticks_beyond_all_times_are_never);
  suite_add_tcase (suite, lbolt);
  TCase *schedpaging = tcase_create ("schedpaging");
  tcase_add_loop_test (schedpaging, schedpaging_runs_every_quarter_of_a_second, 0, 4);
  tcase_add_test (schedpaging, schedpaging_runs_every_hz_4_ticks_rounded_down);
  tcase_add_test (schedpaging, schedpaging_keeps_to_the_ticks_for_hours);
  tcase_add_test (schedpaging, lbolt_is_right_when_memory_is_low);
  tcase_add_loop_test (schedpaging, memory_is_low_below_lotsfree_and_needfree, 0, 9);
  tcase_add_test (schedpaging, memory_is_looked_at_anew_at_each_turn);
  tcase_add_test (schedpaging, nobody_has_to_listen_for_low_memory);
  suite_add_tcase (suite, schedpaging);
  return suite;
}

int main (void)
{
  return test_main (kernel_clock_suite (), NULL);
}
