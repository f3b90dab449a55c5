#include "three_mappings.h"

static uint64_t page_locks (const Segment *of, uint64_t addr)
{
  return page_get_shared_locks (fixture->allocator, vm_fixture_page (of, addr));
}

static void check_lock (const SegmentLock *lock, PagelockOutcome outcome, uint64_t len, bool tried_to_cache)
{
  ck_assert_int_eq (lock->outcome, outcome);
  ck_assert_uint_eq (lock->range.len, len);
  ck_assert_int_eq (lock->tried_to_cache, tried_to_cache);
}

START_TEST (the_first_lock_is_cached_and_the_next_a_hit)
{
  SegmentLock lock;
  ck_assert_int_eq (vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_CACHED);
  check_lock (&lock, PAGELOCK_CACHED, 8 * KIB, true);
  const ShadowList *list = lock.shadow_list;
  segvn_pageunlock (&lock);
  ck_assert_int_eq (vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_HIT);
  check_lock (&lock, PAGELOCK_HIT, 8 * KIB, true);
  ck_assert_ptr_eq (lock.shadow_list, list);
  segvn_pageunlock (&lock);
  ck_assert_uint_eq (fixture->vm.counters.locks[PAGELOCK_CACHED], 1);
  ck_assert_uint_eq (fixture->vm.counters.locks[PAGELOCK_HIT], 1);
}
END_TEST

START_TEST (the_list_holds_the_pages_in_order)
{
  vm_fixture_touch (segment, FIXTURE_BASE + 4 * KIB, 4 * KIB, S_READ);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 12 * KIB, S_READ, &lock);
  const ShadowList *list = lock.shadow_list;
  ck_assert_uint_eq (list->npages, 3);
  for (uint64_t i = 0; i < 3; i++) {
    ck_assert_uint_eq (list->pages[i], vm_fixture_page (segment, FIXTURE_BASE + i * 4 * KIB));
  }
  ck_assert_uint_eq (page_locks (segment, FIXTURE_BASE), 1);
  ck_assert_uint_eq (page_locks (segment, FIXTURE_BASE + 4 * KIB), 2);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (a_cached_lock_is_of_the_adjusted_range)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE + 4 * KIB, 64 * KIB, S_READ, &lock);
  check_lock (&lock, PAGELOCK_CACHED, 128 * KIB, true);
  ck_assert_uint_eq (lock.range.addr, FIXTURE_BASE);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 32);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE + 12 * KIB, 100 * KIB, S_READ), PAGELOCK_HIT);
}
END_TEST

START_TEST (when_the_check_fails_only_the_request_is_locked)
{
  vm_fixture_refuse_all (fixture);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE + 4 * KIB, 64 * KIB, S_READ, &lock);
  check_lock (&lock, PAGELOCK_UNCACHED, 64 * KIB, false);
  ck_assert_uint_eq (lock.range.addr, FIXTURE_BASE + 4 * KIB);
  ck_assert_uint_eq (lock.range.flags, 0);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 16);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  segvn_pageunlock (&lock);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 0);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->reclaim_callbacks, 0);
}
END_TEST

START_TEST (large_pages_uncached_are_locked_only_as_asked_for)
{
  Segment *large = vm_fixture_private (fixture, FIXTURE_BASE + 64 * MIB, 4 * MIB, 1);
  SegmentLock lock;
  vm_fixture_lock (large, large->base + 12 * KIB, 4 * KIB, S_READ, &lock); /* 512 pages do not fit */
  check_lock (&lock, PAGELOCK_UNCACHED, 4 * KIB, false);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 1);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (a_lost_list_is_unlocked_where_nothing_is_found)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  uint32_t *active = vm_fixture_saturate_only_entry (fixture);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  check_lock (&lock, PAGELOCK_LOST, 8 * KIB, true);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_SATURATED], 1);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  ck_assert_uint_eq (page_locks (segment, FIXTURE_BASE), 2);
  ck_assert_uint_eq (softlockcnt (segment), 4);
  segvn_pageunlock (&lock);
  ck_assert_uint_eq (page_locks (segment, FIXTURE_BASE), 1);
  ck_assert_uint_eq (softlockcnt (segment), 2);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->reclaim_callbacks, 1);
  *active = 0;
}
END_TEST

START_TEST (private_lists_are_filed_under_the_segment_by_address)
{
  vm_fixture_touch (segment, FIXTURE_BASE + 4 * KIB, 8 * KIB, S_WRITE);
  CacheEntryInfo entry = vm_fixture_only_entry (fixture);
  ck_assert_ptr_eq (entry.owner, &segment->cached.owner);
  ck_assert_uint_eq (entry.addr, FIXTURE_BASE + 4 * KIB);
  ck_assert_uint_eq (entry.flags & SEGP_AMP, 0);
}
END_TEST

START_TEST (shared_lists_are_filed_under_the_map_by_place)
{
  vm_fixture_touch (elsewhere, ELSEWHERE_BASE + 4 * KIB, 8 * KIB, S_WRITE);
  CacheEntryInfo entry = vm_fixture_only_entry (fixture);
  ck_assert_ptr_eq (entry.owner, &amp->owner);
  ck_assert_uint_eq (entry.addr, 68 * KIB);
  ck_assert_uint_eq (entry.flags & SEGP_AMP, SEGP_AMP);
}
END_TEST

START_TEST (processes_that_share_a_map_share_its_entries_by_place)
{
  ck_assert_int_eq (vm_fixture_touch (shared, SHARED_BASE + 128 * KIB, 8 * KIB, S_WRITE), PAGELOCK_CACHED);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE + 64 * KIB, 8 * KIB, S_READ), PAGELOCK_HIT);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE + 128 * KIB, 8 * KIB, S_READ),
                    PAGELOCK_CACHED);
  ck_assert_int_eq (vm_fixture_touch (shared, SHARED_BASE + 192 * KIB, 64 * KIB, S_READ), PAGELOCK_CACHED);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE + 132 * KIB, 56 * KIB, S_READ),
                    PAGELOCK_CACHED);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE + 128 * KIB, 64 * KIB, S_READ), PAGELOCK_HIT);
}
END_TEST

START_TEST (lists_of_writable_memory_are_writable_and_serve_writes)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  ck_assert_uint_eq (vm_fixture_only_entry (fixture).wlen, 8 * KIB);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_WRITE), PAGELOCK_HIT);
}
END_TEST

START_TEST (lists_of_read_only_memory_are_not_writable)
{
  segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_READ);
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  ck_assert_uint_eq (vm_fixture_only_entry (fixture).wlen, 0);
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_NOT_WRITABLE], 1);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ), PAGELOCK_HIT);
}
END_TEST

START_TEST (lists_are_writable_as_far_as_their_pages)
{
  segvn_setprot (segment, FIXTURE_BASE + 8 * KIB, 4 * KIB, PROTECT_READ);
  vm_fixture_touch (segment, FIXTURE_BASE, 16 * KIB, S_READ);
  ck_assert_uint_eq (vm_fixture_only_entry (fixture).wlen, 8 * KIB);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_WRITE), PAGELOCK_HIT);
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 12 * KIB, S_WRITE, &lock), EACCES);
}
END_TEST

START_TEST (shared_lists_are_writable_to_other_mappings_that_may_write)
{
  segvn_setprot (shared, SHARED_BASE, SIZE, PROTECT_READ);
  vm_fixture_touch (shared, SHARED_BASE + 64 * KIB, 8 * KIB, S_READ);
  ck_assert_uint_eq (vm_fixture_only_entry (fixture).wlen, 8 * KIB);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE, 8 * KIB, S_WRITE), PAGELOCK_HIT);
}
END_TEST

START_TEST (private_access_is_refused_after_the_lookup)
{
  segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_READ);
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_COLD], 1);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->misses[CACHE_MISS_ABSENT], 1);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->checks[CACHE_ADMITTED], 0);
  ck_assert_uint_eq (softlockcnt (segment), 0);
}
END_TEST

START_TEST (shared_access_is_refused_before_the_lookup)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_WRITE);
  segvn_setprot (shared, SHARED_BASE, SIZE, PROTECT_READ);
  SegmentLock lock;
  uint64_t lookups = cache_get_counters (fixture->pcache)->hits
                     + cache_get_counters (fixture->pcache)->misses[CACHE_MISS_ABSENT];
  ck_assert_int_eq (segvn_pagelock (shared, SHARED_BASE, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->hits
                         + cache_get_counters (fixture->pcache)->misses[CACHE_MISS_ABSENT],
                     lookups);
}
END_TEST

START_TEST (soft_locks_need_the_permission_too)
{
  segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_READ);
  SegmentLock lock;
  ck_assert_int_eq (segvn_softlock (segment, FIXTURE_BASE, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (softlockcnt (segment), 0);
}
END_TEST

START_TEST (a_private_mapping_without_a_map_is_a_fault)
{
  Segment *fresh =
      segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE + 64 * MIB, SIZE, 0, PROTECT_RW, NULL, 0);
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (fresh, fresh->base, 8 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.misses[MISS_COLD], 0);
  ck_assert_int_eq (segvn_softlock (fresh, fresh->base, 8 * KIB, S_READ, &lock), 0);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (vm_fixture_touch (fresh, fresh->base, 8 * KIB, S_READ), PAGELOCK_CACHED);
}
END_TEST

START_TEST (a_page_locked_by_others_is_a_fault_with_all_undone)
{
  vm_fixture_touch (segment, FIXTURE_BASE + 8 * KIB, 4 * KIB, S_READ);
  seg_ppurge_async (fixture->pcache, true);
  PageNumber page = vm_fixture_page (segment, FIXTURE_BASE + 8 * KIB);
  ck_assert (page_trylock_exclusive (fixture->allocator, page));
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 16 * KIB, S_READ, &lock), EFAULT);
  ck_assert_int_eq (segvn_softlock (segment, FIXTURE_BASE, 16 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 0);
  ck_assert_uint_eq (softlockcnt (segment), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  page_unlock (fixture->allocator, page);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 16 * KIB, S_READ), PAGELOCK_CACHED);
}
END_TEST

START_TEST (without_free_memory_all_is_undone)
{
  PageNumber taken[4096];
  unsigned n = 0;
  while (fixture->kernel.freemem > 2) {
    taken[n++] = page_create (fixture->allocator);
  }
  fixture->kernel.desfree = 0;
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 12 * KIB, S_READ, &lock), ENOMEM);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 0);
  ck_assert_uint_eq (softlockcnt (segment), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  ck_assert_uint_eq (fixture->vm.counters.pages_locked, 0);
  ck_assert_uint_eq (fixture->vm.counters.pages_created, 2);
  while (n > 0) {
    page_free (fixture->allocator, taken[--n]);
  }
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 12 * KIB, S_READ), PAGELOCK_CACHED);
  ck_assert_uint_eq (fixture->vm.counters.pages_created, 3);
}
END_TEST

static void forget_page_state (PageNumber page)
{
  page_set (fixture->allocator, page, PAGE_DIRTY, false);
  page_set (fixture->allocator, page, PAGE_REFERENCED, false);
}

START_TEST (reclaim_marks_pages_as_referenced_and_written_ones_as_dirty)
{
  SegRw rw = _i == 0 ? S_READ : S_WRITE;
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, rw);
  PageNumber page = vm_fixture_page (segment, FIXTURE_BASE);
  forget_page_state (page);
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  ck_assert (page_is (fixture->allocator, page, PAGE_REFERENCED));
  ck_assert_int_eq (page_is (fixture->allocator, page, PAGE_DIRTY), rw == S_WRITE);
}
END_TEST

START_TEST (an_entry_that_a_write_hit_is_reclaimed_as_written)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_READ);
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_WRITE);
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_READ);
  PageNumber page = vm_fixture_page (segment, FIXTURE_BASE);
  forget_page_state (page);
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  ck_assert (page_is (fixture->allocator, page, PAGE_DIRTY));
}
END_TEST

START_TEST (uncached_unlocks_mark_pages_too)
{
  vm_fixture_refuse_all (fixture);
  SegmentLock lock;
  vm_fixture_lock (shared, SHARED_BASE, 4 * KIB, S_WRITE, &lock);
  PageNumber page = vm_fixture_page (shared, SHARED_BASE);
  forget_page_state (page);
  segvn_pageunlock (&lock);
  ck_assert (page_is (fixture->allocator, page, PAGE_DIRTY)
             && page_is (fixture->allocator, page, PAGE_REFERENCED));
}
END_TEST

START_TEST (pages_are_counted_as_they_are_locked_made_and_unlocked)
{
  const VmCounters *counters = &fixture->vm.counters;
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  vm_fixture_touch (segment, FIXTURE_BASE + 4 * KIB, 8 * KIB, S_READ);
  ck_assert_uint_eq (counters->pages_locked, 4);
  ck_assert_uint_eq (counters->pages_created, 3);
  ck_assert_uint_eq (counters->pages_unlocked, 0);
  seg_ppurge_async (fixture->pcache, true);
  ck_assert_uint_eq (counters->pages_unlocked, 4);
}
END_TEST

static TCase *caching_cases (void)
{
  TCase *tcase = tcase_create ("outcomes and keys");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, the_first_lock_is_cached_and_the_next_a_hit);
  tcase_add_test (tcase, the_list_holds_the_pages_in_order);
  tcase_add_test (tcase, a_cached_lock_is_of_the_adjusted_range);
  tcase_add_test (tcase, when_the_check_fails_only_the_request_is_locked);
  tcase_add_test (tcase, large_pages_uncached_are_locked_only_as_asked_for);
  tcase_add_test (tcase, a_lost_list_is_unlocked_where_nothing_is_found);
  tcase_add_test (tcase, private_lists_are_filed_under_the_segment_by_address);
  tcase_add_test (tcase, shared_lists_are_filed_under_the_map_by_place);
  tcase_add_test (tcase, processes_that_share_a_map_share_its_entries_by_place);
  return tcase;
}

static TCase *protection_cases (void)
{
  TCase *tcase = tcase_create ("protection");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, lists_of_writable_memory_are_writable_and_serve_writes);
  tcase_add_test (tcase, lists_of_read_only_memory_are_not_writable);
  tcase_add_test (tcase, lists_are_writable_as_far_as_their_pages);
  tcase_add_test (tcase, shared_lists_are_writable_to_other_mappings_that_may_write);
  tcase_add_test (tcase, private_access_is_refused_after_the_lookup);
  tcase_add_test (tcase, shared_access_is_refused_before_the_lookup);
  tcase_add_test (tcase, soft_locks_need_the_permission_too);
  return tcase;
}

static TCase *page_cases (void)
{
  TCase *tcase = tcase_create ("pages");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_private_mapping_without_a_map_is_a_fault);
  tcase_add_test (tcase, a_page_locked_by_others_is_a_fault_with_all_undone);
  tcase_add_test (tcase, without_free_memory_all_is_undone);
  tcase_add_loop_test (tcase, reclaim_marks_pages_as_referenced_and_written_ones_as_dirty, 0, 2);
  tcase_add_test (tcase, an_entry_that_a_write_hit_is_reclaimed_as_written);
  tcase_add_test (tcase, uncached_unlocks_mark_pages_too);
  tcase_add_test (tcase, pages_are_counted_as_they_are_locked_made_and_unlocked);
  return tcase;
}

int main (void)
{
  Suite *suite = suite_create ("segvn_pagelock");
  suite_add_tcase (suite, caching_cases ());
  suite_add_tcase (suite, protection_cases ());
  suite_add_tcase (suite, page_cases ());
  return test_main (suite, NULL);
}
