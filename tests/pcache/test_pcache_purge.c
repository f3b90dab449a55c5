/* The asynchronous purge and the active-bucket lists: sections 2 and 7. */
#include "pcache_fixture.h"
#include "x86_pages.h"

static void purge_async (Fixture *f)
{
  seg_ppurge_async (f->pcache, false);
}

/* A window that an unforced purge finds cause to trim: N idle entries of a page each, from page 0 on, old enough. */
static Fixture *fixture_to_trim (unsigned n, unsigned shrink_shift)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_maxwindow = 8;
  f->tunables.segpcache_shrink_shift = shrink_shift;
  fixture_setup (f);
  for (unsigned i = 0; i < n; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 1000;
  return f;
}

/* Nothing is on the list that the purge walks until a walk switched them: the first purge walks the other, empty list, then
 * this one. */
START_TEST (an_empty_first_list_is_switched_at_once)
{
  Fixture *f = fixture_to_trim (8, 1);
  purge_async (f);
  ck_assert_str_eq (fixture_calls (f), "0:3+1=4r async;0:2+1=3r async;0:1+1=2r async;0:0+1=1r async;");
  ck_assert_uint_eq (cache_get_state (f->pcache).current_list, 1);
  ck_assert_str_eq (fixture_chains (f), "o4:5r o5:6r o6:7r o7:8r");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 4);
  fixture_free (f);
}
END_TEST

/* §7.2 trim: at seven eighths exactly, not one page below. */
START_TEST (trim_begins_at_seven_eighths)
{
  Fixture *f = fixture_to_trim (6, 0);
  purge_async (f);
  ck_assert_str_eq (fixture_calls (f), "");
  ck_assert_uint_eq (cache_get_counters (f->pcache)->async_purges, 0);
  fixture_add_idle (f, REQUEST (.page = 6, .list = 7));
  f->kernel.lbolt += 1000;
  purge_async (f);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 0);
  ck_assert_uint_eq (cache_get_counters (f->pcache)->removed_pages[CACHE_REMOVED_TRIM], 7);
  fixture_free (f);
}
END_TEST

/* §7.2: the divisions round down: 7 x (maxwindow >> 3), not 7 x maxwindow >> 3. */
START_TEST (trim_rounds_the_window_down_first)
{
  Fixture *f = fixture_to_trim (0, 0);
  f->tunables.segpcache_maxwindow = 15;
  fixture_setup (f);
  for (unsigned i = 0; i < 7; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 2000;
  purge_async (f);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 0);
  fixture_free (f);
}
END_TEST

/* §7.2 lowmem: memory counters, pages of window entries, and whether there is cause. lotsfree is 64, desfree 33,
 * availrmem_initial 43, so the limits are 5 x 8 = 40, 7 x 8 = 56, 64 pages, and 21, 30 pages in the window. */
static const struct {
  uint64_t freemem, needfree, lotsfree, window;
  bool lowmem;
} memory_cases[] = {
  { 40, 0, 64, 1, true },  { 41, 0, 64, 1, false },  { 41, 0, 64, 20, false }, { 41, 0, 64, 21, true },
  { 56, 0, 64, 21, true }, { 57, 0, 64, 21, false }, { 57, 0, 64, 29, false }, { 57, 0, 64, 30, true },
  { 63, 0, 64, 30, true }, { 64, 0, 64, 31, false }, { 73, 10, 64, 30, true }, { 74, 10, 64, 31, false },
  { 50, 10, 64, 1, true }, { 51, 10, 64, 1, false }, { 5, 10, 64, 1, true },   { 0, 0, 0, 1, false },
  { 56, 0, 71, 21, true }, { 57, 0, 71, 21, false }, { 70, 0, 71, 30, true },
};

START_TEST (lowmem_is_decided_at_exact_limits)
{
  Fixture *f = fixture_new ();
  f->kernel.desfree = 33;
  f->kernel.availrmem_initial = 43;
  f->kernel.freemem = memory_cases[_i].freemem;
  f->kernel.needfree = memory_cases[_i].needfree;
  f->kernel.lotsfree = memory_cases[_i].lotsfree;
  f->tunables.segpcache_shrink_shift = 0;
  fixture_setup (f);
  for (uint64_t i = 0; i < memory_cases[_i].window; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 1000;
  purge_async (f);
  const CacheCounters *counters = cache_get_counters (f->pcache);
  ck_assert_uint_eq (counters->async_purges, memory_cases[_i].lowmem);
  ck_assert_uint_eq (counters->removed_pages[CACHE_REMOVED_LOWMEM],
                     memory_cases[_i].lowmem ? memory_cases[_i].window : 0);
  fixture_free (f);
}
END_TEST

/* §7.2: the target is a share of the window, at most maxapurge, or desfree if that is more and memory is low. */
static const struct {
  unsigned shift;
  uint64_t maxapurge_pages, desfree;
  bool lowmem;
  uint64_t purged;
} targets[] = {
  { 1, 100, 0, false, 4 }, { 2, 100, 0, false, 2 }, { 3, 100, 0, false, 1 }, { 4, 100, 0, false, 0 },
  { 1, 3, 0, false, 3 },   { 1, 2, 4, false, 2 },   { 0, 3, 1000, true, 8 }, { 1, 2, 1000, true, 4 },
  { 0, 3, 4, true, 4 },    { 0, 0, 0, false, 0 },
};

START_TEST (the_target_is_a_bounded_share_of_the_window)
{
  Fixture *f = fixture_to_trim (0, targets[_i].shift);
  f->tunables.segpcache_maxapurge_bytes = ptob (targets[_i].maxapurge_pages) + 1;
  fixture_setup (f);
  for (unsigned i = 0; i < 8; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 5000;
  f->kernel.desfree = targets[_i].desfree;
  f->kernel.freemem = targets[_i].lowmem ? 0 : 3000;
  purge_async (f);
  ck_assert_uint_eq (8 - cache_get_state (f->pcache).plocked_window, targets[_i].purged);
  fixture_free (f);
}
END_TEST

/* §7.1. */
START_TEST (nothing_cached_means_nothing_done)
{
  Fixture *f = fixture_new ();
  f->kernel.freemem = 0;
  f->trace = true;
  purge_async (f);
  seg_ppurge_async (f->pcache, true);
  fixture_add_idle (f, REQUEST (.page = 5, .flags = SEGP_FORCE_WIRED));
  g_string_truncate (f->locks, 0);
  purge_async (f);
  ck_assert_str_eq (f->locks->str, "");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 1);
  fixture_free (f);
}
END_TEST

/* §7.4: an entry used since the last walk, and young, is passed over once and loses its reference bit. */
START_TEST (second_chance_is_given_once)
{
  Fixture *f = fixture_to_trim (0, 0);
  for (unsigned i = 0; i < 7; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  purge_async (f);
  /* Both lists were walked, so they were switched twice; the second found nothing. */
  ck_assert_str_eq (fixture_chains (f), "c0:1 c1:2 c2:3 c3:4 c4:5 c5:6 c6:7");
  ck_assert_uint_eq (cache_get_counters (f->pcache)->second_chances, 7);
  ck_assert_uint_eq (cache_get_state (f->pcache).current_list, 0);
  purge_async (f);
  ck_assert_str_eq (fixture_chains (f), "");
  fixture_free (f);
}
END_TEST

START_TEST (second_chance_ends_at_maxage)
{
  Fixture *f = fixture_to_trim (7, 0);
  f->kernel.lbolt = 1000 + 99;
  fixture_hit (f, REQUEST (.page = 0));
  fixture_inactive (f, REQUEST (.page = 0, .list = 1)); /* at 1099 */
  f->kernel.lbolt = 1000;
  fixture_hit (f, REQUEST (.page = 1));
  fixture_inactive (f, REQUEST (.page = 1, .list = 2)); /* at 1000: the age of 100 ticks at 1100 */
  f->kernel.lbolt = 1100;
  purge_async (f);
  ck_assert_str_eq (fixture_chains (f), "c0:1");
  fixture_free (f);
}
END_TEST

START_TEST (a_forced_purge_gives_no_second_chance)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1));
  fixture_insert (f, REQUEST (.page = 1 + FIXTURE_BUCKETS, .list = 2));
  fixture_add_idle (f, REQUEST (.page = 3, .list = 3, .flags = SEGP_FORCE_WIRED));
  fixture_insert (f, REQUEST (.page = 4, .list = 4, .flags = SEGP_FORCE_WIRED));
  seg_ppurge_async (f->pcache, true);
  ck_assert_str_eq (fixture_calls (f), "0:1+1=1r async;0:3+1=3r async;");
  ck_assert_str_eq (fixture_chains (f), "c1:2* w0:4*");
  CacheState state = cache_get_state (f->pcache);
  ck_assert (state.plocked == 2 && state.plocked_window == 1);
  fixture_free (f);
}
END_TEST

#if KERNEL_CHECKED
/* §7.4: a busy owner's entries are skipped, and lost their reference bit before nobody asks. */
START_TEST (entries_of_busy_owners_are_skipped)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 1, .list = 2));
  cache_owner_lock (&f->segs[0].owner)->held_by_other = true;
  seg_ppurge_async (f->pcache, true);
  ck_assert_str_eq (fixture_chains (f), "c1:1r");
  fixture_free (f);
}
END_TEST
#endif

/* §7.5: a stop test in the middle rotates the list, so that the next purge goes on there. */
START_TEST (the_next_purge_begins_where_the_last_one_stopped)
{
  Fixture *f = fixture_to_trim (8, 2);
  purge_async (f);
  ck_assert_str_eq (fixture_chains (f), "o2:3r o3:4r o4:5r o5:6r o6:7r o7:8r");
  for (unsigned i = 0; i < 2; i++) {
    fixture_add_idle (f, REQUEST (.page = 8 + i, .list = 9 + i)); /* they go to the other list now */
  }
  f->kernel.lbolt += 1000;
  ck_assert_str_eq (fixture_chains (f), "c8:9r c9:10r o2:3r o3:4r o4:5r o5:6r o6:7r o7:8r");
  purge_async (f);
  ck_assert_str_eq (fixture_chains (f), "c8:9r c9:10r o4:5r o5:6r o6:7r o7:8r");
  fixture_free (f);
}
END_TEST

/* §7.5: buckets that stay because an entry is in use are what the rotation goes round. */
START_TEST (rotation_keeps_the_ring)
{
  Fixture *f = fixture_to_trim (8, 2);
  fixture_hit (f, REQUEST (.page = 0));
  fixture_hit (f, REQUEST (.page = 1));
  purge_async (f);
  ck_assert_str_eq (fixture_chains (f), "o4:5r o5:6r o6:7r o7:8r o0:1*r o1:2*r");
  fixture_free (f);
}
END_TEST

/* §7.5: a stop at the last bucket: neither rotated nor switched, and no second walk. */
START_TEST (a_stop_at_the_last_bucket_does_not_switch)
{
  Fixture *f = fixture_to_trim (6, 2);
  fixture_add_idle (f, REQUEST (.page = 6, .pages = 2, .list = 7));
  f->kernel.lbolt += 1000;
  for (unsigned i = 0; i < 6; i++) {
    fixture_hit (f, REQUEST (.page = i));
  }
  purge_async (f);
  ck_assert_str_eq (fixture_calls (f), "0:6+2=7r async;");
  ck_assert_uint_eq (cache_get_state (f->pcache).current_list, 1); /* by the walk of the empty list alone */
  ck_assert_str_eq (fixture_chains (f), "o0:1*r o1:2*r o2:3*r o3:4*r o4:5*r o5:6*r");
  ck_assert_uint_eq (cache_get_counters (f->pcache)->full_ahb, 7);
  fixture_free (f);
}
END_TEST

static void purge_owner_one (Fixture *f, uint64_t list)
{
  (void)list;
  f->on_reclaim = NULL;
  seg_ppurge (f->pcache, &f->segs[1], NULL, 0);
}

/* §8: callbacks come when no lock is held, so they may call the cache. */
START_TEST (callbacks_may_purge)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .list = 1));
  fixture_insert (f, REQUEST (.owner = 1, .page = 2, .list = 2));
  f->on_reclaim = purge_owner_one;
  fixture_inactive (f, REQUEST (.owner = 1, .page = 2, .list = 2));
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  ck_assert_str_eq (fixture_calls (f), "0:1+1=1r;1:2+1=2r;");
  ck_assert_str_eq (fixture_chains (f), "");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 0);
  fixture_free (f);
}
END_TEST

#if KERNEL_CHECKED
/* Another thread, between two lock operations of the purge: ends the I/O of list 2 and purges its owner when the purge
 * has locked and left bucket 0. */
static void empty_bucket_one (Fixture *f, const char *operation)
{
  if (g_str_equal (operation, "-bucket 0")) {
    f->on_lock = NULL;
    f->trace = false;
    seg_ppurge (f->pcache, &f->segs[1], NULL, 0);
  }
}

/* §2 leave, §7.4: a bucket on the walked list that others empty meanwhile stays there, and is met empty. */
START_TEST (a_bucket_emptied_during_the_walk_is_met_empty)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 0, .list = 1));
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 1, .list = 2));
  fixture_add_idle (f, REQUEST (.page = 2, .list = 3));
  fixture_insert (f, REQUEST (.page = 2 + FIXTURE_BUCKETS, .list = 4));
  f->on_lock = empty_bucket_one;
  f->trace = true;
  seg_ppurge_async (f->pcache, true);
  const CacheCounters *counters = cache_get_counters (f->pcache);
  ck_assert_uint_eq (counters->empty_ahb, 1);
  ck_assert_uint_eq (counters->full_ahb, 2);
  ck_assert_str_eq (fixture_calls (f), "1:1+1=2r;0:2+1=3r async;");
  /* §2 join: a bucket that is on a list stays in its place. */
  fixture_insert (f, REQUEST (.page = 1, .list = 5));
  ck_assert_str_eq (fixture_chains (f), "c0:1* c1:5* c2:4*");
  fixture_free (f);
}
END_TEST

/* Another thread fills a bucket, then empties it, while the purge walks. */
static void fill_and_empty_bucket_nine (Fixture *f, const char *operation)
{
  if (g_str_equal (operation, "-bucket 0")) {
    f->on_lock = NULL;
    f->trace = false;
    fixture_add_idle (f, REQUEST (.owner = 2, .page = 9, .list = 9));
    ck_assert_str_eq (fixture_chains (f), "c9:9r o0:1* o1:2r");
    seg_ppurge (f->pcache, &f->segs[2], NULL, 0);
    ck_assert_str_eq (fixture_chains (f), "o0:1* o1:2r");
  }
}

/* §2: during a walk new buckets join the current list, and leave it as usual. */
START_TEST (the_current_list_works_as_usual_during_a_walk)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 0, .list = 1));
  fixture_add_idle (f, REQUEST (.page = 1, .list = 2));
  f->on_lock = fill_and_empty_bucket_nine;
  f->trace = true;
  seg_ppurge_async (f->pcache, true);
  ck_assert_str_eq (fixture_chains (f), "c0:1*");
  fixture_free (f);
}
END_TEST

/* Another thread's forced purge while one runs. */
static void force_again (Fixture *f, const char *operation)
{
  if (g_str_equal (operation, "-bucket 0")) {
    f->on_lock = NULL;
    f->trace = false;
    seg_ppurge_async (f->pcache, true);
    ck_assert_str_eq (fixture_chains (f), "o0:1* o1:2r");
    f->trace = true;
  }
}

/* §7.3: a second one only sweeps the wired table; the running mark stays the first one's. */
START_TEST (two_asynchronous_purges_do_not_walk_at_once)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 0, .list = 1));
  fixture_add_idle (f, REQUEST (.page = 1, .list = 2));
  f->on_lock = force_again;
  f->trace = true;
  seg_ppurge_async (f->pcache, true);
  ck_assert_str_eq (fixture_chains (f), "c0:1*");
  ck_assert_str_eq (f->locks->str,
                    "+mem, -mem, +mem, -mem, +bucket 0, -bucket 0, +bucket 1, ?owner 0x30000000000, "
                    "-owner 0x30000000000, -bucket 1, +mem, -mem, +mem, -mem, +mem, -mem");
  fixture_free (f);
}
END_TEST
#endif

/* §7.6: without anything removed mem is not taken at the end. */
START_TEST (a_purge_that_removes_nothing_does_not_subtract)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 0));
  f->trace = true;
  seg_ppurge_async (f->pcache, true);
  /* begin; switch after the empty list; walk; switch; end */
  ck_assert_str_eq (f->locks->str, "+mem, -mem, +mem, -mem, +bucket 0, -bucket 0, +mem, -mem, +mem, -mem");
  fixture_free (f);
}
END_TEST

/* §7.4: an unforced purge for lack of memory looks every 16 buckets whether there is enough again. */
START_TEST (lowmem_goes_on_while_memory_is_short)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_shrink_shift = 0;
  f->tunables.segpcache_hashsize_win = 64;
  fixture_setup (f);
  for (unsigned i = 0; i < 40; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 1000;
  f->kernel.lotsfree = 100;
  f->kernel.desfree = 80;
  f->kernel.freemem = 99;
  purge_async (f);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 0); /* memory never came back: all of it */
  ck_assert_uint_eq (cache_get_counters (f->pcache)->full_ahb, 40);
  fixture_free (f);
}
END_TEST

#if KERNEL_CHECKED
static void free_memory (Fixture *f, const char *operation)
{
  if (g_str_equal (operation, "+bucket 3")) {
    f->kernel.freemem = 2000;
  }
}

START_TEST (lowmem_stops_when_memory_came_back)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_shrink_shift = 0;
  f->tunables.segpcache_hashsize_win = 64;
  fixture_setup (f);
  for (unsigned i = 0; i < 40; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .list = i + 1));
  }
  f->kernel.lbolt = 1000;
  f->kernel.freemem = 0;
  f->on_lock = free_memory;
  f->trace = true;
  purge_async (f);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 24);
  ck_assert_uint_eq (cache_get_counters (f->pcache)->full_ahb, 16);
  fixture_free (f);
}
END_TEST
#endif

static Suite *purge_suite (void)
{
  Suite *suite = suite_create ("async purge");
  TCase *cause = tcase_create ("cause");
  tcase_add_test (cause, nothing_cached_means_nothing_done);
  tcase_add_test (cause, trim_begins_at_seven_eighths);
  tcase_add_test (cause, trim_rounds_the_window_down_first);
  tcase_add_loop_test (cause, lowmem_is_decided_at_exact_limits, 0, G_N_ELEMENTS (memory_cases));
  tcase_add_loop_test (cause, the_target_is_a_bounded_share_of_the_window, 0, G_N_ELEMENTS (targets));
  suite_add_tcase (suite, cause);
  TCase *walk = tcase_create ("walk");
  tcase_add_test (walk, an_empty_first_list_is_switched_at_once);
  tcase_add_test (walk, second_chance_is_given_once);
  tcase_add_test (walk, second_chance_ends_at_maxage);
  tcase_add_test (walk, a_forced_purge_gives_no_second_chance);
  tcase_add_test (walk, the_next_purge_begins_where_the_last_one_stopped);
  tcase_add_test (walk, rotation_keeps_the_ring);
  tcase_add_test (walk, a_stop_at_the_last_bucket_does_not_switch);
  tcase_add_test (walk, callbacks_may_purge);
  tcase_add_test (walk, a_purge_that_removes_nothing_does_not_subtract);
  tcase_add_test (walk, lowmem_goes_on_while_memory_is_short);
#if KERNEL_CHECKED
  tcase_add_test (walk, entries_of_busy_owners_are_skipped);
  tcase_add_test (walk, a_bucket_emptied_during_the_walk_is_met_empty);
  tcase_add_test (walk, the_current_list_works_as_usual_during_a_walk);
  tcase_add_test (walk, two_asynchronous_purges_do_not_walk_at_once);
  tcase_add_test (walk, lowmem_stops_when_memory_came_back);
#endif
  suite_add_tcase (suite, walk);
  return suite;
}

int main (void)
{
  return test_main (purge_suite (), NULL);
}
