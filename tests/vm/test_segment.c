#include "test_main.h"
#include "vm_fixture.h"

#include <signal.h>

#define KADDR UINT64_C (0xfffffe0000000000)

typedef struct {
  unsigned unmapped, freed;
  uint64_t base, size;
  int unmap_result;
} Calls;

static int record_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused)
{
  (void)unused;
  Calls *calls = segment->data;
  calls->unmapped++;
  calls->base = base;
  calls->size = size;
  return calls->unmap_result;
}

static void record_free (Segment *segment)
{
  ((Calls *)segment->data)->freed++;
}

static const SegmentDriver plain_driver = { .name = "plain",
                                            .changes = { [SEGMENT_CHANGE_UNMAP] = record_unmap },
                                            .free = record_free };

static AddressSpace as;

static void set_up (void)
{
  as = (AddressSpace){ .limit = UINT64_C (1) << 47 };
}

static void tear_down (void)
{
  while (as.first) {
    seg_free (as.first);
  }
}

static Segment *alloc (uint64_t base, uint64_t size)
{
  return seg_alloc (&as, &PAGE_SIZES_X86, KADDR, base, size);
}

static void check_range (const Segment *segment, uint64_t base, uint64_t size)
{
  ck_assert_ptr_nonnull (segment);
  ck_assert_uint_eq (segment->base, base);
  ck_assert_uint_eq (segment->size, size);
}

START_TEST (ranges_are_rounded_out_to_pages)
{
  check_range (alloc (0x10000, 0x1000), 0x10000, 0x1000);
  check_range (alloc (0x20fff, 1), 0x20000, 0x1000);
  check_range (alloc (0x30fff, 2), 0x30000, 0x2000);
  check_range (alloc (0x40001, 0xfff), 0x40000, 0x1000);
  check_range (alloc (0x50001, 0x1000), 0x50000, 0x2000);
}
END_TEST

START_TEST (no_bytes_are_a_page_only_within_one)
{
  check_range (alloc (0x10800, 0), 0x10000, 0x1000);
  ck_assert_ptr_null (alloc (0x20000, 0));
}
END_TEST

START_TEST (a_new_segment_has_small_pages_and_no_entries)
{
  Segment *segment = alloc (0x10000, 0x1000);
  ck_assert_uint_eq (segment->cached.s_szc, 0);
  ck_assert_uint_eq (segment->cached.owner.tag, KADDR);
  ck_assert (!cache_owner_has_entries (&segment->cached.owner));
  ck_assert_ptr_null (segment->driver);
  ck_assert_ptr_eq (segment->as, &as);
}
END_TEST

START_TEST (user_segments_end_below_the_limit)
{
  as.limit = 0x20000;
  check_range (alloc (0x1f000, 0x1000), 0x1f000, 0x1000);
  ck_assert_ptr_null (alloc (0x1e000, 0x2001));
  ck_assert_ptr_null (alloc (0x20000, 0x1000));
  ck_assert_ptr_null (alloc (0x30000, 0x1000));
}
END_TEST

START_TEST (rounding_up_counts_against_the_limit)
{
  as.limit = 0x1f800;
  ck_assert_ptr_null (alloc (0x1f000, 0x100));
  check_range (alloc (0x1e000, 0x1000), 0x1e000, 0x1000);
}
END_TEST

START_TEST (kernel_segments_have_no_limit)
{
  as.limit = 0;
  check_range (alloc (KADDR, 0x1000), KADDR, 0x1000);
  check_range (alloc (UINT64_MAX - 0x1fff, 0x1000), UINT64_MAX - 0x1fff, 0x1000);
}
END_TEST

START_TEST (ranges_that_wrap_are_refused)
{
  static const struct {
    uint64_t base, size;
  } cases[] = { { UINT64_MAX - 0x1fff, 0x4000 },
                { UINT64_MAX - 0xfff, 0x1000 },
                { UINT64_MAX - 0xfff, 1 },
                { UINT64_MAX, 1 },
                { 0x1000, UINT64_MAX },
                { 0x10000, UINT64_MAX - 0xffff },
                { 0, UINT64_MAX },
                { UINT64_MAX - 0x1fff, 0x1001 },
                { 0x1800, UINT64_MAX - 0x1800 + 1 } };
  as.limit = 0;
  ck_assert_ptr_null (alloc (cases[_i].base, cases[_i].size));
}
END_TEST

START_TEST (segments_do_not_overlap)
{
  static const struct {
    uint64_t base, size;
    bool fits;
  } cases[] = { { 0x10000, 0x2000, false }, { 0xf000, 0x1001, false }, { 0x11fff, 1, false },
                { 0xe000, 0x8000, false },  { 0x10800, 1, false },     { 0xf000, 0x1000, true },
                { 0x12000, 0x1000, true } };
  ck_assert_ptr_nonnull (alloc (0x10000, 0x2000));
  ck_assert_int_eq (alloc (cases[_i].base, cases[_i].size) != NULL, cases[_i].fits);
}
END_TEST

START_TEST (attach_refuses_an_overlap_and_keeps_the_order)
{
  static const uint64_t bases[] = { 0x30000, 0x10000, 0x50000, 0x20000, 0x40000 };
  for (unsigned i = 0; i < 5; i++) {
    ck_assert_ptr_nonnull (alloc (bases[i], 0x1000));
  }
  const Segment *before = NULL;
  uint64_t base = 0x10000;
  for (const Segment *segment = as.first; segment; segment = segment->next, base += 0x10000) {
    ck_assert_uint_eq (segment->base, base);
    ck_assert_ptr_eq (segment->prev, before);
    before = segment;
  }
  ck_assert_uint_eq (base, 0x60000);

  Segment *late = g_new0 (Segment, 1);
  cache_owner_init (&late->cached.owner, KADDR);
  late->base = 0x1f000;
  late->size = 0x2000;
  ck_assert_int_eq (seg_attach (&as, late), -1);
  late->size = 0x1000;
  ck_assert_int_eq (seg_attach (&as, late), 0);
  ck_assert_ptr_eq (as.first->next, late);
}
END_TEST

START_TEST (a_freed_segment_leaves_its_neighbours_linked)
{
  Segment *segments[3];
  for (unsigned i = 0; i < 3; i++) {
    segments[i] = alloc (0x10000 * (i + 1), 0x1000);
  }
  seg_free (segments[1]);
  ck_assert_ptr_eq (segments[0]->next, segments[2]);
  ck_assert_ptr_eq (segments[2]->prev, segments[0]);
  seg_free (segments[0]);
  ck_assert_ptr_eq (as.first, segments[2]);
  ck_assert_ptr_null (segments[2]->prev);
  check_range (alloc (0x10000, 0x20000), 0x10000, 0x20000);
}
END_TEST

START_TEST (free_calls_the_driver_only_if_it_has_data)
{
  Calls calls = { 0 };
  Segment *with = alloc (0x10000, 0x1000);
  Segment *without = alloc (0x20000, 0x1000);
  with->driver = without->driver = &plain_driver;
  with->data = &calls;
  seg_free (without);
  ck_assert_uint_eq (calls.freed, 0);
  seg_free (with);
  ck_assert_uint_eq (calls.freed, 1);
  ck_assert_ptr_null (as.first);
}
END_TEST

START_TEST (unmap_is_of_the_whole_segment_and_gives_what_the_driver_says)
{
  Calls calls = { .unmap_result = EAGAIN };
  Segment *segment = alloc (0x10800, 0x2000);
  segment->driver = &plain_driver;
  segment->data = &calls;
  ck_assert_int_eq (seg_unmap (segment), EAGAIN);
  ck_assert_uint_eq (calls.unmapped, 1);
  ck_assert_uint_eq (calls.base, 0x10000);
  ck_assert_uint_eq (calls.size, 0x3000);
  calls.unmap_result = 0;
  ck_assert_int_eq (seg_unmap (segment), 0);
  seg_free (segment);
}
END_TEST

START_TEST (a_driver_without_zones_and_swap_changes_zones_and_has_none)
{
  Segment *segment = alloc (0x10000, 0x1000);
  segment->driver = &plain_driver;
  ck_assert (seg_can_change_zones (segment));
  ck_assert_uint_eq (seg_swresv (segment), 0);
}
END_TEST

START_TEST (inherit_is_not_supported)
{
  ck_assert_int_eq (seg_inherit_notsup (alloc (0x10000, 0x1000), 1), ENOTSUP);
}
END_TEST

START_TEST (the_segment_of_an_address_is_found)
{
  Segment *first = alloc (0x10000, 0x2000);
  Segment *second = alloc (0x12000, 0x1000);
  Segment *third = alloc (0x20000, 0x1000);
  ck_assert_ptr_null (as_segat (&as, 0xffff));
  ck_assert_ptr_eq (as_segat (&as, 0x10000), first);
  ck_assert_ptr_eq (as_segat (&as, 0x11fff), first);
  ck_assert_ptr_eq (as_segat (&as, 0x12000), second);
  ck_assert_ptr_null (as_segat (&as, 0x13000));
  ck_assert_ptr_null (as_segat (&as, 0x1ffff));
  ck_assert_ptr_eq (as_segat (&as, 0x20fff), third);
  ck_assert_ptr_null (as_segat (&as, 0x21000));
  ck_assert_ptr_null (as_segat (&as, UINT64_MAX));
  AddressSpace empty = { 0 };
  ck_assert_ptr_null (as_segat (&empty, 0x10000));
}
END_TEST

START_TEST (freeing_a_segment_with_entries_aborts)
{
  VmFixture *fixture = vm_fixture_new_default ();
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, 64 * KIB, 0);
  vm_fixture_touch (segment, FIXTURE_BASE, 4 * KIB, S_READ);
  seg_free (segment);
}
END_TEST

START_TEST (freeing_a_segment_under_an_uncached_io_aborts)
{
  VmFixture *fixture = vm_fixture_new (64, 1);
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, 64 * KIB, 0);
  SegmentLock lock;
  ck_assert_int_eq (vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_UNCACHED);
  seg_free (segment);
}
END_TEST

static Suite *segment_suite (void)
{
  Suite *suite = suite_create ("segment");
  TCase *tcase = tcase_create ("segment");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, ranges_are_rounded_out_to_pages);
  tcase_add_test (tcase, no_bytes_are_a_page_only_within_one);
  tcase_add_test (tcase, a_new_segment_has_small_pages_and_no_entries);
  tcase_add_test (tcase, user_segments_end_below_the_limit);
  tcase_add_test (tcase, rounding_up_counts_against_the_limit);
  tcase_add_test (tcase, kernel_segments_have_no_limit);
  tcase_add_loop_test (tcase, ranges_that_wrap_are_refused, 0, 9);
  tcase_add_loop_test (tcase, segments_do_not_overlap, 0, 7);
  tcase_add_test (tcase, attach_refuses_an_overlap_and_keeps_the_order);
  tcase_add_test (tcase, a_freed_segment_leaves_its_neighbours_linked);
  tcase_add_test (tcase, free_calls_the_driver_only_if_it_has_data);
  tcase_add_test (tcase, unmap_is_of_the_whole_segment_and_gives_what_the_driver_says);
  tcase_add_test (tcase, a_driver_without_zones_and_swap_changes_zones_and_has_none);
  tcase_add_test (tcase, inherit_is_not_supported);
  tcase_add_test (tcase, the_segment_of_an_address_is_found);
  tcase_add_test_raise_signal (tcase, freeing_a_segment_with_entries_aborts, SIGTRAP);
  tcase_add_test_raise_signal (tcase, freeing_a_segment_under_an_uncached_io_aborts, SIGTRAP);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (segment_suite (), NULL);
}
