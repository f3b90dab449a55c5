/* What §3 says of DISM: pages come and go by mlock and munlock. */
#include "as_fixture.h"
#include "spt_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (4 * MIB)
#define NPAGES btop (SIZE)
#define LARGE btop (2 * MIB)
#define PAGES 8192

static SptFixture fixture;
static uint64_t availrmem; /* before anything was locked */

/* Of small pages, or, large, of 2 MiB pages. */
static void set_up_small (void)
{
  fixture = spt_fixture_new (PAGES, SIZE, 0, true);
  availrmem = fixture.vm->kernel.availrmem;
}

static void set_up_large (void)
{
  fixture = spt_fixture_new (PAGES, SIZE, 1, true);
  availrmem = fixture.vm->kernel.availrmem;
}

static void tear_down (void)
{
  spt_fixture_free (&fixture);
}

static void mlock_at (uint64_t offset, uint64_t len)
{
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, offset, len, true), 0);
}

static void munlock_at (uint64_t offset, uint64_t len)
{
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, offset, len, false), 0);
}

static PagelockOutcome touch (uint64_t offset, uint64_t len)
{
  return spt_fixture_touch (&fixture, fixture.first, offset, len);
}

static uint64_t charged (void)
{
  return availrmem - fixture.vm->kernel.availrmem;
}

static uint64_t refusals (SptRefusal reason)
{
  return spt_fixture_counters (&fixture)->refusals[reason];
}

START_TEST (nothing_is_locked_at_first_and_requests_are_soft_locked)
{
  ck_assert_uint_eq (charged (), 0);
  AsLock lock;
  ck_assert_int_eq (spt_fixture_lock (&fixture, fixture.first, 8 * KIB, 8 * KIB, &lock), PAGELOCK_SOFT);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 2), 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 3), 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 4), 0);
  as_pageunlock (&lock);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 2), 0);
  ck_assert_uint_eq (refusals (SPT_REFUSED_NOT_LOCKED), 1);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_builds, 0);
}
END_TEST

START_TEST (what_is_mlocked_is_cached)
{
  mlock_at (0, MIB);
  ck_assert_uint_eq (charged (), btop (MIB));
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 1);
  ck_assert_int_eq (touch (0, MIB), PAGELOCK_CACHED);
  ck_assert_int_eq (touch (8 * KIB, 8 * KIB), PAGELOCK_HIT);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 2);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_pages, btop (MIB));
  ck_assert_uint_eq (vm_fixture_plocked (fixture.vm), NPAGES); /* the entry is of the whole segment */
  ck_assert_uint_eq (charged (), btop (MIB));
}
END_TEST

START_TEST (a_hit_on_a_page_that_is_not_mlocked_is_given_back_and_soft_locked)
{
  mlock_at (0, MIB);
  touch (0, 4 * KIB);
  AsLock lock;
  ck_assert_int_eq (spt_fixture_lock (&fixture, fixture.first, MIB - 4 * KIB, 8 * KIB, &lock), PAGELOCK_SOFT);
  ck_assert_uint_eq (refusals (SPT_REFUSED_NOT_LOCKED), 1);
  ck_assert_uint_eq (cache_get_counters (fixture.vm->pcache)->hits, 1);
  ck_assert_uint_eq (cache_get_state (fixture.vm->pcache).entries_active, 0);
  as_pageunlock (&lock);
}
END_TEST

/* The list of before does not know the new pages: it has to go first. */
START_TEST (after_mlock_the_list_is_out_of_date)
{
  mlock_at (0, MIB);
  touch (0, 4 * KIB);
  mlock_at (MIB, MIB);
  ck_assert (spt_fixture_object (&fixture)->list_changed);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_SOFT);
  ck_assert_uint_eq (refusals (SPT_REFUSED_CHANGED), 1);
  ck_assert_uint_eq (vm_fixture_plocked (fixture.vm), 0); /* purged by that request */
  ck_assert_int_eq (touch (MIB, 4 * KIB), PAGELOCK_CACHED);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_builds, 2);
}
END_TEST

START_TEST (mlock_of_what_is_mlocked_changes_nothing)
{
  mlock_at (0, MIB);
  touch (0, 4 * KIB);
  mlock_at (0, MIB);
  ck_assert_int_eq (spt_fixture_mlock (fixture.second, 0, MIB, true), 0);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_HIT);
  ck_assert_uint_eq (charged (), btop (MIB));
}
END_TEST

START_TEST (munlock_purges_all_idle_entries_of_the_list)
{
  mlock_at (0, MIB);
  touch (0, 4 * KIB);
  spt_fixture_touch (&fixture, fixture.second, 0, 4 * KIB);
  munlock_at (0, 4 * KIB);
  const CacheCounters *counters = cache_get_counters (fixture.vm->pcache);
  ck_assert_uint_eq (counters->removed_entries[CACHE_REMOVED_WIRED_PURGE], 2);
  ck_assert (!spt_fixture_object (&fixture)->list_changed); /* gone with the list */
  ck_assert_uint_eq (charged (), btop (MIB) - 1);
  ck_assert_int_eq (touch (4 * KIB, 4 * KIB), PAGELOCK_CACHED);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_SOFT);
}
END_TEST

START_TEST (while_an_io_holds_a_changed_list_nobody_gets_a_new_one)
{
  mlock_at (0, MIB);
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  munlock_at (512 * KIB, 512 * KIB);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, btop (512 * KIB)), 1); /* by the list */
  ck_assert_uint_eq (charged (), btop (MIB));                                 /* which pays for it now */
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.second, 0, 4 * KIB), PAGELOCK_SOFT);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_SOFT);
  ck_assert_uint_eq (refusals (SPT_REFUSED_CHANGED), 2);
  as_pageunlock (&lock);
  ck_assert_uint_eq (vm_fixture_plocked (fixture.vm), 0); /* its end purges it */
  ck_assert_uint_eq (charged (), btop (512 * KIB));
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, btop (512 * KIB)), 0);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_CACHED);
}
END_TEST

START_TEST (a_page_is_unlocked_when_all_who_locked_it_have_unlocked_it)
{
  mlock_at (0, 8 * KIB);
  ck_assert_int_eq (spt_fixture_mlock (fixture.second, 4 * KIB, 8 * KIB, true), 0);
  ck_assert_uint_eq (charged (), 3);
  munlock_at (0, SIZE);
  ck_assert_uint_eq (charged (), 2);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 0);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 1), 1);
  munlock_at (0, SIZE); /* it has no locks any more */
  ck_assert_uint_eq (charged (), 2);
  ck_assert_int_eq (seg_unmap (fixture.second), 0); /* a detach gives up its locks */
  ck_assert_uint_eq (charged (), 0);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 1), 0);
}
END_TEST

START_TEST (mlock_needs_availrmem_and_free_memory_for_all_of_it)
{
  Kernel *kernel = &fixture.vm->kernel;
  kernel->availrmem = btop (MIB) + SPT_T_MINARMEM - 1;
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, 0, MIB, true), ENOMEM);
  kernel->availrmem = btop (MIB) + SPT_T_MINARMEM;
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, 0, MIB, true), 0);
  ck_assert_uint_eq (kernel->availrmem, SPT_T_MINARMEM);
  kernel->availrmem = availrmem - btop (MIB);
  kernel->throttlefree = kernel->freemem - 100;
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, MIB, MIB, true), ENOMEM);
  ck_assert_uint_eq (charged (), btop (MIB));
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, btop (MIB)), 0);
  kernel->throttlefree = 0;
}
END_TEST

/* A large page is in the list as soon as a part of it is mlocked; the list pays for the others. */
START_TEST (a_list_of_large_pages_pays_for_their_unlocked_parts)
{
  mlock_at (4 * KIB, 8 * KIB);
  ck_assert_uint_eq (charged (), 2);
  ck_assert_int_eq (touch (MIB, 8 * KIB), PAGELOCK_CACHED);
  ck_assert_uint_eq (charged (), LARGE);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_pages, LARGE);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 1), 2);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, LARGE), 0);
  ck_assert_int_eq (touch (2 * MIB, 4 * KIB), PAGELOCK_SOFT);
  mlock_at (0, 2 * MIB);
  ck_assert_uint_eq (charged (), LARGE);
  segspt_purge (fixture.first);
  ck_assert_uint_eq (charged (), LARGE);
  munlock_at (0, 2 * MIB);
  ck_assert_uint_eq (charged (), 0);
}
END_TEST

START_TEST (without_availrmem_for_the_unlocked_parts_there_is_no_list)
{
  mlock_at (0, 4 * KIB);
  Kernel *kernel = &fixture.vm->kernel;
  kernel->availrmem = SPT_T_MINARMEM + LARGE - 2;
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_SOFT);
  ck_assert_uint_eq (refusals (SPT_REFUSED_AVAILRMEM), 1);
  ck_assert_ptr_null (spt_fixture_object (&fixture)->list);
  kernel->availrmem++;
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_CACHED);
  ck_assert_uint_eq (kernel->availrmem, SPT_T_MINARMEM);
  kernel->availrmem = availrmem - LARGE;
}
END_TEST

START_TEST (unlocked_parts_that_cannot_be_locked_make_it_a_soft_lock)
{
  mlock_at (0, 4 * KIB);
  PageNumber page = anon_map_peek_page (fixture.amp, 5);
  ck_assert (page_trylock_exclusive (fixture.vm->allocator, page)); /* as pageout does while it writes */
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_SOFT);
  ck_assert_uint_eq (refusals (SPT_REFUSED_PAGED_OUT), 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 1);
  ck_assert_uint_eq (charged (), 1);
  page_unlock (fixture.vm->allocator, page);
  ck_assert_int_eq (touch (0, 4 * KIB), PAGELOCK_CACHED);
}
END_TEST

static AsCall advise_free (void)
{
  return (AsCall){ .fixture = fixture.vm,
                   .op = AS_OP_MADVISE,
                   .as = &fixture.vm->as,
                   .addr = fixture.first->base,
                   .size = SIZE,
                   .advice = SEGMENT_ADVICE_FREE };
}

START_TEST (madv_free_purges_the_list_and_frees_what_is_not_locked)
{
  mlock_at (0, MIB);
  touch (0, 4 * KIB);
  touch (2 * MIB, MIB); /* soft-locked, and in memory from then on */
  ck_assert_uint_eq (vm_fixture_count_resident (fixture.amp), btop (2 * MIB));
  ck_assert_int_eq (as_call (advise_free ()), 0);
  ck_assert_ptr_null (spt_fixture_object (&fixture)->list);
  ck_assert_uint_eq (vm_fixture_count_resident (fixture.amp), btop (MIB));
  ck_assert_uint_eq (fixture.vm->vm.as.madv_free_hits, btop (MIB));
}
END_TEST

START_TEST (madv_free_waits_until_no_io_holds_the_list)
{
  mlock_at (0, MIB);
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  AsCall call = advise_free ();
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  ck_assert (spt_fixture_object (&fixture)->list_changed);
  vm_fixture_wait (fixture.vm, 60 * NS_PER_SEC);
  ck_assert_int_eq (call.result, AS_CALL_WAITS);
  as_pageunlock (&lock);
  as_calls_go_on (fixture.vm);
  ck_assert_int_eq (call.result, 0);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->free_waits, 1);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->free_timeouts, 0);
}
END_TEST

START_TEST (madv_free_waits_for_two_minutes_at_most)
{
  mlock_at (0, MIB);
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  AsCall call = advise_free ();
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  vm_fixture_wait (fixture.vm, 120 * NS_PER_SEC - 1);
  ck_assert_int_eq (call.result, AS_CALL_WAITS);
  vm_fixture_wait (fixture.vm, 1);
  ck_assert_int_eq (call.result, 0);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->free_timeouts, 1);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (a_detach_waits_for_a_madv_free_in_the_segment)
{
  mlock_at (0, MIB);
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.second, 0, 4 * KIB, &lock);
  AsCall call = advise_free ();
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  ck_assert_int_eq (seg_unmap (fixture.first), EAGAIN);
  as_pageunlock (&lock);
  as_calls_go_on (fixture.vm);
  ck_assert_int_eq (call.result, 0);
  ck_assert_int_eq (seg_unmap (fixture.first), 0);
}
END_TEST

static Suite *dism_suite (void)
{
  Suite *suite = suite_create ("dism");
  TCase *small = tcase_create ("small pages");
  tcase_add_checked_fixture (small, set_up_small, tear_down);
  tcase_add_test (small, nothing_is_locked_at_first_and_requests_are_soft_locked);
  tcase_add_test (small, what_is_mlocked_is_cached);
  tcase_add_test (small, a_hit_on_a_page_that_is_not_mlocked_is_given_back_and_soft_locked);
  tcase_add_test (small, after_mlock_the_list_is_out_of_date);
  tcase_add_test (small, mlock_of_what_is_mlocked_changes_nothing);
  tcase_add_test (small, munlock_purges_all_idle_entries_of_the_list);
  tcase_add_test (small, while_an_io_holds_a_changed_list_nobody_gets_a_new_one);
  tcase_add_test (small, a_page_is_unlocked_when_all_who_locked_it_have_unlocked_it);
  tcase_add_test (small, mlock_needs_availrmem_and_free_memory_for_all_of_it);
  tcase_add_test (small, madv_free_purges_the_list_and_frees_what_is_not_locked);
  tcase_add_test (small, madv_free_waits_until_no_io_holds_the_list);
  tcase_add_test (small, madv_free_waits_for_two_minutes_at_most);
  tcase_add_test (small, a_detach_waits_for_a_madv_free_in_the_segment);
  suite_add_tcase (suite, small);
  TCase *large = tcase_create ("large pages");
  tcase_add_checked_fixture (large, set_up_large, tear_down);
  tcase_add_test (large, a_list_of_large_pages_pays_for_their_unlocked_parts);
  tcase_add_test (large, without_availrmem_for_the_unlocked_parts_there_is_no_list);
  tcase_add_test (large, unlocked_parts_that_cannot_be_locked_make_it_a_soft_lock);
  suite_add_tcase (suite, large);
  return suite;
}

int main (void)
{
  return test_main (dism_suite (), NULL);
}
