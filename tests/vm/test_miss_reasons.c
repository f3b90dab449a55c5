#include "test_main.h"
#include "vm_fixture.h"
#include "x86_pages.h"

#define SIZE MIB
#define WINDOW_PAGES 64

static VmFixture *fixture;
static Segment *segment;

/* Nobody else runs meanwhile. */
static void sleep_without_effect (Kernel *kernel, uint64_t ticks)
{
  kernel->lbolt += ticks;
}

static void set_up (void)
{
  fixture = vm_fixture_new (4096, WINDOW_PAGES);
  fixture->kernel.delay = sleep_without_effect;
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

/* Locks 8 KiB at the segment's beginning, which must miss for REASON alone. */
static void check_next_miss (MissReason reason)
{
  uint64_t before[MISS_REASONS];
  for (unsigned i = 0; i < MISS_REASONS; i++) {
    before[i] = fixture->vm.counters.misses[i];
  }
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  for (unsigned i = 0; i < MISS_REASONS; i++) {
    ck_assert_msg (fixture->vm.counters.misses[i] == before[i] + (i == reason), "reason %u", i);
  }
}

static void touch (void)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
}

START_TEST (what_was_never_locked_is_cold)
{
  check_next_miss (MISS_COLD);
}
END_TEST

START_TEST (what_was_never_locked_as_long_is_cold)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_READ);
  seg_ppurge_async (fixture->pcache, true);
  check_next_miss (MISS_COLD);
}
END_TEST

START_TEST (another_place_is_cold)
{
  vm_fixture_touch (segment, FIXTURE_BASE + 4 * KIB, 8 * KIB, S_READ);
  check_next_miss (MISS_COLD);
}
END_TEST

START_TEST (a_new_segment_at_an_old_address_is_cold)
{
  touch ();
  ck_assert_int_eq (seg_unmap (segment), 0);
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  check_next_miss (MISS_COLD);
}
END_TEST

/* Purges what is idle and old, as long as there is cause. So many pages in use that a share of all is a page. */
static void purge_by_cause (uint64_t len_in_use)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE + 512 * KIB, len_in_use, S_READ, &lock);
  vm_fixture_wait (fixture, 2 * NS_PER_SEC);
  for (unsigned i = 0; i < 4; i++) {
    seg_ppurge_async (fixture->pcache, false);
  }
  segvn_pageunlock (&lock);
}

START_TEST (purged_by_trim)
{
  touch ();
  vm_fixture_touch (segment, FIXTURE_BASE + 256 * KIB, 24 * KIB, S_READ);
  purge_by_cause (192 * KIB); /* with 8 KiB and 24 KiB just 7/8 of the window */
  check_next_miss (MISS_PURGED_TRIM);
}
END_TEST

START_TEST (purged_for_lack_of_memory)
{
  touch ();
  fixture->kernel.lotsfree = fixture->pages;
  fixture->kernel.desfree = fixture->kernel.freemem - 32; /* enough for 32 pages more */
  purge_by_cause (128 * KIB);
  fixture->kernel.desfree = 0;
  check_next_miss (MISS_PURGED_LOWMEM);
}
END_TEST

START_TEST (purged_by_its_owner)
{
  touch ();
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  check_next_miss (MISS_PURGED_OWNER);
}
END_TEST

START_TEST (purged_by_force)
{
  touch ();
  seg_ppurge_async (fixture->pcache, true);
  check_next_miss (MISS_PURGED_FORCE);
}
END_TEST

START_TEST (the_last_fate_explains)
{
  touch ();
  seg_ppurge_async (fixture->pcache, true);
  check_next_miss (MISS_PURGED_FORCE);
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  check_next_miss (MISS_PURGED_OWNER);
}
END_TEST

START_TEST (off_now_then_refused_when_off)
{
  ck_assert (seg_p_disable (fixture->pcache));
  check_next_miss (MISS_DISABLED);
  seg_p_enable (fixture->pcache);
  check_next_miss (MISS_REFUSED_DISABLED);
}
END_TEST

START_TEST (dropped_at_its_unlock_when_off)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  ck_assert (!seg_p_disable (fixture->pcache));
  segvn_pageunlock (&lock);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  seg_p_enable (fixture->pcache);
  check_next_miss (MISS_PURGED_DISABLED);
}
END_TEST

START_TEST (refused_by_the_window)
{
  vm_fixture_touch (segment, FIXTURE_BASE + 512 * KIB, WINDOW_PAGES * PAGESIZE, S_READ);
  touch ();
  check_next_miss (MISS_REFUSED_WINDOW);
}
END_TEST

START_TEST (refused_below_desfree)
{
  vm_fixture_refuse_all (fixture);
  touch ();
  check_next_miss (MISS_REFUSED_DESFREE);
}
END_TEST

START_TEST (its_pages_could_not_be_locked)
{
  touch ();
  seg_ppurge_async (fixture->pcache, true);
  PageNumber page = vm_fixture_page (segment, FIXTURE_BASE);
  ck_assert (page_trylock_exclusive (fixture->allocator, page));
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_PURGED_FORCE], 1);
  page_unlock (fixture->allocator, page);
  check_next_miss (MISS_FAILED);
}
END_TEST

START_TEST (a_shorter_entry_is_there)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_READ);
  check_next_miss (MISS_TOO_SHORT);
}
END_TEST

START_TEST (the_entry_is_not_writable)
{
  segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_READ);
  touch ();
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_NOT_WRITABLE], 1);
}
END_TEST

START_TEST (the_entry_has_all_the_ios_that_it_can_count)
{
  touch ();
  uint32_t *active = vm_fixture_saturate_only_entry (fixture);
  check_next_miss (MISS_SATURATED);
  *active = 0;
}
END_TEST

/* Two mappings of a map, of different page sizes: the hash of a place differs. */
START_TEST (it_is_filed_elsewhere)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1024);
  Segment *small = vm_fixture_shared (fixture, &fixture->as, 2 * FIXTURE_BASE, 4 * MIB, amp, 0);
  Segment *other = vm_fixture_shared (fixture, &fixture->as, 3 * FIXTURE_BASE, 4 * MIB, amp, 0);
  other->cached.s_szc = 1;
  fixture->kernel.desfree = 0;
  vm_fixture_touch (small, small->base + 2 * MIB, 8 * KIB, S_READ);
  CacheRange range = { &amp->owner, 2 * MIB, 8 * KIB, 0 };
  ck_assert_ptr_null (
      seg_plookup (fixture->pcache, &other->cached, &amp->owner, range.addr, range.len, S_READ, 0));
  ck_assert_int_eq (vm_explain_miss (&fixture->vm, &(CacheRequest){ .range = range }, CACHE_MISS_ABSENT),
                    MISS_ELSEWHERE);
}
END_TEST

static int reclaim_nothing (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                            SegRw rw, bool async)
{
  (void)user, (void)owner, (void)addr, (void)len, (void)shadow_list, (void)rw, (void)async;
  return 0;
}

START_TEST (purged_with_its_wired_list)
{
  CacheSeg wired = { 0 };
  char list;
  cache_owner_init (&wired.owner, 0x1000);
  vm_adopt_owner (&fixture->vm, &wired.owner);
  CacheRange range = { &wired.owner, FIXTURE_BASE, 8 * KIB, SEGP_FORCE_WIRED };
  seg_pinsert (fixture->pcache, &wired, NULL, range.addr, range.len, range.len, &list, S_WRITE, range.flags,
               reclaim_nothing);
  seg_pinactive (fixture->pcache, &wired, NULL, range.addr, range.len, &list, S_WRITE, range.flags,
                 reclaim_nothing);
  seg_ppurge_wiredpp (fixture->pcache, &list);
  ck_assert_int_eq (vm_explain_miss (&fixture->vm, &(CacheRequest){ .range = range }, CACHE_MISS_ABSENT),
                    MISS_PURGED_WIRED);
}
END_TEST

/* The rest come about only where threads meet. */
START_TEST (every_removal_and_every_admission_has_its_reason)
{
  static const MissReason after_removals[] = {
    [CACHE_REMOVED_TRIM] = MISS_PURGED_TRIM,         [CACHE_REMOVED_LOWMEM] = MISS_PURGED_LOWMEM,
    [CACHE_REMOVED_OWNER_PURGE] = MISS_PURGED_OWNER, [CACHE_REMOVED_WIRED_PURGE] = MISS_PURGED_WIRED,
    [CACHE_REMOVED_FORCE] = MISS_PURGED_FORCE,       [CACHE_REMOVED_DUPLICATE] = MISS_PURGED_DUPLICATE,
    [CACHE_REMOVED_DISABLED] = MISS_PURGED_DISABLED,
  };
  static const MissReason after_admissions[] = {
    [CACHE_ADMITTED] = MISS_ELSEWHERE,
    [CACHE_REFUSED_DISABLED] = MISS_REFUSED_DISABLED,
    [CACHE_REFUSED_WINDOW] = MISS_REFUSED_WINDOW,
    [CACHE_REFUSED_DESFREE] = MISS_REFUSED_DESFREE,
    [CACHE_REFUSED_DUPLICATE] = MISS_LOST_DUPLICATE,
  };
  ck_assert_uint_eq (G_N_ELEMENTS (after_removals), CACHE_REMOVAL_CAUSES);
  ck_assert_uint_eq (G_N_ELEMENTS (after_admissions), CACHE_ADMISSIONS);
  for (unsigned cause = 0; cause < CACHE_REMOVAL_CAUSES; cause++) {
    ck_assert_int_eq (miss_reason_after_removal (cause), after_removals[cause]);
    ck_assert (miss_reason_is_removal (after_removals[cause]));
  }
  for (unsigned admission = 0; admission < CACHE_ADMISSIONS; admission++) {
    ck_assert_int_eq (miss_reason_after_admission (admission), after_admissions[admission]);
    ck_assert (!miss_reason_is_removal (after_admissions[admission]));
  }
}
END_TEST

START_TEST (what_became_of_a_list_explains_its_next_miss)
{
  CacheRange range = { &segment->cached.owner, FIXTURE_BASE, 8 * KIB, 0 };
  ck_assert_int_eq (vm_explain_miss (&fixture->vm, &(CacheRequest){ .range = range }, CACHE_MISS_ABSENT),
                    MISS_COLD);
  for (unsigned reason = 0; reason < MISS_REASONS; reason++) {
    uint64_t before = fixture->vm.counters.misses[reason];
    vm_record_fate (&fixture->vm, &range, reason);
    ck_assert_int_eq (vm_explain_miss (&fixture->vm, &(CacheRequest){ .range = range }, CACHE_MISS_ABSENT),
                      reason);
    ck_assert_uint_eq (fixture->vm.counters.misses[reason], before + 1);
  }
}
END_TEST

START_TEST (what_the_cache_can_tell_goes_before_what_was)
{
  static const MissReason reasons[] = {
    [CACHE_MISS_DISABLED] = MISS_DISABLED,
    [CACHE_MISS_TOO_SHORT] = MISS_TOO_SHORT,
    [CACHE_MISS_NOT_WRITABLE] = MISS_NOT_WRITABLE,
    [CACHE_MISS_SATURATED] = MISS_SATURATED,
  };
  ck_assert_uint_eq (G_N_ELEMENTS (reasons), CACHE_MISS_REASONS);
  CacheRange range = { &segment->cached.owner, FIXTURE_BASE, 8 * KIB, 0 };
  vm_record_fate (&fixture->vm, &range, MISS_PURGED_TRIM);
  for (unsigned miss = 0; miss < CACHE_MISS_REASONS; miss++) {
    if (miss != CACHE_MISS_ABSENT) {
      ck_assert_int_eq (vm_explain_miss (&fixture->vm, &(CacheRequest){ .range = range }, (CacheMiss)miss),
                        reasons[miss]);
    }
  }
}
END_TEST

static Suite *miss_reasons_suite (void)
{
  Suite *suite = suite_create ("miss reasons");
  TCase *tcase = tcase_create ("miss reasons");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, what_was_never_locked_is_cold);
  tcase_add_test (tcase, what_was_never_locked_as_long_is_cold);
  tcase_add_test (tcase, another_place_is_cold);
  tcase_add_test (tcase, a_new_segment_at_an_old_address_is_cold);
  tcase_add_test (tcase, purged_by_trim);
  tcase_add_test (tcase, purged_for_lack_of_memory);
  tcase_add_test (tcase, purged_by_its_owner);
  tcase_add_test (tcase, purged_by_force);
  tcase_add_test (tcase, the_last_fate_explains);
  tcase_add_test (tcase, off_now_then_refused_when_off);
  tcase_add_test (tcase, dropped_at_its_unlock_when_off);
  tcase_add_test (tcase, refused_by_the_window);
  tcase_add_test (tcase, refused_below_desfree);
  tcase_add_test (tcase, its_pages_could_not_be_locked);
  tcase_add_test (tcase, a_shorter_entry_is_there);
  tcase_add_test (tcase, the_entry_is_not_writable);
  tcase_add_test (tcase, the_entry_has_all_the_ios_that_it_can_count);
  tcase_add_test (tcase, it_is_filed_elsewhere);
  tcase_add_test (tcase, purged_with_its_wired_list);
  tcase_add_test (tcase, every_removal_and_every_admission_has_its_reason);
  tcase_add_test (tcase, what_became_of_a_list_explains_its_next_miss);
  tcase_add_test (tcase, what_the_cache_can_tell_goes_before_what_was);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (miss_reasons_suite (), NULL);
}
