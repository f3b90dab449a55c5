/* What the shipped scenarios say they show, they show. */
#include "machine_fixture.h"

START_TEST (window_pressure_trims_and_refuses)
{
  Run run = run_new (load_shipped ("window-pressure"), 0);
  run_until (&run, 20 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.trim"), 0);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), run_value (&run, "purged_pages.trim"));
  ck_assert_uint_gt (run_value (&run, "refusals.check_window"), 0);
  ck_assert_uint_le (run_value (&run, "plocked_window"), run_value (&run, "maxwindow"));
  run_finish (&run);
}
END_TEST

START_TEST (low_memory_purges_only_near_desfree)
{
  Run run = run_new (load_shipped ("low-memory"), 0);
  run_until (&run, 29 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "low_memory_turns"), 0);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  ck_assert_uint_eq (run_value (&run, "pageout.writes_started"), 0);
  ck_assert_uint_gt (run_value (&run, "pageout.skipped_locked"), 0);
  run_until (&run, 30 * NS_PER_SEC + 200 * NS_PER_MS);
  uint64_t freemem = run_value (&run, "freemem");
  ck_assert_uint_lt (freemem, run_value (&run, "desfree"));
  run_until (&run, 40 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.lowmem"), 0);
  ck_assert_uint_gt (run_value (&run, "refusals.check_desfree"), 0);
  ck_assert_uint_gt (run_value (&run, "pageout.freed_written"), 1000);
  freemem = run_value (&run, "freemem");
  ck_assert_uint_gt (freemem, run_value (&run, "desfree"));
  run_until (&run, 50 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "misses.purged_lowmem"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_hog_takes_the_caches_memory_and_gives_it_back)
{
  Run run = run_new (load_shipped ("memory-hog"), 0);
  run_until (&run, 36 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  ck_assert_uint_eq (run_value (&run, "pageout.writes_started"), 0);
  uint64_t plocked = run_value (&run, "plocked");
  run_until (&run, 60 * NS_PER_SEC - 1);
  ck_assert_uint_lt (run_value (&run, "plocked"), plocked / 10);
  ck_assert_uint_gt (run_value (&run, "throttle.waits"), 100);
  ck_assert_uint_gt (run_value (&run, "pageout.skipped_locked"), 10000);
  ck_assert_uint_gt (run_value (&run, "swapped_pages"), 5000);
  ck_assert_uint_gt (run_value (&run, "refusals.check_desfree"), 10000);
  run_until (&run, 61 * NS_PER_SEC);
  uint64_t purged = run_value (&run, "purged_pages.total");
  run_until (&run, 100 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), purged);
  ck_assert_uint_ge (run_value (&run, "plocked"), plocked);
  ck_assert_uint_gt (run_value (&run, "page_ins"), 100);
  ck_assert_uint_eq (run_value (&run, "throttle.waiting"), 0);
  ck_assert_uint_eq (run_value (&run, "scan_rate"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_disabled_cache_is_empty_and_fills_again)
{
  Run run = run_new (load_shipped ("cache-disabled"), 0);
  run_until (&run, 22 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "plocked"), 0);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  ck_assert_uint_gt (run_value (&run, "misses.disabled"), 0);
  run_until (&run, 32 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 0);
  ck_assert_uint_gt (run_value (&run, "plocked"), 0);
  ck_assert_uint_gt (run_value (&run, "misses.refused_disabled"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_small_machines_window_is_a_32nd_of_memory_and_too_small)
{
  Run run = run_new (load_shipped ("small-machine"), 0);
  run_until (&run, 30 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "maxwindow"), (63 * 256 - 63 * 16) / 32);
  ck_assert_uint_gt (run_value (&run, "misses.refused_window"), run_value (&run, "misses.total") / 2);
  ck_assert_uint_gt (run_value (&run, "freemem"), 10 * run_value (&run, "lotsfree"));
  run_finish (&run);
}
END_TEST

START_TEST (from_2_gb_on_nothing_is_trimmed_and_low_memory_takes_half)
{
  Run run = run_new (load_shipped ("no-limit-from-2gb"), 0);
  run_until (&run, 59 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "plocked_window"), 1536 * 256);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  run_until (&run, 90 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "purged_pages.lowmem"), 100000);
  ck_assert_uint_eq (run_value (&run, "purged_pages.trim"), 0);
  ck_assert_uint_eq (run_value (&run, "refusals.total"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (huge_pages_fill_the_window_with_few_entries)
{
  Run run = run_new (load_shipped ("huge-pages"), 0);
  run_until (&run, 30 * NS_PER_SEC);
  ck_assert_uint_le (run_value (&run, "entries"), 128);
  ck_assert_uint_ge (run_value (&run, "entries"), 120);
  ck_assert_uint_gt (run_value (&run, "misses.refused_window"), run_value (&run, "misses.total") * 9 / 10);
  run_finish (&run);
}
END_TEST

static Run run_fork_heavy (const char *const *sets)
{
  char *path = g_strdup_printf ("%s/fork-heavy-server.yaml", g_getenv ("SCENARIOS"));
  Scenario *scenario = scenario_load (path, &(ScenarioChanges){ .sets = sets }, NULL);
  g_free (path);
  Run run = run_new (scenario, 0);
  run_until (&run, 40 * NS_PER_SEC);
  return run;
}

START_TEST (a_fork_during_io_copies_private_memory_and_not_shared)
{
  const char *const shared[] = { "processes.server.workloads.io.segment=shm", NULL };
  Run run = run_fork_heavy (NULL);
  uint64_t hits = run_value (&run, "cache_hit");
  ck_assert_uint_gt (run_value (&run, "fork_copies"), run_value (&run, "as_done.fork") * 95 / 100);
  uint64_t copies = run_value (&run, "fork_copies");
  run_until (&run, 49 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "fork_copies"), copies);
  ck_assert_uint_gt (run_value (&run, "cow_pages"), 0);
  run_finish (&run);
  run = run_fork_heavy (shared);
  ck_assert_uint_eq (run_value (&run, "fork_copies"), 0);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  ck_assert_uint_gt (run_value (&run, "cache_hit"), hits * 3 / 2);
  run_finish (&run);
}
END_TEST

static uint64_t hits_under_scan (const char *set)
{
  const char *sets[] = { set, NULL };
  char *path = g_strdup_printf ("%s/retune-under-scan.yaml", g_getenv ("SCENARIOS"));
  Scenario *scenario = scenario_load (path, &(ScenarioChanges){ .sets = set ? sets : NULL }, NULL);
  g_free (path);
  Run run = run_new (scenario, 0);
  run_until (&run, 60 * NS_PER_SEC);
  uint64_t hits = run_value (&run, "cache_hit");
  run_finish (&run);
  return hits;
}

START_TEST (under_a_scan_maxage_protects_and_larger_bites_do_not)
{
  uint64_t as_it_is = hits_under_scan (NULL);
  ck_assert_uint_gt (hits_under_scan ("tunables.segpcache_pcp_maxage_sec=10"), as_it_is * 105 / 100);
  ck_assert_uint_lt (hits_under_scan ("tunables.segpcache_pcp_maxage_ticks=1"), as_it_is);
  ck_assert_uint_lt (hits_under_scan ("tunables.segpcache_shrink_shift=2"), as_it_is);
}
END_TEST

START_TEST (a_recorded_cache_is_met_exactly_and_a_larger_window_hits_more)
{
  Run run = run_new (load_shipped ("replay-pcache"), 0);
  run_until (&run, 5 * NS_PER_SEC);
  uint64_t hits = run_value (&run, "cache_hit");
  ck_assert_uint_gt (run_value (&run, "replayed.compared"), 20000);
  ck_assert_uint_eq (run_value (&run, "replayed.agreed"), run_value (&run, "replayed.compared"));
  ck_assert_uint_eq (hits, run_value (&run, "replayed.recorded_hits"));
  run_finish (&run);
  const char *sets[] = { "tunables.segpcache_maxwindow=80MiB", NULL };
  g_autofree char *path = g_strdup_printf ("%s/replay-pcache.yaml", g_getenv ("SCENARIOS"));
  Run larger = run_new (scenario_load (path, &(ScenarioChanges){ .sets = sets }, NULL), 0);
  run_until (&larger, 5 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&larger, "cache_hit"), hits * 5 / 4);
  run_finish (&larger);
}
END_TEST

START_TEST (ism_is_an_entry_a_process_until_the_cache_is_disabled)
{
  Run run = run_new (load_shipped ("oltp-ism"), 0);
  run_until (&run, 44 * NS_PER_SEC); /* with low memory from 20 s to 35 s */
  ck_assert_uint_eq (run_value (&run, "entries_wired"), 40);
  ck_assert_uint_eq (run_value (&run, "spt_list_builds"), 1);
  ck_assert_uint_eq (run_value (&run, "spt_list_shares"), 39);
  ck_assert_uint_eq (run_value (&run, "spt_list_pages"), 8 * 1024 * 256);
  ck_assert_uint_eq (run_value (&run, "plocked"), 40 * UINT64_C (8) * 1024 * 256);
  ck_assert_uint_eq (run_value (&run, "purged_pages.total"), 0);
  ck_assert_uint_eq (run_value (&run, "misses.total"), 80);
  ck_assert_uint_gt (run_value (&run, "low_memory_turns"), 50);
  run_until (&run, 49 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "plocked"), 0);
  ck_assert_uint_eq (run_value (&run, "locks.soft"), run_value (&run, "spt_refusals.disabled"));
  ck_assert_uint_gt (run_value (&run, "locks.soft"), 10000);
  run_until (&run, 60 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "entries_wired"), 40);
  ck_assert_uint_eq (run_value (&run, "spt_list_builds"), 2);
  run_finish (&run);
}
END_TEST

START_TEST (resizing_dism_costs_the_list_and_gives_memory_back)
{
  Run run = run_new (load_shipped ("dism-resize"), 0);
  run_until (&run, 14 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "spt_list_builds"), 1);
  ck_assert_uint_eq (run_value (&run, "entries_wired"), 8);
  ck_assert_uint_eq (run_value (&run, "locks.soft"), 0);
  uint64_t availrmem = run_value (&run, "availrmem");
  uint64_t freemem = run_value (&run, "freemem");
  run_until (&run, 34 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "spt_lists_changed"), 4);
  ck_assert_uint_eq (run_value (&run, "spt_list_builds"), 5);
  ck_assert_uint_eq (run_value (&run, "availrmem"), availrmem + 2 * 1024 * 256);
  ck_assert_uint_gt (run_value (&run, "purged_entries.wired"), 10);
  ck_assert_uint_gt (run_value (&run, "spt_refusals.list_changed"), 10);
  ck_assert_uint_gt (run_value (&run, "freemem"), freemem + 2 * 1024 * 256 - 20000);
  run_until (&run, 49 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "availrmem"), availrmem);
  ck_assert_uint_eq (run_value (&run, "spt_list_builds"), 9);
  ck_assert_uint_eq (run_value (&run, "spt_refusals.not_mlocked"), 0);
  run_until (&run, 60 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "spt_refusals.not_mlocked"), 0);
  ck_assert_uint_eq (run_value (&run, "availrmem"), availrmem);
  run_finish (&run);
}
END_TEST

START_TEST (removing_memory_under_load_keeps_the_cache_off_until_it_is_done)
{
  Run run = run_new (load_shipped ("dr-remove"), 0);
  run_until (&run, 44 * NS_PER_SEC);
  uint64_t lotsfree = run_value (&run, "lotsfree");
  uint64_t maxwindow = run_value (&run, "maxwindow");
  run_until (&run, 65 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  ck_assert_uint_eq (run_value (&run, "removal.notices"), 0);
  run_until (&run, 75 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 1);
  ck_assert_uint_eq (run_value (&run, "removal.notices"), 1);
  ck_assert_uint_gt (run_value (&run, "removal.vain_tries"), 20);
  run_until (&run, 105 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "disabled"), 0);
  ck_assert_uint_eq (run_value (&run, "removal.done"), 1);
  ck_assert_uint_gt (run_value (&run, "removal.moved"), 10000);
  ck_assert_uint_gt (run_value (&run, "removal.cache_off_time"), 30 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "misses.disabled"), 10000);
  ck_assert_uint_eq (run_value (&run, "removed_pages"), 512 * 256);
  ck_assert_uint_lt (run_value (&run, "lotsfree"), lotsfree);
  ck_assert_uint_eq (run_value (&run, "maxwindow"), maxwindow);
  run_until (&run, 125 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "removed_pages"), 0);
  ck_assert_uint_eq (run_value (&run, "lotsfree"), lotsfree);
  run_finish (&run);
}
END_TEST

START_TEST (retiring_a_page_every_30_s_flushes_the_cache_as_often)
{
  Run run = run_new (load_shipped ("page-retire"), 0);
  for (unsigned i = 1; i <= 4; i++) {
    run_until (&run, 30 * i * NS_PER_SEC - NS_PER_MS);
    uint64_t plocked = run_value (&run, "plocked");
    uint64_t purged = run_value (&run, "purged_pages.force");
    uint64_t misses = run_value (&run, "cache_miss");
    uint64_t locking = run_value (&run, "latency.lock");
    run_until (&run, 30 * i * NS_PER_SEC + 500 * NS_PER_MS);
    ck_assert_uint_gt (run_value (&run, "purged_pages.force"), purged + plocked / 2);
    ck_assert_uint_gt (run_value (&run, "cache_miss"), misses + 100);
    ck_assert_uint_eq (run_value (&run, "page_retire.flushes"), i);
    ck_assert_uint_gt (run_value (&run, "latency.lock"), locking + 100 * 60 * NS_PER_US);
  }
  run_until (&run, 149 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "misses.purged_force"), run_value (&run, "misses.total") / 3);
  run_finish (&run);
}
END_TEST

/* The scenario NAME with SET, or as it is if that is NULL, up to TIME. */
static Run run_shipped_with (const char *name, const char *set, sim_time time)
{
  const char *sets[] = { set, NULL };
  g_autofree char *path = g_strdup_printf ("%s/%s.yaml", g_getenv ("SCENARIOS"), name);
  Run run = run_new (scenario_load (path, &(ScenarioChanges){ .sets = set ? sets : NULL }, NULL), 0);
  run_until (&run, time);
  return run;
}

static uint64_t hits_of (const char *name, const char *set, sim_time time)
{
  Run run = run_shipped_with (name, set, time);
  uint64_t hits = run_value (&run, "cache_hit");
  run_finish (&run);
  return hits;
}

START_TEST (registered_regions_hold_the_window_and_only_room_helps)
{
  const char *name = "rdma-churn";
  Run run = run_shipped_with (name, NULL, 19 * NS_PER_SEC);
  ck_assert_uint_eq (run_value (&run, "rdma.regions"), 33);
  ck_assert_uint_ge (run_value (&run, "entries_active"), 31);
  ck_assert_uint_gt (run_value (&run, "plocked_window"), run_value (&run, "maxwindow") * 96 / 100);
  ck_assert_uint_gt (run_value (&run, "purged_pages.trim"), 10000);
  ck_assert_uint_gt (run_value (&run, "refusals.check_window"), 3000);
  uint64_t hits = run_value (&run, "cache_hit");
  ck_assert_uint_lt (hits, run_value (&run, "lookups") / 2);
  run_until (&run, 105 * NS_PER_SEC);
  uint64_t hits_before = run_value (&run, "cache_hit");
  uint64_t lookups_before = run_value (&run, "lookups");
  run_until (&run, 119 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "cache_hit") - hits_before,
                     (run_value (&run, "lookups") - lookups_before) * 95 / 100);
  run_finish (&run);
  ck_assert_uint_gt (hits_of (name, "tunables.segpcache_maxwindow=768MiB", 19 * NS_PER_SEC), hits * 3 / 2);
  ck_assert_uint_gt (hits_of (name, "processes.messaging.workloads.regions.regions=20", 19 * NS_PER_SEC),
                     hits * 3 / 2);
  ck_assert_uint_lt (hits_of (name, "tunables.segpcache_pcp_maxage_sec=10", 19 * NS_PER_SEC),
                     hits * 101 / 100);
}
END_TEST

START_TEST (a_backups_entries_cost_a_database_more_than_its_locks)
{
  const char *name = "backup-beside-oltp";
  Run run = run_shipped_with (name, NULL, 30 * NS_PER_SEC - 1);
  ck_assert_uint_eq (run_value (&run, "refusals.total"), 0);
  run_until (&run, 90 * NS_PER_SEC);
  ck_assert_uint_gt (run_value (&run, "refusals.check_window"), 20000);
  ck_assert_uint_gt (run_value (&run, "purged_pages.trim"), 100000);
  ck_assert_uint_gt (run_value (&run, "second_chances"), 1000);
  ck_assert_uint_lt (run_value (&run, "entries_active"), 40);
  uint64_t unreaped_ns = run_value (&run, "async_io.unreaped_time");
  ck_assert_uint_gt (unreaped_ns, 5900 * 45 * NS_PER_MS);
  ck_assert_uint_lt (unreaped_ns, 6000 * 55 * NS_PER_MS);
  uint64_t hits = run_value (&run, "cache_hit");
  run_finish (&run);
  uint64_t reaped_soon = hits_of (name, "processes.backup.workloads.scan.reap_interval=1ms", 90 * NS_PER_SEC);
  ck_assert_uint_lt (reaped_soon, hits * 101 / 100);
  ck_assert_uint_gt (reaped_soon, hits * 99 / 100);
  ck_assert_uint_gt (hits_of (name, "tunables.segpcache_pcp_maxage_sec=10", 90 * NS_PER_SEC),
                     hits * 101 / 100);
  ck_assert_uint_lt (hits_of (name, "tunables.segpcache_pcp_maxage_ticks=1", 90 * NS_PER_SEC),
                     hits * 99 / 100);
  ck_assert_uint_gt (hits_of (name, "tunables.segpcache_maxwindow=0", 90 * NS_PER_SEC), hits * 110 / 100);
}
END_TEST

static Suite *stories_suite (void)
{
  Suite *suite = suite_create ("stories");
  TCase *stories = tcase_create ("stories");
  tcase_set_timeout (stories, 0);
  tcase_add_test (stories, window_pressure_trims_and_refuses);
  tcase_add_test (stories, low_memory_purges_only_near_desfree);
  tcase_add_test (stories, a_hog_takes_the_caches_memory_and_gives_it_back);
  tcase_add_test (stories, a_disabled_cache_is_empty_and_fills_again);
  tcase_add_test (stories, a_small_machines_window_is_a_32nd_of_memory_and_too_small);
  tcase_add_test (stories, from_2_gb_on_nothing_is_trimmed_and_low_memory_takes_half);
  tcase_add_test (stories, huge_pages_fill_the_window_with_few_entries);
  tcase_add_test (stories, a_fork_during_io_copies_private_memory_and_not_shared);
  tcase_add_test (stories, under_a_scan_maxage_protects_and_larger_bites_do_not);
  tcase_add_test (stories, a_recorded_cache_is_met_exactly_and_a_larger_window_hits_more);
  tcase_add_test (stories, ism_is_an_entry_a_process_until_the_cache_is_disabled);
  tcase_add_test (stories, resizing_dism_costs_the_list_and_gives_memory_back);
  tcase_add_test (stories, removing_memory_under_load_keeps_the_cache_off_until_it_is_done);
  tcase_add_test (stories, retiring_a_page_every_30_s_flushes_the_cache_as_often);
  tcase_add_test (stories, registered_regions_hold_the_window_and_only_room_helps);
  tcase_add_test (stories, a_backups_entries_cost_a_database_more_than_its_locks);
  suite_add_tcase (suite, stories);
  return suite;
}

int main (void)
{
  return test_main (stories_suite (), NULL);
}
