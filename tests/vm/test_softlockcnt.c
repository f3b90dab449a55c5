#include "three_mappings.h"

START_TEST (private_softlockcnt_counts_entries_and_uncached_locks)
{
  SegmentLock cached;
  SegmentLock hit;
  SegmentLock uncached;
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &cached);
  ck_assert_uint_eq (softlockcnt (segment), 2);
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &hit);
  ck_assert_uint_eq (softlockcnt (segment), 2);
  vm_fixture_refuse_all (fixture);
  vm_fixture_lock (segment, FIXTURE_BASE + 64 * KIB, 12 * KIB, S_READ, &uncached);
  ck_assert_uint_eq (softlockcnt (segment), 5);
  segvn_pageunlock (&cached);
  segvn_pageunlock (&hit);
  ck_assert_uint_eq (softlockcnt (segment), 5);
  segvn_pageunlock (&uncached);
  ck_assert_uint_eq (softlockcnt (segment), 2);
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  ck_assert_uint_eq (softlockcnt (segment), 0);
}
END_TEST

static void check_shared_counts (uint64_t of_shared, uint64_t of_elsewhere, uint64_t of_map)
{
  ck_assert_uint_eq (softlockcnt (shared), of_shared);
  ck_assert_uint_eq (softlockcnt (elsewhere), of_elsewhere);
  ck_assert_uint_eq (amp->softlockcnt, of_map);
}

START_TEST (shared_softlockcnt_counts_active_locks_and_the_map_those_in_entries)
{
  SegmentLock cached;
  SegmentLock hit;
  vm_fixture_lock (shared, SHARED_BASE + 128 * KIB, 8 * KIB, S_READ, &cached);
  check_shared_counts (2, 0, 2);
  vm_fixture_lock (elsewhere, ELSEWHERE_BASE + 64 * KIB, 8 * KIB, S_READ, &hit);
  check_shared_counts (2, 2, 2);
  segvn_pageunlock (&cached);
  check_shared_counts (0, 2, 2);
  segvn_pageunlock (&hit);
  check_shared_counts (0, 0, 2);
  seg_ppurge (fixture->pcache, &shared->cached, &amp->owner, 0);
  check_shared_counts (0, 0, 0);
}
END_TEST

START_TEST (shared_locks_of_an_adjusted_range_count_all_of_it)
{
  SegmentLock locks[2];
  for (unsigned i = 0; i < 2; i++) {
    vm_fixture_lock (shared, SHARED_BASE + 4 * KIB, 64 * KIB, S_READ, &locks[i]);
    check_shared_counts (32 * (i + 1), 0, 32);
  }
  segvn_pageunlock (&locks[0]);
  segvn_pageunlock (&locks[1]);
  check_shared_counts (0, 0, 32);
}
END_TEST

START_TEST (shared_uncached_locks_count_in_the_map_while_they_last)
{
  vm_fixture_refuse_all (fixture);
  SegmentLock lock;
  ck_assert_int_eq (vm_fixture_lock (shared, SHARED_BASE, 64 * KIB, S_READ, &lock), PAGELOCK_UNCACHED);
  check_shared_counts (16, 0, 16);
  segvn_pageunlock (&lock);
  check_shared_counts (0, 0, 0);
}
END_TEST

START_TEST (shared_lost_locks_count_in_the_map_while_they_last)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_READ);
  uint32_t *active = vm_fixture_saturate_only_entry (fixture);
  SegmentLock lock;
  ck_assert_int_eq (vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_LOST);
  check_shared_counts (2, 0, 4);
  segvn_pageunlock (&lock);
  check_shared_counts (0, 0, 2);
  *active = 0;
}
END_TEST

START_TEST (soft_locks_count_in_the_segment_alone)
{
  SegmentLock locks[2];
  ck_assert_int_eq (segvn_softlock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]), 0);
  ck_assert_int_eq (segvn_softlock (shared, SHARED_BASE, 12 * KIB, S_READ, &locks[1]), 0);
  ck_assert_uint_eq (softlockcnt (segment), 2);
  check_shared_counts (3, 0, 0);
  segvn_pageunlock (&locks[0]);
  segvn_pageunlock (&locks[1]);
  ck_assert_uint_eq (softlockcnt (segment), 0);
  check_shared_counts (0, 0, 0);
  ck_assert_uint_eq (fixture->vm.counters.locks[PAGELOCK_SOFT], 2);
}
END_TEST

static Suite *softlockcnt_suite (void)
{
  Suite *suite = suite_create ("softlockcnt");
  TCase *tcase = tcase_create ("softlockcnt");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, private_softlockcnt_counts_entries_and_uncached_locks);
  tcase_add_test (tcase, shared_softlockcnt_counts_active_locks_and_the_map_those_in_entries);
  tcase_add_test (tcase, shared_locks_of_an_adjusted_range_count_all_of_it);
  tcase_add_test (tcase, shared_uncached_locks_count_in_the_map_while_they_last);
  tcase_add_test (tcase, shared_lost_locks_count_in_the_map_while_they_last);
  tcase_add_test (tcase, soft_locks_count_in_the_segment_alone);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (softlockcnt_suite (), NULL);
}
