#include "test_main.h"
#include "vm_fixture.h"

#include <string.h>

#define SIZE (128 * KIB)

/* Three private segments side by side, a gap of a page, and one more. */
static VmFixture *fixture;
static Segment *segments[3];
static Segment *apart;

static void set_up (void)
{
  fixture = vm_fixture_new (1024, 512);
  for (unsigned i = 0; i < 3; i++) {
    segments[i] = vm_fixture_private (fixture, FIXTURE_BASE + i * SIZE, SIZE, 0);
  }
  apart = vm_fixture_private (fixture, FIXTURE_BASE + 3 * SIZE + 4 * KIB, SIZE, 0);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static int lock_at (uint64_t offset, uint64_t len, SegRw rw, AsLock *lock)
{
  return as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE + offset, len, rw, lock);
}

static uint64_t locked_pages (void)
{
  return page_allocator_count_shared_locks (fixture->allocator);
}

static void check_outcomes (uint64_t hit, uint64_t cached, uint64_t uncached, uint64_t soft)
{
  const uint64_t *locks = fixture->vm.counters.locks;
  ck_assert_uint_eq (locks[PAGELOCK_HIT], hit);
  ck_assert_uint_eq (locks[PAGELOCK_CACHED], cached);
  ck_assert_uint_eq (locks[PAGELOCK_UNCACHED], uncached);
  ck_assert_uint_eq (locks[PAGELOCK_SOFT], soft);
}

START_TEST (requests_are_rounded_out_to_pages)
{
  static const struct {
    uint64_t offset, len, first, all;
  } cases[] = { { 0, 1, 0, 4096 },
                { 4095, 1, 0, 4096 },
                { 4095, 2, 0, 8192 },
                { 100, 8192, 0, 12288 },
                { 8192, 4096, 8192, 4096 } };
  AsLock lock;
  ck_assert_int_eq (lock_at (cases[_i].offset, cases[_i].len, S_READ, &lock), 0);
  ck_assert_uint_eq (lock.first.range.addr, FIXTURE_BASE + cases[_i].first);
  ck_assert_uint_eq (lock.first.range.len, cases[_i].all);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (a_request_in_one_segment_is_one_pagelock)
{
  AsLock lock;
  ck_assert_int_eq (lock_at (0, SIZE, S_READ, &lock), 0);
  ck_assert_uint_eq (lock.n_more, 0);
  check_outcomes (0, 1, 0, 0);
  as_pageunlock (&lock);
  ck_assert_int_eq (lock_at (0, SIZE, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_outcomes (1, 1, 0, 0);
}
END_TEST

START_TEST (a_request_over_adjacent_segments_is_a_pagelock_each)
{
  AsLock lock;
  ck_assert_int_eq (lock_at (SIZE - 8 * KIB, SIZE + 12 * KIB, S_WRITE, &lock), 0);
  ck_assert_uint_eq (lock.n_more, 2);
  ck_assert_ptr_eq (lock.first.segment, segments[0]);
  ck_assert_uint_eq (lock.first.range.len, 8 * KIB);
  ck_assert_ptr_eq (lock.more[0].segment, segments[1]);
  ck_assert_uint_eq (lock.more[0].range.addr, segments[1]->base);
  ck_assert_uint_eq (lock.more[0].range.len, SIZE);
  ck_assert_ptr_eq (lock.more[1].segment, segments[2]);
  ck_assert_uint_eq (lock.more[1].range.addr, segments[2]->base);
  ck_assert_uint_eq (lock.more[1].range.len, 4 * KIB);
  check_outcomes (0, 3, 0, 0);
  as_pageunlock (&lock);
  ck_assert_uint_eq (cache_get_state (fixture->pcache).entries_active, 0);
  ck_assert_int_eq (lock_at (SIZE, SIZE, S_READ, &lock), 0);
  check_outcomes (1, 3, 0, 0);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (what_is_not_mapped_all_through_is_a_fault)
{
  static const struct {
    uint64_t addr, len;
  } cases[] = { { FIXTURE_BASE - 4096, 4096 },
                { FIXTURE_BASE - 4096, 8192 },
                { FIXTURE_BASE + 3 * SIZE, 4096 },        /* in the gap */
                { FIXTURE_BASE + 3 * SIZE - 4096, 8192 }, /* into the gap */
                { FIXTURE_BASE, 4 * SIZE },               /* over the gap */
                { FIXTURE_BASE + 4 * SIZE, 4097 },        /* beyond the last one */
                { FIXTURE_BASE + 4 * SIZE + 4096, 1 },
                { 0, 4096 } };
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, cases[_i].addr, cases[_i].len, S_READ, &lock),
                    EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 1);
  ck_assert_uint_eq (locked_pages (), 0);
  check_outcomes (0, 0, 0, 0);
}
END_TEST

START_TEST (a_request_that_wraps_or_is_empty_is_a_fault)
{
  static const struct {
    uint64_t addr, len;
  } cases[] = { { FIXTURE_BASE, 0 },
                { FIXTURE_BASE + 100, 0 },
                { FIXTURE_BASE, UINT64_MAX },
                { FIXTURE_BASE, UINT64_MAX - FIXTURE_BASE },
                { FIXTURE_BASE, UINT64_MAX - FIXTURE_BASE + 1 },
                { UINT64_MAX, 1 },
                { UINT64_MAX - 4095, 4095 } };
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, cases[_i].addr, cases[_i].len, S_READ, &lock),
                    EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 1);
}
END_TEST

START_TEST (a_refused_access_fails_without_a_soft_lock)
{
  segvn_setprot (segments[0], segments[0]->base, SIZE, PROTECT_READ);
  AsLock lock;
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (fixture->vm.counters.failed_access, 1);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 0);
  check_outcomes (0, 0, 0, 0);
}
END_TEST

START_TEST (a_failure_undoes_the_parts_before_it)
{
  segvn_setprot (segments[2], segments[2]->base, SIZE, PROTECT_READ);
  AsLock lock;
  ck_assert_int_eq (lock_at (SIZE - 4 * KIB, 2 * SIZE, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (fixture->vm.counters.failed_access, 1);
  check_outcomes (0, 2, 0, 0);
  ck_assert_uint_eq (cache_get_state (fixture->pcache).entries, 2);
  ck_assert_uint_eq (cache_get_state (fixture->pcache).entries_active, 0);
  ck_assert_int_eq (segvn_setprot (segments[1], segments[1]->base, SIZE, PROTECT_READ), 0);
}
END_TEST

/* The first I/O into memory that nothing was ever read into. */
START_TEST (the_first_request_to_an_untouched_segment_is_soft_locked)
{
  Segment *fresh = segvn_create (&fixture->vm, &fixture->as, 2 * FIXTURE_BASE, SIZE, 0, PROTECT_RW, NULL, 0);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, fresh->base, 8 * KIB, S_WRITE, &lock), 0);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_SOFT);
  ck_assert_uint_eq (locked_pages (), 2);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  as_pageunlock (&lock);
  ck_assert_uint_eq (locked_pages (), 0);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 0);
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, fresh->base, 8 * KIB, S_WRITE, &lock), 0);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_CACHED);
  as_pageunlock (&lock);
  check_outcomes (0, 1, 0, 1);
}
END_TEST

START_TEST (a_soft_lock_is_of_the_request_alone)
{
  Segment *fresh = segvn_create (&fixture->vm, &fixture->as, 2 * FIXTURE_BASE, SIZE, 0, PROTECT_RW, NULL, 0);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, fresh->base + 4 * KIB, 64 * KIB, S_WRITE, &lock),
                    0);
  ck_assert_uint_eq (lock.first.range.len, 64 * KIB);
  ck_assert_uint_eq (locked_pages (), 16);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (when_one_part_is_refused_the_whole_request_is_soft_locked)
{
  Segment *fresh =
      segvn_create (&fixture->vm, &fixture->as, apart->base + SIZE, SIZE, 0, PROTECT_RW, NULL, 0);
  vm_fixture_private (fixture, fresh->base + SIZE, SIZE, 0);
  AsLock lock;
  ck_assert_int_eq (
      as_pagelock (&fixture->vm, &fixture->as, fresh->base - 8 * KIB, SIZE + 12 * KIB, S_READ, &lock), 0);
  ck_assert_uint_eq (lock.n_more, 2);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_SOFT);
  ck_assert_int_eq (lock.more[0].outcome, PAGELOCK_SOFT);
  ck_assert_int_eq (lock.more[1].outcome, PAGELOCK_SOFT);
  check_outcomes (0, 1, 0, 3);
  /* The first part was cached before it was undone: its two pages are locked twice. */
  ck_assert_uint_eq (locked_pages (), 2 + 2 + 32 + 1);
  as_pageunlock (&lock);
  ck_assert_uint_eq (locked_pages (), 2);
}
END_TEST

START_TEST (a_page_locked_by_others_fails_the_soft_lock_too)
{
  AsLock lock;
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  seg_ppurge_async (fixture->pcache, true);
  PageNumber page = vm_fixture_page (segments[0], FIXTURE_BASE + 4 * KIB);
  ck_assert (page_trylock_exclusive (fixture->allocator, page));
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 1);
  ck_assert_uint_eq (locked_pages (), 0);
  page_unlock (fixture->allocator, page);
}
END_TEST

START_TEST (a_failed_soft_lock_of_many_segments_is_undone)
{
  AsLock lock;
  vm_fixture_touch (segments[2], segments[2]->base, 4 * KIB, S_READ);
  seg_ppurge_async (fixture->pcache, true);
  PageNumber page = vm_fixture_page (segments[2], segments[2]->base);
  ck_assert (page_trylock_exclusive (fixture->allocator, page));
  ck_assert_int_eq (lock_at (SIZE - 4 * KIB, SIZE + 8 * KIB, S_READ, &lock), EFAULT);
  page_unlock (fixture->allocator, page);
  ck_assert_uint_eq (locked_pages (), vm_fixture_plocked (fixture));
  check_outcomes (0, 3, 0, 2); /* one of them by the first touch */
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 1);
}
END_TEST

START_TEST (without_free_memory_there_is_no_lock)
{
  PageNumber taken[1024];
  unsigned n = 0;
  while (fixture->kernel.freemem > 1) {
    taken[n++] = page_create (fixture->allocator);
  }
  AsLock lock;
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_READ, &lock), ENOMEM);
  ck_assert_uint_eq (fixture->vm.counters.failed_memory, 1);
  ck_assert_uint_eq (locked_pages (), 0);
  while (n > 0) {
    page_free (fixture->allocator, taken[--n]);
  }
}
END_TEST

START_TEST (refused_lists_are_locked_uncached_part_by_part)
{
  vm_fixture_refuse_all (fixture);
  AsLock lock;
  ck_assert_int_eq (lock_at (SIZE - 4 * KIB, 8 * KIB, S_READ, &lock), 0);
  check_outcomes (0, 0, 2, 0);
  ck_assert_uint_eq (locked_pages (), 2);
  as_pageunlock (&lock);
  ck_assert_uint_eq (locked_pages (), 0);
}
END_TEST

START_TEST (the_clock_is_brought_up_to_date)
{
  AsLock lock;
  event_queue_run_while (fixture->queue, 3 * NS_PER_SEC, NULL, NULL);
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_READ, &lock), 0);
  ck_assert_uint_eq (fixture->kernel.lbolt, 300);
  event_queue_run_while (fixture->queue, 4 * NS_PER_SEC + 20 * NS_PER_MS - 1, NULL, NULL);
  as_pageunlock (&lock);
  ck_assert_uint_eq (vm_fixture_only_entry (fixture).last_use, 401);
}
END_TEST

/* Hash after each of: a lock that is cached, its unlock, a hit, its unlock, a purge. */
static void hash_run (uint64_t hashes[5], uint64_t offset)
{
  VmFixture *run = vm_fixture_new_default ();
  Segment *segment = vm_fixture_private (run, FIXTURE_BASE, SIZE, 0);
  AsLock lock;
  for (unsigned i = 0; i < 4; i += 2) {
    ck_assert_int_eq (as_pagelock (&run->vm, &run->as, segment->base + offset, 8 * KIB, S_READ, &lock), 0);
    hashes[i] = run->trail->fingerprint.hash;
    as_pageunlock (&lock);
    hashes[i + 1] = run->trail->fingerprint.hash;
  }
  seg_ppurge_async (run->pcache, true);
  hashes[4] = run->trail->fingerprint.hash;
  vm_fixture_free (run);
}

START_TEST (outcomes_and_removals_go_into_the_fingerprint)
{
  uint64_t first[5] = { 0 };
  uint64_t again[5] = { 0 };
  uint64_t other[5] = { 0 };
  hash_run (first, 0);
  hash_run (again, 0);
  hash_run (other, 4 * KIB);
  ck_assert_mem_eq (first, again, sizeof first);
  ck_assert_uint_ne (first[0], other[0]);
  ck_assert_uint_ne (first[1], first[2]);
  ck_assert_uint_ne (first[3], first[4]);
}
END_TEST

START_TEST (a_machine_without_a_trail_does_as_well)
{
  fixture->vm.trail = NULL;
  AsLock lock;
  ck_assert_int_eq (lock_at (0, 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_outcomes (0, 1, 0, 0);
}
END_TEST

/* A driver of which it is known what it was asked. */
static struct {
  unsigned pagelocks, softlocks, pageunlocks;
  int pagelock_result;
} asked;

static int asked_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  asked.pagelocks++;
  return asked.pagelock_result != 0 ? asked.pagelock_result : segvn_pagelock (segment, addr, len, rw, lock);
}

static int asked_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  asked.softlocks++;
  return segvn_softlock (segment, addr, len, rw, lock);
}

static void asked_pageunlock (const SegmentLock *lock)
{
  asked.pageunlocks++;
  segvn_pageunlock (lock);
}

static void check_asked (unsigned pagelocks, unsigned softlocks, unsigned pageunlocks)
{
  ck_assert_uint_eq (asked.pagelocks, pagelocks);
  ck_assert_uint_eq (asked.softlocks, softlocks);
  ck_assert_uint_eq (asked.pageunlocks, pageunlocks);
}

/* Alone, or between those of another driver; through the cache, or by faults when it will not. */
START_TEST (each_segment_is_locked_and_unlocked_by_its_own_driver)
{
  SegmentDriver driver = segvn_driver;
  driver.pagelock = asked_pagelock;
  driver.softlock = asked_softlock;
  driver.pageunlock = asked_pageunlock;
  const SegmentDriver *usual = segments[1]->driver;
  segments[1]->driver = &driver;
  memset (&asked, 0, sizeof asked);
  AsLock lock;
  ck_assert_int_eq (lock_at (SIZE, 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_asked (1, 0, 1);
  ck_assert_int_eq (lock_at (SIZE - 4 * KIB, SIZE + 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_asked (2, 0, 2);
  asked.pagelock_result = ENOTSUP;
  ck_assert_int_eq (lock_at (SIZE, 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_asked (3, 1, 3);
  ck_assert_int_eq (lock_at (SIZE - 4 * KIB, SIZE + 8 * KIB, S_READ, &lock), 0);
  as_pageunlock (&lock);
  check_asked (4, 2, 4);
  asked.pagelock_result = EACCES;
  ck_assert_int_eq (lock_at (SIZE, 8 * KIB, S_READ, &lock), EACCES);
  check_asked (5, 2, 4);
  segments[1]->driver = usual;
}
END_TEST

static Suite *as_pagelock_suite (void)
{
  Suite *suite = suite_create ("as_pagelock");
  TCase *tcase = tcase_create ("as_pagelock");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_loop_test (tcase, requests_are_rounded_out_to_pages, 0, 5);
  tcase_add_test (tcase, a_request_in_one_segment_is_one_pagelock);
  tcase_add_test (tcase, a_request_over_adjacent_segments_is_a_pagelock_each);
  tcase_add_loop_test (tcase, what_is_not_mapped_all_through_is_a_fault, 0, 8);
  tcase_add_loop_test (tcase, a_request_that_wraps_or_is_empty_is_a_fault, 0, 7);
  tcase_add_test (tcase, a_refused_access_fails_without_a_soft_lock);
  tcase_add_test (tcase, a_failure_undoes_the_parts_before_it);
  tcase_add_test (tcase, the_first_request_to_an_untouched_segment_is_soft_locked);
  tcase_add_test (tcase, a_soft_lock_is_of_the_request_alone);
  tcase_add_test (tcase, when_one_part_is_refused_the_whole_request_is_soft_locked);
  tcase_add_test (tcase, a_page_locked_by_others_fails_the_soft_lock_too);
  tcase_add_test (tcase, a_failed_soft_lock_of_many_segments_is_undone);
  tcase_add_test (tcase, without_free_memory_there_is_no_lock);
  tcase_add_test (tcase, refused_lists_are_locked_uncached_part_by_part);
  tcase_add_test (tcase, the_clock_is_brought_up_to_date);
  tcase_add_test (tcase, outcomes_and_removals_go_into_the_fingerprint);
  tcase_add_test (tcase, a_machine_without_a_trail_does_as_well);
  tcase_add_test (tcase, each_segment_is_locked_and_unlocked_by_its_own_driver);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (as_pagelock_suite (), NULL);
}
