#include "as_pagelock.h"

#include "page_size.h"

#include <glib.h>

static int as_fail (Vm *vm, int error_number)
{
  VmCounters *counters = &vm->counters;
  switch (error_number) {
  case EACCES:
    counters->failed_access++;
    break;
  case ENOMEM:
    counters->failed_memory++;
    break;
  default:
    counters->failed_fault++;
    break;
  }
  return error_number;
}

/* Locks the part of a request that lies in SEGMENT; what its driver refuses is soft-locked. */
static int as_lock_part (Segment *segment, uint64_t addr, uint64_t end, SegRw rw, SegvnLock *part)
{
  uint64_t len = MIN (end, segment_end (segment)) - addr;
  int error_number = segvn_pagelock (segment, addr, len, rw, part);
  if (G_UNLIKELY (error_number == EFAULT || error_number == ENOTSUP)) {
    error_number = segvn_softlock (segment, addr, len, rw, part);
  }
  return error_number == 0 ? 0 : as_fail (segvn_data (segment)->vm, error_number);
}

/* How many adjacent segments from FIRST on ADDR to END lies in; 0 if there is a gap. */
static size_t as_count_parts (const Segment *first, uint64_t end)
{
  size_t parts = 1;
  const Segment *segment = first;
  while (segment_end (segment) < end) {
    if (!segment->next || segment->next->base != segment_end (segment)) {
      return 0;
    }
    segment = segment->next;
    parts++;
  }
  return parts;
}

static int as_lock_more (Vm *vm, Segment *first, uint64_t addr, uint64_t end, SegRw rw, AsLock *lock)
{
  size_t parts = as_count_parts (first, end);
  if (parts == 0) {
    return as_fail (vm, EFAULT);
  }
  lock->more = g_new0 (SegvnLock, parts - 1);
  int error_number = as_lock_part (first, addr, end, rw, &lock->first);
  if (error_number != 0) {
    g_free (lock->more);
    return error_number;
  }
  for (Segment *segment = first->next; lock->n_more < parts - 1; segment = segment->next) {
    error_number = as_lock_part (segment, segment->base, end, rw, &lock->more[lock->n_more]);
    if (error_number != 0) {
      as_pageunlock (lock);
      return error_number;
    }
    lock->n_more++;
  }
  return 0;
}

int as_pagelock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw, AsLock *lock)
{
  kernel_clock_update (vm->clock);
  uint64_t first = addr & ~PAGEOFFSET;
  uint64_t end;
  if (len == 0 || __builtin_add_overflow (addr, len, &end) || end > UINT64_MAX - PAGEOFFSET) {
    return as_fail (vm, EFAULT);
  }
  end = (end + PAGEOFFSET) & ~PAGEOFFSET;
  Segment *segment = as_segat (as, first);
  if (!segment) {
    return as_fail (vm, EFAULT);
  }
  lock->more = NULL;
  lock->n_more = 0;
  if (G_LIKELY (end <= segment_end (segment))) {
    return as_lock_part (segment, first, end, rw, &lock->first);
  }
  return as_lock_more (vm, segment, first, end, rw, lock);
}

void as_pageunlock (AsLock *lock)
{
  kernel_clock_update (segvn_data (lock->first.segment)->vm->clock);
  segvn_pageunlock (&lock->first);
  for (size_t i = 0; i < lock->n_more; i++) {
    segvn_pageunlock (&lock->more[i]);
  }
  g_free (lock->more);
}
