/* Lookup, forecast and insert: sections 3, 4 and 5. */
#include "pcache_fixture.h"
#include "pcache_internal.h"
#include "x86_pages.h"

/* §3: the entry must have the tag, the address, and at least the length. */
START_TEST (lookup_hits_same_tag_and_address_if_long_enough)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 5, .pages = 4, .list = 9));
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.owner = 1, .page = 5, .pages = 4)), 9);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.owner = 1, .page = 5, .pages = 1)), 9);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.owner = 1, .page = 5, .pages = 5)).miss,
                    CACHE_MISS_TOO_SHORT);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.owner = 2, .page = 5)).miss, CACHE_MISS_ABSENT);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.owner = 1, .page = 5 + FIXTURE_BUCKETS)).miss,
                    CACHE_MISS_ABSENT);
  ck_assert_str_eq (fixture_chains (f), "c5:9**r");
  fixture_free (f);
}
END_TEST

/* §3: bytes count, not pages. */
START_TEST (lookup_compares_lengths_in_bytes)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5));
  ck_assert_ptr_nonnull (seg_plookup (f->pcache, &f->segs[0], NULL, ptob (5), PAGESIZE - 1, S_READ, 0));
  ck_assert_ptr_null (seg_plookup (f->pcache, &f->segs[0], NULL, ptob (5), PAGESIZE + 1, S_READ, 0));
  fixture_free (f);
}
END_TEST

/* A machine with a base page of 8 KiB and the next size of 64 KiB. */
START_TEST (pages_are_as_large_as_the_machine_has_them)
{
  Fixture *f = fixture_new ();
  uint64_t page = 8192;
  cache_free (f->pcache);
  f->kernel.pages = (PageSizes){ .shifts = { 13, 16 } };
  f->pcache = pcache_new (&f->kernel, f);
  f->tunables.segpcache_maxwindow = 4;
  fixture_setup (f);
  int list[2];
  ck_assert_int_eq (seg_pinsert_check (f->pcache, &f->segs[0], NULL, 5 * page, 5 * page, 0), SEGP_FAIL);
  ck_assert_int_eq (seg_pinsert_check (f->pcache, &f->segs[0], NULL, 5 * page, 4 * page, 0), SEGP_SUCCESS);
  seg_pinsert (f->pcache, &f->segs[0], NULL, 5 * page, 4 * page, 4 * page, list, S_WRITE, 0, fixture_reclaim);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 4);
  ck_assert_int_eq (strncmp (fixture_chains (f), "c5:", 3), 0);
  seg_pinactive (f->pcache, &f->segs[0], NULL, 5 * page, 4 * page, list, S_WRITE, 0, fixture_reclaim);
  ck_assert_ptr_eq (seg_plookup (f->pcache, &f->segs[0], NULL, 5 * page, page, S_READ, 0), list);
  seg_pinactive (f->pcache, &f->segs[0], NULL, 5 * page, 4 * page, list, S_WRITE, 0, fixture_reclaim);
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 0);
  f->segs[1].s_szc = 1; /* its pages are hashed by their number too */
  seg_pinsert (f->pcache, &f->segs[1], NULL, 3 * 8 * page, page, page, list + 1, S_WRITE, 0, fixture_reclaim);
  ck_assert_int_eq (strncmp (fixture_chains (f), "c3:", 3), 0);
  fixture_free (f);
}
END_TEST

/* §3: while disabled no lock is taken. */
START_TEST (lookup_misses_without_a_lock_while_disabled)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5));
  seg_p_disable (f->pcache);
  f->trace = true;
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 5)).miss, CACHE_MISS_DISABLED);
  ck_assert_str_eq (f->locks->str, "");
  fixture_free (f);
}
END_TEST

START_TEST (lookup_takes_the_bucket_lock_only)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5));
  f->trace = true;
  fixture_hit (f, REQUEST (.page = 5));
  fixture_hit (f, REQUEST (.page = 6));
  ck_assert_str_eq (f->locks->str, "+bucket 5, -bucket 5, +bucket 6, -bucket 6");
  fixture_free (f);
}
END_TEST

/* §3: shorter entries are passed over, whatever their place. */
START_TEST (lookup_passes_over_a_shorter_newer_entry)
{
  Fixture *f = fixture_new ();
  /* A longer one over a shorter one that is active: both stay. */
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 1)), CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 4, .list = 2)), CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 6, .list = 3)), CACHE_ADMITTED);
  ck_assert_str_eq (fixture_chains (f), "c5:3*,2*,1*");
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5, .pages = 3)), 3);
  fixture_free (f);
}
END_TEST

/* §3: wired entries are not checked for duplicates, so a shorter one can be newer. */
START_TEST (lookup_skips_a_shorter_newer_wired_entry)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 4, .list = 1, .flags = SEGP_FORCE_WIRED));
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 2, .list = 2, .flags = SEGP_FORCE_WIRED));
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5, .pages = 4, .flags = SEGP_FORCE_WIRED)), 1);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5, .pages = 2, .flags = SEGP_FORCE_WIRED)), 2);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 5)).miss, CACHE_MISS_ABSENT);
  fixture_free (f);
}
END_TEST

/* §3: the first entry that is long enough decides, even if an older one could serve the write. */
START_TEST (lookup_lets_a_not_writable_entry_decide)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 2, .list = 1, .flags = SEGP_FORCE_WIRED));
  fixture_add_idle (f,
                    REQUEST (.page = 5, .pages = 2, .list = 2, .wlen = PAGESIZE, .flags = SEGP_FORCE_WIRED));
  Request write = REQUEST (.page = 5, .pages = 2, .rw = S_WRITE, .flags = SEGP_FORCE_WIRED);
  ck_assert_int_eq (fixture_lookup (f, write).miss, CACHE_MISS_NOT_WRITABLE);
  write.pages = 1;
  ck_assert_uint_eq (fixture_hit (f, write), 2);
  fixture_free (f);
}
END_TEST

START_TEST (lookup_for_write_needs_the_writable_length)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 4, .wlen = 2 * PAGESIZE));
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 5, .pages = 3, .rw = S_WRITE)).miss,
                    CACHE_MISS_NOT_WRITABLE);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5, .pages = 3)), 1);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5, .pages = 2, .rw = S_WRITE)), 1);
  fixture_free (f);
}
END_TEST

/* §3: a write sets the write mark, which the callback hears of; a read does not take it away. */
START_TEST (a_write_hit_marks_the_entry_written)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .list = 1));
  fixture_add_idle (f, REQUEST (.page = 6, .list = 2));
  fixture_hit (f, REQUEST (.page = 6, .rw = S_WRITE));
  fixture_inactive (f, REQUEST (.page = 6, .list = 2, .rw = S_WRITE));
  fixture_hit (f, REQUEST (.page = 6));
  fixture_inactive (f, REQUEST (.page = 6, .list = 2));
  seg_ppurge (f->pcache, &f->segs[0], NULL, 0);
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1r;0:6+1=2w;");
  fixture_free (f);
}
END_TEST

/* §3: lookup leaves the reference bit and the time of last use alone. */
static void check_untouched (void *user, const CacheEntryInfo *entry)
{
  (*(unsigned *)user)++;
  ck_assert_uint_eq (entry->last_use, 0);
  ck_assert (!entry->referenced);
}

static void ignore_bucket (void *user, CacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

START_TEST (lookup_does_not_touch_reference_bit_or_last_use)
{
  Fixture *f = fixture_new ();
  f->kernel.lbolt = 77;
  fixture_insert (f, REQUEST (.page = 5));
  fixture_hit (f, REQUEST (.page = 5));
  unsigned seen = 0;
  CacheVisitor visitor = { &seen, ignore_bucket, check_untouched };
  cache_visit (f->pcache, &visitor);
  ck_assert_uint_eq (seen, 1);
  fixture_free (f);
}
END_TEST

/* §3: the active count does not pass its maximum; nothing else of the entry changes. */
START_TEST (lookup_misses_at_the_maximum_of_the_active_count)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5));
  PcacheEntry *entry = (PcacheEntry *)(void *)fixture_lookup (f, REQUEST (.page = 5)).hit;
  entry->active = UINT32_MAX - 1;
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5)), 1);
  ck_assert_uint_eq (entry->active, UINT32_MAX);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 5)).miss, CACHE_MISS_SATURATED);
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 5, .rw = S_WRITE)).miss, CACHE_MISS_SATURATED);
  ck_assert_uint_eq (entry->active, UINT32_MAX);
  ck_assert (!entry->written);
  fixture_inactive (f, REQUEST (.page = 5));
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 5)), 1);
  fixture_free (f);
}
END_TEST

/* §2, §3: the page shift decides on the bucket; an entry of another bucket is not seen. */
START_TEST (the_same_address_in_another_bucket_is_not_seen)
{
  Fixture *f = fixture_new ();
  uint32_t large = SEGP_PSHIFT | 16U << 16;
  fixture_add_idle (f, REQUEST (.page = 0x23, .list = 1));                 /* bucket 3 */
  fixture_add_idle (f, REQUEST (.page = 0x23, .list = 2, .flags = large)); /* bucket 2 */
  ck_assert_str_eq (fixture_chains (f), "c3:1r c2:2r");
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 0x23)), 1);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 0x23, .flags = large)), 2);
  f->segs[0].s_szc = 1; /* shift 21: bucket 0 */
  ck_assert_int_eq (fixture_lookup (f, REQUEST (.page = 0x23)).miss, CACHE_MISS_ABSENT);
  fixture_free (f);
}
END_TEST

/* §2: two shifts that give the same bucket see each other's entries. */
START_TEST (the_same_bucket_by_different_shifts_is_one_bucket)
{
  Fixture *f = fixture_new ();
  uint32_t large = SEGP_PSHIFT | 16U << 16;
  fixture_add_idle (f, REQUEST (.page = 0x22, .list = 1)); /* bucket 2 by either shift */
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.page = 0x22, .flags = large)), 1);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .list = 2, .flags = large)),
                    CACHE_REFUSED_DUPLICATE);
  fixture_inactive (f, REQUEST (.page = 0x22, .list = 1, .flags = large));
  ck_assert_str_eq (fixture_chains (f), "c2:1r");
  ck_assert_str_eq (fixture_calls (f), "");
  fixture_free (f);
}
END_TEST

/* §1: with an anon map, its address is the tag, and the segment's does not count. */
START_TEST (an_anon_map_is_the_owner_if_there_is_one)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.owner = 1, .page = 5, .list = 3, .amp = &f->amps[0]));
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.owner = 2, .page = 5, .amp = &f->amps[0])), 3);
  ck_assert_uint_eq (fixture_hit (f, REQUEST (.owner = 1, .page = 5)), 0);
  ck_assert (cache_owner_has_entries (&f->amps[0]) && !cache_owner_has_entries (&f->segs[1].owner));
  fixture_free (f);
}
END_TEST

/* The outcome of seg_pinsert_check, which says whether it is a success. */
static CacheAdmission checked (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                               uint32_t flags)
{
  int result = seg_pinsert_check (cache, seg, amp, addr, len, flags);
  ck_assert_int_eq (result, cache_last_admission (cache) == CACHE_ADMITTED ? SEGP_SUCCESS : SEGP_FAIL);
  return cache_last_admission (cache);
}

/* §4. */
START_TEST (the_forecast_asks_window_and_desfree)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_maxwindow = 10;
  fixture_setup (f);
  fixture_insert (f, REQUEST (.pages = 6));
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (4), 0), CACHE_ADMITTED);
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (5) - 1, 0), CACHE_ADMITTED);
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (5), 0), CACHE_REFUSED_WINDOW);
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (5), SEGP_FORCE_WIRED), CACHE_ADMITTED);
  f->kernel.freemem = f->kernel.desfree;
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (4), 0), CACHE_ADMITTED);
  f->kernel.freemem--;
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (4), 0), CACHE_REFUSED_DESFREE);
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (4), SEGP_FORCE_WIRED), CACHE_ADMITTED);
  seg_p_disable (f->pcache);
  ck_assert_int_eq (checked (f->pcache, f->segs, NULL, 0, ptob (1), SEGP_FORCE_WIRED),
                    CACHE_REFUSED_DISABLED);
  fixture_free (f);
}
END_TEST

/* §5.2: freemem plays no part; the window's limit is inclusive. */
START_TEST (insert_fills_the_window_to_its_last_page)
{
  Fixture *f = fixture_new ();
  f->tunables.segpcache_maxwindow = 10;
  fixture_setup (f);
  f->kernel.freemem = 0;
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 1, .pages = 6)), CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 2, .pages = 5)), CACHE_REFUSED_WINDOW);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 3, .pages = 4)), CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 4, .flags = SEGP_FORCE_WIRED)), CACHE_ADMITTED);
  CacheState state = cache_get_state (f->pcache);
  ck_assert_uint_eq (state.plocked, 11);
  ck_assert_uint_eq (state.plocked_window, 10);
  fixture_free (f);
}
END_TEST

START_TEST (insert_fails_while_disabled)
{
  Fixture *f = fixture_new ();
  seg_p_disable (f->pcache);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 1)), CACHE_REFUSED_DISABLED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.flags = SEGP_FORCE_WIRED)), CACHE_REFUSED_DISABLED);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 0);
  fixture_free (f);
}
END_TEST

/* §5.4: an entry at least as long makes the new one needless; the reservation is taken back. */
START_TEST (insert_finds_an_entry_at_least_as_long)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 3, .list = 1));
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 3, .list = 2)), CACHE_REFUSED_DUPLICATE);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 3)), CACHE_REFUSED_DUPLICATE);
  ck_assert_str_eq (fixture_chains (f), "c5:1r");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked, 3);
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 3);
  fixture_free (f);
}
END_TEST

/* §5.4, §5.5: shorter idle ones go, shorter active ones stay. */
START_TEST (insert_removes_shorter_idle_entries)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .pages = 1, .list = 1));
  fixture_add_idle (f, REQUEST (.page = 6, .pages = 1, .list = 6));
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 2)), CACHE_ADMITTED);
  ck_assert_str_eq (fixture_calls (f), "0:5+1=1r;");
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 5, .pages = 3, .list = 3)), CACHE_ADMITTED);
  ck_assert_str_eq (fixture_calls (f), "");
  ck_assert_str_eq (fixture_chains (f), "c5:3*,2* c6:6r");
  ck_assert_uint_eq (cache_get_state (f->pcache).plocked_window, 6);
  fixture_free (f);
}
END_TEST

/* §5.4: which of the older ones go depends on whether they are in use. */
START_TEST (insert_leaves_shorter_active_entries)
{
  Fixture *f = fixture_new ();
  uint32_t shift = SEGP_PSHIFT | 16U << 16;
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .pages = 1, .list = 1)), CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .pages = 2, .list = 2, .flags = shift)),
                    CACHE_ADMITTED);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .pages = 3, .list = 3)), CACHE_ADMITTED);
  ck_assert_str_eq (fixture_chains (f), "c2:3*,2*,1*");
  fixture_inactive (f, REQUEST (.page = 0x22, .pages = 3, .list = 3));
  ck_assert_str_eq (fixture_chains (f), "c2:3r,2*,1*");
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .pages = 2, .list = 4)),
                    CACHE_REFUSED_DUPLICATE);
  ck_assert_int_eq (fixture_insert (f, REQUEST (.page = 0x22, .pages = 4, .list = 5)), CACHE_ADMITTED);
  ck_assert_str_eq (fixture_chains (f), "c2:5*,2*,1*");
  ck_assert_str_eq (fixture_calls (f), "0:34+3=3r;");
  fixture_free (f);
}
END_TEST

/* §5.4: the scan's removals never leave the active list; joining takes mem even if the bucket is on a list. */
START_TEST (insert_into_an_emptied_chain_joins_again)
{
  Fixture *f = fixture_new ();
  fixture_add_idle (f, REQUEST (.page = 5, .list = 1));
  f->trace = true;
  fixture_insert (f, REQUEST (.page = 5, .pages = 2, .list = 2));
  ck_assert_str_eq (
      f->locks->str,
      "+mem, -mem, +owner 0x30000000000, +bucket 5, +mem, -mem, -bucket 5, -owner 0x30000000000, +mem, -mem");
  ck_assert_str_eq (fixture_chains (f), "c5:2*");
  fixture_free (f);
}
END_TEST

/* §5.4: a wired entry needs its bucket only, and is not checked for duplicates. */
START_TEST (wired_inserts_are_never_duplicates)
{
  Fixture *f = fixture_new ();
  Request wired = REQUEST (.page = 5, .pages = 2, .flags = SEGP_FORCE_WIRED);
  fixture_add_idle (f, wired);
  f->trace = true;
  wired.list = 2;
  ck_assert_int_eq (fixture_insert (f, wired), CACHE_ADMITTED);
  ck_assert_str_eq (f->locks->str, "+mem, -mem, +wired-bucket 0, -wired-bucket 0");
  ck_assert_str_eq (fixture_chains (f), "w0:2*,1");
  ck_assert (!cache_owner_has_entries (&f->segs[0].owner));
  fixture_free (f);
}
END_TEST

/* §1: an entry keeps the lower 16 bits of the flags, and SEGP_AMP where it is due. */
static void check_flags (void *user, const CacheEntryInfo *entry)
{
  g_string_append_printf (user, "%u ", entry->flags);
}

START_TEST (entries_keep_the_lower_flags)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.page = 1, .flags = SEGP_PSHIFT | 12U << 16));
  fixture_insert (f, REQUEST (.page = 2, .amp = &f->amps[0]));
  g_autoptr (GString) flags = g_string_new (NULL);
  CacheVisitor visitor = { flags, ignore_bucket, check_flags };
  cache_visit (f->pcache, &visitor);
  ck_assert_str_eq (flags->str, "4 2 ");
  fixture_free (f);
}
END_TEST

/* §5: what breaks a precondition is a bug of the caller. */
static const Request bad_inserts[] = {
  { .pages = 2, .list = 1, .rw = S_WRITE, .wlen = PAGESIZE },
  { .pages = 1, .list = 1, .wlen = 2 * PAGESIZE },
  { .pages = 1, .list = 1, .rw = (SegRw)2 },
};

START_TEST (insert_aborts_if_its_preconditions_are_broken)
{
  fixture_insert (fixture_new (), bad_inserts[_i]);
}
END_TEST

START_TEST (insert_aborts_if_an_anon_map_has_another_writable_length)
{
  Fixture *f = fixture_new ();
  fixture_insert (f, REQUEST (.pages = 2, .wlen = PAGESIZE, .amp = &f->amps[0]));
}
END_TEST

static const uint64_t bad_lengths[] = { 1, 4095, 5000 };

START_TEST (insert_aborts_if_the_length_is_no_multiple_of_the_page)
{
  Fixture *f = fixture_new ();
  seg_pinsert (f->pcache, f->segs, NULL, 0, bad_lengths[_i], bad_lengths[_i], f, S_READ, 0, fixture_reclaim);
}
END_TEST

static Suite *request_suite (void)
{
  Suite *suite = suite_create ("request");
  TCase *lookup = tcase_create ("lookup");
  tcase_add_test (lookup, lookup_hits_same_tag_and_address_if_long_enough);
  tcase_add_test (lookup, lookup_compares_lengths_in_bytes);
  tcase_add_test (lookup, pages_are_as_large_as_the_machine_has_them);
  tcase_add_test (lookup, lookup_misses_without_a_lock_while_disabled);
  tcase_add_test (lookup, lookup_takes_the_bucket_lock_only);
  tcase_add_test (lookup, lookup_passes_over_a_shorter_newer_entry);
  tcase_add_test (lookup, lookup_skips_a_shorter_newer_wired_entry);
  tcase_add_test (lookup, lookup_lets_a_not_writable_entry_decide);
  tcase_add_test (lookup, lookup_for_write_needs_the_writable_length);
  tcase_add_test (lookup, a_write_hit_marks_the_entry_written);
  tcase_add_test (lookup, lookup_does_not_touch_reference_bit_or_last_use);
  tcase_add_test (lookup, lookup_misses_at_the_maximum_of_the_active_count);
  tcase_add_test (lookup, the_same_address_in_another_bucket_is_not_seen);
  tcase_add_test (lookup, the_same_bucket_by_different_shifts_is_one_bucket);
  tcase_add_test (lookup, an_anon_map_is_the_owner_if_there_is_one);
  suite_add_tcase (suite, lookup);
  TCase *insert = tcase_create ("insert");
  tcase_add_test (insert, the_forecast_asks_window_and_desfree);
  tcase_add_test (insert, insert_fills_the_window_to_its_last_page);
  tcase_add_test (insert, insert_fails_while_disabled);
  tcase_add_test (insert, insert_finds_an_entry_at_least_as_long);
  tcase_add_test (insert, insert_removes_shorter_idle_entries);
  tcase_add_test (insert, insert_leaves_shorter_active_entries);
  tcase_add_test (insert, insert_into_an_emptied_chain_joins_again);
  tcase_add_test (insert, wired_inserts_are_never_duplicates);
  tcase_add_test (insert, entries_keep_the_lower_flags);
  suite_add_tcase (suite, insert);
  if (fixture_can_abort ()) {
    TCase *preconditions = tcase_create ("preconditions");
    tcase_add_loop_test_raise_signal (preconditions, insert_aborts_if_its_preconditions_are_broken, SIGTRAP,
                                      0, G_N_ELEMENTS (bad_inserts));
    tcase_add_test_raise_signal (preconditions, insert_aborts_if_an_anon_map_has_another_writable_length,
                                 SIGTRAP);
    tcase_add_loop_test_raise_signal (preconditions, insert_aborts_if_the_length_is_no_multiple_of_the_page,
                                      SIGTRAP, 0, G_N_ELEMENTS (bad_lengths));
    suite_add_tcase (suite, preconditions);
  }
  return suite;
}

int main (void)
{
  return test_main (request_suite (), NULL);
}
