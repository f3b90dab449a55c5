/*
 * as.h - what processes do with their address spaces
 *
 * mmap, munmap, mprotect, memcntl (page sizes), fork, exit, madvise and a change of zone, over all segments
 * of a range. An operation that finds pages locked for I/O waits until they are unlocked (as_wait.h), so all
 * functions but as_map, as_enter_zone and those for locks are called from a simulated thread; nothing else
 * takes simulated time. ADDR and SIZE are in bytes, results are 0 or an errno value.
 */
#pragma once

#include "vm.h"

typedef struct AnonMap AnonMap;
typedef struct SptAttachment SptAttachment;

/* ---- mappings ---- */

typedef struct {
  uint64_t base, size; /* whole pages of the page size code */
  unsigned szc;
  unsigned protection;
  AnonMap *amp; /* NULL: private */
  uint64_t amp_first_page;
} AsMapping;

/* Maps anonymous memory. ENOMEM if the range is not free. A private mapping becomes one with neighbours that
 * are alike, unless pages of one of them are locked (§2). */
int as_map (Vm *vm, AddressSpace *as, const AsMapping *mapping);

/* Attaches ISM or DISM. ENOMEM if the range is not free, or there is not enough memory. */
int as_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what);

/* Unmaps whatever is mapped in the range. EINVAL if a part of a large page would be left. */
int as_unmap (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* Changes the range to VALUE: mprotect (a set of Protection bits), memcntl with MC_HAT_ADVISE (a page size
 * code), madvise (a SegmentAdvice); mlock and munlock, of DISM, have none (0). ENOMEM if not all of the range
 * is mapped, or there is not enough memory; EINVAL if it is not whole pages of both sizes; ENOTSUP if a
 * segment there cannot be changed like this. */
int as_change (Vm *vm, AddressSpace *as, AsOp op, uint64_t addr, uint64_t size, unsigned value);

/* fork: CHILD, which is empty, gets a copy of each segment of PARENT, and its zone. ENOMEM, with CHILD empty;
 * while memory is short it waits. The caller lets *COPY_NS pass, the time for pages that had to be copied. */
int as_dup (Vm *vm, AddressSpace *parent, AddressSpace *child, sim_time *copy_ns);

/* exit: unmaps all. No I/O starts in AS from here on (AddressSpace.exiting). */
int as_exit (Vm *vm, AddressSpace *as);

/* A process writes SIZE bytes at ADDR: pages that are not there are made, and what it shares with others
 * since a fork is copied. EFAULT if it is not mapped, EACCES if it may not, ENOMEM if there is no memory. It
 * may wait for that, and for what is read back from swap. */
int as_write (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* §7: the process moves to ZONE with the swap that its segments reserve; EBUSY if one of them cannot. */
int as_enter_zone (Vm *vm, AddressSpace *as, Zone *zone);

/* ---- locking a user's buffer (surroundings §4) ---- */

/* The request is rounded to pages and split at segment boundaries, and each segment locks its part. If a
 * driver will not lock its part, all is undone and the whole request is soft-locked by faults. */

/* A locked buffer, from as_pagelock to as_pageunlock. */
typedef struct {
  Vm *vm;
  uint64_t cost_ns; /* what the call of as_pagelock took of the caller's time, also if it failed */
  sim_time
      ready; /* the device may not begin before: pages are read from swap, or a fork copies; may be past */
  SegmentLock first;
  SegmentLock *more; /* the parts after the first, of a request over several segments */
  size_t n_more;
} AsLock;

/* Locks LEN bytes at ADDR of AS for a device that will do RW. 0, with LOCK filled in for as_pageunlock; else
 * EFAULT (wraps, empty, or not mapped all through), EACCES or ENOMEM, with nothing locked; or EAGAIN: memory
 * has to come first, so the caller waits for a page (memory_waiters.h) and tries again when it is woken. */
int as_pagelock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw, AsLock *lock);

/* The I/O is over. Returns what that took of the caller's time, in ns. */
uint64_t as_pageunlock (AsLock *lock);
