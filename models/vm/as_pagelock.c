/* as_pagelock.c - a buffer is locked segment by segment (surroundings §4) */
#include "as_pagelock.h"

#include "segvn.h"

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
  case EAGAIN:
    counters->must_wait++;
    break;
  default:
    counters->failed_fault++;
    break;
  }
  return error_number;
}

/* How a driver locks: through the cache, or by faults. */
typedef enum { AS_PAGELOCK, AS_SOFTLOCK } AsLockKind;

typedef struct {
  Segment *first; /* the segment in which the request begins */
  uint64_t addr, end;
  SegRw rw;
  size_t n_more; /* how many adjacent segments follow FIRST in the request */
} AsRequest;

/* Counts in *N_MORE the segments after FIRST of a request up to END; false if there is a gap. */
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

/* Calls segvn directly, not through its driver, since nearly all memory is segvn's. */
static inline int as_pagelock_part (Segment *segment, uint64_t addr, uint64_t len, SegRw rw,
                                    SegmentLock *lock)
{
  if (G_LIKELY (segment_is_segvn (segment))) {
    return segvn_pagelock (segment, addr, len, rw, lock);
  }
  return segment->driver->pagelock (segment, addr, len, rw, lock);
}

static inline void as_unlock_part (const SegmentLock *lock)
{
  if (G_LIKELY (segment_is_segvn (lock->segment))) {
    segvn_pageunlock (lock);
  } else {
    lock->segment->driver->pageunlock (lock);
  }
}

/* Returns part I of LOCK. */
static SegmentLock *as_part (AsLock *lock, size_t i)
{
  return i == 0 ? &lock->first : &lock->more[i - 1];
}

static void as_unlock_parts (AsLock *lock)
{
  for (size_t i = 0; i <= lock->n_more; i++) {
    as_unlock_part (as_part (lock, i));
  }
}

/* Locks each part of REQUEST as KIND says, or none if one fails. LOCK has room for all parts. */
static int as_lock_parts (const AsRequest *request, AsLockKind kind, AsLock *lock)
{
  Segment *segment = request->first;
  uint64_t addr = request->addr;
  for (size_t i = 0; i <= request->n_more; i++) {
    const SegmentDriver *driver = segment->driver;
    uint64_t end = MIN (request->end, segment_end (segment));
    int error_number = (kind == AS_PAGELOCK ? driver->pagelock : driver->softlock) (
        segment, addr, end - addr, request->rw, as_part (lock, i));
    if (error_number != 0) {
      for (size_t locked = 0; locked < i; locked++) {
        as_unlock_part (as_part (lock, locked));
      }
      lock->vm->counters.more_parts += i;
      return error_number;
    }
    segment = segment->next;
    addr = end;
  }
  lock->n_more = request->n_more;
  lock->vm->counters.more_parts += lock->n_more;
  return 0;
}

/* Sets when the device may begin. Only soft locks have to wait, for pages that are read back. */
static void as_set_ready (AsLock *lock)
{
  for (size_t i = 0; lock->first.outcome == PAGELOCK_SOFT && i <= lock->n_more; i++) {
    lock->ready = MAX (lock->ready, as_part (lock, i)->ready);
  }
}

/* Locks a request of several parts, or soft-locks the whole request if a driver refused a part. */
static G_GNUC_NO_INLINE int as_lock_slowly (Vm *vm, AsRequest *request, int error_number, AsLock *lock)
{
  if (error_number == 0) {
    if (!as_count_more (request->first, request->end, &request->n_more)) {
      return as_fail (vm, EFAULT);
    }
    lock->more = g_new (SegmentLock, request->n_more);
    error_number = as_lock_parts (request, AS_PAGELOCK, lock);
  }
  if (error_number == EFAULT || error_number == ENOTSUP) {
    error_number = as_lock_parts (request, AS_SOFTLOCK, lock);
  }
  if (error_number != 0) {
    g_free (lock->more);
    return as_fail (vm, error_number);
  }
  as_set_ready (lock);
  return 0;
}

static inline int as_lock_buffer (Vm *vm, const AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw,
                                  AsLock *lock)
{
  uint64_t end;
  if (len == 0 || __builtin_add_overflow (addr, len, &end)
      || end > UINT64_MAX - page_offset_mask (vm->pages)) {
    return as_fail (vm, EFAULT);
  }
  AsRequest request = { .first = as_segat (as, addr),
                        .addr = page_floor (vm->pages, addr),
                        .end = page_ceil (vm->pages, end),
                        .rw = rw };
  if (!request.first) {
    return as_fail (vm, EFAULT);
  }
  lock->vm = vm;
  lock->ready = as->held_until;
  lock->more = NULL;
  lock->n_more = 0;
  int error_number = 0;
  if (G_LIKELY (request.end <= segment_end (request.first))) {
    error_number =
        as_pagelock_part (request.first, request.addr, request.end - request.addr, rw, &lock->first);
    if (G_LIKELY (error_number == 0)) {
      return 0;
    }
  }
  return as_lock_slowly (vm, &request, error_number, lock);
}

int as_pagelock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw, AsLock *lock)
{
  kernel_clock_update (vm->clock);
  vm_begin_charges (vm, &lock->cost_ns);
  int error_number = as_lock_buffer (vm, as, addr, len, rw, lock);
  vm_end_charges (vm);
  return error_number;
}

uint64_t as_pageunlock (AsLock *lock)
{
  Vm *vm = lock->vm;
  kernel_clock_update (vm->clock);
  uint64_t cost_ns;
  vm_begin_charges (vm, &cost_ns);
  if (G_UNLIKELY (lock->n_more > 0)) {
    as_unlock_parts (lock);
    g_free (lock->more);
  } else {
    as_unlock_part (&lock->first);
  }
  vm_end_charges (vm);
  return cost_ns;
}
