#include "segvn.h"
#include "test_main.h"
#include "vm_fixture.h"

/* Of a segment from 12 KiB after a boundary of 64 KiB to 20 KiB after another. */
#define ODD_BASE UINT64_C (0x10003000)
#define ODD_SIZE UINT64_C (0x102000)
#define COMBINED (SEGP_PSHIFT | 16U << 16)

static VmFixture *fixture;

static void set_up (void)
{
  fixture = vm_fixture_new_default ();
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static void check_range (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegvnRange expected)
{
  SegvnRange range = segvn_adjust_range (segment, addr, len, rw);
  ck_assert_uint_eq (range.addr, expected.addr);
  ck_assert_uint_eq (range.len, expected.len);
  ck_assert_uint_eq (range.flags, expected.flags);
}

static void set_protection (Segment *segment, uint64_t addr, uint64_t size, unsigned protection)
{
  ck_assert_int_eq (segvn_setprot (segment, addr, size, protection), 0);
}

START_TEST (large_pages_are_locked_whole)
{
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, 8 * MIB, 1);
  static const struct {
    uint64_t offset, len, first, all;
  } cases[] = {
    { 0, 4 * KIB, 0, 2 * MIB },
    { 4 * KIB, 4 * KIB, 0, 2 * MIB },
    { 2 * MIB - 4 * KIB, 4 * KIB, 0, 2 * MIB },
    { 2 * MIB - 4 * KIB, 8 * KIB, 0, 4 * MIB },
    { 2 * MIB, 2 * MIB, 2 * MIB, 2 * MIB },
    { 3 * MIB, 4 * MIB, 2 * MIB, 6 * MIB },
    { 0, 8 * MIB, 0, 8 * MIB },
  };
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
    check_range (segment, FIXTURE_BASE + cases[i].offset, cases[i].len, S_READ,
                 (SegvnRange){ FIXTURE_BASE + cases[i].first, cases[i].all, 0 });
  }
}
END_TEST

START_TEST (pages_of_1_gib_are_locked_whole)
{
  Segment *segment = vm_fixture_private (fixture, UINT64_C (1) << 30, UINT64_C (2) << 30, 2);
  check_range (segment, (UINT64_C (1) << 30) + MIB, 4 * KIB, S_WRITE,
               (SegvnRange){ UINT64_C (1) << 30, UINT64_C (1) << 30, 0 });
}
END_TEST

START_TEST (requests_under_64_kib_are_taken_exactly)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  check_range (segment, ODD_BASE, 4 * KIB, S_READ, (SegvnRange){ ODD_BASE, 4 * KIB, 0 });
  check_range (segment, 0x1001f000, 8 * KIB, S_WRITE, (SegvnRange){ 0x1001f000, 8 * KIB, 0 });
  check_range (segment, 0x10011000, 60 * KIB, S_READ, (SegvnRange){ 0x10011000, 60 * KIB, 0 });
}
END_TEST

START_TEST (private_requests_from_64_kib_on_are_aligned_by_address)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  check_range (segment, 0x10010000, 64 * KIB, S_READ, (SegvnRange){ 0x10010000, 64 * KIB, COMBINED });
  check_range (segment, 0x10011000, 64 * KIB, S_READ, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
  check_range (segment, 0x1001f000, 68 * KIB, S_WRITE, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
  check_range (segment, 0x1001f000, 72 * KIB, S_WRITE, (SegvnRange){ 0x10010000, 192 * KIB, COMBINED });
}
END_TEST

START_TEST (private_alignment_ends_with_the_segment)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  check_range (segment, ODD_BASE, 64 * KIB, S_READ, (SegvnRange){ ODD_BASE, 0x1d000, COMBINED });
  check_range (segment, ODD_BASE + 0x1000, 64 * KIB, S_READ, (SegvnRange){ ODD_BASE, 0x1d000, COMBINED });
  check_range (segment, 0x100f4000, 64 * KIB, S_READ, (SegvnRange){ 0x100f0000, 0x15000, COMBINED });
  check_range (segment, ODD_BASE, ODD_SIZE, S_READ, (SegvnRange){ ODD_BASE, ODD_SIZE, COMBINED });
}
END_TEST

/* Page 5 of the map is at the segment's beginning: boundaries of 64 KiB of the map lie 0xb000 after it, and on. */
START_TEST (shared_requests_from_64_kib_on_are_aligned_by_their_place_in_the_map)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1000);
  Segment *segment = vm_fixture_shared (fixture, &fixture->as, ODD_BASE, ODD_SIZE, amp, 5);
  uint64_t boundary = ODD_BASE + 0xb000;
  check_range (segment, boundary, 64 * KIB, S_READ, (SegvnRange){ boundary, 64 * KIB, COMBINED });
  check_range (segment, boundary + 0x1000, 64 * KIB, S_READ, (SegvnRange){ boundary, 128 * KIB, COMBINED });
  check_range (segment, boundary + 0xf000, 68 * KIB, S_READ, (SegvnRange){ boundary, 128 * KIB, COMBINED });
  check_range (segment, boundary + 0x1000, 60 * KIB, S_READ, (SegvnRange){ boundary + 0x1000, 60 * KIB, 0 });
}
END_TEST

START_TEST (shared_alignment_ends_with_the_segment)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1000);
  Segment *segment = vm_fixture_shared (fixture, &fixture->as, ODD_BASE, ODD_SIZE, amp, 5);
  check_range (segment, ODD_BASE + 0x1000, 64 * KIB, S_READ, (SegvnRange){ ODD_BASE, 0x1b000, COMBINED });
  /* The segment's end is at 0x107000 in the map. */
  uint64_t end = ODD_BASE + ODD_SIZE;
  check_range (segment, end - 64 * KIB, 64 * KIB, S_READ, (SegvnRange){ end - 0x17000, 0x17000, COMBINED });
}
END_TEST

/* A request of 64 KiB in the middle of [0x10010000, 0x10030000). */
#define MIDDLE UINT64_C (0x10018000)
#define AFTER_MIDDLE (MIDDLE + 64 * KIB)

START_TEST (padding_with_the_permission_is_taken)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (segment, 0x10030000, 4 * KIB, PROTECT_NONE);
  set_protection (segment, 0x1000f000, 4 * KIB, PROTECT_NONE);
  check_range (segment, MIDDLE, 64 * KIB, S_WRITE, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
}
END_TEST

START_TEST (a_leading_page_without_the_permission_leaves_the_request_as_it_is)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (segment, 0x10010000 + (unsigned)_i * UINT64_C (0x7000), 4 * KIB, PROTECT_READ);
  check_range (segment, MIDDLE, 64 * KIB, S_WRITE, (SegvnRange){ MIDDLE, 64 * KIB, 0 });
  check_range (segment, MIDDLE, 64 * KIB, S_READ, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
}
END_TEST

START_TEST (a_trailing_page_without_the_permission_takes_off_the_end_of_the_padding)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (segment, AFTER_MIDDLE + (unsigned)_i * UINT64_C (0x7000), 4 * KIB, PROTECT_READ);
  check_range (segment, MIDDLE, 64 * KIB, S_WRITE, (SegvnRange){ 0x10010000, 96 * KIB, COMBINED });
  check_range (segment, MIDDLE, 64 * KIB, S_READ, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
}
END_TEST

START_TEST (reading_needs_the_permission_to_read)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (segment, 0x10010000, 4 * KIB, PROTECT_WRITE);
  check_range (segment, MIDDLE, 64 * KIB, S_READ, (SegvnRange){ MIDDLE, 64 * KIB, 0 });
  check_range (segment, MIDDLE, 64 * KIB, S_WRITE, (SegvnRange){ 0x10010000, 128 * KIB, COMBINED });
}
END_TEST

START_TEST (shared_padding_goes_by_the_permissions_too)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1000);
  Segment *segment = vm_fixture_shared (fixture, &fixture->as, ODD_BASE, ODD_SIZE, amp, 5);
  uint64_t boundary = ODD_BASE + 0xb000;
  set_protection (segment, boundary, 4 * KIB, PROTECT_READ);
  check_range (segment, boundary + 0x1000, 64 * KIB, S_WRITE, (SegvnRange){ boundary + 0x1000, 64 * KIB, 0 });
}
END_TEST

START_TEST (page_protections_change_nothing_for_small_requests_and_large_pages)
{
  Segment *small = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (small, 0x10010000, 4 * KIB, PROTECT_READ);
  check_range (small, 0x10011000, 60 * KIB, S_WRITE, (SegvnRange){ 0x10011000, 60 * KIB, 0 });
  Segment *large = vm_fixture_private (fixture, 2 * FIXTURE_BASE, 4 * MIB, 1);
  set_protection (large, 2 * FIXTURE_BASE, 2 * MIB, PROTECT_READ);
  check_range (large, 2 * FIXTURE_BASE + 2 * MIB, 64 * KIB, S_WRITE,
               (SegvnRange){ 2 * FIXTURE_BASE + 2 * MIB, 2 * MIB, 0 });
}
END_TEST

START_TEST (a_private_range_is_the_segments_under_its_address)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  SegvnRange range = { ODD_BASE + 0x4000, 8 * KIB, COMBINED };
  CacheRange key = segvn_cache_range (segment, range);
  ck_assert_ptr_eq (key.owner, &segment->cached.owner);
  ck_assert_uint_eq (key.addr, ODD_BASE + 0x4000);
  ck_assert_uint_eq (key.len, 8 * KIB);
  ck_assert_uint_eq (key.flags, COMBINED);
}
END_TEST

START_TEST (a_shared_range_is_the_maps_under_its_place_in_it)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1000);
  Segment *segment = vm_fixture_shared (fixture, &fixture->as, ODD_BASE, ODD_SIZE, amp, 5);
  SegvnRange range = { ODD_BASE + 0x4000, 8 * KIB, COMBINED };
  CacheRange key = segvn_cache_range (segment, range);
  ck_assert_ptr_eq (key.owner, &amp->owner);
  ck_assert_uint_eq (key.addr, 0x9000);
  ck_assert_uint_eq (key.len, 8 * KIB);
  ck_assert_uint_eq (key.flags, COMBINED);
}
END_TEST

static uint64_t writable (const Segment *segment, uint64_t addr, uint64_t len)
{
  return segvn_writable_length (segment, (SegvnRange){ .addr = addr, .len = len });
}

START_TEST (all_or_nothing_is_writable_if_pages_are_alike)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  ck_assert_uint_eq (writable (segment, ODD_BASE, 64 * KIB), 64 * KIB);
  set_protection (segment, ODD_BASE, ODD_SIZE, PROTECT_READ);
  ck_assert_uint_eq (writable (segment, ODD_BASE, 64 * KIB), 0);
}
END_TEST

START_TEST (the_leading_run_is_writable)
{
  Segment *segment = vm_fixture_private (fixture, ODD_BASE, ODD_SIZE, 0);
  set_protection (segment, ODD_BASE + 12 * KIB, 4 * KIB, PROTECT_READ);
  ck_assert_uint_eq (writable (segment, ODD_BASE, 64 * KIB), 12 * KIB);
  ck_assert_uint_eq (writable (segment, ODD_BASE, 12 * KIB), 12 * KIB);
  ck_assert_uint_eq (writable (segment, ODD_BASE + 12 * KIB, 64 * KIB), 0);
  ck_assert_uint_eq (writable (segment, ODD_BASE + 16 * KIB, 64 * KIB), 64 * KIB);
}
END_TEST

START_TEST (large_pages_are_writable_whole)
{
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, 8 * MIB, 1);
  set_protection (segment, FIXTURE_BASE + 4 * MIB, 2 * MIB, PROTECT_READ);
  ck_assert_uint_eq (writable (segment, FIXTURE_BASE, 8 * MIB), 4 * MIB);
}
END_TEST

START_TEST (shared_lists_are_writable_whatever_this_mapping_allows)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, 1000);
  Segment *segment = vm_fixture_shared (fixture, &fixture->as, ODD_BASE, ODD_SIZE, amp, 5);
  set_protection (segment, ODD_BASE, ODD_SIZE, PROTECT_READ);
  ck_assert_uint_eq (writable (segment, ODD_BASE, 64 * KIB), 64 * KIB);
}
END_TEST

static Suite *segvn_range_suite (void)
{
  Suite *suite = suite_create ("segvn_range");
  TCase *tcase = tcase_create ("segvn_range");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, large_pages_are_locked_whole);
  tcase_add_test (tcase, pages_of_1_gib_are_locked_whole);
  tcase_add_test (tcase, requests_under_64_kib_are_taken_exactly);
  tcase_add_test (tcase, private_requests_from_64_kib_on_are_aligned_by_address);
  tcase_add_test (tcase, private_alignment_ends_with_the_segment);
  tcase_add_test (tcase, shared_requests_from_64_kib_on_are_aligned_by_their_place_in_the_map);
  tcase_add_test (tcase, shared_alignment_ends_with_the_segment);
  tcase_add_test (tcase, padding_with_the_permission_is_taken);
  tcase_add_loop_test (tcase, a_leading_page_without_the_permission_leaves_the_request_as_it_is, 0, 2);
  tcase_add_loop_test (tcase, a_trailing_page_without_the_permission_takes_off_the_end_of_the_padding, 0, 2);
  tcase_add_test (tcase, reading_needs_the_permission_to_read);
  tcase_add_test (tcase, shared_padding_goes_by_the_permissions_too);
  tcase_add_test (tcase, page_protections_change_nothing_for_small_requests_and_large_pages);
  tcase_add_test (tcase, a_private_range_is_the_segments_under_its_address);
  tcase_add_test (tcase, a_shared_range_is_the_maps_under_its_place_in_it);
  tcase_add_test (tcase, all_or_nothing_is_writable_if_pages_are_alike);
  tcase_add_test (tcase, the_leading_run_is_writable);
  tcase_add_test (tcase, large_pages_are_writable_whole);
  tcase_add_test (tcase, shared_lists_are_writable_whatever_this_mapping_allows);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (segvn_range_suite (), NULL);
}
