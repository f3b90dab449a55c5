/* Threads, condition variables and delays of the instant kernel. */
#include "kernel_sync.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>

#define TICK_NS (NS_PER_SEC / 100)
#define THREAD_KIND 7

typedef enum { WAIT_ANY, WAIT_UNTIL_TICK, WAIT_TICKS, WAIT_DELAY } WaitKind;

typedef struct {
  Kernel kernel;
#if KERNEL_CHECKED
  LockChecker lock_checker;
#endif
  EventQueue *queue;
  SimThreads *threads;
  KernelClock clock;
  KernelThreads kernel_threads;
  KMutex mutex;
  KCondvar cv;
  GString *log; /* "name@tick " of each thread that goes on; "!" behind the name if its time was up */
} Fixture;

/* A thread that waits TIMES times. */
typedef struct {
  Fixture *fixture;
  const char *name;
  WaitKind kind;
  uint64_t ticks;
  unsigned times;
} Waiter;

static Fixture *fixture;

static void set_up (void)
{
  fixture = g_new0 (Fixture, 1);
  fixture->kernel.hz = 100;
#if KERNEL_CHECKED
  fixture->kernel.lock_checker = &fixture->lock_checker;
#endif
  fixture->queue = event_queue_new ();
  fixture->threads = sim_threads_new (fixture->queue);
  kernel_clock_start (&fixture->clock, &fixture->kernel, fixture->queue, NULL, NULL);
  kernel_threads_init (&fixture->kernel_threads, &fixture->kernel, fixture->threads, &fixture->clock);
  mutex_init (&fixture->mutex, LOCK_CLASS_ASYNC, 0);
  cv_init (&fixture->cv);
  fixture->log = g_string_new (NULL);
}

static void tear_down (void)
{
  sim_threads_free (fixture->threads);
  event_queue_free (fixture->queue);
  g_string_free (fixture->log, TRUE);
  g_free (fixture);
}

static bool waiter_wait (const Waiter *waiter)
{
  Kernel *kernel = &fixture->kernel;
  switch (waiter->kind) {
  case WAIT_ANY:
    cv_wait (kernel, &fixture->cv, &fixture->mutex);
    return true;
  case WAIT_UNTIL_TICK:
    return cv_timedwait (kernel, &fixture->cv, &fixture->mutex, waiter->ticks);
  case WAIT_TICKS:
    return cv_reltimedwait (kernel, &fixture->cv, &fixture->mutex, waiter->ticks);
  case WAIT_DELAY:
    mutex_exit (kernel, &fixture->mutex);
    delay (kernel, waiter->ticks);
    mutex_enter (kernel, &fixture->mutex);
    return true;
  }
  return false;
}

static void waiter_body (void *argument)
{
  const Waiter *waiter = argument;
  mutex_enter (&fixture->kernel, &fixture->mutex);
  for (unsigned i = 0; i < waiter->times; i++) {
    bool woken = waiter_wait (waiter);
    mutex_assert_held (&fixture->kernel, &fixture->mutex);
    g_string_append_printf (fixture->log, "%s%s@%u ", waiter->name, woken ? "" : "!",
                            (unsigned)fixture->kernel.lbolt);
  }
  mutex_exit (&fixture->kernel, &fixture->mutex);
}

static void start (Waiter *waiter)
{
  waiter->times = MAX (waiter->times, 1);
  thread_create (&fixture->kernel, THREAD_KIND, waiter_body, waiter);
}

static void run_to_tick (uint64_t tick)
{
  event_queue_run_while (fixture->queue, tick * TICK_NS, NULL, NULL);
  kernel_clock_update (&fixture->clock);
}

static void assert_log (const char *expected)
{
  ck_assert_str_eq (fixture->log->str, expected);
  g_string_truncate (fixture->log, 0);
}

START_TEST (a_signal_wakes_who_came_first)
{
  Waiter a = { .name = "a" };
  Waiter b = { .name = "b", .times = 2 };
  Waiter c = { .name = "c" };
  start (&a);
  start (&b);
  start (&c);
  run_to_tick (3);
  assert_log ("");
  cv_signal (&fixture->kernel, &fixture->cv);
  assert_log (""); /* not before its event */
  run_to_tick (4);
  assert_log ("a@3 ");
  cv_signal (&fixture->kernel, &fixture->cv);
  run_to_tick (4);
  assert_log ("b@4 ");
  cv_signal (&fixture->kernel, &fixture->cv);
  cv_signal (&fixture->kernel, &fixture->cv);
  run_to_tick (4);
  assert_log ("c@4 b@4 "); /* b came again, behind c */
}
END_TEST

START_TEST (a_broadcast_wakes_all_in_their_order)
{
  Waiter waiters[] = { { .name = "a", .times = 2 },
                       { .name = "b", .kind = WAIT_TICKS, .ticks = 50 },
                       { .name = "c" } };
  for (unsigned i = 0; i < G_N_ELEMENTS (waiters); i++) {
    start (&waiters[i]);
  }
  run_to_tick (2);
  cv_broadcast (&fixture->kernel, &fixture->cv);
  run_to_tick (2);
  assert_log ("a@2 b@2 c@2 ");
  ck_assert_ptr_nonnull (fixture->cv.sleepers.head); /* a waits again */
  run_to_tick (100);
  assert_log ("");
}
END_TEST

START_TEST (a_signal_that_nobody_waits_for_is_lost)
{
  cv_signal (&fixture->kernel, &fixture->cv);
  cv_broadcast (&fixture->kernel, &fixture->cv);
  Waiter a = { .name = "a" };
  start (&a);
  run_to_tick (10);
  assert_log ("");
}
END_TEST

START_TEST (a_wait_ends_when_its_time_is_up)
{
  Waiter a = { .name = "a", .kind = WAIT_TICKS, .ticks = 5, .times = 2 };
  Waiter b = { .name = "b", .kind = WAIT_UNTIL_TICK, .ticks = 7 };
  Waiter c = { .name = "c" };
  start (&a);
  start (&b);
  start (&c);
  run_to_tick (12);
  assert_log ("a!@5 b!@7 a!@10 ");
  /* Whose time was up is not among those that wait any more. */
  cv_signal (&fixture->kernel, &fixture->cv);
  run_to_tick (12);
  assert_log ("c@12 ");
  ck_assert_ptr_null (fixture->cv.sleepers.head);
}
END_TEST

START_TEST (a_wait_until_a_tick_that_has_come_does_not_wait)
{
  run_to_tick (7);
  Waiter a = { .name = "a", .kind = WAIT_UNTIL_TICK, .ticks = 7 };
  start (&a);
  assert_log ("a!@7 ");
}
END_TEST

START_TEST (a_signal_before_the_time_is_up_counts)
{
  Waiter a = { .name = "a", .kind = WAIT_TICKS, .ticks = 5 };
  start (&a);
  event_queue_run_while (fixture->queue, 5 * TICK_NS - 1, NULL, NULL);
  cv_signal (&fixture->kernel, &fixture->cv);
  run_to_tick (100);
  assert_log ("a@4 ");
}
END_TEST

START_TEST (a_delay_takes_its_ticks)
{
  Waiter a = { .name = "a", .kind = WAIT_DELAY, .ticks = 3, .times = 2 };
  start (&a);
  run_to_tick (10);
  assert_log ("a@3 a@6 ");
}
END_TEST

static void make_a_thread (void *argument)
{
  g_string_append (fixture->log, "make ");
  start (argument);
  g_string_append (fixture->log, "made ");
}

/* A thread that another makes begins when that gives way. */
START_TEST (a_thread_begins_at_once_unless_a_thread_makes_it)
{
  Waiter a = { .name = "a", .kind = WAIT_UNTIL_TICK };
  thread_create (&fixture->kernel, THREAD_KIND, make_a_thread, &a);
  assert_log ("make made ");
  run_to_tick (0);
  assert_log ("a!@0 ");
}
END_TEST

#if KERNEL_CHECKED
static void delay_with_a_lock_held (void *argument)
{
  (void)argument;
  mutex_enter (&fixture->kernel, &fixture->mutex);
  delay (&fixture->kernel, 1);
}

START_TEST (giving_way_with_a_lock_held_aborts)
{
  thread_create (&fixture->kernel, THREAD_KIND, delay_with_a_lock_held, NULL);
}
END_TEST
#endif

static Suite *kernel_threads_suite (void)
{
  Suite *suite = suite_create ("kernel threads");
  TCase *tcase = tcase_create ("kernel threads");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_signal_wakes_who_came_first);
  tcase_add_test (tcase, a_broadcast_wakes_all_in_their_order);
  tcase_add_test (tcase, a_signal_that_nobody_waits_for_is_lost);
  tcase_add_test (tcase, a_wait_ends_when_its_time_is_up);
  tcase_add_test (tcase, a_wait_until_a_tick_that_has_come_does_not_wait);
  tcase_add_test (tcase, a_signal_before_the_time_is_up_counts);
  tcase_add_test (tcase, a_delay_takes_its_ticks);
  tcase_add_test (tcase, a_thread_begins_at_once_unless_a_thread_makes_it);
  suite_add_tcase (suite, tcase);
#if KERNEL_CHECKED
  if (g_strcmp0 (g_getenv ("CK_FORK"), "no") != 0) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_checked_fixture (misuse, set_up, tear_down);
    tcase_add_test_raise_signal (misuse, giving_way_with_a_lock_held_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
#endif
  return suite;
}

int main (void)
{
  return test_main (kernel_threads_suite (), NULL);
}
