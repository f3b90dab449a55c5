/* The end of an I/O: section 6. */
#include "pcache_fixture.h"
#include "x86_pages.h"

/* §6.2: the last I/O's end sets last use and the reference bit; an earlier one's does not. */
static void write_last_use (void *user, const CacheEntryInfo *entry)
{
  g_string_append_printf (user, "%u@%u ", (unsigned)(uintptr_t)entry->shadow_list, (unsigned)entry->last_use);
}

static void ignore_bucket (void *user, CacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

static void check_last_uses (Fixture *f, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CacheVisitor visitor = { text, ignore_bucket, write_last_use };
  cache_visit (f->pcache, &visitor);
  ck_assert_str_eq (text->str, expected);
}

START_TEST (only_the_last_end_counts_as_use)
{
  Fixture *f = fixture_new ();
  Request request = REQUEST (.page = 5, .list = 7);
  fixture_insert (f, request);
  fixture_hit (f, request);
  f->kernel.lbolt = 10;
  fixture_inactive (f, request);
  check_last_uses (f, "7@0 ");
  ck_assert_str_eq (fixture_chains (f), "c5:7*");
  f->kernel.lbolt = 20;
  fixture_inactive (f, request);
  check_last_uses (f, "7@20 ");
  ck_assert_str_eq (fixture_chains (f), "c5:7r");
  ck_assert_str_eq (fixture_calls (f), "");
  fixture_free (f);
}
END_TEST

/* §6.2: wired entries have neither. */
START_TEST (wired_entries_are_not_marked_used)
{
  Fixture *f = fixture_new ();
  f->kernel.lbolt = 10;
  fixture_add_idle (f, REQUEST (.page = 5, .list = 7, .flags = SEGP_FORCE_WIRED));
  check_last_uses (f, "7@0 ");
  ck_assert_str_eq (fixture_chains (f), "w0:7");
  fixture_free (f);
}
END_TEST

/* §6.2: an entry serves what is not longer than it. */
START_TEST (the_own_entry_may_be_longer_than_the_request)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 5, .pages = 3, .list = 7));
  fixture_inactive (f, REQUEST (.page = 5, .pages = 1, .list = 7));
  ck_assert_str_eq (fixture_chains (f), "c5:7r");
  fixture_free (f);
}
END_TEST

/* §6.3, §6.4: what was never cached is unlocked with the request's own values. */
START_TEST (an_uncached_list_is_given_back)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 1, .list = 7));
  fixture_inactive (f, REQUEST (.owner = 1, .page = 5, .pages = 2, .list = 8, .rw = S_WRITE));
  ck_assert_str_eq (fixture_calls (f), "1:5+2=8w;");
  fixture_inactive (f, REQUEST (.page = 5, .pages = 2, .list = 9));
  ck_assert_str_eq (fixture_calls (f), "0:5+2=9r;");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 1);
  fixture_free (f);
}
END_TEST

/* §6: without tables straight to the callback, with no lock. */
START_TEST (an_unconfigured_cache_only_calls_back)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_enabled = 0;
  fixture_setup (f);
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 8, .rw = S_WRITE));
  ck_assert_str_eq (fixture_calls (f), "0:5+1=8w;");
  ck_assert_str_eq (f->locks->str, "");
  fixture_free (f);
}
END_TEST

/* §6.1, §6.2: while disabled the own entry leaves with its last I/O, under the owner's lock. */
START_TEST (while_disabled_the_last_end_removes_the_entry)
{
  Fixture *f = fixture_new ();
  Request request = REQUEST (.page = 5, .pages = 2, .list = 7);
  fixture_insert (f, request);
  fixture_lookup (f, REQUEST (.page = 5, .rw = S_WRITE));
  seg_p_disable (f->pcache);
  request.pages = 1;
  fixture_inactive (f, request);
  ck_assert_str_eq (fixture_chains (f), "c5:7*");
  f->trace = true;
  fixture_inactive (f, request);
  ck_assert_str_eq (fixture_calls (f), "0:5+2=7w;"); /* the entry's length and write mark */
  ck_assert_str_eq (f->locks->str,
                    "+owner 0x30000000000, +bucket 5, +mem, -mem, -bucket 5, -owner 0x30000000000, "
                    "+mem, -mem");
  ck_assert_str_eq (fixture_chains (f), "");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 0);
  ck_assert_uint_eq (cache_get_counters (f->pcache)->removed_pages[CACHE_REMOVED_DISABLED], 2);
  fixture_free (f);
}
END_TEST

START_TEST (while_disabled_a_wired_entry_leaves_without_the_owners_lock)
{
  Fixture *f = fixture_new ();
  Request request = REQUEST (.page = 5, .pages = 2, .list = 7, .flags = SEGP_FORCE_WIRED);
  fixture_insert (f, request);
  seg_p_disable (f->pcache);
  f->trace = true;
  fixture_inactive (f, request);
  ck_assert_str_eq (f->locks->str, "+wired-bucket 0, -wired-bucket 0, +mem, -mem");
  ck_assert_str_eq (fixture_calls (f), "0:5+2=7r;");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 0);
  fixture_free (f);
}
END_TEST

/* Two entries of one buffer: LIST 1 of 1 page under LIST 2 of 2 pages, both active once. */
static Fixture *fixture_with_duplicate (void)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 5, .list = 1));
  fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  ck_assert_str_eq (fixture_chains (f), "c5:2*,1*");
  return f;
}

/* §6.2: an entry that another one makes needless leaves. */
START_TEST (a_needless_own_entry_is_removed)
{
  Fixture *f = fixture_with_duplicate ();
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1));
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1r;");
  ck_assert_str_eq (fixture_chains (f), "c5:2*");
  ck_assert_str_eq (f->locks->str,
                    "+bucket 5, ?owner 0x30000000000, -bucket 5, -owner 0x30000000000, +mem, -mem");
  ck_assert_uint_eq (cache_get_counters (f->pcache)->removed_pages[CACHE_REMOVED_DUPLICATE], 1);
  fixture_free (f);
}
END_TEST

START_TEST (a_needless_entry_with_other_ios_stays)
{
  Fixture *f = fixture_with_duplicate ();
  fixture_insert (f, REQUEST (.page = 6, .list = 6));
  fixture_lookup (f, REQUEST (.page = 5, .pages = 2));
  ck_assert_str_eq (fixture_chains (f), "c5:2**,1* c6:6*");
  fixture_inactive (f, REQUEST (.page = 5, .pages = 2, .list = 2)); /* met first: no duplicate seen */
  ck_assert_str_eq (fixture_chains (f), "c5:2*,1* c6:6*");
  ck_assert_str_eq (fixture_calls (f), "");
  fixture_free (f);
}
END_TEST

/* §6.2: a duplicate that is met counts as used just now, if it is inactive. */
START_TEST (a_duplicate_that_is_met_is_used)
{
  Fixture *f = fixture_with_duplicate ();
  fixture_inactive (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  f->kernel.lbolt = 50;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1));
  check_last_uses (f, "2@50 ");
  fixture_free (f);

  f = fixture_with_duplicate ();
  f->kernel.lbolt = 50;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1));
  check_last_uses (f, "2@0 ");
  ck_assert_str_eq (fixture_chains (f), "c5:2*");
  fixture_free (f);
}
END_TEST

/* §6.2: an uncached list of a buffer that has an entry: the duplicate is met, nothing removed, the owner's lock given back. */
START_TEST (an_uncached_list_beside_a_duplicate_is_given_back)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 9));
  ck_assert_str_eq (fixture_calls (f), "0:5+1=9r;");
  ck_assert_str_eq (f->locks->str, "+bucket 5, ?owner 0x30000000000, -bucket 5, -owner 0x30000000000");
  ck_assert_str_eq (fixture_chains (f), "c5:2r");
  fixture_free (f);
}
END_TEST

/* §6.2: wired entries know no duplicates. */
START_TEST (wired_duplicates_do_not_count)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 5, .list = 1, .flags = SEGP_FORCE_WIRED));
  fixture_insert (f, REQUEST (.page = 5, .list = 2, .flags = SEGP_FORCE_WIRED));
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1, .flags = SEGP_FORCE_WIRED));
  ck_assert_str_eq (fixture_chains (f), "w0:2*,1");
  ck_assert_str_eq (f->locks->str, "+wired-bucket 0, -wired-bucket 0");
  fixture_free (f);
}
END_TEST

#if KERNEL_CHECKED
/* Somebody holds the owner's lock until a try of it failed and the bucket is left. */
static void let_go_when_bucket_is_left (Fixture *f, const char *operation)
{
  if (g_str_equal (operation, "-bucket 5")) {
    cache_owner_lock (&f->segs[0].owner)->held_by_other = false;
  }
}

/* §6.2: the owner's lock is busy: both locks are taken in order, and the scan begins again. */
START_TEST (a_busy_owner_is_waited_for_in_order)
{
  Fixture *f = fixture_with_duplicate ();
  cache_owner_lock (&f->segs[0].owner)->held_by_other = true;
  f->on_lock = let_go_when_bucket_is_left;
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1));
  ck_assert_str_eq (f->locks->str,
                    "+bucket 5, !owner 0x30000000000, -bucket 5, +owner 0x30000000000, +bucket 5, "
                    "-bucket 5, -owner 0x30000000000, +mem, -mem");
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1r;");
  ck_assert_str_eq (fixture_chains (f), "c5:2*");
  fixture_free (f);
}
END_TEST

/* ... and meanwhile purges the duplicate. */
static void purge_when_bucket_is_left (Fixture *f, const char *operation)
{
  let_go_when_bucket_is_left (f, operation);
  if (g_str_equal (operation, "-bucket 5")) {
    f->on_lock = NULL;
    f->trace = false;
    seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
    f->trace = true;
  }
}

/* §6.2: on the second scan no duplicate is met before our own entry: it is not removed, and the owner's lock is given back
 * first. */
START_TEST (without_a_duplicate_on_the_second_scan_the_entry_stays)
{
  Fixture *f = fixture_with_duplicate ();
  fixture_inactive (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  cache_owner_lock (&f->segs[0].owner)->held_by_other = true;
  f->on_lock = purge_when_bucket_is_left;
  f->trace = true;
  fixture_inactive (f, REQUEST (.page = 5, .list = 1));
  ck_assert_str_eq (f->locks->str,
                    "+bucket 5, !owner 0x30000000000, -bucket 5, +owner 0x30000000000, +bucket 5, "
                    "-owner 0x30000000000, -bucket 5");
  ck_assert_str_eq (fixture_calls (f), "0:5+2=2r;"); /* of the purge */
  ck_assert_str_eq (fixture_chains (f), "c5:1r");
  fixture_free (f);
}
END_TEST
#endif

/* seg_pinactive_hit is seg_pinactive without the search. */
START_TEST (the_end_of_a_hit_is_an_inactive)
{
  Fixture *f = fixture_new ();
  Request request = REQUEST (.page = 5, .pages = 2, .list = 7);
  fixture_insert (f, request);
  FixtureLookup lookup = fixture_lookup (f, request);
  f->kernel.lbolt = 10;
  f->trace = true;
  seg_pinactive_hit (f->pcache, lookup.hit, ptob (2));
  ck_assert_str_eq (fixture_chains (f), "c5:7*");
  seg_pinactive_hit (f->pcache, lookup.hit, ptob (2));
  ck_assert_str_eq (f->locks->str, "+bucket 5, -bucket 5, +bucket 5, -bucket 5");
  check_last_uses (f, "7@10 ");
  fixture_free (f);
}
END_TEST

START_TEST (the_end_of_a_hit_meets_duplicates)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .list = 1));
  FixtureLookup lookup = fixture_lookup (f, REQUEST (.page = 5, .rw = S_WRITE));
  fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  seg_pinactive_hit (f->pcache, lookup.hit, PAGESIZE);
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1w;");
  ck_assert_str_eq (fixture_chains (f), "c5:2*");
  fixture_free (f);
}
END_TEST

START_TEST (the_end_of_a_hit_while_disabled_removes)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .list = 1));
  FixtureLookup lookup = fixture_lookup (f, REQUEST (.page = 5));
  seg_p_disable (f->pcache);
  seg_pinactive_hit (f->pcache, lookup.hit, PAGESIZE);
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1r;");
  ck_assert_str_eq (fixture_chains (f), "");
  fixture_free (f);
}
END_TEST

#if KERNEL_CHECKED
static void insert_a_longer_list (Fixture *f)
{
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 4, .list = 2));
}

/* §6.2: whether a longer list of the same buffer is there is looked at under the bucket's lock, at which another thread may
 * have put one in just before. */
START_TEST (the_end_of_a_hit_meets_a_duplicate_of_another_thread)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 2, .list = 1));
  FixtureLookup lookup = fixture_lookup (f, REQUEST (.page = 5, .pages = 2));
  f->other_thread = insert_a_longer_list;
  seg_pinactive_hit (f->pcache, lookup.hit, ptob (2));
  ck_assert_str_eq (fixture_calls (f), "0:5+2=1r;");
  ck_assert_str_eq (fixture_chains (f), "c5:2r");
  ck_assert_uint_eq (cache_get_state (f->pcache).entries, 1);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 4);
  fixture_free (f);
}
END_TEST
#endif

START_TEST (ending_an_io_of_an_idle_entry_aborts)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5));
  fixture_inactive (f, REQUEST (.page = 5));
}
END_TEST

static Suite *inactive_suite (void)
{
  Suite *suite = suite_create ("inactive");
  TCase *tcase = tcase_create ("inactive");
  tcase_add_test (tcase, only_the_last_end_counts_as_use);
  tcase_add_test (tcase, wired_entries_are_not_marked_used);
  tcase_add_test (tcase, the_own_entry_may_be_longer_than_the_request);
  tcase_add_test (tcase, an_uncached_list_is_given_back);
  tcase_add_test (tcase, an_unconfigured_cache_only_calls_back);
  tcase_add_test (tcase, while_disabled_the_last_end_removes_the_entry);
  tcase_add_test (tcase, while_disabled_a_wired_entry_leaves_without_the_owners_lock);
  tcase_add_test (tcase, a_needless_own_entry_is_removed);
  tcase_add_test (tcase, a_needless_entry_with_other_ios_stays);
  tcase_add_test (tcase, a_duplicate_that_is_met_is_used);
  tcase_add_test (tcase, an_uncached_list_beside_a_duplicate_is_given_back);
  tcase_add_test (tcase, wired_duplicates_do_not_count);
#if KERNEL_CHECKED
  tcase_add_test (tcase, a_busy_owner_is_waited_for_in_order);
  tcase_add_test (tcase, without_a_duplicate_on_the_second_scan_the_entry_stays);
  tcase_add_test (tcase, the_end_of_a_hit_meets_a_duplicate_of_another_thread);
#endif
  tcase_add_test (tcase, the_end_of_a_hit_is_an_inactive);
  tcase_add_test (tcase, the_end_of_a_hit_meets_duplicates);
  tcase_add_test (tcase, the_end_of_a_hit_while_disabled_removes);
  suite_add_tcase (suite, tcase);
  if (fixture_can_abort ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, ending_an_io_of_an_idle_entry_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (inactive_suite (), NULL);
}
