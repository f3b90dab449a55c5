#include "spt_fixture.h"

#include "test_main.h"
#include "x86_pages.h"

SptFixture spt_fixture_new (uint64_t pages, uint64_t size, unsigned szc, bool pageable)
{
  SptFixture fixture = { .vm = vm_fixture_new (pages, 64) };
  Vm *vm = &fixture.vm->vm;
  fixture.amp = segvn_amp_new (vm, btop (size));
  fixture.amp->references++; /* outlives its attachments */
  fixture.what = (SptAttachment){ .amp = fixture.amp, .szc = szc, .pageable = pageable };
  ck_assert_int_eq (segspt_attach (vm, &fixture.vm->as, SPT_BASE, &fixture.what, &fixture.first), 0);
  ck_assert_int_eq (segspt_attach (vm, &fixture.vm->other_as, SPT_BASE, &fixture.what, &fixture.second), 0);
  return fixture;
}

void spt_fixture_free (SptFixture *fixture)
{
  VmFixture *vm = fixture->vm;
  seg_ppurge_async (vm->pcache, true);
  while (vm->as.first) {
    seg_free (vm->as.first);
  }
  while (vm->other_as.first) {
    seg_free (vm->other_as.first);
  }
  ck_assert_uint_eq (vm->kernel.availrmem, vm->kernel.availrmem_initial);
  ck_assert_ptr_null (fixture->amp->spt);
  segvn_map_release (&vm->vm, fixture->amp);
  vm_fixture_free (vm);
}

PagelockOutcome spt_fixture_lock (const SptFixture *fixture, const Segment *segment, uint64_t offset,
                                  uint64_t len, AsLock *lock)
{
  ck_assert_int_eq (as_pagelock (&fixture->vm->vm, segment->as, segment->base + offset, len, S_READ, lock),
                    0);
  return lock->first.outcome;
}

PagelockOutcome spt_fixture_touch (const SptFixture *fixture, const Segment *segment, uint64_t offset,
                                   uint64_t len)
{
  AsLock lock;
  PagelockOutcome outcome = spt_fixture_lock (fixture, segment, offset, len, &lock);
  as_pageunlock (&lock);
  return outcome;
}

uint32_t spt_fixture_page_locks (const SptFixture *fixture, uint64_t i)
{
  PageNumber page = anon_map_peek_page (fixture->amp, i);
  return page != PAGE_NONE ? page_get_shared_locks (fixture->vm->allocator, page) : 0;
}

int spt_fixture_mlock (Segment *segment, uint64_t offset, uint64_t len, bool lock)
{
  return segment->driver->changes[SEGMENT_CHANGE_MLOCK](segment, segment->base + offset, len, lock);
}
