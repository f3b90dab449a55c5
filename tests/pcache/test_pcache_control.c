/* The other purges, disabling, the memory removal hooks and the reaper: sections 8 and 9. */
#include "kernel_sync.h"
#include "pcache_fixture.h"
#include "pcache_internal.h"

/* §8: from the newest on. Callbacks come last removed first, so the oldest first. */
START_TEST (an_owners_purge_takes_its_entries_from_all_buckets)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 1, .list = 2));
  fixture_add_idle (f, REQUEST (.page = 2, .pages = 3, .list = 3));
  f->trace = true;
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  ck_assert_str_eq (fixture_calls (f), "0:1+1=1r;0:2+3=3r;");
  ck_assert_str_eq (f->locks->str,
                    "+owner 0x30000000000, +bucket 2, +mem, -mem, -bucket 2, +bucket 1, -bucket 1, "
                    "-owner 0x30000000000, +mem, -mem");
  ck_assert_str_eq (fixture_chains (f), "c1:2r");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 1);
  fixture_free (f);
}
END_TEST

START_TEST (an_owners_purge_stops_at_the_first_active_entry)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1));
  fixture_insert (f, REQUEST (.page = 2, .list = 2));
  fixture_add_idle (f, REQUEST (.page = 3, .list = 3));
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  ck_assert_str_eq (fixture_calls (f), "0:3+1=3r;");
  ck_assert_str_eq (fixture_chains (f), "c1:1r c2:2*");
  fixture_free (f);
}
END_TEST

START_TEST (a_wired_owners_purge_stops_at_the_first_active_entry)
{
  Fixture *f = fixture_new ();
  uint32_t wired = SEGP_FORCE_WIRED;
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1, .flags = wired));
  fixture_insert (f, REQUEST (.page = 2, .list = 2, .flags = wired));
  fixture_insert (f, REQUEST (.owner = 1, .page = 3, .list = 3, .flags = wired));
  fixture_add_idle (f, REQUEST (.page = 4, .list = 4, .flags = wired));
  fixture_add_idle (f, REQUEST (.page = 5, .list = 5, .flags = wired));
  fixture_add_idle (f, REQUEST (.page = 6, .list = 6));
  seg_ppurge (f->pcache, &f->segs[0], NULL, wired);
  ck_assert_str_eq (fixture_calls (f), "0:4+1=4r;0:5+1=5r;");
  ck_assert_str_eq (fixture_chains (f), "c6:6r w0:3*,2*,1");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 4);
  fixture_free (f);
}
END_TEST

/* §8: mem is taken even when nothing was removed, but not when nothing is cached. */
START_TEST (an_owners_purge_of_nothing_takes_mem)
{
  Fixture *f = fixture_new ();
  f->trace = true;
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  seg_ppurge_wiredpp (f->pcache, f);
  ck_assert_str_eq (f->locks->str, "");
  f->trace = false;
  fixture_add_idle (f, REQUEST (.page = 1));
  f->trace = true;
  seg_ppurge (f->pcache, &f->segs[1], NULL, 0);
  seg_ppurge (f->pcache, &f->segs[1], NULL, SEGP_FORCE_WIRED);
  seg_ppurge_wiredpp (f->pcache, f);
  ck_assert_str_eq (f->locks->str, "+owner 0x30000001000, -owner 0x30000001000, +mem, -mem, "
                                   "+wired-bucket 0, -wired-bucket 0, +mem, -mem, +mem, -mem");
  fixture_free (f);
}
END_TEST

/* Wired entries of list 1, 2, 1 in the buckets of owners 0 and 1, which are others here. */
static Fixture *fixture_with_wired_lists (void)
{
  Fixture *f = fixture_new ();
  cache_owner_init (&f->segs[1].owner, FIXTURE_TAG (0) + 64);
  uint32_t wired = SEGP_FORCE_WIRED;
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1, .flags = wired));
  fixture_add_idle (f, REQUEST (.page = 2, .list = 2, .flags = wired));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 3, .list = 1, .flags = wired));
  fixture_insert (f, REQUEST (.owner = 1, .page = 4, .list = 1, .flags = wired));
  ck_assert_str_eq (fixture_chains (f), "w0:2,1 w1:1*,1");
  return f;
}

/* §8: every idle one of this very list, callbacks with async 1. */
START_TEST (wiredpp_takes_the_idle_entries_of_a_list)
{
  Fixture *f = fixture_with_wired_lists ();
  f->trace = true;
  seg_ppurge_wiredpp (f->pcache, (void *)1);
  ck_assert_str_eq (fixture_calls (f), "0:1+1=1r async;0:3+1=1r async;");
  ck_assert_str_eq (f->locks->str,
                    "+wired-bucket 0, -wired-bucket 0, +wired-bucket 1, -wired-bucket 1, +mem, -mem");
  ck_assert_str_eq (fixture_chains (f), "w0:2 w1:1*");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 2);
  ck_assert_uint_eq (cache_get_counters (f->pcache)->removed_pages[CACHE_REMOVED_WIRED_PURGE], 2);
  fixture_free (f);
}
END_TEST

/* §8: a callback that says so ends it all. */
START_TEST (wiredpp_stops_when_a_callback_says_it_was_the_last)
{
  Fixture *f = fixture_with_wired_lists ();
  f->reclaim_returns = 1;
  seg_ppurge_wiredpp (f->pcache, (void *)1);
  ck_assert_str_eq (fixture_calls (f), "0:1+1=1r async;");
  ck_assert_str_eq (fixture_chains (f), "w0:2 w1:1*,1");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 3);
  fixture_free (f);
}
END_TEST

START_TEST (wiredpp_aborts_if_the_last_is_not_the_last)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .flags = SEGP_FORCE_WIRED));
  fixture_add_idle (f, REQUEST (.page = 2, .flags = SEGP_FORCE_WIRED));
  f->reclaim_returns = 1;
  seg_ppurge_wiredpp (f->pcache, (void *)1);
}
END_TEST

/* Only seg_ppurge_wiredpp looks at what callbacks return. */
START_TEST (other_purges_do_not_look_at_results)
{
  Fixture *f = fixture_new ();
  f->reclaim_returns = 1;
  fixture_add_idle (f, REQUEST (.page = 1));
  fixture_add_idle (f, REQUEST (.page = 2));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 3));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 4));
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  seg_ppurge_async (f->pcache, true);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 0);
  fixture_free (f);
}
END_TEST

START_TEST (disable_empties_the_cache_without_sleeping)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1));
  fixture_add_idle (f, REQUEST (.page = 1, .flags = SEGP_FORCE_WIRED));
  ck_assert (seg_p_disable (f->pcache));
  ck_assert_uint_eq (f->sleeps, 0);
  CacheState state = cache_get_state (f->pcache);
  ck_assert (state.plocked == 0 && state.disabled == 1);
  fixture_free (f);
}
END_TEST

/* §8: 102 tries without progress; a sleep of hz/4 after each but the last. */
START_TEST (disable_fails_at_the_102nd_try_without_progress)
{
  Fixture *f = fixture_new ();
  f->kernel.hz = 100;
  fixture_insert (f, REQUEST (.page = 1));
  ck_assert (!seg_p_disable (f->pcache));
  ck_assert_uint_eq (cache_get_counters (f->pcache)->async_purges, 102);
  ck_assert_uint_eq (f->sleeps, 101);
  ck_assert_uint_eq (f->slept_ticks, 101 * 25);
  ck_assert_uint_eq (cache_get_state (f->pcache).disabled, 1);
  fixture_free (f);
}
END_TEST

/* Another thread's I/O ends during the 50th sleep. */
static void end_an_io (Fixture *f)
{
  if (f->sleeps == 50) {
    fixture_inactive (f, REQUEST (.page = 1, .list = 1));
  }
}

/* §8: progress is what a purge itself removes: an entry that leaves with its last I/O does not reset the count. */
START_TEST (only_what_a_purge_removes_is_progress)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 1, .list = 1));
  fixture_insert (f, REQUEST (.page = 2, .list = 2));
  f->on_delay = end_an_io;
  ck_assert (!seg_p_disable (f->pcache));
  ck_assert_uint_eq (f->sleeps, 101);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 1);
  fixture_free (f);
}
END_TEST

/* Somebody turns the cache on in the 90th sleep, and an idle entry appears. */
static void add_wired_idle (Fixture *f)
{
  if (f->sleeps == 90) {
    seg_p_enable (f->pcache);
    fixture_add_idle (f, REQUEST (.page = 7, .list = 7, .flags = SEGP_FORCE_WIRED));
  }
}

/* §8: progress resets the stall count. */
START_TEST (progress_resets_the_stall_count)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 1, .list = 1));
  f->on_delay = add_wired_idle;
  ck_assert (!seg_p_disable (f->pcache));
  /* 90 tries, one with progress, and 102 without; each but the last sleeps. */
  ck_assert_uint_eq (cache_get_counters (f->pcache)->async_purges, 90 + 1 + 102);
  ck_assert_uint_eq (f->sleeps, 90 + 1 + 101);
  ck_assert_str_eq (fixture_calls (f), "0:7+1=7r async;");
  fixture_free (f);
}
END_TEST

START_TEST (disables_nest)
{
  Fixture *f = fixture_new ();
  seg_p_disable (f->pcache);
  f->trace = true;
  seg_p_disable (f->pcache);
  seg_p_enable (f->pcache);
  ck_assert_str_eq (f->locks->str, "+pcache, -pcache, +pcache, -pcache");
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 1)), CACHE_REFUSED_DISABLED);
  seg_p_enable (f->pcache);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 1)), CACHE_ADMITTED);
  fixture_free (f);
}
END_TEST

START_TEST (enable_without_disable_aborts)
{
  seg_p_enable (fixture_new ()->pcache);
}
END_TEST

START_TEST (memory_removal_turns_the_cache_off_and_on)
{
  Fixture *f = fixture_new ();
  ck_assert (!seg_p_mem_config_pre_del (f->pcache));
  ck_assert_uint_eq (cache_get_state (f->pcache).disabled, 1);
  seg_p_mem_config_post_del (f->pcache);
  ck_assert_uint_eq (cache_get_state (f->pcache).disabled, 0);
  fixture_insert (f, REQUEST (.page = 1));
  ck_assert (seg_p_mem_config_pre_del (f->pcache)); /* a notice is due */
  fixture_free (f);
}
END_TEST

START_TEST (an_unconfigured_cache_has_no_hooks)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_enabled = 0;
  fixture_setup (f);
  ck_assert (!seg_p_mem_config_pre_del (f->pcache));
  seg_p_mem_config_post_del (f->pcache);
  seg_p_mem_config_post_del (f->pcache);
  ck_assert_uint_eq (cache_get_state (f->pcache).disabled, 1);
  fixture_free (f);
}
END_TEST

/* Whether the purge thread, whose events alone are in QUEUE, was signalled.  It has its turn then. */
static bool is_woken (EventQueue *queue)
{
  return event_queue_run_while (queue, event_queue_now (queue), NULL, NULL) > 0;
}

/* §9: without async; nothing to do for wired entries alone, nor while disabled. */
START_TEST (preap_signals_if_the_window_holds_something)
{
  Fixture *f = fixture_new ();
  EventQueue *queue = event_queue_new ();
  SimThreads *threads = sim_threads_new (queue);
  KernelClock clock = { .kernel = &f->kernel, .queue = queue, .next_tick_ns = SIM_TIME_NEVER };
  KernelThreads kernel_threads;
  void (*fixture_delay) (Kernel *, uint64_t) = f->kernel.delay;
  kernel_threads_init (&kernel_threads, &f->kernel, threads, &clock);
  f->kernel.delay = fixture_delay;
  thread_create (&f->kernel, CACHE_EVENT_PURGE_THREAD, seg_pasync_thread, f->pcache);
  ck_assert (!seg_preap (f->pcache));
  fixture_add_idle (f, REQUEST (.page = 1, .flags = SEGP_FORCE_WIRED));
  ck_assert (!seg_preap (f->pcache));
  ck_assert (!is_woken (queue));
  fixture_insert (f, REQUEST (.page = 1));
  f->trace = true;
  ck_assert (seg_preap (f->pcache));
  ck_assert_str_eq (f->locks->str, "");
  ck_assert (is_woken (queue));
  seg_p_disable (f->pcache);
  ck_assert (!seg_preap (f->pcache));
  ck_assert (!is_woken (queue));
  sim_threads_free (threads);
  event_queue_free (queue);
  fixture_free (f);
}
END_TEST

START_TEST (the_purge_threads_turn_does_nothing_while_disabled)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 1));
  f->kernel.freemem = 0;
  f->tunables.segpcache_shrink_shift = 0;
  seg_p_disable (f->pcache);
  uint64_t purges = cache_get_counters (f->pcache)->async_purges;
  pcache_pasync_turn (f->pcache);
  ck_assert_uint_eq (cache_get_counters (f->pcache)->async_purges, purges);
  fixture_free (f);
}
END_TEST

static Suite *control_suite (void)
{
  Suite *suite = suite_create ("control");
  TCase *purge = tcase_create ("purge");
  tcase_add_test (purge, an_owners_purge_takes_its_entries_from_all_buckets);
  tcase_add_test (purge, an_owners_purge_stops_at_the_first_active_entry);
  tcase_add_test (purge, a_wired_owners_purge_stops_at_the_first_active_entry);
  tcase_add_test (purge, an_owners_purge_of_nothing_takes_mem);
  tcase_add_test (purge, wiredpp_takes_the_idle_entries_of_a_list);
  tcase_add_test (purge, wiredpp_stops_when_a_callback_says_it_was_the_last);
  tcase_add_test (purge, other_purges_do_not_look_at_results);
  suite_add_tcase (suite, purge);
  TCase *disable = tcase_create ("disable");
  tcase_add_test (disable, disable_empties_the_cache_without_sleeping);
  tcase_add_test (disable, disable_fails_at_the_102nd_try_without_progress);
  tcase_add_test (disable, only_what_a_purge_removes_is_progress);
  tcase_add_test (disable, progress_resets_the_stall_count);
  tcase_add_test (disable, disables_nest);
  tcase_add_test (disable, memory_removal_turns_the_cache_off_and_on);
  tcase_add_test (disable, an_unconfigured_cache_has_no_hooks);
  tcase_add_test (disable, preap_signals_if_the_window_holds_something);
  tcase_add_test (disable, the_purge_threads_turn_does_nothing_while_disabled);
  suite_add_tcase (suite, disable);
  if (fixture_can_abort ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, wiredpp_aborts_if_the_last_is_not_the_last, SIGTRAP);
    tcase_add_test_raise_signal (misuse, enable_without_disable_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (control_suite (), NULL);
}
