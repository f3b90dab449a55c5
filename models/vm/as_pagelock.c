#include "as_pagelock.h"

#include "page_size.h"

#include <glib.h>

static G_GNUC_NO_INLINE int as_fail (Vm *vm, int error_number)
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

/* segvn_pagelock or segvn_softlock. */
typedef int (*SegmentLock) (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegvnLock *lock);

typedef struct {
  Segment *first; /* the segment that it begins in */
  uint64_t addr, end;
  SegRw rw;
  size_t n_more; /* how many adjacent segments it goes on into */
} AsRequest;

/* How many segments after FIRST a request up to END goes on into; false if there is a gap. */
static bool as_count_more (const Segment *first, uint64_t end, size_t *n_more)
{
  *n_more = 0;
  for (const Segment *segment = first; segment_end (segment) < end; segment = segment->next) {
    if (!segment->next || segment->next->base != segment_end (segment)) {
      return false;
    }
    *n_more += 1;
  }
  return true;
}

static void as_unlock_parts (AsLock *lock)
{
  segvn_pageunlock (&lock->first);
  for (size_t i = 0; i < lock->n_more; i++) {
    segvn_pageunlock (&lock->more[i]);
  }
}

/* Locks each part of REQUEST by LOCK_PART; undone if one fails. LOCK has room for all. */
static int as_lock_parts (const AsRequest *request, SegmentLock lock_part, AsLock *lock)
{
  Segment *segment = request->first;
  uint64_t len = MIN (request->end, segment_end (segment)) - request->addr;
  int error_number = lock_part (segment, request->addr, len, request->rw, &lock->first);
  if (error_number != 0) {
    return error_number;
  }
  for (lock->n_more = 0; lock->n_more < request->n_more; lock->n_more++) {
    segment = segment->next;
    len = MIN (request->end, segment_end (segment)) - segment->base;
    error_number = lock_part (segment, segment->base, len, request->rw, &lock->more[lock->n_more]);
    if (error_number != 0) {
      as_unlock_parts (lock);
      return error_number;
    }
  }
  return 0;
}

/* All that is not one part that its driver locks at once. What a driver refuses has the whole request soft-locked. */
static G_GNUC_NO_INLINE int as_lock_slowly (AsRequest *request, int error_number, AsLock *lock)
{
  Vm *vm = segvn_data (request->first)->vm;
  if (error_number == 0) {
    if (!as_count_more (request->first, request->end, &request->n_more)) {
      return as_fail (vm, EFAULT);
    }
    lock->more = g_new (SegvnLock, request->n_more);
    error_number = as_lock_parts (request, segvn_pagelock, lock);
  }
  if (error_number == EFAULT || error_number == ENOTSUP) {
    error_number = as_lock_parts (request, segvn_softlock, lock);
  }
  if (error_number != 0) {
    g_free (lock->more);
    return as_fail (vm, error_number);
  }
  return 0;
}

int as_pagelock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw, AsLock *lock)
{
  kernel_clock_update (vm->clock);
  uint64_t end;
  if (len == 0 || __builtin_add_overflow (addr, len, &end) || end > UINT64_MAX - PAGEOFFSET) {
    return as_fail (vm, EFAULT);
  }
  AsRequest request = { .first = as_segat (as, addr),
                        .addr = addr & ~PAGEOFFSET,
                        .end = (end + PAGEOFFSET) & ~PAGEOFFSET,
                        .rw = rw };
  if (!request.first) {
    return as_fail (vm, EFAULT);
  }
  lock->clock = vm->clock;
  lock->more = NULL;
  lock->n_more = 0;
  int error_number = 0;
  if (G_LIKELY (request.end <= segment_end (request.first))) {
    error_number = segvn_pagelock (request.first, request.addr, request.end - request.addr, rw, &lock->first);
    if (G_LIKELY (error_number == 0)) {
      return 0;
    }
  }
  return as_lock_slowly (&request, error_number, lock);
}

void as_pageunlock (AsLock *lock)
{
  kernel_clock_update (lock->clock);
  if (G_UNLIKELY (lock->n_more > 0)) {
    as_unlock_parts (lock);
    g_free (lock->more);
    return;
  }
  segvn_pageunlock (&lock->first);
}
