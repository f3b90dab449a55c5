/* fork: what the child shares with its parent, what is copied, and when. */
#include "as_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (1 * MIB)
#define PAGES 16384
#define COPY_NS 700

static VmFixture *fixture;
static Segment *segment; /* private, 1 MiB, of which the first 64 KiB were touched */
static AddressSpace *child;

static void touch (uint64_t addr, uint64_t len, SegRw rw)
{
  vm_fixture_touch (as_segat (&fixture->as, addr), addr, len, rw);
}

static void set_up (void)
{
  fixture = vm_fixture_new (PAGES, PAGES);
  fixture->vm.page_copy_ns = COPY_NS;
  child = &fixture->other_as;
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  touch (FIXTURE_BASE, 64 * KIB, S_WRITE);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

static int fork_process (sim_time *copy_ns)
{
  AsCall call = { .fixture = fixture, .op = AS_OP_FORK, .as = &fixture->as, .child = child };
  int result = as_call_start (&call);
  if (copy_ns) {
    *copy_ns = call.copy_ns;
  }
  return result;
}

static uint64_t used_pages (void)
{
  return PAGES - fixture->kernel.freemem;
}

static PageNumber page_in (const AddressSpace *as, uint64_t addr)
{
  return vm_fixture_page (as_segat (as, addr), addr);
}

START_TEST (the_child_shares_the_pages_of_idle_private_memory)
{
  sim_time copy_ns = 1;
  ck_assert_int_eq (fork_process (&copy_ns), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0); /* purged once */
  ck_assert_uint_eq (used_pages (), 16);
  ck_assert_uint_eq (copy_ns, 0);
  ck_assert_uint_eq (fixture->vm.as.fork_pages, 0);
  ck_assert_uint_eq (page_in (child, FIXTURE_BASE), page_in (&fixture->as, FIXTURE_BASE));
}
END_TEST

START_TEST (all_pages_of_private_memory_are_copied_while_one_is_locked)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 4 * KIB, S_READ, &lock);
  sim_time copy_ns = 0;
  ck_assert_int_eq (fork_process (&copy_ns), 0);
  ck_assert_uint_eq (used_pages (), 32);
  ck_assert_uint_eq (fixture->vm.as.fork_copies, 1);
  ck_assert_uint_eq (fixture->vm.as.fork_pages, 16);
  ck_assert_uint_eq (copy_ns, 16 * COPY_NS);
  ck_assert_uint_eq (fixture->vm.as.fork_copy_ns, copy_ns);
  for (uint64_t addr = FIXTURE_BASE; addr < FIXTURE_BASE + 64 * KIB; addr += 4 * KIB) {
    ck_assert_uint_ne (page_in (child, addr), page_in (&fixture->as, addr));
  }
  ck_assert_uint_eq (softlockcnt_of (as_segat (child, FIXTURE_BASE)), 0);
  segvn_pageunlock (&lock);
}
END_TEST

/* The address space is locked as long as it is being copied. */
START_TEST (no_device_begins_on_the_parents_memory_while_it_is_copied)
{
  SegmentLock lock;
  AsLock io;
  vm_fixture_lock (segment, FIXTURE_BASE, 4 * KIB, S_READ, &lock);
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, FIXTURE_BASE, 4 * KIB, S_READ, &io), 0);
  ck_assert_uint_eq (io.ready, event_queue_now (fixture->queue) + 16 * COPY_NS);
  as_pageunlock (&io);
  ck_assert_int_eq (as_pagelock (&fixture->vm, child, FIXTURE_BASE, 4 * KIB, S_READ, &io), 0);
  ck_assert_uint_eq (io.ready, 0);
  as_pageunlock (&io);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (fork_purges_before_it_looks)
{
  touch (FIXTURE_BASE + 128 * KIB, 8 * KIB, S_READ);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE + 256 * KIB, 4 * KIB, S_READ, &lock);
  segvn_pageunlock (&lock);
  ck_assert_uint_gt (softlockcnt_of (segment), 0);
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_uint_eq (softlockcnt_of (segment), 0);
  ck_assert_uint_eq (fixture->vm.as.fork_copies, 0);
}
END_TEST

START_TEST (a_shared_segment_costs_nothing_but_a_reference)
{
  AnonMap *amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  Segment *shared = vm_fixture_shared (fixture, &fixture->as, FIXTURE_BASE + 8 * MIB, SIZE, amp, 0);
  SegmentLock lock;
  vm_fixture_lock (shared, shared->base, 8 * KIB, S_READ, &lock);
  uint64_t used = used_pages ();
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_uint_eq (amp->references, 2);
  ck_assert_uint_eq (used_pages (), used);
  ck_assert_uint_eq (fixture->vm.as.fork_copies, 0);
  Segment *copy = as_segat (child, shared->base);
  ck_assert_uint_eq (softlockcnt_of (copy), 0);
  ck_assert_int_eq (vm_fixture_touch (copy, shared->base, 8 * KIB, S_READ), PAGELOCK_HIT);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (a_lock_breaks_a_shared_page_out_first)
{
  ck_assert_int_eq (fork_process (NULL), 0);
  touch (FIXTURE_BASE, 8 * KIB, _i == 0 ? S_READ : S_WRITE);
  ck_assert_uint_eq (used_pages (), 18);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 2);
  ck_assert_uint_ne (page_in (child, FIXTURE_BASE), page_in (&fixture->as, FIXTURE_BASE));
  ck_assert_uint_eq (page_in (child, FIXTURE_BASE + 8 * KIB), page_in (&fixture->as, FIXTURE_BASE + 8 * KIB));
  /* Nobody shares them any more. */
  vm_fixture_touch (as_segat (child, FIXTURE_BASE), FIXTURE_BASE, 8 * KIB, S_WRITE);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 2);
}
END_TEST

START_TEST (a_write_of_the_child_breaks_out_and_makes_pages)
{
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_int_eq (as_write (&fixture->vm, child, FIXTURE_BASE + 56 * KIB + 1, 14 * KIB), 0);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 2);
  ck_assert_uint_eq (used_pages (), 16 + 4);
  ck_assert (page_is (fixture->allocator, page_in (child, FIXTURE_BASE + 56 * KIB), PAGE_DIRTY));
  ck_assert_int_eq (as_write (&fixture->vm, child, FIXTURE_BASE + SIZE - 1, 2), EFAULT);
  segvn_setprot (as_segat (child, FIXTURE_BASE), FIXTURE_BASE, SIZE, PROTECT_READ);
  ck_assert_int_eq (as_write (&fixture->vm, child, FIXTURE_BASE, 1), EACCES);
}
END_TEST

START_TEST (when_the_child_has_gone_nothing_is_shared)
{
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture, .op = AS_OP_EXIT, .as = child }), 0);
  touch (FIXTURE_BASE, 64 * KIB, S_WRITE);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 0);
  ck_assert_uint_eq (used_pages (), 16);
}
END_TEST

START_TEST (shared_large_pages_are_refused_and_soft_locked)
{
  Segment *large = vm_fixture_private (fixture, 2 * FIXTURE_BASE, 4 * MIB, 1);
  vm_fixture_touch (large, large->base, 4 * KIB, S_WRITE);
  ck_assert_int_eq (fork_process (NULL), 0);
  SegmentLock lock;
  ck_assert_int_eq (segvn_pagelock (large, large->base, 4 * KIB, S_READ, &lock), EFAULT);
  ck_assert_uint_eq (fixture->vm.as.cow_refused, 1);
  AsLock as_lock;
  ck_assert_int_eq (as_pagelock (&fixture->vm, &fixture->as, large->base, 4 * KIB, S_READ, &as_lock), 0);
  ck_assert_int_eq (as_lock.first.outcome, PAGELOCK_SOFT);
  ck_assert_uint_eq (fixture->vm.anon.n_shared_breaks, 512); /* the whole large page was copied */
  as_pageunlock (&as_lock);
  ck_assert_int_eq (vm_fixture_touch (large, large->base, 4 * KIB, S_READ), PAGELOCK_CACHED);
}
END_TEST

START_TEST (a_fork_that_finds_no_memory_leaves_nothing)
{
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 4 * KIB, S_READ, &lock);
  vm_fixture_private (fixture, FIXTURE_BASE - 8 * MIB, SIZE, 0); /* comes first, and succeeds */
  uint64_t used = used_pages ();
  GArray *hog = g_array_new (FALSE, FALSE, sizeof (PageNumber));
  while (fixture->kernel.freemem > 15) {
    PageNumber page = page_create (fixture->allocator);
    g_array_append_val (hog, page);
  }
  ck_assert_int_eq (fork_process (NULL), ENOMEM);
  ck_assert_ptr_null (child->first);
  for (guint i = 0; i < hog->len; i++) {
    page_free (fixture->allocator, g_array_index (hog, PageNumber, i));
  }
  g_array_free (hog, TRUE);
  ck_assert_uint_eq (used_pages (), used);
  ck_assert_uint_eq (fixture->vm.as.failed[AS_OP_FORK], 1);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (the_child_has_protections_and_page_sizes_of_its_own)
{
  Segment *large = vm_fixture_private (fixture, 2 * FIXTURE_BASE, 4 * MIB, 1);
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE + 4 * KIB, 4 * KIB, PROTECT_READ), 0);
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_int_eq (segvn_setprot (segment, FIXTURE_BASE, SIZE, PROTECT_RW), 0);
  SegmentLock lock;
  Segment *copy = as_segat (child, FIXTURE_BASE);
  ck_assert_int_eq (segvn_pagelock (copy, FIXTURE_BASE + 4 * KIB, 4 * KIB, S_WRITE, &lock), EACCES);
  ck_assert_uint_eq (as_segat (child, large->base)->cached.s_szc, 1);
  ck_assert_uint_eq (seg_swresv (copy), SIZE);
}
END_TEST

START_TEST (fork_of_a_part_copies_that_part_alone)
{
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture,
                                       .op = AS_OP_MUNMAP,
                                       .as = &fixture->as,
                                       .addr = FIXTURE_BASE,
                                       .size = 32 * KIB }),
                    0);
  ck_assert_uint_eq (used_pages (), 8);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE + 32 * KIB, 4 * KIB, S_READ, &lock);
  ck_assert_int_eq (fork_process (NULL), 0);
  ck_assert_uint_eq (fixture->vm.as.fork_pages, 8);
  ck_assert_uint_eq (used_pages (), 16);
  segvn_pageunlock (&lock);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("fork");
  TCase *tcase = tcase_create ("fork");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, the_child_shares_the_pages_of_idle_private_memory);
  tcase_add_test (tcase, all_pages_of_private_memory_are_copied_while_one_is_locked);
  tcase_add_test (tcase, no_device_begins_on_the_parents_memory_while_it_is_copied);
  tcase_add_test (tcase, fork_purges_before_it_looks);
  tcase_add_test (tcase, a_shared_segment_costs_nothing_but_a_reference);
  tcase_add_loop_test (tcase, a_lock_breaks_a_shared_page_out_first, 0, 2);
  tcase_add_test (tcase, a_write_of_the_child_breaks_out_and_makes_pages);
  tcase_add_test (tcase, when_the_child_has_gone_nothing_is_shared);
  tcase_add_test (tcase, shared_large_pages_are_refused_and_soft_locked);
  tcase_add_test (tcase, a_fork_that_finds_no_memory_leaves_nothing);
  tcase_add_test (tcase, the_child_has_protections_and_page_sizes_of_its_own);
  tcase_add_test (tcase, fork_of_a_part_copies_that_part_alone);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
