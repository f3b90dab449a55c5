/* A machine with a base page of 8 KiB: mapping, faults, locks, large pages, fork and ISM count in its pages. */
#include "as_fixture.h"
#include "segspt.h"
#include "test_main.h"

#define PAGES 4096
#define PAGE (8 * KIB)
#define SIZE (512 * KIB)

/* As sparc has them. */
static const PageSizes page_sizes = { .shifts = { 13, 16, 19, 22, 25, 28 } };

static VmFixture *fixture;

static void set_up (void)
{
  fixture = vm_fixture_new_with (&(VmFixtureOptions){
      .pages = PAGES, .window_pages = PAGES, .window_buckets = 256, .page_sizes = &page_sizes });
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static uint64_t used_pages (void)
{
  return PAGES - fixture->kernel.freemem;
}

START_TEST (a_mapping_and_a_buffer_are_rounded_to_base_pages)
{
  AsMapping mapping = { .base = FIXTURE_BASE, .size = SIZE, .protection = PROTECT_RW };
  ck_assert_int_eq (as_map (&fixture->vm, &fixture->as, &mapping), 0);
  ck_assert_int_eq (as_map (&fixture->vm, &fixture->as, &mapping), ENOMEM);
  ck_assert_uint_eq (seg_pages (fixture->as.first), 64);
  segvn_need_amp (fixture->as.first);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE + PAGE - 1, 2, S_WRITE, &lock), 0);
  ck_assert_uint_eq (lock.first.range.addr, FIXTURE_BASE);
  ck_assert_uint_eq (lock.first.range.len, 2 * PAGE);
  ck_assert_uint_eq (softlockcnt_of (fixture->as.first), 2);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (a_lock_faults_in_and_caches_base_pages)
{
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 2 * PAGE, S_WRITE), PAGELOCK_CACHED);
  ck_assert_uint_eq (used_pages (), 2);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE, 2 * PAGE, S_WRITE), PAGELOCK_HIT);
}
END_TEST

START_TEST (a_large_page_has_the_size_of_its_code)
{
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 1);
  ck_assert_int_eq (vm_fixture_touch (segment, FIXTURE_BASE + PAGE, PAGE, S_WRITE), PAGELOCK_CACHED);
  CacheEntryInfo entry = vm_fixture_only_entry (fixture);
  ck_assert_uint_eq (entry.addr, FIXTURE_BASE);
  ck_assert_uint_eq (entry.len, 64 * KIB);
  ck_assert_uint_eq (used_pages (), 8);
}
END_TEST

START_TEST (a_part_gets_the_page_size_of_another_code)
{
  vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  AsCall call = { .fixture = fixture,
                  .op = AS_OP_SETPAGESIZE,
                  .as = &fixture->as,
                  .addr = FIXTURE_BASE,
                  .size = 64 * KIB,
                  .szc = 1 };
  ck_assert_int_eq (as_call (call), 0);
  ck_assert_uint_eq (seg_pages (fixture->as.first), 8);
  ck_assert_uint_eq (seg_page_bytes (fixture->as.first), 64 * KIB);
  call.addr += PAGE;
  call.szc = 2;
  ck_assert_int_eq (as_call (call), EINVAL);
}
END_TEST

START_TEST (fork_copies_base_pages_while_one_is_locked)
{
  Segment *segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  vm_fixture_touch (segment, FIXTURE_BASE, 64 * KIB, S_WRITE);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, PAGE, S_READ, &lock);
  ck_assert_int_eq (
      as_call (
          (AsCall){ .fixture = fixture, .op = AS_OP_FORK, .as = &fixture->as, .child = &fixture->other_as }),
      0);
  ck_assert_uint_eq (fixture->vm.as.fork_pages, 8);
  ck_assert_uint_eq (used_pages (), 16);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (ism_is_locked_in_base_pages)
{
  SptAttachment what = { .amp = segvn_amp_new (&fixture->vm, 64), .szc = 2 };
  Segment *segment;
  ck_assert_int_eq (segspt_attach (&fixture->vm, &fixture->as, FIXTURE_BASE, &what, &segment), 0);
  ck_assert_uint_eq (segment->size, SIZE);
  ck_assert_uint_eq (spt_pages_per_large (segspt_data (segment)->object), 64);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, PAGE, S_WRITE, &lock), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 64);
  as_pageunlock (&lock);
  segspt_purge (segment);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("base_page");
  TCase *tcase = tcase_create ("8 KiB");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_mapping_and_a_buffer_are_rounded_to_base_pages);
  tcase_add_test (tcase, a_lock_faults_in_and_caches_base_pages);
  tcase_add_test (tcase, a_large_page_has_the_size_of_its_code);
  tcase_add_test (tcase, a_part_gets_the_page_size_of_another_code);
  tcase_add_test (tcase, fork_copies_base_pages_while_one_is_locked);
  tcase_add_test (tcase, ism_is_locked_in_base_pages);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
