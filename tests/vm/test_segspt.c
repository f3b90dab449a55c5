/* What §3 says of ISM, and of both kinds. */
#include "as_fixture.h"
#include "spt_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define SIZE (4 * MIB)
#define NPAGES btop (SIZE)
#define PAGES 8192

static SptFixture fixture;

static void set_up (void)
{
  fixture = spt_fixture_new (PAGES, SIZE, 1, false);
}

static void tear_down (void)
{
  spt_fixture_free (&fixture);
}

static void sleep_without_effect (Kernel *kernel, uint64_t ticks)
{
  (void)kernel, (void)ticks;
}

static void disable (void)
{
  fixture.vm->kernel.delay = sleep_without_effect;
  seg_p_disable (fixture.vm->pcache);
}

static uint64_t plocked (void)
{
  return vm_fixture_plocked (fixture.vm);
}

START_TEST (an_entry_is_wired_writable_and_of_the_whole_attachment)
{
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, MIB + 100, 8 * KIB), PAGELOCK_CACHED);
  CacheEntryInfo entry = vm_fixture_only_entry (fixture.vm);
  ck_assert_ptr_eq (entry.owner, &fixture.first->cached.owner);
  ck_assert_uint_eq (entry.addr, fixture.first->base);
  ck_assert_uint_eq (entry.len, SIZE);
  ck_assert_uint_eq (entry.wlen, SIZE);
  ck_assert_uint_eq (entry.flags, SEGP_FORCE_WIRED);
  ck_assert (entry.written); /* though the device read memory */
  ck_assert_uint_eq (cache_get_state (fixture.vm->pcache).plocked_window, 0);
}
END_TEST

START_TEST (every_request_after_the_first_is_a_hit_wherever_it_is)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, SIZE - 64 * KIB, 64 * KIB), PAGELOCK_HIT);
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, 0, SIZE), PAGELOCK_HIT);
  ck_assert_uint_eq (plocked (), NPAGES);
}
END_TEST

START_TEST (attachments_have_an_entry_each_and_share_the_list)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.second, 0, 4 * KIB), PAGELOCK_CACHED);
  GArray *entries = vm_fixture_list_entries (fixture.vm);
  ck_assert_uint_eq (entries->len, 2);
  ck_assert_ptr_eq (g_array_index (entries, CacheEntryInfo, 0).shadow_list,
                    g_array_index (entries, CacheEntryInfo, 1).shadow_list);
  g_array_free (entries, TRUE);
  ck_assert_uint_eq (spt_fixture_object (&fixture)->entries, 2);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_builds, 1);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->list_shares, 1);
  ck_assert_uint_eq (plocked (), 2 * NPAGES);                  /* counted for each entry, */
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 2); /* locked for the segments and for the list */
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, NPAGES - 1), 2);
}
END_TEST

START_TEST (a_miss_is_looked_up_again_under_the_objects_lock)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  const CacheCounters *counters = cache_get_counters (fixture.vm->pcache);
  ck_assert_uint_eq (counters->misses[CACHE_MISS_ABSENT], 2);
  ck_assert_uint_eq (fixture.vm->vm.counters.misses[MISS_COLD], 1);
  ck_assert_uint_eq (fixture.vm->vm.counters.misses[MISS_RECHECK], 1);
}
END_TEST

START_TEST (only_a_disabled_cache_refuses_and_then_requests_are_soft_locked)
{
  vm_fixture_refuse_all (fixture.vm); /* what is for window entries */
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB), PAGELOCK_CACHED);
  disable ();
  ck_assert_uint_eq (plocked (), 0);
  AsLock lock;
  ck_assert_int_eq (spt_fixture_lock (&fixture, fixture.first, 8 * KIB, 8 * KIB, &lock), PAGELOCK_SOFT);
  ck_assert_uint_eq (spt_fixture_counters (&fixture)->refusals[SPT_REFUSED_DISABLED], 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 1), 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 2), 2);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 4), 1);
  as_pageunlock (&lock);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 2), 1);
  seg_p_enable (fixture.vm->pcache);
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB), PAGELOCK_CACHED);
}
END_TEST

START_TEST (an_entry_in_use_when_the_cache_goes_off_leaves_with_its_last_io)
{
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  disable ();
  ck_assert_uint_eq (plocked (), NPAGES);
  as_pageunlock (&lock);
  ck_assert_uint_eq (plocked (), 0);
  ck_assert_ptr_null (spt_fixture_object (&fixture)->list);
  seg_p_enable (fixture.vm->pcache);
}
END_TEST

START_TEST (neither_age_nor_low_memory_takes_an_entry)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  fixture.vm->kernel.lotsfree = fixture.vm->kernel.desfree = PAGES;
  vm_fixture_wait (fixture.vm, 100 * NS_PER_SEC);
  seg_ppurge_async (fixture.vm->pcache, false);
  ck_assert_uint_eq (plocked (), NPAGES);
}
END_TEST

/* §3: at 0 all pages are unlocked and the list is freed, which the callback says to who asked for this very list. */
START_TEST (the_list_goes_with_its_last_entry)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  spt_fixture_touch (&fixture, fixture.second, 0, 4 * KIB);
  segspt_purge (fixture.first);
  ck_assert_ptr_nonnull (spt_fixture_object (&fixture)->list);
  ck_assert_uint_eq (spt_fixture_object (&fixture)->entries, 1);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 7), 2);
  segspt_purge (fixture.second);
  ck_assert_ptr_null (spt_fixture_object (&fixture)->list);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 7), 1);
}
END_TEST

START_TEST (a_purge_by_list_takes_the_entries_of_all_attachments)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  spt_fixture_touch (&fixture, fixture.second, 0, 4 * KIB);
  seg_ppurge_wiredpp (fixture.vm->pcache, spt_fixture_object (&fixture)->list);
  ck_assert_uint_eq (plocked (), 0);
  ck_assert_ptr_null (spt_fixture_object (&fixture)->list);
}
END_TEST

START_TEST (pages_are_locked_from_the_first_attachment_to_the_last)
{
  uint64_t availrmem = fixture.vm->kernel.availrmem_initial;
  ck_assert_uint_eq (fixture.vm->kernel.availrmem, availrmem - NPAGES);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 1);
  ck_assert_int_eq (seg_unmap (fixture.first), 0);
  ck_assert_uint_eq (fixture.vm->kernel.availrmem, availrmem - NPAGES);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 1);
  ck_assert_int_eq (seg_unmap (fixture.second), 0);
  ck_assert_uint_eq (fixture.vm->kernel.availrmem, availrmem);
  ck_assert_uint_eq (spt_fixture_page_locks (&fixture, 0), 0);
  ck_assert_uint_eq (vm_fixture_count_resident (fixture.amp), NPAGES);
}
END_TEST

START_TEST (ism_needs_all_its_pages_and_availrmem_for_them)
{
  Vm *vm = &fixture.vm->vm;
  SptAttachment what = { .amp = segvn_amp_new (vm, 2 * NPAGES), .szc = 1 };
  Segment *segment;
  what.amp->references++;
  uint64_t availrmem = fixture.vm->kernel.availrmem;
  fixture.vm->kernel.availrmem = 2 * NPAGES + SPT_T_MINARMEM - 1;
  ck_assert_int_eq (segspt_attach (vm, &fixture.vm->as, 2 * SPT_BASE, &what, &segment), ENOMEM);
  fixture.vm->kernel.availrmem = availrmem;
  PageNumber *taken = g_new (PageNumber, PAGES);
  unsigned n = 0;
  while (fixture.vm->kernel.freemem > NPAGES) {
    taken[n++] = page_create (fixture.vm->allocator);
  }
  ck_assert_int_eq (segspt_attach (vm, &fixture.vm->as, 2 * SPT_BASE, &what, &segment), ENOMEM);
  ck_assert_ptr_null (what.amp->spt);
  ck_assert_uint_eq (fixture.vm->kernel.availrmem, availrmem);
  while (n > 0) {
    page_free (fixture.vm->allocator, taken[--n]);
  }
  g_free (taken);
  segvn_map_release (vm, what.amp);
}
END_TEST

START_TEST (detaching_purges_and_fails_while_an_io_is_in_flight)
{
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  ck_assert_int_eq (seg_unmap (fixture.first), EAGAIN);
  as_pageunlock (&lock);
  ck_assert_uint_eq (plocked (), NPAGES);
  ck_assert_int_eq (seg_unmap (fixture.first), 0);
  ck_assert_uint_eq (plocked (), 0);
}
END_TEST

START_TEST (a_detach_in_a_process_waits_for_the_io)
{
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  AsCall call = { .fixture = fixture.vm,
                  .op = AS_OP_MUNMAP,
                  .as = &fixture.vm->as,
                  .addr = fixture.first->base,
                  .size = SIZE };
  ck_assert_int_eq (as_call_start (&call), AS_CALL_WAITS);
  as_pageunlock (&lock);
  as_calls_go_on (fixture.vm);
  ck_assert_int_eq (call.result, 0);
  ck_assert_uint_eq (spt_fixture_object (&fixture)->references, 1);
}
END_TEST

START_TEST (a_soft_lock_holds_up_a_detach_too)
{
  disable ();
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, 0, 4 * KIB, &lock);
  ck_assert_int_eq (seg_unmap (fixture.first), EAGAIN);
  as_pageunlock (&lock);
  ck_assert_int_eq (seg_unmap (fixture.first), 0);
  seg_p_enable (fixture.vm->pcache);
}
END_TEST

START_TEST (a_part_cannot_be_detached)
{
  ck_assert_int_eq (
      fixture.first->driver->changes[SEGMENT_CHANGE_UNMAP](fixture.first, fixture.first->base, SIZE / 2, 0),
      EINVAL);
}
END_TEST

START_TEST (a_forked_child_is_attached_too)
{
  AddressSpace child = { 0 };
  sim_time copy_ns;
  ck_assert_int_eq (as_dup (&fixture.vm->vm, &fixture.vm->as, &child, &copy_ns), 0);
  ck_assert_uint_eq (spt_fixture_object (&fixture)->references, 3);
  ck_assert_int_eq (spt_fixture_touch (&fixture, child.first, 0, 4 * KIB), PAGELOCK_CACHED);
  ck_assert_int_eq (seg_unmap (child.first), 0);
}
END_TEST

START_TEST (its_process_cannot_change_zones)
{
  ck_assert (!seg_can_change_zones (fixture.first));
}
END_TEST

START_TEST (mlock_and_advice_change_nothing_of_ism)
{
  spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB);
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, 0, SIZE, true), 0);
  ck_assert_int_eq (spt_fixture_mlock (fixture.first, 0, SIZE, false), 0);
  AsCall call = { .fixture = fixture.vm,
                  .op = AS_OP_MADVISE,
                  .as = &fixture.vm->as,
                  .addr = fixture.first->base,
                  .size = SIZE,
                  .advice = SEGMENT_ADVICE_FREE };
  ck_assert_int_eq (as_call (call), 0);
  ck_assert_int_eq (spt_fixture_touch (&fixture, fixture.first, 0, 4 * KIB), PAGELOCK_HIT);
  call.op = AS_OP_SETPAGESIZE;
  ck_assert_int_eq (as_call (call), ENOTSUP);
}
END_TEST

/* Requests are cut at segment boundaries, whoever drives the segments. */
START_TEST (a_request_may_go_on_into_memory_of_another_driver)
{
  Segment *next = vm_fixture_private (fixture.vm, SPT_BASE + SIZE, MIB, 0);
  AsLock lock;
  spt_fixture_lock (&fixture, fixture.first, SIZE - 8 * KIB, 16 * KIB, &lock);
  ck_assert_uint_eq (lock.n_more, 1);
  ck_assert_ptr_eq (lock.more[0].segment, next);
  ck_assert_uint_eq (plocked (), NPAGES + 2);
  as_pageunlock (&lock);
  disable ();
  spt_fixture_lock (&fixture, fixture.first, SIZE - 8 * KIB, 16 * KIB, &lock);
  ck_assert_int_eq (lock.first.outcome, PAGELOCK_SOFT);
  ck_assert_int_eq (lock.more[0].outcome, PAGELOCK_SOFT); /* §4: if one driver will not, all is soft-locked */
  as_pageunlock (&lock);
  seg_p_enable (fixture.vm->pcache);
}
END_TEST

static Suite *segspt_suite (void)
{
  Suite *suite = suite_create ("segspt");
  TCase *tcase = tcase_create ("ism");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, an_entry_is_wired_writable_and_of_the_whole_attachment);
  tcase_add_test (tcase, every_request_after_the_first_is_a_hit_wherever_it_is);
  tcase_add_test (tcase, attachments_have_an_entry_each_and_share_the_list);
  tcase_add_test (tcase, a_miss_is_looked_up_again_under_the_objects_lock);
  tcase_add_test (tcase, only_a_disabled_cache_refuses_and_then_requests_are_soft_locked);
  tcase_add_test (tcase, an_entry_in_use_when_the_cache_goes_off_leaves_with_its_last_io);
  tcase_add_test (tcase, neither_age_nor_low_memory_takes_an_entry);
  tcase_add_test (tcase, the_list_goes_with_its_last_entry);
  tcase_add_test (tcase, a_purge_by_list_takes_the_entries_of_all_attachments);
  tcase_add_test (tcase, pages_are_locked_from_the_first_attachment_to_the_last);
  tcase_add_test (tcase, ism_needs_all_its_pages_and_availrmem_for_them);
  tcase_add_test (tcase, detaching_purges_and_fails_while_an_io_is_in_flight);
  tcase_add_test (tcase, a_detach_in_a_process_waits_for_the_io);
  tcase_add_test (tcase, a_soft_lock_holds_up_a_detach_too);
  tcase_add_test (tcase, a_part_cannot_be_detached);
  tcase_add_test (tcase, a_forked_child_is_attached_too);
  tcase_add_test (tcase, its_process_cannot_change_zones);
  tcase_add_test (tcase, mlock_and_advice_change_nothing_of_ism);
  tcase_add_test (tcase, a_request_may_go_on_into_memory_of_another_driver);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (segspt_suite (), NULL);
}
