/* A machine over another cache than our own: one that caches nothing and tells nothing. */
#include "cache_telemetry.h"
#include "machine_fixture.h"

#include <glib.h>

static void null_free (Cache *cache)
{
  g_free (cache);
}

static void null_pinit (Cache *cache, const CacheTunables *tunables)
{
  (void)cache, (void)tunables;
}

static void *null_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                           SegRw rw, uint32_t flags)
{
  (void)seg, (void)amp, (void)addr, (void)len, (void)rw, (void)flags;
  cache->answer.miss = CACHE_MISS_UNKNOWN;
  return NULL;
}

static int null_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                               uint32_t flags)
{
  (void)seg, (void)amp, (void)addr, (void)len, (void)flags;
  cache->answer.admission = CACHE_REFUSED_UNKNOWN;
  return SEGP_FAIL;
}

static int null_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                         uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  (void)seg, (void)amp, (void)addr, (void)len, (void)wlen;
  (void)shadow_list, (void)rw, (void)flags, (void)reclaim;
  cache->answer.admission = CACHE_REFUSED_UNKNOWN;
  return SEGP_FAIL;
}

static void null_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                            void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  (void)flags;
  reclaim (cache->user, amp ? amp : &seg->owner, addr, len, shadow_list, rw, false);
}

static void null_ppurge (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags)
{
  (void)cache, (void)seg, (void)amp, (void)flags;
}

static void null_ppurge_wiredpp (Cache *cache, void *shadow_list)
{
  (void)cache, (void)shadow_list;
}

static void null_ppurge_async (Cache *cache, bool force)
{
  (void)cache, (void)force;
}

static bool null_p_disable (Cache *cache)
{
  (void)cache;
  return true;
}

static void null_do_nothing (Cache *cache)
{
  (void)cache;
}

static bool null_say_no (Cache *cache)
{
  (void)cache;
  return false;
}

static bool null_is_configured (const Cache *cache)
{
  (void)cache;
  return false;
}

static const CacheOps null_ops = { .free = null_free,
                                   .pinit = null_pinit,
                                   .plookup = null_plookup,
                                   .pinsert_check = null_pinsert_check,
                                   .pinsert = null_pinsert,
                                   .pinactive = null_pinactive,
                                   .ppurge = null_ppurge,
                                   .ppurge_wiredpp = null_ppurge_wiredpp,
                                   .ppurge_async = null_ppurge_async,
                                   .p_disable = null_p_disable,
                                   .p_enable = null_do_nothing,
                                   .preap = null_say_no,
                                   .pasync_thread = null_do_nothing,
                                   .is_configured = null_is_configured };

static Cache *null_new (Kernel *kernel, void *user)
{
  (void)kernel;
  Cache *cache = g_new0 (Cache, 1);
  *cache = (Cache){ .ops = &null_ops, .user = user };
  return cache;
}

/* What a machine over the cache that tells nothing does is seen as far as its callers know it; all else has no value. */
START_TEST (a_machine_runs_over_a_cache_that_tells_nothing)
{
  static const char *const untold[] = { "lookups",   "cache_hit",     "hit_rate",          "misses.cold",
                                        "plocked",   "entries",       "purged_pages.trim", "refusals.total",
                                        "maxwindow", "entries_window" };
  Scenario *scenario = load_shipped ("oltp-direct-io");
  MachineOptions options = { .make_cache = null_new };
  GError *error = NULL;
  Run run = { .scenario = scenario, .machine = machine_new (scenario, &options, &error) };
  ck_assert_ptr_nonnull (run.machine);
  run_until (&run, NS_PER_SEC / 10);
  machine_check (run.machine);
  ck_assert_uint_gt (run_value (&run, "locks.uncached"), 0);
  ck_assert_uint_eq (run_value (&run, "locks.hit"), 0);
  ck_assert_uint_gt (run_value (&run, "pages_unlocked"), 0);
  for (size_t i = 0; i < G_N_ELEMENTS (untold); i++) {
    ck_assert_msg (run_value (&run, untold[i]) == METRIC_NO_VALUE, "%s has a value", untold[i]);
  }
  machine_free (run.machine);
  scenario_free (scenario);
}
END_TEST

static Suite *other_cache_suite (void)
{
  Suite *suite = suite_create ("other cache");
  TCase *tcase = tcase_create ("other cache");
  tcase_set_timeout (tcase, 120);
  tcase_add_test (tcase, a_machine_runs_over_a_cache_that_tells_nothing);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (other_cache_suite (), NULL);
}
