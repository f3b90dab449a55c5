/* Sizes, counters, the observer of removals, two caches side by side, and the locking protocol: sections 2 and 11. */
#include "pcache_fixture.h"
#include "pcache_internal.h"
#include "x86_pages.h"

#include <stdio.h>
#include <string.h>

/* §11: window buckets by tunable and physmem. */
static const struct {
  uint64_t physmem, wanted, buckets;
} window_sizes[] = {
  { 1 << 20, 1, 1 },    { 1 << 20, 2, 2 },          { 1 << 20, 3, 4 },    { 1 << 20, 5, 4 },
  { 1 << 20, 6, 8 },    { 1 << 20, 7, 8 },          { 1 << 20, 11, 8 },   { 1 << 20, 12, 16 },
  { 1000, 1000, 1024 }, { 1000, 1001, 1024 },       { 100, 97, 128 },     { 100, 95, 64 },
  { 1 << 13, 0, 1024 }, { (1 << 13) + 8, 0, 1024 }, { 1 << 14, 0, 2048 }, { 12 << 10, 0, 2048 },
  { 12280, 0, 1024 },   { 100, 0, 1024 },           { 100, 101, 1024 },
};

START_TEST (window_buckets_are_the_nearest_power_of_two)
{
  Fixture *f = fixture_new ();
  f->kernel.physmem = window_sizes[_i].physmem;
  f->tunables.segpcache_hashsize_win = window_sizes[_i].wanted;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).window_buckets, window_sizes[_i].buckets);
  fixture_free (f);
}
END_TEST

/* §11: wired buckets; physmem in pages of 4 KiB, 256 of them a megabyte. */
static const struct {
  uint64_t physmem, wanted, buckets;
} wired_sizes[] = {
  { 1 << 20, 3, 4 },          { 1 << 20, 5, 8 },
  { 400, 100, 128 },          { 400, 101, 1024 },
  { 128 * 256, 0, 1024 },     { 129 * 256, 0, 2048 },
  { 129 * 256 - 1, 0, 1024 }, { 20479 * 256 + 255, 0, 262144 },
  { 16384 * 256, 0, 131072 }, { 20480 * 256, 0, 262144 },
  { 1 << 25, 0, 262144 },
};

START_TEST (wired_buckets_are_the_next_power_of_two)
{
  Fixture *f = fixture_new ();
  f->kernel.physmem = wired_sizes[_i].physmem;
  f->tunables.segpcache_hashsize_wired = wired_sizes[_i].wanted;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).wired_buckets, wired_sizes[_i].buckets);
  fixture_free (f);
}
END_TEST

/* §11: the window by physical memory, at each limit; availrmem is 9600 pages. */
static const struct {
  uint64_t physmegs, maxwindow;
} windows[] = {
  { 63, 300 },    { 64, 1200 },   { 511, 1200 },  { 512, 2400 },
  { 1023, 2400 }, { 1024, 4800 }, { 2047, 4800 }, { 2048, UINT64_MAX },
};

START_TEST (the_window_depends_on_memory)
{
  Fixture *f = fixture_new ();
  f->kernel.physmem = windows[_i].physmegs * 256 + 255;
  f->kernel.availrmem = 9600;
  f->tunables.segpcache_maxwindow = 0;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).maxwindow_pages, windows[_i].maxwindow);
  f->tunables.segpcache_maxwindow = 77;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).maxwindow_pages, 77);
  fixture_free (f);
}
END_TEST

/* §11: ticks above 0 win over seconds. */
START_TEST (ages_come_in_ticks_or_seconds)
{
  Fixture *f = fixture_new ();
  f->kernel.hz = 1000;
  f->tunables.segpcache_pcp_maxage_sec = 3;
  f->tunables.segpcache_reap_sec = 4;
  f->tunables.segpcache_pcp_maxage_ticks = -1;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).maxage_ticks, 3000);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).reap_ticks, 4000);
  f->tunables.segpcache_pcp_maxage_ticks = f->tunables.segpcache_reap_ticks = 1;
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).maxage_ticks, 1);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).reap_ticks, 1);
  fixture_free (f);
}
END_TEST

/* §11: read once. */
START_TEST (later_changes_of_tunables_have_no_effect)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_maxwindow = 1;
  f->kernel.availrmem = 1;
  ck_assert_int_eq (fixture_insert (f, REQUEST (.pages = 10)), CACHE_ADMITTED);
  fixture_free (f);
}
END_TEST

/* §11: nothing is sized, and nothing works, without the cache. */
START_TEST (segpcache_enabled_0_means_no_cache)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_enabled = 0;
  fixture_setup (f);
  ck_assert (!cache_is_configured (f->pcache));
  ck_assert_uint_eq (cache_get_sizes (f->pcache).window_buckets, 0);
  ck_assert_uint_eq (cache_get_state (f->pcache).disabled, 1);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 1)).miss, CACHE_MISS_DISABLED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 1)), CACHE_REFUSED_DISABLED);
  ck_assert (!seg_preap (f->pcache));
  seg_ppurge_async (f->pcache, true);
  ck_assert_str_eq (fixture_chains (f), "");
  fixture_free (f);
}
END_TEST

#if !KERNEL_CHECKED
/* Memory of the host that this process has touched, pages. */
static uint64_t resident_pages (void)
{
  FILE *statm = fopen ("/proc/self/statm", "r");
  uint64_t pages = 0;
  ck_assert (statm && fscanf (statm, "%*u %" G_GINT64_MODIFIER "u", &pages) == 1);
  fclose (statm);
  return pages;
}

/* Empty tables of a machine of 64 GiB cost nothing. With locks to check they are filled in. */
START_TEST (large_tables_cost_nothing_until_used)
{
  Fixture *f = fixture_new ();
  f->kernel.physmem = UINT64_C (16) << 20;
  f->tunables.segpcache_hashsize_win = 0;
  uint64_t before = resident_pages ();
  fixture_setup (f);
  ck_assert_uint_eq (cache_get_sizes (f->pcache).window_buckets, 2 << 20);
  fixture_add_idle (f, REQUEST (.page = 1));
  ck_assert_uint_lt (resident_pages (), before + 1024);
  fixture_free (f);
}
END_TEST
#endif

static uint64_t sum (const uint64_t *values, size_t n)
{
  uint64_t total = 0;
  for (size_t i = 0; i < n; i++) {
    total += values[i];
  }
  return total;
}

typedef struct {
  uint64_t entries[CACHE_REMOVAL_CAUSES];
  uint64_t pages[CACHE_REMOVAL_CAUSES];
} Observed;

static void observe (void *user, const CacheRemoval *removal)
{
  Observed *observed = user;
  observed->entries[removal->cause]++;
  observed->pages[removal->cause] += btop (removal->range.len);
}

/* Entries of 1 page in pages 0 to 5, one of 2 pages over that in page 0, one wired. */
START_TEST (removals_are_counted_by_cause_and_observed)
{
  Fixture *f = fixture_new ();
  Observed observed = { 0 };
  cache_set_removal_observer (f->pcache, observe, &observed);
  for (uint64_t i = 0; i < 6; i++) {
    fixture_add_idle (f, REQUEST (.owner = (unsigned)i, .page = i, .list = i + 1));
  }
  fixture_add_idle (f, REQUEST (.page = 0, .pages = 2, .list = 9)); /* duplicate */
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);                     /* owner: 2 pages */
  fixture_add_idle (f, REQUEST (.pages = 3, .list = 8, .flags = SEGP_FORCE_WIRED));
  seg_ppurge_wiredpp (f->pcache, (void *)8);
  fixture_lookup (f, REQUEST (.owner = 1, .page = 1));
  seg_p_disable (f->pcache);                                        /* force: 4 */
  fixture_inactive (f, REQUEST (.owner = 1, .page = 1, .list = 2)); /* disabled: 1 */
  const CacheCounters *counters = cache_get_counters (f->pcache);
  static const uint64_t entries[CACHE_REMOVAL_CAUSES] = { [CACHE_REMOVED_DUPLICATE] = 1,
                                                          [CACHE_REMOVED_OWNER_PURGE] = 1,
                                                          [CACHE_REMOVED_WIRED_PURGE] = 1,
                                                          [CACHE_REMOVED_FORCE] = 4,
                                                          [CACHE_REMOVED_DISABLED] = 1 };
  static const uint64_t pages[CACHE_REMOVAL_CAUSES] = { [CACHE_REMOVED_DUPLICATE] = 1,
                                                        [CACHE_REMOVED_OWNER_PURGE] = 2,
                                                        [CACHE_REMOVED_WIRED_PURGE] = 3,
                                                        [CACHE_REMOVED_FORCE] = 4,
                                                        [CACHE_REMOVED_DISABLED] = 1 };
  for (unsigned i = 0; i < CACHE_REMOVAL_CAUSES; i++) {
    ck_assert_uint_eq (counters->removed_entries[i], entries[i]);
    ck_assert_uint_eq (counters->removed_pages[i], pages[i]);
    ck_assert_uint_eq (observed.entries[i], entries[i]);
    ck_assert_uint_eq (observed.pages[i], pages[i]);
  }
  ck_assert_uint_eq (counters->reclaim_callbacks, sum (entries, CACHE_REMOVAL_CAUSES));
  fixture_free (f);
}
END_TEST

START_TEST (hits_and_misses_are_all_lookups)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1, .pages = 2, .wlen = PAGESIZE));
  fixture_lookup (f, REQUEST (.page = 1));
  fixture_lookup (f, REQUEST (.page = 1, .pages = 2));
  fixture_lookup (f, REQUEST (.page = 2));
  fixture_lookup (f, REQUEST (.page = 1, .pages = 3));
  fixture_lookup (f, REQUEST (.page = 1, .pages = 2, .rw = S_WRITE));
  seg_p_disable (f->pcache);
  fixture_lookup (f, REQUEST (.page = 1));
  const CacheCounters *counters = cache_get_counters (f->pcache);
  ck_assert_uint_eq (counters->hits, 2);
  ck_assert_uint_eq (counters->misses[CACHE_MISS_ABSENT], 1);
  ck_assert_uint_eq (counters->misses[CACHE_MISS_TOO_SHORT], 1);
  ck_assert_uint_eq (counters->misses[CACHE_MISS_NOT_WRITABLE], 1);
  ck_assert_uint_eq (counters->misses[CACHE_MISS_DISABLED], 1);
  ck_assert_uint_eq (sum (counters->misses, CACHE_MISS_REASONS), 4);
  fixture_free (f);
}
END_TEST

START_TEST (setting_up_again_begins_from_nothing)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 1));
  fixture_lookup (f, REQUEST (.page = 1));
  seg_ppurge_async (f->pcache, true);
  fixture_setup (f);
  CacheState state = cache_get_state (f->pcache);
  const CacheCounters *counters = cache_get_counters (f->pcache);
  ck_assert (state.plocked == 0 && state.entries == 0 && state.entries_active == 0
             && state.current_list == 0);
  ck_assert (counters->hits == 0 && counters->full_ahb == 0);
  ck_assert_str_eq (fixture_calls (f), "");
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 1)), 0);
  fixture_free (f);
}
END_TEST

static Fixture *fixture_for_steps (void)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_shrink_shift = 1;
  f->tunables.segpcache_pcp_maxage_ticks = 10;
  fixture_setup (f);
  return f;
}

/* One step of a run that fills, uses and purges. */
static void step (Fixture *f, unsigned i)
{
  uint64_t page = i * 7 % 40;
  f->kernel.lbolt += i % 5;
  f->kernel.freemem = i % 13 * 20;
  if (!fixture_lookup (f, REQUEST (.page = page)).shadow_list) {
    fixture_insert (f, REQUEST (.page = page, .list = page + 1));
  }
  if (i % 40 != 0) {
    fixture_inactive (f, REQUEST (.page = page, .list = page + 1));
  }
  if (i % 11 == 0) {
    pcache_pasync_turn (f->pcache);
  }
}

/* Two caches side by side do what each does alone. */
START_TEST (caches_do_not_know_of_each_other)
{
  Fixture *alone = fixture_for_steps ();
  for (unsigned i = 0; i < 500; i++) {
    step (alone, i);
  }
  Fixture *one = fixture_for_steps ();
  Fixture *other = fixture_for_steps ();
  for (unsigned i = 0; i < 500; i++) {
    step (one, i);
    step (other, i + 3);
  }
  g_autofree char *chains = g_strdup (fixture_chains (alone));
  ck_assert_str_eq (fixture_chains (one), chains);
  ck_assert_str_ne (fixture_chains (other), chains);
  g_autofree char *calls = g_strdup (fixture_calls (alone));
  ck_assert_uint_gt (strlen (calls), 100);
  ck_assert_str_eq (fixture_calls (one), calls);
  fixture_free (alone);
  fixture_free (one);
  fixture_free (other);
}
END_TEST

#if KERNEL_CHECKED
typedef struct {
  LockChecker checker;
  Kernel kernel;
  KMutex owner, bucket, wired, mem;
} Locks;

static Locks *locks_new (void)
{
  Locks *locks = g_new0 (Locks, 1);
  locks->kernel.lock_checker = &locks->checker;
  mutex_init (&locks->owner, LOCK_CLASS_OWNER, 1);
  mutex_init (&locks->bucket, LOCK_CLASS_BUCKET, 2);
  mutex_init (&locks->wired, LOCK_CLASS_WIRED_BUCKET, 3);
  mutex_init (&locks->mem, LOCK_CLASS_MEM, 0);
  return locks;
}

/* §2: owner, bucket, mem. */
START_TEST (locks_may_be_taken_in_order)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->owner);
  mutex_enter (&locks->kernel, &locks->bucket);
  mutex_enter (&locks->kernel, &locks->mem);
  mutex_assert_held (&locks->kernel, &locks->owner);
  mutex_exit (&locks->kernel, &locks->mem);
  mutex_exit (&locks->kernel, &locks->bucket);
  mutex_exit (&locks->kernel, &locks->owner);
  mutex_enter (&locks->kernel, &locks->bucket);
  ck_assert (mutex_tryenter (&locks->kernel, &locks->owner)); /* only as a try */
  mutex_exit (&locks->kernel, &locks->owner);
  locks->owner.held_by_other = true;
  ck_assert (!mutex_tryenter (&locks->kernel, &locks->owner));
  mutex_exit (&locks->kernel, &locks->bucket);
  ck_assert_uint_eq (locks->checker.n_held, 0);
  g_free (locks);
}
END_TEST

START_TEST (an_owner_after_a_bucket_aborts)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->bucket);
  mutex_enter (&locks->kernel, &locks->owner);
}
END_TEST

START_TEST (two_buckets_at_once_abort)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->bucket);
  mutex_enter (&locks->kernel, &locks->wired);
}
END_TEST

START_TEST (anything_after_mem_aborts)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->mem);
  mutex_enter (&locks->kernel, &locks->bucket);
}
END_TEST

START_TEST (entering_twice_aborts)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->mem);
  mutex_enter (&locks->kernel, &locks->mem);
}
END_TEST

START_TEST (trying_what_is_held_aborts)
{
  Locks *locks = locks_new ();
  mutex_enter (&locks->kernel, &locks->owner);
  mutex_tryenter (&locks->kernel, &locks->owner);
}
END_TEST

START_TEST (leaving_what_is_not_held_aborts)
{
  Locks *locks = locks_new ();
  mutex_exit (&locks->kernel, &locks->owner);
}
END_TEST

START_TEST (needing_what_is_not_held_aborts)
{
  Locks *locks = locks_new ();
  mutex_assert_held (&locks->kernel, &locks->owner);
}
END_TEST

START_TEST (waiting_for_what_nobody_lets_go_aborts)
{
  Locks *locks = locks_new ();
  locks->owner.held_by_other = true;
  mutex_enter (&locks->kernel, &locks->owner);
}
END_TEST

static TCase *lock_misuse_tcase (void)
{
  TCase *misuse = tcase_create ("lock misuse");
  tcase_add_test_raise_signal (misuse, an_owner_after_a_bucket_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, two_buckets_at_once_abort, SIGTRAP);
  tcase_add_test_raise_signal (misuse, anything_after_mem_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, entering_twice_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, trying_what_is_held_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, leaving_what_is_not_held_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, needing_what_is_not_held_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, waiting_for_what_nobody_lets_go_aborts, SIGTRAP);
  return misuse;
}
#endif

static Suite *state_suite (void)
{
  Suite *suite = suite_create ("state");
  TCase *sizes = tcase_create ("sizes");
  tcase_add_loop_test (sizes, window_buckets_are_the_nearest_power_of_two, 0, G_N_ELEMENTS (window_sizes));
  tcase_add_loop_test (sizes, wired_buckets_are_the_next_power_of_two, 0, G_N_ELEMENTS (wired_sizes));
  tcase_add_loop_test (sizes, the_window_depends_on_memory, 0, G_N_ELEMENTS (windows));
  tcase_add_test (sizes, ages_come_in_ticks_or_seconds);
  tcase_add_test (sizes, later_changes_of_tunables_have_no_effect);
  tcase_add_test (sizes, segpcache_enabled_0_means_no_cache);
#if !KERNEL_CHECKED
  tcase_add_test (sizes, large_tables_cost_nothing_until_used);
#endif
  suite_add_tcase (suite, sizes);
  TCase *counters = tcase_create ("counters");
  tcase_add_test (counters, removals_are_counted_by_cause_and_observed);
  tcase_add_test (counters, hits_and_misses_are_all_lookups);
  tcase_add_test (counters, setting_up_again_begins_from_nothing);
  tcase_add_test (counters, caches_do_not_know_of_each_other);
  suite_add_tcase (suite, counters);
#if KERNEL_CHECKED
  TCase *locks = tcase_create ("locks");
  tcase_add_test (locks, locks_may_be_taken_in_order);
  suite_add_tcase (suite, locks);
  if (fixture_can_abort ()) {
    suite_add_tcase (suite, lock_misuse_tcase ());
  }
#endif
  return suite;
}

int main (void)
{
  return test_main (state_suite (), NULL);
}
