#include "memory_waiters.h"
#include "page_allocator.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>

#define PAGES 100
#define THROTTLEFREE 20
#define SLEEPERS 4

typedef struct {
  MemoryWaiter waiter; /* first */
  uint64_t takes;      /* pages that it creates when it is woken */
  uint64_t again;      /* how often it then waits for as many more */
} Sleeper;

static Kernel kernel;
static PageAllocator *allocator;
static EventQueue *queue;
static MemoryWaiters waiters;
static Sleeper sleepers[SLEEPERS];
static GString *woken;

static void wake (MemoryWaiter *waiter)
{
  Sleeper *sleeper = (Sleeper *)(void *)waiter;
  g_string_append_c (woken, (char)('a' + (sleeper - sleepers)));
  for (uint64_t i = 0; i < sleeper->takes; i++) {
    ck_assert (page_create_may_go_on (&kernel, 1));
    page_create (allocator);
  }
  if (sleeper->again > 0) {
    sleeper->again--;
    memory_waiters_add (&waiters, waiter, sleeper->takes);
  }
}

/* All memory but FREE pages is in use. */
static void leave_free (uint64_t free_pages)
{
  while (kernel.freemem > free_pages) {
    page_create (allocator);
  }
}

static void free_pages (uint64_t n)
{
  PageNumber page = 0;
  while (n > 0) {
    if (page_is (allocator, page, PAGE_IN_USE)) {
      page_free (allocator, page);
      n--;
    }
    page++;
  }
}

static void sleep_for (unsigned i, uint64_t npages)
{
  sleepers[i].takes = npages;
  memory_waiters_add (&waiters, &sleepers[i].waiter, npages);
}

static const char *run (void)
{
  event_queue_run_while (queue, event_queue_now (queue), NULL, NULL);
  return woken->str;
}

static void set_up (void)
{
  kernel = (Kernel){ .hz = 100, .throttlefree = THROTTLEFREE };
  allocator = page_allocator_new (&kernel, PAGES, 0);
  queue = event_queue_new ();
  memory_waiters_init (&waiters, &kernel, queue);
  woken = g_string_new (NULL);
  for (unsigned i = 0; i < SLEEPERS; i++) {
    sleepers[i] = (Sleeper){ .waiter.wake = wake };
  }
}

static void tear_down (void)
{
  memory_waiters_clear (&waiters);
  ck_assert_ptr_null (kernel.memory_waiters);
  g_string_free (woken, TRUE);
  event_queue_free (queue);
  page_allocator_free (allocator);
}

START_TEST (a_blocking_request_goes_on_at_n_plus_throttlefree)
{
  leave_free (THROTTLEFREE + 5);
  ck_assert (page_create_may_go_on (&kernel, 5));
  ck_assert (!page_create_may_go_on (&kernel, 6));
}
END_TEST

START_TEST (sleepers_raise_needfree_as_long_as_they_sleep)
{
  leave_free (THROTTLEFREE);
  kernel.needfree = 7;
  sleep_for (0, 3);
  sleep_for (1, 2);
  ck_assert_uint_eq (kernel.needfree, 12);
  memory_waiters_remove (&waiters, &sleepers[0].waiter);
  ck_assert_uint_eq (kernel.needfree, 9);
  free_pages (2);
  ck_assert_uint_eq (kernel.needfree, 9);
  ck_assert_str_eq (run (), "b");
  ck_assert_uint_eq (kernel.needfree, 7);
}
END_TEST

START_TEST (they_are_woken_in_the_order_in_which_they_came)
{
  leave_free (THROTTLEFREE);
  sleep_for (2, 1);
  sleep_for (0, 1);
  sleep_for (1, 1);
  free_pages (2);
  ck_assert_str_eq (run (), "ca");
  free_pages (1);
  ck_assert_str_eq (run (), "cab");
  ck_assert_uint_eq (kernel.freemem, THROTTLEFREE);
}
END_TEST

START_TEST (a_large_request_holds_up_those_behind_it)
{
  leave_free (THROTTLEFREE);
  sleep_for (0, 10);
  sleep_for (1, 1);
  free_pages (9);
  ck_assert_str_eq (run (), "");
  free_pages (2);
  ck_assert_str_eq (run (), "ab");
}
END_TEST

START_TEST (when_the_first_gives_up_the_next_gets_its_turn)
{
  leave_free (THROTTLEFREE);
  sleep_for (0, 10);
  sleep_for (1, 1);
  free_pages (3);
  ck_assert_str_eq (run (), "");
  memory_waiters_remove (&waiters, &sleepers[0].waiter);
  ck_assert_str_eq (run (), "b");
}
END_TEST

START_TEST (who_needs_more_stands_at_the_end_again)
{
  leave_free (THROTTLEFREE);
  sleepers[0].again = 2;
  sleep_for (0, 1);
  sleep_for (1, 1);
  free_pages (4);
  ck_assert_str_eq (run (), "abaa");
}
END_TEST

START_TEST (waits_are_counted_and_timed)
{
  leave_free (THROTTLEFREE);
  sleep_for (0, 1);
  sleep_for (1, 1);
  event_queue_run_while (queue, 500, NULL, NULL);
  free_pages (1);
  run ();
  event_queue_run_while (queue, 700, NULL, NULL);
  ck_assert_uint_eq (waiters.length, 1);
  free_pages (1);
  run ();
  ck_assert_uint_eq (waiters.waits, 2);
  ck_assert_uint_eq (waiters.wait_ns, 1200);
  ck_assert_uint_eq (waiters.length, 0);
}
END_TEST

START_TEST (nobody_is_woken_after_the_end)
{
  leave_free (THROTTLEFREE);
  sleep_for (0, 1);
  free_pages (1);
  memory_waiters_clear (&waiters);
  ck_assert_str_eq (run (), "");
  ck_assert_uint_eq (kernel.needfree, 0);
  ck_assert (!memory_waiter_is_waiting (&sleepers[0].waiter));
}
END_TEST

START_TEST (waiting_twice_aborts)
{
  sleep_for (0, 1);
  sleep_for (0, 1);
}
END_TEST

static Suite *memory_waiters_suite (void)
{
  Suite *suite = suite_create ("memory_waiters");
  TCase *rules = tcase_create ("rules");
  tcase_add_checked_fixture (rules, set_up, tear_down);
  tcase_add_test (rules, a_blocking_request_goes_on_at_n_plus_throttlefree);
  tcase_add_test (rules, sleepers_raise_needfree_as_long_as_they_sleep);
  tcase_add_test (rules, they_are_woken_in_the_order_in_which_they_came);
  tcase_add_test (rules, a_large_request_holds_up_those_behind_it);
  tcase_add_test (rules, when_the_first_gives_up_the_next_gets_its_turn);
  tcase_add_test (rules, who_needs_more_stands_at_the_end_again);
  tcase_add_test (rules, waits_are_counted_and_timed);
  tcase_add_test (rules, nobody_is_woken_after_the_end);
  tcase_add_test_raise_signal (rules, waiting_twice_aborts, SIGTRAP);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (memory_waiters_suite (), NULL);
}
