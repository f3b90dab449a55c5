#include "fingerprint_trail.h"
#include "misuse.h"
#include "pending_events.h"
#include "random.h"
#include "sim_thread.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>

typedef struct {
  EventQueue *queue;
  SimThreads *threads;
  GString *log; /* what happened, in order: "name@time " */
} Fixture;

static Fixture fixture_new (void)
{
  EventQueue *queue = event_queue_new ();
  return (Fixture){ .queue = queue, .threads = sim_threads_new (queue), .log = g_string_new (NULL) };
}

static void fixture_log (Fixture *fixture, const char *what)
{
  g_string_append_printf (fixture->log, "%s@%" G_GUINT64_FORMAT " ", what, event_queue_now (fixture->queue));
}

/* Frees FIXTURE, whose run must have gone like EXPECTED. */
static void fixture_check (Fixture *fixture, const char *expected)
{
  ck_assert_str_eq (fixture->log->str, expected);
  g_string_free (fixture->log, TRUE);
  sim_threads_free (fixture->threads);
  ck_assert_uint_eq (count_pending_events (fixture->queue), 0);
  event_queue_free (fixture->queue);
}

typedef struct {
  Fixture *fixture;
  const char *name;
  sim_time pause;
  unsigned times;
  SimThread *thread;
} Actor;

static void sleeper_main (SimThreads *threads, void *argument)
{
  Actor *actor = argument;
  ck_assert_ptr_eq (sim_thread_current (threads), actor->thread);
  for (unsigned i = 0; i < actor->times; i++) {
    fixture_log (actor->fixture, actor->name);
    sim_thread_sleep (threads, actor->pause);
  }
  fixture_log (actor->fixture, "end");
}

static void actor_spawn (Actor *actor, SimThreadMain main)
{
  actor->thread = sim_thread_spawn (actor->fixture->threads, 1, main, actor);
}

START_TEST (threads_sleep_side_by_side)
{
  Fixture fixture = fixture_new ();
  Actor a = { .fixture = &fixture, .name = "a", .pause = 30, .times = 2 };
  Actor b = { .fixture = &fixture, .name = "b", .pause = 20, .times = 3 };
  actor_spawn (&a, sleeper_main);
  actor_spawn (&b, sleeper_main);
  ck_assert_uint_eq (sim_threads_count (fixture.threads), 2);
  ck_assert_uint_eq (event_queue_run_while (fixture.queue, 1000, NULL, NULL), 7);
  ck_assert_uint_eq (sim_threads_count (fixture.threads), 0);
  ck_assert_ptr_null (sim_thread_current (fixture.threads));
  fixture_check (&fixture, "a@0 b@0 b@20 a@30 b@40 end@60 end@60 ");
}
END_TEST

START_TEST (sleeping_for_no_time_lets_others_go_first)
{
  Fixture fixture = fixture_new ();
  Actor a = { .fixture = &fixture, .name = "a", .times = 2 };
  Actor b = { .fixture = &fixture, .name = "b", .times = 1 };
  actor_spawn (&a, sleeper_main);
  actor_spawn (&b, sleeper_main);
  event_queue_run_while (fixture.queue, 0, NULL, NULL);
  fixture_check (&fixture, "a@0 b@0 a@0 end@0 end@0 ");
}
END_TEST

static void waiter_main (SimThreads *threads, void *argument)
{
  Actor *actor = argument;
  for (unsigned i = 0; i < actor->times; i++) {
    sim_thread_suspend (threads);
    fixture_log (actor->fixture, actor->name);
  }
}

static void waker_main (SimThreads *threads, void *argument)
{
  Actor *sleeper = argument;
  while (sleeper->times > 0) {
    sim_thread_sleep (threads, 100);
    sim_thread_wake (sleeper->thread);
    sleeper->times--;
    fixture_log (sleeper->fixture, "wake");
  }
}

START_TEST (a_suspended_thread_goes_on_when_it_is_woken)
{
  Fixture fixture = fixture_new ();
  Actor waiter = { .fixture = &fixture, .name = "woken", .times = 2 };
  Actor target = { .fixture = &fixture, .times = 2 };
  actor_spawn (&waiter, waiter_main);
  target.thread = waiter.thread;
  sim_thread_spawn (fixture.threads, 1, waker_main, &target);
  event_queue_run_while (fixture.queue, 1000, NULL, NULL);
  fixture_check (&fixture, "wake@100 woken@100 wake@200 woken@200 ");
}
END_TEST

static void limited_waiter_main (SimThreads *threads, void *argument)
{
  Actor *actor = argument;
  for (unsigned i = 0; i < 3; i++) {
    sim_time limit = event_queue_now (actor->fixture->queue) + actor->pause;
    fixture_log (actor->fixture, sim_thread_suspend_until (threads, limit) ? "woken" : "late");
  }
}

START_TEST (a_limited_wait_tells_whether_it_was_woken)
{
  Fixture fixture = fixture_new ();
  Actor waiter = { .fixture = &fixture, .pause = 150 };
  Actor target = { .fixture = &fixture, .times = 1 };
  actor_spawn (&waiter, limited_waiter_main);
  target.thread = waiter.thread;
  sim_thread_spawn (fixture.threads, 1, waker_main, &target);
  event_queue_run_while (fixture.queue, 1000, NULL, NULL);
  fixture_check (&fixture, "wake@100 woken@100 late@250 late@400 ");
}
END_TEST

START_TEST (threads_that_are_left_are_given_up)
{
  Fixture fixture = fixture_new ();
  Actor waiter = { .fixture = &fixture, .name = "never", .times = 1 };
  Actor sleeper = { .fixture = &fixture, .name = "sleeps", .pause = 500, .times = 2 };
  actor_spawn (&waiter, waiter_main);
  actor_spawn (&sleeper, sleeper_main);
  event_queue_run_while (fixture.queue, 100, NULL, NULL);
  ck_assert_uint_eq (sim_threads_count (fixture.threads), 2);
  fixture_check (&fixture, "sleeps@0 ");
}
END_TEST

/* Notes where its stack is. */
static void place_main (SimThreads *threads, void *argument)
{
  *(uintptr_t *)argument = (uintptr_t)__builtin_frame_address (0);
  sim_thread_sleep (threads, 10);
}

START_TEST (stacks_are_used_again)
{
  enum { MANY = 3 };
  Fixture fixture = fixture_new ();
  SimThread *first_threads[MANY] = { 0 };
  uintptr_t first_stacks[MANY] = { 0 };
  for (unsigned round = 0; round < 300; round++) {
    SimThread *threads[MANY];
    uintptr_t stacks[MANY] = { 0 };
    for (unsigned i = 0; i < MANY; i++) {
      threads[i] = sim_thread_spawn (fixture.threads, 1, place_main, &stacks[i]);
      first_threads[i] = round == 0 ? threads[i] : first_threads[i];
    }
    event_queue_run_while (fixture.queue, event_queue_now (fixture.queue) + 20, NULL, NULL);
    ck_assert_uint_eq (sim_threads_count (fixture.threads), 0);
    for (unsigned i = 0; i < MANY; i++) {
      first_stacks[i] = round == 0 ? stacks[i] : first_stacks[i];
      bool is_known = false;
      for (unsigned j = 0; j < MANY; j++) {
        is_known |= threads[i] == first_threads[j] && stacks[i] == first_stacks[j];
      }
      ck_assert (is_known);
    }
  }
  fixture_check (&fixture, "");
}
END_TEST

/* A run of threads that spawn, sleep, and hand a token round; gives the fingerprint of its events. */
typedef struct {
  SimThreads *threads;
  Random random;
  GPtrArray *waiting;
  unsigned spawned;
} Swarm;

static void swarm_main (SimThreads *threads, void *argument)
{
  Swarm *swarm = argument;
  for (unsigned i = 0; i < 20; i++) {
    switch (random_below (&swarm->random, 3)) {
    case 0:
      sim_thread_sleep (threads, random_below (&swarm->random, 1000));
      break;
    case 1:
      if (swarm->waiting->len > 0) {
        sim_thread_wake (g_ptr_array_remove_index_fast (swarm->waiting, 0));
      } else {
        g_ptr_array_add (swarm->waiting, sim_thread_current (threads));
        sim_thread_suspend (threads);
      }
      break;
    default:
      if (swarm->spawned < 500) {
        swarm->spawned++;
        sim_thread_spawn (threads, 2, swarm_main, swarm);
      }
    }
  }
}

static gpointer swarm_run (gpointer unused)
{
  (void)unused;
  EventQueue *queue = event_queue_new ();
  FingerprintTrail *trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  Swarm swarm = { .threads = sim_threads_new (queue), .waiting = g_ptr_array_new () };
  random_init (&swarm.random, 1, 0, "swarm");
  queue->trail = trail;
  for (unsigned i = 0; i < 10; i++) {
    sim_thread_spawn (swarm.threads, 1, swarm_main, &swarm);
  }
  event_queue_run_while (queue, NS_PER_SEC, NULL, NULL);
  uint64_t *hash = g_new (uint64_t, 1);
  *hash = trail->fingerprint.hash + trail->fingerprint.count;
  sim_threads_free (swarm.threads);
  g_ptr_array_unref (swarm.waiting);
  fingerprint_trail_free (trail);
  event_queue_free (queue);
  return hash;
}

START_TEST (runs_in_two_host_threads_do_not_disturb_each_other)
{
  uint64_t *alone = swarm_run (NULL);
  ck_assert_uint_ne (*alone, 0);
  for (unsigned round = 0; round < 3; round++) {
    GThread *host_threads[2];
    for (unsigned i = 0; i < 2; i++) {
      host_threads[i] = g_thread_new ("run", swarm_run, NULL);
    }
    for (unsigned i = 0; i < 2; i++) {
      uint64_t *hash = g_thread_join (host_threads[i]);
      ck_assert_uint_eq (*hash, *alone);
      g_free (hash);
    }
  }
  g_free (alone);
}
END_TEST

START_TEST (waiting_outside_a_thread_aborts)
{
  Fixture fixture = fixture_new ();
  sim_thread_sleep (fixture.threads, 1);
}
END_TEST

START_TEST (waking_a_thread_that_is_not_suspended_aborts)
{
  Fixture fixture = fixture_new ();
  Actor waiter = { .fixture = &fixture, .times = 1 };
  actor_spawn (&waiter, waiter_main);
  sim_thread_wake (waiter.thread);
}
END_TEST

static void run_events_main (SimThreads *threads, void *argument)
{
  Actor *actor = argument;
  Actor other = { .fixture = actor->fixture, .times = 1 };
  (void)threads;
  actor_spawn (&other, waiter_main);
  event_queue_run_while (actor->fixture->queue, 10, NULL, NULL);
}

START_TEST (running_events_in_a_thread_aborts)
{
  Fixture fixture = fixture_new ();
  Actor actor = { .fixture = &fixture };
  actor_spawn (&actor, run_events_main);
  event_queue_run_while (fixture.queue, 10, NULL, NULL);
}
END_TEST

static Suite *sim_thread_suite (void)
{
  Suite *suite = suite_create ("simulated threads");
  TCase *use = tcase_create ("use");
  tcase_set_timeout (use, 120);
  tcase_add_test (use, threads_sleep_side_by_side);
  tcase_add_test (use, sleeping_for_no_time_lets_others_go_first);
  tcase_add_test (use, a_suspended_thread_goes_on_when_it_is_woken);
  tcase_add_test (use, a_limited_wait_tells_whether_it_was_woken);
  tcase_add_test (use, threads_that_are_left_are_given_up);
  tcase_add_test (use, stacks_are_used_again);
  tcase_add_test (use, runs_in_two_host_threads_do_not_disturb_each_other);
  suite_add_tcase (suite, use);
  if (misuse_can_be_tested ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, waiting_outside_a_thread_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, waking_a_thread_that_is_not_suspended_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, running_events_in_a_thread_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (sim_thread_suite (), NULL);
}
