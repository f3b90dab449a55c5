/* What an observer of the cache is told. */
#include "cache_observer.h"

#include "pcache_fixture.h"
#include "x86_pages.h"

/* Written down as text, an event after the other. */
static GString *told;

static const char *owner_name (const Fixture *f, const CacheOwner *owner)
{
  for (unsigned i = 0; i < FIXTURE_OWNERS; i++) {
    if (owner == &f->segs[i].owner) {
      static const char *const names[FIXTURE_OWNERS] = { "0", "1", "2", "3", "4", "5", "6", "7" };
      return names[i];
    }
  }
  return owner ? "amp" : "all";
}

static void tell_request (const Fixture *f, const char *what, const CacheRequest *request, int outcome)
{
  g_string_append_printf (told, "%s %s:%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %d; ", what,
                          owner_name (f, request->range.owner), btop (request->range.addr),
                          btop (request->range.len), outcome);
}

static void tell_lookup (void *user, const CacheRequest *request, const void *shadow_list, CacheMiss miss)
{
  tell_request (user, shadow_list ? "hit" : "miss", request, shadow_list ? 0 : (int)miss);
}

static void tell_decision (void *user, const CacheRequest *request, CacheAdmission admission, bool by_insert)
{
  tell_request (user, by_insert ? "insert" : "check", request, (int)admission);
}

static void tell_removal (void *user, const CacheRemoval *removal)
{
  g_string_append_printf (told, "removed %s:%" G_GUINT64_FORMAT " cause %d purge %" G_GUINT64_FORMAT "; ",
                          owner_name (user, removal->range.owner), btop (removal->range.addr),
                          (int)removal->cause, removal->purge);
}

static void tell_reclaim (void *user, const CacheReclaimed *reclaimed)
{
  g_string_append_printf (told, "reclaim %s:%" G_GUINT64_FORMAT "%s%s; ", owner_name (user, reclaimed->owner),
                          btop (reclaimed->addr), reclaimed->async ? " async" : "",
                          reclaimed->was_cached ? "" : " uncached");
}

static void tell_purge (void *user, const char *what, const CachePurge *purge)
{
  g_string_append_printf (told,
                          "%s %" G_GUINT64_FORMAT " walk %d cause %d%s%s target %" G_GUINT64_FORMAT
                          " of %s: %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " buckets, %" G_GUINT64_FORMAT
                          " chances, %" G_GUINT64_FORMAT " entries, %" G_GUINT64_FORMAT " pages; ",
                          what, purge->number, (int)purge->walk, (int)purge->cause,
                          purge->trim ? " trim" : "", purge->lowmem ? " lowmem" : "", purge->target_pages,
                          owner_name (user, purge->owner), purge->full_buckets, purge->empty_buckets,
                          purge->second_chances, purge->entries, purge->pages);
}

static void tell_purge_begun (void *user, const CachePurge *purge)
{
  tell_purge (user, "begin", purge);
}

static void tell_purge_ended (void *user, const CachePurge *purge)
{
  tell_purge (user, "end", purge);
}

static void tell_switch (void *user, CacheSwitch what, uint64_t call)
{
  (void)user;
  g_string_append_printf (told, "switch %d call %" G_GUINT64_FORMAT "; ", (int)what, call);
}

static const CacheObserver observer = { .looked_up = tell_lookup,
                                        .decided = tell_decision,
                                        .removed = tell_removal,
                                        .reclaimed = tell_reclaim,
                                        .purge_begun = tell_purge_begun,
                                        .purge_ended = tell_purge_ended,
                                        .switched = tell_switch };

static Fixture *f;

static void set_up (void)
{
  told = g_string_new (NULL);
  f = fixture_new ();
  f->tunables.segpcache_maxwindow = 8;
  fixture_setup (f);
  cache_set_observer (f->pcache, &observer, f);
}

static void tear_down (void)
{
  fixture_free (f);
  g_string_free (told, TRUE);
}

/* What was told since the last call. */
static void assert_told (const char *expected)
{
  ck_assert_str_eq (told->str, expected);
  g_string_truncate (told, 0);
}

START_TEST (lookups_checks_and_inserts_are_told_with_their_outcome)
{
  fixture_lookup (f, REQUEST (.owner = 1, .page = 3));
  fixture_insert (f, REQUEST (.owner = 1, .page = 3, .list = 5));
  fixture_lookup (f, REQUEST (.owner = 1, .page = 3));
  fixture_lookup (f, REQUEST (.owner = 1, .page = 3, .pages = 2));
  assert_told ("miss 1:3+1 1; insert 1:3+1 0; hit 1:3+1 0; miss 1:3+2 2; ");
  fixture_insert (f, REQUEST (.owner = 1, .page = 3, .list = 6));
  fixture_insert (f, REQUEST (.owner = 2, .pages = 9));
  seg_pinsert_check (f->pcache, &f->segs[2], NULL, 0, ptob (9), 0);
  assert_told ("insert 1:3+1 4; insert 2:0+9 2; check 2:0+9 2; ");
}
END_TEST

START_TEST (a_wired_hit_is_told)
{
  fixture_insert (f, REQUEST (.flags = SEGP_FORCE_WIRED));
  fixture_lookup (f, REQUEST (.flags = SEGP_FORCE_WIRED));
  assert_told ("insert 0:0+1 0; hit 0:0+1 0; ");
}
END_TEST

/* Both the one that gives way to a longer list, and one that was never cached. */
START_TEST (lists_that_go_outside_purges_have_no_purge)
{
  fixture_add_idle (f, REQUEST (.list = 1));
  fixture_add_idle (f, REQUEST (.pages = 2, .list = 2));
  assert_told ("insert 0:0+1 0; removed 0:0 cause 5 purge 0; reclaim 0:0; insert 0:0+2 0; ");
  fixture_inactive (f, REQUEST (.page = 9, .list = 9));
  assert_told ("reclaim 0:9 uncached; ");
}
END_TEST

START_TEST (purges_are_told_with_what_they_saw_and_took)
{
  for (unsigned i = 0; i < 4; i++) {
    fixture_add_idle (f, REQUEST (.owner = i % 2, .page = i, .pages = 2, .list = i + 1));
  }
  f->kernel.lbolt = 1000;
  g_string_truncate (told, 0);
  seg_ppurge (f->pcache, &f->segs[1], NULL, 0);
  assert_told ("begin 1 walk 1 cause 2 target 0 of 1: 0+0 buckets, 0 chances, 0 entries, 0 pages; "
               "removed 1:3 cause 2 purge 1; removed 1:1 cause 2 purge 1; reclaim 1:1; reclaim 1:3; "
               "end 1 walk 1 cause 2 target 0 of 1: 2+0 buckets, 0 chances, 2 entries, 4 pages; ");
  seg_ppurge_async (f->pcache, false); /* no cause, no walk */
  assert_told ("");
  fixture_add_idle (f, REQUEST (.owner = 2, .page = 7, .pages = 4, .list = 8));
  f->kernel.lbolt = 2000;
  g_string_truncate (told, 0);
  f->tunables.segpcache_shrink_shift = 1;
  seg_ppurge_async (f->pcache, true);
  assert_told ("begin 2 walk 0 cause 4 target 0 of all: 0+0 buckets, 0 chances, 0 entries, 0 pages; "
               "removed 0:0 cause 4 purge 2; removed 0:2 cause 4 purge 2; removed 2:7 cause 4 purge 2; "
               "reclaim 2:7 async; reclaim 0:2 async; reclaim 0:0 async; "
               "end 2 walk 0 cause 4 target 0 of all: 3+0 buckets, 0 chances, 3 entries, 8 pages; ");
}
END_TEST

START_TEST (a_trim_says_so_and_what_it_means_to_take)
{
  f->tunables.segpcache_shrink_shift = 1;
  fixture_setup (f);
  for (unsigned i = 0; i < 4; i++) {
    fixture_add_idle (f, REQUEST (.page = i, .pages = 2, .list = i + 1));
  }
  g_string_truncate (told, 0);
  seg_ppurge_async (f->pcache, false); /* all are young */
  assert_told ("begin 1 walk 0 cause 0 trim target 4 of all: 0+0 buckets, 0 chances, 0 entries, 0 pages; "
               "end 1 walk 0 cause 0 trim target 4 of all: 4+0 buckets, 4 chances, 0 entries, 0 pages; ");
}
END_TEST

START_TEST (a_wired_lists_purge_is_told)
{
  fixture_add_idle (f, REQUEST (.owner = 3, .pages = 3, .list = 8, .flags = SEGP_FORCE_WIRED));
  g_string_truncate (told, 0);
  seg_ppurge_wiredpp (f->pcache, (void *)8);
  assert_told ("begin 1 walk 2 cause 3 target 0 of all: 0+0 buckets, 0 chances, 0 entries, 0 pages; "
               "removed 3:0 cause 3 purge 1; reclaim 3:0 async; "
               "end 1 walk 2 cause 3 target 0 of all: 1+0 buckets, 0 chances, 1 entries, 3 pages; ");
}
END_TEST

START_TEST (disabling_and_enabling_are_told)
{
  seg_p_disable (f->pcache);
  seg_p_disable (f->pcache);
  seg_p_enable (f->pcache);
  seg_p_enable (f->pcache);
  assert_told ("switch 0 call 1; switch 1 call 1; switch 0 call 2; switch 1 call 2; switch 3 call 0; switch "
               "3 call 0; ");
  fixture_insert (f, REQUEST (.list = 1));
  g_string_truncate (told, 0);
  seg_p_disable (f->pcache);
  ck_assert (g_str_has_suffix (told->str, "switch 2 call 3; "));
}
END_TEST

START_TEST (a_disabled_cache_tells_its_misses)
{
  seg_p_disable (f->pcache);
  g_string_truncate (told, 0);
  fixture_lookup (f, REQUEST (.owner = 4));
  assert_told ("miss 4:0+1 0; ");
}
END_TEST

START_TEST (nobody_is_told_any_more)
{
  cache_set_observer (f->pcache, NULL, NULL);
  fixture_add_idle (f, REQUEST (.list = 1));
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  assert_told ("");
}
END_TEST

static Suite *pcache_observer_suite (void)
{
  Suite *suite = suite_create ("pcache_observer");
  TCase *tcase = tcase_create ("pcache_observer");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, lookups_checks_and_inserts_are_told_with_their_outcome);
  tcase_add_test (tcase, a_wired_hit_is_told);
  tcase_add_test (tcase, lists_that_go_outside_purges_have_no_purge);
  tcase_add_test (tcase, purges_are_told_with_what_they_saw_and_took);
  tcase_add_test (tcase, a_trim_says_so_and_what_it_means_to_take);
  tcase_add_test (tcase, a_wired_lists_purge_is_told);
  tcase_add_test (tcase, disabling_and_enabling_are_told);
  tcase_add_test (tcase, a_disabled_cache_tells_its_misses);
  tcase_add_test (tcase, nobody_is_told_any_more);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (pcache_observer_suite (), NULL);
}
