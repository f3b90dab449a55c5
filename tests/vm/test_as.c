/* Mapping, unmapping of parts, joining and zones; who waits for what is in test_as_wait.c. */
#include "as_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (1 * MIB)
#define PAGES 16384

static VmFixture *fixture;
static AddressSpace *as;

static void set_up (void)
{
  fixture = vm_fixture_new (PAGES, PAGES);
  as = &fixture->as;
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static int map (uint64_t base, uint64_t size, unsigned protection)
{
  return as_map (&fixture->vm, as, &(AsMapping){ .base = base, .size = size, .protection = protection });
}

static int unmap (uint64_t addr, uint64_t size)
{
  return as_call ((AsCall){ .fixture = fixture, .op = AS_OP_MUNMAP, .as = as, .addr = addr, .size = size });
}

static void touch (uint64_t addr, uint64_t len)
{
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, as, addr, len, S_WRITE, &lock), 0);
  as_pageunlock (&lock);
}

static void touch_all (uint64_t base, uint64_t size)
{
  touch (base, 4 * KIB); /* the first one is a soft lock: there is no anon map yet */
  touch (base, size);
}

static uint64_t used_pages (void)
{
  return PAGES - fixture->kernel.freemem;
}

static void check_segments (const uint64_t (*ranges)[2], size_t n)
{
  const Segment *segment = as->first;
  for (size_t i = 0; i < n; i++, segment = segment->next) {
    ck_assert_ptr_nonnull (segment);
    ck_assert_uint_eq (segment->base, ranges[i][0]);
    ck_assert_uint_eq (segment->size, ranges[i][1]);
    ck_assert_uint_eq (seg_swresv (segment), ranges[i][1]);
  }
  ck_assert_ptr_null (segment);
}
#define check_segments_are(...)                     \
  check_segments ((const uint64_t[][2])__VA_ARGS__, \
                  sizeof ((const uint64_t[][2])__VA_ARGS__) / sizeof (uint64_t[2]))

#define B FIXTURE_BASE

START_TEST (a_range_that_is_taken_is_refused)
{
  ck_assert_int_eq (map (B, SIZE, PROTECT_RW), 0);
  ck_assert_int_eq (map (B + SIZE - 4 * KIB, SIZE, PROTECT_READ), ENOMEM);
  ck_assert_uint_eq (fixture->vm.as.done[AS_OP_MMAP], 1);
  ck_assert_uint_eq (fixture->vm.as.failed[AS_OP_MMAP], 1);
}
END_TEST

START_TEST (parts_are_unmapped_at_either_end_and_in_the_middle)
{
  map (B, SIZE, PROTECT_RW);
  touch_all (B, SIZE);
  ck_assert_uint_eq (used_pages (), 256);
  ck_assert_int_eq (unmap (B, 64 * KIB), 0);
  check_segments_are ({ { B + 64 * KIB, SIZE - 64 * KIB } });
  ck_assert_int_eq (unmap (B + SIZE - 64 * KIB, 64 * KIB), 0);
  check_segments_are ({ { B + 64 * KIB, SIZE - 128 * KIB } });
  ck_assert_int_eq (unmap (B + 128 * KIB, 128 * KIB), 0);
  check_segments_are ({ { B + 64 * KIB, 64 * KIB }, { B + 256 * KIB, SIZE - 320 * KIB } });
  ck_assert_uint_eq (used_pages (), 256 - 64);
  ck_assert_uint_eq (fixture->vm.as.splits, 1);
  /* Each part keeps its pages. */
  touch (B + 64 * KIB, 64 * KIB);
  touch (B + 256 * KIB, SIZE - 320 * KIB);
  ck_assert_uint_eq (used_pages (), 256 - 64);
  ck_assert_int_eq (unmap (B + 64 * KIB, 64 * KIB), 0);
  ck_assert_uint_eq (used_pages (), 256 - 80);
}
END_TEST

START_TEST (unmapping_takes_what_is_there_and_passes_over_gaps)
{
  map (B, 64 * KIB, PROTECT_RW);
  map (B + SIZE, 64 * KIB, PROTECT_READ);
  ck_assert_int_eq (unmap (B + 32 * KIB, SIZE), 0);
  check_segments_are ({ { B, 32 * KIB }, { B + SIZE + 32 * KIB, 32 * KIB } });
  ck_assert_int_eq (unmap (B + 8 * MIB, SIZE), 0);
  ck_assert_int_eq (unmap (B, 0), EINVAL);
}
END_TEST

START_TEST (a_part_of_a_large_page_cannot_be_unmapped)
{
  vm_fixture_private (fixture, B, 4 * MIB, 1);
  ck_assert_int_eq (unmap (B, 4 * KIB), EINVAL);
  ck_assert_int_eq (unmap (B, 2 * MIB), 0);
  check_segments_are ({ { B + 2 * MIB, 2 * MIB } });
}
END_TEST

START_TEST (parts_have_the_protections_of_their_pages)
{
  map (B, SIZE, PROTECT_RW);
  touch (B, 4 * KIB);
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture,
                                       .op = AS_OP_MPROTECT,
                                       .as = as,
                                       .addr = B + 512 * KIB,
                                       .size = 4 * KIB,
                                       .protection = PROTECT_READ }),
                    0);
  ck_assert_int_eq (unmap (B + 128 * KIB, 128 * KIB), 0);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, as, B + 512 * KIB, 4 * KIB, S_WRITE, &lock), EACCES);
  touch (B + 508 * KIB, 4 * KIB);
  touch (B + 516 * KIB, 4 * KIB);
  touch (B, 64 * KIB);
}
END_TEST

START_TEST (io_on_what_is_not_mapped_any_more_fails)
{
  map (B, SIZE, PROTECT_RW);
  touch (B, 8 * KIB);
  unmap (B, 64 * KIB);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, as, B, 8 * KIB, S_READ, &lock), EFAULT);
  ck_assert_int_eq (as_pagelock (&fixture->vm, as, B + 60 * KIB, 8 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (fixture->vm.counters.failed_fault, 2);
}
END_TEST

START_TEST (the_last_mapping_of_a_shared_map_gives_up_the_pages_of_its_part)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  Segment *first = vm_fixture_shared (fixture, as, B, SIZE, amp, 0);
  Segment *second = vm_fixture_shared (fixture, &fixture->other_as, B, SIZE, amp, 0);
  vm_fixture_touch (first, B, SIZE, S_WRITE);
  ck_assert_int_eq (unmap (B, 64 * KIB), 0);
  ck_assert_uint_eq (used_pages (), 256); /* the other one still has them */
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 256);
  ck_assert_int_eq (seg_unmap (second), 0);
  ck_assert_int_eq (unmap (B + 64 * KIB, 64 * KIB), 0);
  ck_assert_uint_eq (used_pages (), 240);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
}
END_TEST

START_TEST (neighbours_that_are_alike_become_one)
{
  map (B + 64 * KIB, 64 * KIB, PROTECT_RW);
  touch_all (B + 64 * KIB, 64 * KIB);
  seg_ppurge (fixture->pcache, &as->first->cached, NULL, 0);
  map (B, 64 * KIB, PROTECT_RW);
  check_segments_are ({ { B, 128 * KIB } });
  ck_assert_uint_eq (used_pages (), 16);
  touch (B + 64 * KIB, 64 * KIB);
  ck_assert_uint_eq (used_pages (), 16);
  ck_assert_uint_eq (fixture->vm.as.joins, 1);
}
END_TEST

START_TEST (a_mapping_between_two_joins_both)
{
  map (B, 64 * KIB, PROTECT_RW);
  map (B + 128 * KIB, 64 * KIB, PROTECT_RW);
  map (B + 64 * KIB, 64 * KIB, PROTECT_RW);
  check_segments_are ({ { B, 192 * KIB } });
}
END_TEST

START_TEST (a_softlocked_joint_is_left)
{
  map (B, 64 * KIB, PROTECT_RW);
  touch (B, 4 * KIB);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, as, B, 4 * KIB, S_READ, &lock), 0);
  map (B + 64 * KIB, 64 * KIB, PROTECT_RW);
  check_segments_are ({ { B, 64 * KIB }, { B + 64 * KIB, 64 * KIB } });
  ck_assert_uint_eq (fixture->vm.as.joins_refused, 1);
  as_pageunlock (&lock);
  map (B + 128 * KIB, 64 * KIB, PROTECT_RW);
  check_segments_are ({ { B, 64 * KIB }, { B + 64 * KIB, 128 * KIB } });
}
END_TEST

START_TEST (neighbours_that_differ_stay_apart)
{
  map (B, 64 * KIB, PROTECT_RW);
  if (_i == 0) {
    map (B + 64 * KIB, 64 * KIB, PROTECT_READ);
  } else if (_i == 1) {
    AnonMap *amp = segvn_amp_new (&fixture->vm, 16);
    as_map (&fixture->vm, as,
            &(AsMapping){ .base = B + 64 * KIB, .size = 64 * KIB, .protection = PROTECT_RW, .amp = amp });
  } else if (_i == 2) {
    segvn_setprot (as->first, B, 4 * KIB, PROTECT_READ);
    map (B + 64 * KIB, 64 * KIB, PROTECT_RW);
  } else {
    segvn_data (as->first)->access = SEGMENT_ADVICE_ACCESS_LWP;
    map (B + 64 * KIB, 64 * KIB, PROTECT_RW);
  }
  ck_assert_ptr_nonnull (as->first->next);
  ck_assert_uint_eq (fixture->vm.as.joins + fixture->vm.as.joins_refused, 0);
}
END_TEST

START_TEST (setprot_needs_all_of_its_range)
{
  map (B, 64 * KIB, PROTECT_RW);
  AsCall call = { .fixture = fixture, .op = AS_OP_MPROTECT, .as = as, .addr = B, .size = 68 * KIB };
  ck_assert_int_eq (as_call (call), ENOMEM);
  ck_assert_int_eq (segvn_data (as->first)->protection, PROTECT_RW);
}
END_TEST

START_TEST (exit_leaves_nothing)
{
  map (B, SIZE, PROTECT_RW);
  map (2 * B, SIZE, PROTECT_READ);
  touch (B, 64 * KIB);
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture, .op = AS_OP_EXIT, .as = as }), 0);
  ck_assert_ptr_null (as->first);
  ck_assert (as->exiting);
  ck_assert_uint_eq (used_pages (), 0);
}
END_TEST

/* ---- zones ---- */

START_TEST (a_zone_accounts_for_the_swap_of_its_private_mappings)
{
  Zone zone = { .name = "web" };
  as->zone = &zone;
  map (B, SIZE, PROTECT_RW);
  map (2 * B, SIZE, PROTECT_READ);
  ck_assert_uint_eq (zone.swresv, 2 * SIZE);
  AddressSpace *child = &fixture->other_as;
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture, .op = AS_OP_FORK, .as = as, .child = child }), 0);
  ck_assert_uint_eq (zone.swresv, 4 * SIZE);
  unmap (B, 64 * KIB);
  ck_assert_uint_eq (zone.swresv, 4 * SIZE - 64 * KIB);
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture, .op = AS_OP_EXIT, .as = child }), 0);
  ck_assert_uint_eq (zone.swresv, 2 * SIZE - 64 * KIB);
}
END_TEST

START_TEST (who_enters_a_zone_takes_his_swap_along)
{
  Zone zones[2] = { { .name = "global" }, { .name = "web" } };
  as->zone = &zones[0];
  map (B, SIZE, PROTECT_RW);
  ck_assert_int_eq (as_enter_zone (&fixture->vm, as, &zones[1]), 0);
  ck_assert_uint_eq (zones[0].swresv, 0);
  ck_assert_uint_eq (zones[1].swresv, SIZE);
  ck_assert_ptr_eq (as->zone, &zones[1]);
}
END_TEST

START_TEST (a_shared_map_that_reserves_swap_cannot_change_zones)
{
  Zone zones[2] = { { .name = "global" }, { .name = "web" } };
  as->zone = &zones[0];
  map (B, SIZE, PROTECT_RW);
  AnonMap *amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  vm_fixture_shared (fixture, as, 2 * B, SIZE, amp, 0);
  ck_assert_int_eq (as_enter_zone (&fixture->vm, as, &zones[1]), EBUSY);
  ck_assert_uint_eq (zones[0].swresv, SIZE);
  ck_assert_ptr_eq (as->zone, &zones[0]);
  amp->swresv = 0;
  ck_assert_int_eq (as_enter_zone (&fixture->vm, as, &zones[1]), 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("as");
  TCase *tcase = tcase_create ("as");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_range_that_is_taken_is_refused);
  tcase_add_test (tcase, parts_are_unmapped_at_either_end_and_in_the_middle);
  tcase_add_test (tcase, unmapping_takes_what_is_there_and_passes_over_gaps);
  tcase_add_test (tcase, a_part_of_a_large_page_cannot_be_unmapped);
  tcase_add_test (tcase, parts_have_the_protections_of_their_pages);
  tcase_add_test (tcase, io_on_what_is_not_mapped_any_more_fails);
  tcase_add_test (tcase, the_last_mapping_of_a_shared_map_gives_up_the_pages_of_its_part);
  tcase_add_test (tcase, neighbours_that_are_alike_become_one);
  tcase_add_test (tcase, a_mapping_between_two_joins_both);
  tcase_add_test (tcase, a_softlocked_joint_is_left);
  tcase_add_loop_test (tcase, neighbours_that_differ_stay_apart, 0, 4);
  tcase_add_test (tcase, setprot_needs_all_of_its_range);
  tcase_add_test (tcase, exit_leaves_nothing);
  tcase_add_test (tcase, a_zone_accounts_for_the_swap_of_its_private_mappings);
  tcase_add_test (tcase, who_enters_a_zone_takes_his_swap_along);
  tcase_add_test (tcase, a_shared_map_that_reserves_swap_cannot_change_zones);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
