/* madvise: MADV_FREE with its hits and misses; the rules of waiting are in test_as_wait.c. */
#include "as_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (1 * MIB)
#define SHARED_BASE (FIXTURE_BASE + 16 * MIB)

static VmFixture *fixture;
static Segment *segment; /* private, of which the first 16 pages were touched */
static AnonMap *amp;
static Segment *shared;

static void set_up (void)
{
  fixture = vm_fixture_new_default ();
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  vm_fixture_touch (segment, FIXTURE_BASE, 64 * KIB, S_WRITE);
  amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  shared = vm_fixture_shared (fixture, &fixture->as, SHARED_BASE, SIZE, amp, 0);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static void advise (uint64_t addr, uint64_t size, SegmentAdvice advice)
{
  AsCall call = {
    .fixture = fixture, .op = AS_OP_MADVISE, .as = &fixture->as, .addr = addr, .size = size, .advice = advice
  };
  ck_assert_int_eq (as_call (call), 0);
}

static void check_free (uint64_t addr, uint64_t size, uint64_t hits, uint64_t misses)
{
  uint64_t freemem = fixture->kernel.freemem;
  advise (addr, size, SEGMENT_ADVICE_FREE);
  ck_assert_uint_eq (fixture->vm.as.madv_free_hits, hits);
  ck_assert_uint_eq (fixture->vm.as.madv_free_misses, misses);
  ck_assert_uint_eq (fixture->kernel.freemem, freemem + hits);
}

START_TEST (free_purges_first_so_that_idle_entries_are_hits)
{
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 16);
  check_free (FIXTURE_BASE, 64 * KIB, 16, 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
}
END_TEST

START_TEST (pages_that_are_not_there_are_misses)
{
  check_free (FIXTURE_BASE + 32 * KIB, 64 * KIB, 8, 8);
  ck_assert_uint_eq (vm_fixture_count_resident (segvn_data (segment)->amp), 8);
}
END_TEST

START_TEST (nothing_was_ever_touched_so_nothing_is_counted)
{
  Segment *fresh = segvn_create (&fixture->vm, &fixture->as, 2 * FIXTURE_BASE, SIZE, 0, PROTECT_RW, NULL, 0);
  check_free (fresh->base, SIZE, 0, 0);
}
END_TEST

START_TEST (locked_pages_are_misses_and_it_does_not_wait)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  vm_fixture_touch (segment, FIXTURE_BASE + 32 * KIB, 4 * KIB, S_READ);
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  check_free (FIXTURE_BASE + 4 * KIB, 60 * KIB, 0,
              15); /* the 64 KiB entry before it is idle, but the purge stops */
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (pages_locked_exclusively_are_misses)
{
  seg_ppurge (fixture->pcache, &segment->cached, NULL, 0);
  PageNumber page = vm_fixture_page (segment, FIXTURE_BASE + 8 * KIB);
  ck_assert (page_trylock_exclusive (fixture->allocator, page));
  check_free (FIXTURE_BASE, 64 * KIB, 15, 1);
  page_unlock (fixture->allocator, page);
}
END_TEST

START_TEST (pages_shared_copy_on_write_are_misses)
{
  sim_time copy_ns;
  ck_assert_int_eq (as_dup (&fixture->vm, &fixture->as, &fixture->other_as, &copy_ns), 0);
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_WRITE);
  check_free (FIXTURE_BASE, 64 * KIB, 2, 14);
}
END_TEST

START_TEST (free_purges_a_map_only_while_nothing_is_locked_through_the_segment)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_WRITE);
  SegmentLock lock;
  vm_fixture_lock (shared, SHARED_BASE + 64 * KIB, 4 * KIB, S_READ, &lock);
  check_free (SHARED_BASE, 16 * KIB, 0, 4);
  segvn_pageunlock (&lock);
  advise (SHARED_BASE, 16 * KIB, SEGMENT_ADVICE_FREE);
  ck_assert_uint_eq (fixture->vm.as.madv_free_hits, 2);
  ck_assert (!cache_owner_has_entries (&amp->owner));
}
END_TEST

START_TEST (access_advice_for_a_part_cuts_the_segment)
{
  advise (FIXTURE_BASE + 64 * KIB, 64 * KIB, SEGMENT_ADVICE_ACCESS_LWP);
  ck_assert_uint_eq (fixture->vm.as.splits, 2);
  const Segment *middle = as_segat (&fixture->as, FIXTURE_BASE + 64 * KIB);
  ck_assert_uint_eq (middle->base, FIXTURE_BASE + 64 * KIB);
  ck_assert_uint_eq (middle->size, 64 * KIB);
  ck_assert_int_eq (segvn_data (middle)->access, SEGMENT_ADVICE_ACCESS_LWP);
  ck_assert_int_eq (segvn_data (middle->prev)->access, SEGMENT_ADVICE_ACCESS_DEFAULT);
  ck_assert_uint_eq (segment_end (middle->next), FIXTURE_BASE + SIZE);
}
END_TEST

START_TEST (access_advice_purges_the_map_of_a_shared_segment)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_WRITE);
  advise (SHARED_BASE, SIZE, SEGMENT_ADVICE_ACCESS_MANY);
  ck_assert (!cache_owner_has_entries (&amp->owner));
}
END_TEST

START_TEST (advice_for_what_is_not_mapped_fails)
{
  AsCall call = { .fixture = fixture,
                  .op = AS_OP_MADVISE,
                  .as = &fixture->as,
                  .addr = FIXTURE_BASE + SIZE - 4 * KIB,
                  .size = 8 * KIB };
  ck_assert_int_eq (as_call (call), ENOMEM);
  ck_assert_uint_eq (fixture->vm.as.failed[AS_OP_MADVISE], 1);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("madvise");
  TCase *tcase = tcase_create ("madvise");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, free_purges_first_so_that_idle_entries_are_hits);
  tcase_add_test (tcase, pages_that_are_not_there_are_misses);
  tcase_add_test (tcase, nothing_was_ever_touched_so_nothing_is_counted);
  tcase_add_test (tcase, locked_pages_are_misses_and_it_does_not_wait);
  tcase_add_test (tcase, pages_locked_exclusively_are_misses);
  tcase_add_test (tcase, pages_shared_copy_on_write_are_misses);
  tcase_add_test (tcase, free_purges_a_map_only_while_nothing_is_locked_through_the_segment);
  tcase_add_test (tcase, access_advice_for_a_part_cuts_the_segment);
  tcase_add_test (tcase, access_advice_purges_the_map_of_a_shared_segment);
  tcase_add_test (tcase, advice_for_what_is_not_mapped_fails);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
