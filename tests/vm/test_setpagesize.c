/* What a change of the page size needs, does and leaves; who waits for what is in test_as_wait.c. */
#include "as_fixture.h"
#include "test_main.h"

#define B FIXTURE_BASE
#define LARGE (2 * MIB)

static VmFixture *fixture;

static void set_up (void)
{
  fixture = vm_fixture_new_default ();
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static int set_page_size (uint64_t addr, uint64_t size, unsigned szc)
{
  return as_call ((AsCall){ .fixture = fixture,
                            .op = AS_OP_SETPAGESIZE,
                            .as = &fixture->as,
                            .addr = addr,
                            .size = size,
                            .szc = szc });
}

static uint64_t pages_locked_by_a_small_request (uint64_t addr)
{
  uint64_t before = fixture->vm.counters.pages_locked;
  vm_fixture_touch (as_segat (&fixture->as, addr), addr, 4 * KIB, S_READ);
  return fixture->vm.counters.pages_locked - before;
}

START_TEST (requests_are_widened_to_the_size_of_now)
{
  vm_fixture_private (fixture, B, LARGE, 0);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B), 1);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B), 512);
  ck_assert_int_eq (set_page_size (B, LARGE, 0), 0);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B), 1);
  ck_assert_uint_eq (fixture->vm.as.done[AS_OP_SETPAGESIZE], 2);
}
END_TEST

START_TEST (what_is_in_memory_stays)
{
  Segment *segment = vm_fixture_private (fixture, B, LARGE, 0);
  vm_fixture_touch (segment, B, LARGE, S_WRITE);
  PageNumber page = vm_fixture_page (segment, B + 64 * KIB);
  uint64_t freemem = fixture->kernel.freemem;
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
  ck_assert_uint_eq (vm_fixture_page (segment, B + 64 * KIB), page);
  ck_assert_uint_eq (fixture->kernel.freemem, freemem);
}
END_TEST

START_TEST (a_part_becomes_a_segment_of_its_own)
{
  vm_fixture_private (fixture, B, 3 * LARGE, 0);
  ck_assert_int_eq (set_page_size (B + LARGE, LARGE, 1), 0);
  ck_assert_uint_eq (fixture->vm.as.splits, 2);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B), 1);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B + LARGE), 512);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B + 2 * LARGE), 1);
}
END_TEST

START_TEST (all_segments_of_the_range_change)
{
  vm_fixture_private (fixture, B, LARGE, 0);
  vm_fixture_private (fixture, B + LARGE, LARGE, 0);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 1), 0);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B), 512);
  ck_assert_uint_eq (pages_locked_by_a_small_request (B + LARGE), 512);
}
END_TEST

START_TEST (the_size_that_it_has_already_purges_nothing_and_waits_for_nothing)
{
  Segment *segment = vm_fixture_private (fixture, B, LARGE, 1);
  SegmentLock lock;
  vm_fixture_lock (segment, B, 4 * KIB, S_READ, &lock);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 512);
}
END_TEST

START_TEST (it_needs_whole_pages_of_both_sizes)
{
  vm_fixture_private (fixture, B, 2 * LARGE, 0);
  ck_assert_int_eq (set_page_size (B + 4 * KIB, LARGE, 1), EINVAL);
  ck_assert_int_eq (set_page_size (B, LARGE + 4 * KIB, 1), EINVAL);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 1), 0);
  ck_assert_int_eq (set_page_size (B, 4 * KIB, 0), EINVAL);
  ck_assert_uint_eq (fixture->vm.as.failed[AS_OP_SETPAGESIZE], 3);
}
END_TEST

START_TEST (all_of_a_large_page_has_one_protection)
{
  Segment *segment = vm_fixture_private (fixture, B, 2 * LARGE, 0);
  segvn_setprot (segment, B + LARGE, LARGE, PROTECT_READ);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 1), 0);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 0), 0);
  segvn_setprot (segment, B + LARGE + 4 * KIB, 4 * KIB, PROTECT_RW);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 1), EINVAL);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
}
END_TEST

START_TEST (a_shared_segment_needs_a_place_in_its_map_at_a_multiple_too)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 2048);
  vm_fixture_shared (fixture, &fixture->as, B, LARGE, amp, 1);
  vm_fixture_shared (fixture, &fixture->as, B + LARGE, LARGE, amp, 512);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), EINVAL);
  ck_assert_int_eq (set_page_size (B + LARGE, LARGE, 1), 0);
}
END_TEST

START_TEST (it_is_of_one_process_alone)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 512);
  vm_fixture_shared (fixture, &fixture->as, B, LARGE, amp, 0);
  const Segment *other = vm_fixture_shared (fixture, &fixture->other_as, B, LARGE, amp, 0);
  ck_assert_int_eq (set_page_size (B, LARGE, 1), 0);
  ck_assert_uint_eq (other->cached.s_szc, 0);
}
END_TEST

START_TEST (all_of_the_range_must_be_mapped)
{
  vm_fixture_private (fixture, B, LARGE, 0);
  ck_assert_int_eq (set_page_size (B, 2 * LARGE, 1), ENOMEM);
  ck_assert_uint_eq (as_segat (&fixture->as, B)->cached.s_szc, 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("setpagesize");
  TCase *tcase = tcase_create ("setpagesize");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, requests_are_widened_to_the_size_of_now);
  tcase_add_test (tcase, what_is_in_memory_stays);
  tcase_add_test (tcase, a_part_becomes_a_segment_of_its_own);
  tcase_add_test (tcase, all_segments_of_the_range_change);
  tcase_add_test (tcase, the_size_that_it_has_already_purges_nothing_and_waits_for_nothing);
  tcase_add_test (tcase, it_needs_whole_pages_of_both_sizes);
  tcase_add_test (tcase, all_of_a_large_page_has_one_protection);
  tcase_add_test (tcase, a_shared_segment_needs_a_place_in_its_map_at_a_multiple_too);
  tcase_add_test (tcase, it_is_of_one_process_alone);
  tcase_add_test (tcase, all_of_the_range_must_be_mapped);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
