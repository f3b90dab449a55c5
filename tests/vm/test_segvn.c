#include "test_main.h"
#include "vm_fixture.h"
#include "x86_pages.h"

#include <signal.h>

#define SIZE MIB
#define SHARED_BASE (FIXTURE_BASE + 16 * MIB)
#define ELSEWHERE_BASE (FIXTURE_BASE + 32 * MIB)

static VmFixture *fixture;
static Segment *segment; /* private */
static AnonMap *amp;     /* of the next two */
static Segment *shared, *elsewhere;

static void set_up (void)
{
  fixture = vm_fixture_new_default ();
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  shared = vm_fixture_shared (fixture, &fixture->as, SHARED_BASE, SIZE, amp, 0);
  elsewhere = vm_fixture_shared (fixture, &fixture->other_as, ELSEWHERE_BASE, SIZE, amp, 0);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static unsigned protection_at (const Segment *of, uint64_t offset)
{
  const SegvnData *data = segvn_data (of);
  return data->page_protection ? data->page_protection[btop (offset)] : data->protection;
}

START_TEST (a_private_segment_reserves_its_swap)
{
  const SegvnData *data = segvn_data (segment);
  ck_assert (segment_is_segvn (segment));
  ck_assert (!data->shared);
  ck_assert_uint_eq (data->amp->swresv, 0);
  ck_assert_uint_eq (seg_swresv (segment), SIZE);
  ck_assert (seg_can_change_zones (segment));
}
END_TEST

START_TEST (a_shared_segment_leaves_swap_to_the_map_and_stays_in_its_zone)
{
  ck_assert_uint_eq (amp->swresv, SIZE);
  ck_assert_uint_eq (seg_swresv (shared), 0);
  ck_assert (!seg_can_change_zones (shared));
  amp->swresv = 0;
  ck_assert (seg_can_change_zones (shared));
}
END_TEST

START_TEST (a_private_segment_has_no_map_before_something_is_touched)
{
  Segment *fresh =
      segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE + 64 * MIB, SIZE, 0, PROTECT_RW, NULL, 0);
  ck_assert_ptr_null (segvn_data (fresh)->amp);
  segvn_need_amp (fresh);
  const AnonMap *map = segvn_data (fresh)->amp;
  ck_assert_ptr_nonnull (map);
  ck_assert_uint_eq (map->npages, btop (SIZE));
  segvn_need_amp (fresh);
  ck_assert_ptr_eq (segvn_data (fresh)->amp, map);
}
END_TEST

START_TEST (segments_and_maps_have_kernel_addresses_of_their_own)
{
  ck_assert_uint_eq (shared->cached.owner.tag, segment->cached.owner.tag + KERNEL_HEAP_SEG_BYTES);
  ck_assert_uint_eq (amp->owner.tag, segvn_data (segment)->amp->owner.tag + KERNEL_HEAP_ANON_MAP_BYTES);
  uint64_t tag = elsewhere->cached.owner.tag;
  uint64_t serial = elsewhere->cached.owner.serial;
  ck_assert_int_eq (seg_unmap (elsewhere), 0);
  const Segment *next = vm_fixture_private (fixture, FIXTURE_BASE + 64 * MIB, SIZE, 0);
  ck_assert_uint_eq (next->cached.owner.tag, tag);
  ck_assert_uint_ne (next->cached.owner.serial, serial);
}
END_TEST

START_TEST (a_range_that_is_not_free_gives_no_segment)
{
  uint64_t next = kernel_heap_alloc (fixture->vm.segment_addresses);
  kernel_heap_release (fixture->vm.segment_addresses, next);
  ck_assert_ptr_null (segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE, SIZE, 0, PROTECT_RW, NULL, 0));
  ck_assert_uint_eq (kernel_heap_alloc (fixture->vm.segment_addresses), next);
}
END_TEST

START_TEST (a_segment_beyond_its_map_aborts)
{
  segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE + 64 * MIB, SIZE, 0, PROTECT_RW, amp, 1);
}
END_TEST

START_TEST (a_segment_that_cuts_a_large_page_aborts)
{
  segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE + 64 * MIB, SIZE, 1, PROTECT_RW, NULL, 0);
}
END_TEST

START_TEST (setprot_is_by_page_until_all_are_alike_again)
{
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE + 8 * KIB, 8 * KIB, PROTECT_READ), 0);
  ck_assert_ptr_nonnull (segvn_data (segment)->page_protection);
  ck_assert_uint_eq (protection_at (segment, 4 * KIB), PROTECT_RW);
  ck_assert_uint_eq (protection_at (segment, 8 * KIB), PROTECT_READ);
  ck_assert_uint_eq (protection_at (segment, 12 * KIB), PROTECT_READ);
  ck_assert_uint_eq (protection_at (segment, 16 * KIB), PROTECT_RW);
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE, 8 * KIB, PROTECT_READ), 0);
  ck_assert_ptr_nonnull (segvn_data (segment)->page_protection);
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE + 16 * KIB, SIZE - 16 * KIB, PROTECT_READ), 0);
  ck_assert_ptr_null (segvn_data (segment)->page_protection);
  ck_assert_uint_eq (segvn_data (segment)->protection, PROTECT_READ);
}
END_TEST

START_TEST (setprot_of_all_stays_one_protection)
{
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_NONE), 0);
  ck_assert_ptr_null (segvn_data (segment)->page_protection);
  ck_assert_uint_eq (segvn_data (segment)->protection, PROTECT_NONE);
}
END_TEST

START_TEST (setprot_is_of_whole_pages_in_the_segment)
{
  static const struct {
    uint64_t offset, size;
  } cases[] = { { 0, 0 },        { 0, 100 },        { 100, 4 * KIB },        { SIZE, 4 * KIB },
                { 0, 2 * SIZE }, { 4 * KIB, SIZE }, { 0, UINT64_MAX - 4095 } };
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
    ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE + cases[i].offset, cases[i].size, PROTECT_NONE),
                      EINVAL);
  }
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE - 4 * KIB, 8 * KIB, PROTECT_NONE), EINVAL);
  Segment *large = vm_fixture_private (fixture, FIXTURE_BASE + 64 * MIB, 4 * MIB, 1);
  ck_assert_int_eq (segvn_setprot (large, large->base, 4 * KIB, PROTECT_NONE), EINVAL);
  ck_assert_int_eq (segvn_setprot (large, large->base, 2 * MIB, PROTECT_NONE), 0);
}
END_TEST

/* What may only be done with no page locked. */
static int change (Segment *of, int which)
{
  return which == 0 ? segvn_setprot (of, of->base, 4 * KIB, PROTECT_READ) : seg_unmap (of);
}

START_TEST (idle_private_entries_are_purged_for_a_change)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (change (segment, _i), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  ck_assert_uint_eq (cache_get_counters (fixture->pcache)->removed_entries[CACHE_REMOVED_OWNER_PURGE], 1);
}
END_TEST

START_TEST (active_private_entries_put_off_a_change)
{
  SegmentLock lock;
  vm_fixture_touch (segment, FIXTURE_BASE + 64 * KIB, 4 * KIB, S_READ);
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  vm_fixture_touch (segment, FIXTURE_BASE + 32 * KIB, 4 * KIB, S_READ);
  ck_assert_int_eq (change (segment, _i), EAGAIN);
  /* What was newer than the active entry is gone. */
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 3);
  ck_assert_uint_eq (protection_at (segment, 0), PROTECT_RW);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (change (segment, _i), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
}
END_TEST

START_TEST (uncached_private_locks_put_off_a_change)
{
  vm_fixture_refuse_all (fixture);
  SegmentLock lock;
  ck_assert_int_eq (vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_UNCACHED);
  ck_assert_int_eq (change (segment, _i), EAGAIN);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (change (segment, _i), 0);
}
END_TEST

START_TEST (soft_locks_put_off_a_change)
{
  SegmentLock lock;
  ck_assert_int_eq (segvn_softlock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), 0);
  ck_assert_int_eq (change (segment, _i), EAGAIN);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (change (segment, _i), 0);
}
END_TEST

START_TEST (active_shared_locks_put_off_a_change_of_their_segment_without_a_purge)
{
  SegmentLock lock;
  vm_fixture_touch (shared, SHARED_BASE, 4 * KIB, S_READ);
  vm_fixture_lock (shared, SHARED_BASE + 64 * KIB, 8 * KIB, S_READ, &lock);
  ck_assert_int_eq (change (shared, _i), EAGAIN);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 3);
  ck_assert_int_eq (change (elsewhere, _i), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 3);
  segvn_pageunlock (&lock);
  ck_assert_int_eq (change (shared, _i), 0);
}
END_TEST

START_TEST (idle_shared_entries_do_not_hold_up_a_change)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (change (shared, _i), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  ck_assert_int_eq (vm_fixture_touch (elsewhere, ELSEWHERE_BASE, 8 * KIB, S_READ), PAGELOCK_HIT);
}
END_TEST

START_TEST (a_change_of_one_segment_leaves_the_others_entries)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (change (segment, _i), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
}
END_TEST

START_TEST (unmap_frees_the_pages)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  ck_assert_uint_eq (fixture->kernel.freemem, fixture->pages - 2);
  ck_assert_int_eq (seg_unmap (segment), 0);
  ck_assert_uint_eq (fixture->kernel.freemem, fixture->pages);
}
END_TEST

START_TEST (the_last_segment_of_a_map_purges_and_frees_it)
{
  uint64_t tag = amp->owner.tag;
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (seg_unmap (shared), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  ck_assert_uint_eq (amp->references, 1);
  ck_assert_int_eq (seg_unmap (elsewhere), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  ck_assert_uint_eq (fixture->kernel.freemem, fixture->pages);
  ck_assert_uint_eq (kernel_heap_alloc (fixture->vm.anon_map_addresses), tag);
}
END_TEST

START_TEST (the_purge_of_a_segment_is_of_what_holds_it_up)
{
  SegmentLock lock;
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock);
  vm_fixture_touch (shared, SHARED_BASE + 64 * KIB, 4 * KIB, S_READ);
  segvn_purge (segment);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 3);
  segvn_purge (shared); /* has locks itself */
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 3);
  segvn_purge (elsewhere); /* has none, but the map has: its newer entry is idle */
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  segvn_pageunlock (&lock);
  segvn_purge (shared);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
}
END_TEST

START_TEST (the_last_segment_of_a_map_under_an_io_aborts)
{
  SegmentLock lock;
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock);
  seg_unmap (elsewhere);
  seg_free (shared);
}
END_TEST

START_TEST (a_segment_of_a_map_under_an_io_aborts)
{
  SegmentLock lock;
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock);
  seg_free (shared);
}
END_TEST

static TCase *making_cases (void)
{
  TCase *tcase = tcase_create ("segments and maps");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_private_segment_reserves_its_swap);
  tcase_add_test (tcase, a_shared_segment_leaves_swap_to_the_map_and_stays_in_its_zone);
  tcase_add_test (tcase, a_private_segment_has_no_map_before_something_is_touched);
  tcase_add_test (tcase, segments_and_maps_have_kernel_addresses_of_their_own);
  tcase_add_test (tcase, a_range_that_is_not_free_gives_no_segment);
  tcase_add_test_raise_signal (tcase, a_segment_beyond_its_map_aborts, SIGTRAP);
  tcase_add_test_raise_signal (tcase, a_segment_that_cuts_a_large_page_aborts, SIGTRAP);
  return tcase;
}

static TCase *change_cases (void)
{
  TCase *tcase = tcase_create ("setprot and unmap");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, setprot_is_by_page_until_all_are_alike_again);
  tcase_add_test (tcase, setprot_of_all_stays_one_protection);
  tcase_add_test (tcase, setprot_is_of_whole_pages_in_the_segment);
  tcase_add_loop_test (tcase, idle_private_entries_are_purged_for_a_change, 0, 2);
  tcase_add_loop_test (tcase, active_private_entries_put_off_a_change, 0, 2);
  tcase_add_loop_test (tcase, uncached_private_locks_put_off_a_change, 0, 2);
  tcase_add_loop_test (tcase, soft_locks_put_off_a_change, 0, 2);
  tcase_add_loop_test (tcase, active_shared_locks_put_off_a_change_of_their_segment_without_a_purge, 0, 2);
  tcase_add_loop_test (tcase, idle_shared_entries_do_not_hold_up_a_change, 0, 2);
  tcase_add_loop_test (tcase, a_change_of_one_segment_leaves_the_others_entries, 0, 2);
  tcase_add_test (tcase, unmap_frees_the_pages);
  tcase_add_test (tcase, the_last_segment_of_a_map_purges_and_frees_it);
  tcase_add_test (tcase, the_purge_of_a_segment_is_of_what_holds_it_up);
  tcase_add_test_raise_signal (tcase, the_last_segment_of_a_map_under_an_io_aborts, SIGTRAP);
  tcase_add_test_raise_signal (tcase, a_segment_of_a_map_under_an_io_aborts, SIGTRAP);
  return tcase;
}

int main (void)
{
  Suite *suite = suite_create ("segvn");
  suite_add_tcase (suite, making_cases ());
  suite_add_tcase (suite, change_cases ());
  return test_main (suite, NULL);
}
