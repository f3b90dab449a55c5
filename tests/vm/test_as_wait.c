/* Operations that meet locked pages: who is refused, who is purged, who waits, and what wakes them. */
#include "as_fixture.h"
#include "as_wait.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (2 * MIB)
#define SHARED_BASE (FIXTURE_BASE + 16 * MIB)

static VmFixture *fixture;
static Segment *segment; /* private */
static AnonMap *amp;
static Segment *shared;    /* in the first process */
static Segment *elsewhere; /* of the same map, in the second */

static void set_up (void)
{
  fixture = vm_fixture_new_default ();
  segment = vm_fixture_private (fixture, FIXTURE_BASE, SIZE, 0);
  amp = segvn_amp_new (&fixture->vm, btop (SIZE));
  shared = vm_fixture_shared (fixture, &fixture->as, SHARED_BASE, SIZE, amp, 0);
  elsewhere = vm_fixture_shared (fixture, &fixture->other_as, FIXTURE_BASE, SIZE, amp, 0);
}

static void tear_down (void)
{
  vm_fixture_free (fixture);
}

/* The operations that wait for pages of their range. */
static const struct {
  AsOp op;
  SegmentAdvice advice;
} ops[] = { { AS_OP_MUNMAP, 0 },
            { AS_OP_MPROTECT, 0 },
            { AS_OP_SETPAGESIZE, 0 },
            { AS_OP_MADVISE, SEGMENT_ADVICE_ACCESS_LWP },
            { AS_OP_MADVISE, SEGMENT_ADVICE_ACCESS_MANY },
            { AS_OP_EXIT, 0 } };
#define N_OPS ((int)G_N_ELEMENTS (ops))

static AsCall call_of (int i, const Segment *of)
{
  return (AsCall){ .fixture = fixture,
                   .op = ops[i].op,
                   .as = of->as,
                   .addr = of->base,
                   .size = of->size,
                   .protection = PROTECT_READ,
                   .szc = 1,
                   .advice = ops[i].advice };
}

START_TEST (idle_entries_of_a_private_segment_are_purged)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (as_call (call_of (_i, segment)), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  ck_assert_uint_eq (fixture->vm.as.waits, 0);
}
END_TEST

START_TEST (an_operation_on_a_private_segment_waits_for_its_last_lock)
{
  SegmentLock locks[2];
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]);
  vm_fixture_lock (segment, FIXTURE_BASE + 64 * KIB, 8 * KIB, S_READ, &locks[1]);
  AsCall call = call_of (_i, segment);
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  ck_assert_uint_eq (fixture->vm.as.waiting, 1);
  vm_fixture_wait (fixture, 3 * NS_PER_MS);
  segvn_pageunlock (&locks[0]);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, AS_CALL_WAITS);
  vm_fixture_wait (fixture, 4 * NS_PER_MS);
  segvn_pageunlock (&locks[1]);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0); /* the unlock purges what it leaves idle */
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
  ck_assert_uint_eq (fixture->vm.as.waits, 1);
  ck_assert_uint_eq (fixture->vm.as.wait_ns, 7 * NS_PER_MS);
  ck_assert_uint_eq (fixture->vm.as.waiting, 0);
}
END_TEST

START_TEST (uncached_and_soft_locks_are_waited_for_too)
{
  SegmentLock lock;
  vm_fixture_refuse_all (fixture);
  if (_i < N_OPS) {
    ck_assert_int_eq (vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), PAGELOCK_UNCACHED);
  } else {
    ck_assert_int_eq (segvn_softlock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock), 0);
  }
  AsCall call = call_of (_i % N_OPS, segment);
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  segvn_pageunlock (&lock);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
}
END_TEST

START_TEST (an_operation_on_a_shared_segment_waits_for_locks_through_it_and_purges_nothing)
{
  vm_fixture_touch (shared, SHARED_BASE + 64 * KIB, 8 * KIB, S_READ);
  SegmentLock lock;
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock);
  AsCall call = call_of (_i, shared);
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 4);
  segvn_pageunlock (&lock);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 4);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
}
END_TEST

START_TEST (locks_through_another_segment_of_a_map_hold_nothing_up)
{
  SegmentLock lock;
  vm_fixture_lock (elsewhere, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  ck_assert_int_eq (as_call (call_of (_i, shared)), 0);
  segvn_pageunlock (&lock);
}
END_TEST

START_TEST (an_unlock_in_another_address_space_wakes_nobody)
{
  Segment *other = segvn_create (&fixture->vm, &fixture->other_as, SHARED_BASE, SIZE, 0, PROTECT_RW, NULL, 0);
  segvn_need_amp (other);
  SegmentLock locks[2];
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]);
  vm_fixture_lock (other, SHARED_BASE, 8 * KIB, S_READ, &locks[1]);
  AsCall call = call_of (0, segment);
  as_call_start (&call);
  segvn_pageunlock (&locks[1]);
  ck_assert_ptr_nonnull (fixture->as.waiters);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 4); /* and it leaves its entry where it is */
  segvn_pageunlock (&locks[0]);
  ck_assert_ptr_null (fixture->as.waiters);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
}
END_TEST

START_TEST (an_unlock_wakes_all_who_wait_in_its_address_space)
{
  Segment *second = vm_fixture_private (fixture, FIXTURE_BASE + 8 * MIB, SIZE, 0);
  SegmentLock locks[2];
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]);
  vm_fixture_lock (second, second->base, 8 * KIB, S_READ, &locks[1]);
  AsCall calls[2] = { call_of (0, segment), call_of (1, second) };
  as_call_start (&calls[0]);
  as_call_start (&calls[1]);
  segvn_pageunlock (&locks[0]);
  as_calls_go_on (fixture);
  ck_assert_int_eq (calls[0].result, 0);
  ck_assert_int_eq (calls[1].result, AS_CALL_WAITS); /* it looked, and waits again */
  ck_assert_uint_eq (fixture->vm.as.waits, 3);
  segvn_pageunlock (&locks[1]);
  as_calls_go_on (fixture);
  ck_assert_int_eq (calls[1].result, 0);
}
END_TEST

/* An operation that starts over while other pages are locked again; meanwhile its earlier entry went asynchronously, or not. */
static uint64_t wait_twice (bool with_async_reclaim)
{
  SegmentLock locks[2];
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]);
  AsCall call = call_of (0, segment);
  as_call_start (&call);
  if (with_async_reclaim) {
    Segment *idle = vm_fixture_private (fixture, FIXTURE_BASE + 8 * MIB, SIZE, 0);
    AddressSpace *as = &fixture->as;
    VmWaiter *waiters = as->waiters;
    as->waiters = NULL; /* what is idle stays so until the purge thread comes */
    vm_fixture_touch (idle, idle->base, 8 * KIB, S_READ);
    as->waiters = waiters;
    seg_ppurge_async (fixture->pcache, true);
  }
  segvn_pageunlock (&locks[0]);
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[1]);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, AS_CALL_WAITS);
  uint64_t retries = fixture->vm.as.retries;
  segvn_pageunlock (&locks[1]);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
  return retries;
}

START_TEST (after_an_asynchronous_reclaim_it_starts_over_at_once)
{
  ck_assert_uint_eq (wait_twice (true), 1);
}
END_TEST

START_TEST (without_one_it_waits)
{
  ck_assert_uint_eq (wait_twice (false), 0);
}
END_TEST

START_TEST (an_asynchronous_reclaim_of_the_last_locked_page_wakes)
{
  vm_fixture_touch (segment, FIXTURE_BASE, 8 * KIB, S_READ);
  SegmentLock lock;
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &lock);
  AsCall call = call_of (0, segment);
  as_call_start (&call);
  VmWaiter *waiters = fixture->as.waiters;
  fixture->as.waiters = NULL;
  segvn_pageunlock (&lock); /* as if it had come just before */
  fixture->as.waiters = waiters;
  seg_ppurge_async (fixture->pcache, true);
  as_calls_go_on (fixture);
  ck_assert_int_eq (call.result, 0);
}
END_TEST

START_TEST (the_last_detach_of_a_map_purges_its_entries)
{
  vm_fixture_touch (shared, SHARED_BASE, 8 * KIB, S_READ);
  ck_assert_int_eq (as_call (call_of (0, shared)), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 2);
  ck_assert_int_eq (as_call (call_of (0, elsewhere)), 0);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
}
END_TEST

static void purge_map (SimThreads *threads, void *argument)
{
  (void)threads;
  anonmap_purge (&fixture->vm, amp);
  *(bool *)argument = true;
}

START_TEST (the_purge_of_a_map_waits_until_none_of_its_pages_is_locked)
{
  SegmentLock lock;
  vm_fixture_refuse_all (fixture);
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &lock);
  bool done = false;
  sim_thread_spawn (fixture->threads, 0x700, purge_map, &done);
  vm_fixture_wait (fixture, NS_PER_MS);
  ck_assert (!done);
  segvn_pageunlock (&lock);
  as_calls_go_on (fixture);
  ck_assert (done);
  ck_assert_uint_eq (fixture->vm.as.waits, 1);
  ck_assert_uint_eq (fixture->vm.as.wait_ns, NS_PER_MS);
}
END_TEST

START_TEST (fork_does_not_wait)
{
  SegmentLock locks[2];
  vm_fixture_lock (segment, FIXTURE_BASE, 8 * KIB, S_READ, &locks[0]);
  vm_fixture_lock (shared, SHARED_BASE, 8 * KIB, S_READ, &locks[1]);
  AddressSpace child = { 0 };
  ck_assert_int_eq (
      as_call ((AsCall){ .fixture = fixture, .op = AS_OP_FORK, .as = &fixture->as, .child = &child }), 0);
  ck_assert_int_eq (as_call ((AsCall){ .fixture = fixture, .op = AS_OP_EXIT, .as = &child }), 0);
  segvn_pageunlock (&locks[0]);
  segvn_pageunlock (&locks[1]);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("as_wait");
  TCase *tcase = tcase_create ("as_wait");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_loop_test (tcase, idle_entries_of_a_private_segment_are_purged, 0, N_OPS);
  tcase_add_loop_test (tcase, an_operation_on_a_private_segment_waits_for_its_last_lock, 0, N_OPS);
  tcase_add_loop_test (tcase, uncached_and_soft_locks_are_waited_for_too, 0, 2 * N_OPS);
  tcase_add_loop_test (tcase, an_operation_on_a_shared_segment_waits_for_locks_through_it_and_purges_nothing,
                       0, N_OPS - 1);
  tcase_add_loop_test (tcase, locks_through_another_segment_of_a_map_hold_nothing_up, 0, N_OPS);
  tcase_add_test (tcase, an_unlock_in_another_address_space_wakes_nobody);
  tcase_add_test (tcase, an_unlock_wakes_all_who_wait_in_its_address_space);
  tcase_add_test (tcase, after_an_asynchronous_reclaim_it_starts_over_at_once);
  tcase_add_test (tcase, without_one_it_waits);
  tcase_add_test (tcase, an_asynchronous_reclaim_of_the_last_locked_page_wakes);
  tcase_add_test (tcase, the_last_detach_of_a_map_purges_its_entries);
  tcase_add_test (tcase, the_purge_of_a_map_waits_until_none_of_its_pages_is_locked);
  tcase_add_test (tcase, fork_does_not_wait);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
