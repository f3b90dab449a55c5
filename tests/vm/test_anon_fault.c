#include "anon_map.h"
#include "paging_fixture.h"
#include "test_main.h"

#define PAGES 256
#define SWAP_PAGES 100
#define SERVICE_NS (200 * NS_PER_US)

static VmFixture *fixture;
static PagingFixture paging;
static Segment *segment;
static AnonMap *map;

static void set_up (void)
{
  fixture = vm_fixture_new (PAGES, PAGES);
  fixture->kernel.lotsfree = PAGES; /* always low */
  paging_fixture_start (
      &paging, fixture,
      &(PagingFixtureOptions){
          .service_ns = SERVICE_NS, .swap_pages = SWAP_PAGES, .scan_pages = 4000, .queue_pages = PAGES });
  segment = vm_fixture_private (fixture, FIXTURE_BASE, 2 * MIB, 0);
  map = segvn_data (segment)->amp;
}

static void tear_down (void)
{
  seg_ppurge_async (fixture->pcache, true);
  while (fixture->as.first) {
    seg_free (fixture->as.first);
  }
  ck_assert_uint_eq (fixture->vm.anon.n_on_swap, 0);
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES);
  paging_fixture_stop (&paging);
  vm_fixture_free (fixture);
}

static AnonFault fault (uint64_t i, bool write)
{
  AnonFault result = { 0 };
  ck_assert_int_eq (anon_fault (&fixture->vm, map, i, write, &result), 0);
  return result;
}

/* Pageout takes all that it can, until its writes are done. */
static void page_out_all (void)
{
  for (unsigned turn = 0; turn < 4; turn++) {
    pageout_turn (&paging.pageout);
    event_queue_run_while (fixture->queue, event_queue_now (fixture->queue) + PAGES * SERVICE_NS, NULL, NULL);
  }
}

START_TEST (a_fault_makes_a_page_that_is_dirty_and_referenced)
{
  AnonFault first = fault (3, false);
  ck_assert (page_is (fixture->allocator, first.page, PAGE_DIRTY));
  ck_assert (page_is (fixture->allocator, first.page, PAGE_REFERENCED));
  ck_assert_uint_eq (first.ready, 0);
  ck_assert_uint_eq (fault (3, true).page, first.page);
  ck_assert_uint_eq (fixture->vm.counters.pages_created, 1);
}
END_TEST

START_TEST (what_is_not_used_is_written_and_its_page_free)
{
  fault (0, false);
  fault (1, false);
  page_out_all ();
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES);
  ck_assert (anon_map_is_swapped_out (map, 0) && anon_map_is_swapped_out (map, 1));
  ck_assert_uint_eq (paging.pageout.counters.writes_completed, 2);
  ck_assert_uint_eq (fixture->vm.anon.n_on_swap, 2);
}
END_TEST

START_TEST (a_fault_reads_it_back_and_says_when_it_is_there)
{
  fault (0, false);
  fault (1, false);
  page_out_all ();
  sim_time now = event_queue_now (fixture->queue);
  AnonFault back = fault (0, false);
  ck_assert_uint_eq (back.ready, now + SERVICE_NS);
  ck_assert (!page_is (fixture->allocator, back.page, PAGE_DIRTY));
  ck_assert_int_eq (anon_fault (&fixture->vm, map, 1, false, &back), 0);
  ck_assert_uint_eq (back.ready, now + 2 * SERVICE_NS);
  ck_assert_uint_eq (fixture->vm.counters.page_ins, 2);
}
END_TEST

START_TEST (a_page_read_back_and_not_written_to_is_free_without_a_write)
{
  fault (0, false);
  fault (1, false);
  page_out_all ();
  fault (0, false);
  page_set (fixture->allocator, fault (1, true).page, PAGE_DIRTY, true);
  page_out_all ();
  ck_assert_uint_eq (paging.pageout.counters.writes_completed, 3);
  ck_assert_uint_eq (paging.pageout.counters.freed_clean, 1);
  ck_assert_uint_eq (fixture->vm.anon.n_on_swap, 2);
}
END_TEST

START_TEST (pages_locked_for_io_stay_until_the_cache_lets_go)
{
  fault (100, false);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 16 * KIB, S_WRITE), PAGELOCK_CACHED);
  page_out_all ();
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 4);
  ck_assert_uint_gt (paging.pageout.counters.skipped_locked, 0);
  seg_ppurge_async (fixture->pcache, true);
  page_out_all ();
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES);
}
END_TEST

START_TEST (a_lock_of_what_is_swapped_out_is_soft_and_waits_for_the_device)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 16 * KIB, S_READ);
  seg_ppurge_async (fixture->pcache, true);
  page_out_all ();
  SegmentLock part;
  ck_assert_int_eq (segvn_pagelock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &part), EFAULT);
  sim_time now = event_queue_now (fixture->queue);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, 8 * KIB, S_READ, &lock), 0);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_SOFT);
  ck_assert_uint_eq (lock.ready, now + 2 * SERVICE_NS);
  as_pageunlock (&lock);
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, 8 * KIB, S_READ, &lock), 0);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_CACHED);
  ck_assert_uint_eq (lock.ready, 0);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (below_throttlefree_a_fault_has_to_wait)
{
  fixture->kernel.throttlefree = PAGES - 2;
  fault (0, false);
  fault (1, false);
  AnonFault result = { 0 };
  ck_assert_int_eq (anon_fault (&fixture->vm, map, 2, false, &result), EAGAIN);
  ck_assert_uint_eq (fault (0, true).page, 0);
}
END_TEST

START_TEST (a_lock_that_has_to_wait_leaves_nothing_locked_but_what_it_touched)
{
  fixture->kernel.throttlefree = PAGES - 2;
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, 16 * KIB, S_READ, &lock), EAGAIN);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 0);
  ck_assert_uint_eq (vm_fixture_count_resident (map), 2);
  ck_assert (page_is (fixture->allocator, vm_fixture_page (segment, FIXTURE_BASE), PAGE_REFERENCED));
  ck_assert_uint_eq (fixture->vm.counters.must_wait, 1);
  ck_assert_uint_eq (fixture->vm.counters.failed_memory, 0);
  fixture->kernel.throttlefree = 0;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, 16 * KIB, S_READ, &lock), 0);
  ck_assert_uint_eq (fixture->vm.counters.pages_created, 4);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (a_write_to_what_a_fork_shares_gets_a_copy)
{
  AnonMap *child = segvn_amp_new (&fixture->vm, map->npages);
  AnonFault parents = fault (0, false);
  anon_map_share (child, 0, map, 0, 1);
  ck_assert_uint_eq (fault (0, false).page, parents.page);
  ck_assert_uint_ne (fault (0, true).page, parents.page);
  ck_assert_uint_eq (anon_map_peek_page (child, 0), parents.page);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 1);
  anon_map_free (child);
}
END_TEST

START_TEST (when_swap_is_full_dirty_pages_stay)
{
  for (uint64_t i = 0; i < SWAP_PAGES + 10; i++) {
    fault (i, false);
  }
  page_out_all ();
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 10);
  ck_assert_uint_gt (paging.pageout.counters.swap_full, 0);
  for (uint64_t i = 0; i < 5; i++) {
    ck_assert (anon_map_drop (map, i));
  }
  page_out_all ();
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 5);
}
END_TEST

START_TEST (with_neither_memory_nor_swap_a_fault_fails)
{
  fixture->vm.anon.limit = 2;
  fault (0, false);
  fault (1, false);
  AnonFault result = { 0 };
  ck_assert_int_eq (anon_fault (&fixture->vm, map, 2, false, &result), ENOMEM);
}
END_TEST

START_TEST (a_slot_that_goes_takes_its_page_from_the_write)
{
  fault (0, false);
  pageout_turn (&paging.pageout);
  pageout_turn (&paging.pageout);
  fault (1, false);
  pageout_turn (&paging.pageout);
  ck_assert_uint_gt (paging.pageout.in_flight, 0);
  ck_assert (anon_map_drop (map, 0) && anon_map_drop (map, 1));
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES);
  page_out_all ();
  ck_assert_uint_eq (paging.pageout.counters.freed_written, 0);
}
END_TEST

static Suite *anon_fault_suite (void)
{
  Suite *suite = suite_create ("anon_fault");
  TCase *rules = tcase_create ("rules");
  tcase_add_checked_fixture (rules, set_up, tear_down);
  tcase_add_test (rules, a_fault_makes_a_page_that_is_dirty_and_referenced);
  tcase_add_test (rules, what_is_not_used_is_written_and_its_page_free);
  tcase_add_test (rules, a_fault_reads_it_back_and_says_when_it_is_there);
  tcase_add_test (rules, a_page_read_back_and_not_written_to_is_free_without_a_write);
  tcase_add_test (rules, pages_locked_for_io_stay_until_the_cache_lets_go);
  tcase_add_test (rules, a_lock_of_what_is_swapped_out_is_soft_and_waits_for_the_device);
  tcase_add_test (rules, below_throttlefree_a_fault_has_to_wait);
  tcase_add_test (rules, a_lock_that_has_to_wait_leaves_nothing_locked_but_what_it_touched);
  tcase_add_test (rules, a_write_to_what_a_fork_shares_gets_a_copy);
  tcase_add_test (rules, when_swap_is_full_dirty_pages_stay);
  tcase_add_test (rules, with_neither_memory_nor_swap_a_fault_fails);
  tcase_add_test (rules, a_slot_that_goes_takes_its_page_from_the_write);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (anon_fault_suite (), NULL);
}
