/* The purge thread: section 9. */
#include "kernel_sync.h"
#include "pcache_fixture.h"
#include "pending_events.h"

#define TICK_NS (NS_PER_SEC / 100)

typedef struct {
  Fixture *fixture;
  EventQueue *queue;
  SimThreads *threads;
  KernelClock clock;
  KernelThreads kernel_threads;
} Machine;

static Machine *machine_new (void)
{
  Machine *machine = g_new0 (Machine, 1);
  machine->fixture = fixture_new ();
  machine->fixture->tunables.segpcache_reap_ticks = 30;
  machine->fixture->tunables.segpcache_shrink_shift = 0;
  machine->fixture->tunables.segpcache_pcp_maxage_ticks = 1;
  fixture_setup (machine->fixture);
  machine->queue = event_queue_new ();
  kernel_clock_start (&machine->clock, &machine->fixture->kernel, machine->queue, NULL, NULL);
  machine->threads = sim_threads_new (machine->queue);
  void (*fixture_delay) (Kernel *, uint64_t) = machine->fixture->kernel.delay;
  kernel_threads_init (&machine->kernel_threads, &machine->fixture->kernel, machine->threads,
                       &machine->clock);
  machine->fixture->kernel.delay = fixture_delay;
  return machine;
}

static void machine_start (Machine *machine)
{
  thread_create (&machine->fixture->kernel, CACHE_EVENT_PURGE_THREAD, seg_pasync_thread,
                 machine->fixture->pcache);
}

static void machine_free (Machine *machine)
{
  sim_threads_free (machine->threads);
  event_queue_free (machine->queue);
  fixture_free (machine->fixture);
  g_free (machine);
}

/* An idle entry, and memory so short that a purge takes it. */
static void make_cause (Machine *machine)
{
  fixture_add_idle (machine->fixture, REQUEST (.page = 1));
  machine->fixture->kernel.freemem = 0;
}

static uint64_t window (const Machine *machine)
{
  return cache_get_state (machine->fixture->pcache).plocked_window;
}

START_TEST (the_thread_sleeps_for_reap_ticks)
{
  Machine *machine = machine_new ();
  machine_start (machine);
  make_cause (machine);
  event_queue_run_while (machine->queue, 30 * TICK_NS - 1, NULL, NULL);
  ck_assert_uint_eq (window (machine), 1);
  event_queue_run_while (machine->queue, 30 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (window (machine), 0);
  ck_assert_uint_eq (machine->fixture->kernel.lbolt, 30);
  make_cause (machine);
  event_queue_run_while (machine->queue, 60 * TICK_NS - 1, NULL, NULL);
  ck_assert_uint_eq (window (machine), 1);
  event_queue_run_while (machine->queue, 60 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (window (machine), 0);
  machine_free (machine);
}
END_TEST

/* A signal ends the sleep, and the next one is a whole one. */
START_TEST (a_signal_wakes_the_thread)
{
  Machine *machine = machine_new ();
  machine_start (machine);
  make_cause (machine);
  event_queue_run_while (machine->queue, 10 * TICK_NS, NULL, NULL);
  ck_assert (seg_preap (machine->fixture->pcache));
  ck_assert_uint_eq (window (machine), 1); /* not yet: another thread does it */
  event_queue_run_while (machine->queue, 10 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (window (machine), 0);
  make_cause (machine);
  event_queue_run_while (machine->queue, 40 * TICK_NS - 1, NULL, NULL);
  ck_assert_uint_eq (window (machine), 1);
  event_queue_run_while (machine->queue, 40 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (window (machine), 0);
  machine_free (machine);
}
END_TEST

START_TEST (the_thread_does_nothing_while_disabled)
{
  Machine *machine = machine_new ();
  machine_start (machine);
  fixture_insert (machine->fixture, REQUEST (.page = 1));
  seg_p_disable (machine->fixture->pcache);
  uint64_t purges = cache_get_counters (machine->fixture->pcache)->async_purges;
  machine->fixture->kernel.freemem = 0;
  event_queue_run_while (machine->queue, 300 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (cache_get_counters (machine->fixture->pcache)->async_purges, purges);
  machine_free (machine);
}
END_TEST

START_TEST (without_a_cache_the_thread_ends_at_once)
{
  Machine *machine = machine_new ();
  machine->fixture->tunables.segpcache_enabled = 0;
  fixture_setup (machine->fixture);
  uint64_t pending = count_pending_events (machine->queue);
  machine_start (machine);
  ck_assert_uint_eq (count_pending_events (machine->queue), pending);
  machine_free (machine);
}
END_TEST

static void signal_again (Fixture *fixture, uint64_t list)
{
  (void)list;
  ck_assert (seg_preap (fixture->pcache));
}

/* Who is awake hears no signal: it is lost. */
START_TEST (a_signal_during_a_purge_is_lost)
{
  Machine *machine = machine_new ();
  machine_start (machine);
  make_cause (machine);
  machine->fixture->on_reclaim = signal_again;
  event_queue_run_while (machine->queue, 31 * TICK_NS, NULL, NULL);
  ck_assert_uint_eq (window (machine), 0);
  ck_assert_uint_eq (cache_get_counters (machine->fixture->pcache)->async_purges, 1);
  make_cause (machine);
  event_queue_run_while (machine->queue, 60 * TICK_NS - 1, NULL, NULL);
  ck_assert_uint_eq (window (machine), 1);
  machine_free (machine);
}
END_TEST

static Suite *purge_thread_suite (void)
{
  Suite *suite = suite_create ("purge thread");
  TCase *tcase = tcase_create ("purge thread");
  tcase_add_test (tcase, the_thread_sleeps_for_reap_ticks);
  tcase_add_test (tcase, a_signal_wakes_the_thread);
  tcase_add_test (tcase, the_thread_does_nothing_while_disabled);
  tcase_add_test (tcase, without_a_cache_the_thread_ends_at_once);
  tcase_add_test (tcase, a_signal_during_a_purge_is_lost);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (purge_thread_suite (), NULL);
}
