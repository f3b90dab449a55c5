/*
 * as.h - what processes do with their address spaces
 *
 * mmap, munmap, mprotect, memcntl (page sizes), fork, exit, madvise and a change of zone, over all segments of a
 * range. An operation that finds pages locked for I/O waits until they are unlocked (as_wait.h), so all functions but
 * as_map and as_enter_zone are called from a simulated thread; nothing else takes simulated time here.  ADDR and SIZE
 * are in bytes, results are 0 or an errno value; each operation is counted.
 */
#pragma once

#include "segspt.h"
#include "segvn.h"

typedef struct {
  uint64_t base, size; /* whole pages of the page size code */
  unsigned szc;
  unsigned protection;
  AnonMap *amp; /* NULL: private */
  uint64_t amp_first_page;
} AsMapping;

/* Maps anonymous memory. ENOMEM if the range is not free. A private mapping becomes one with neighbours that are alike,
 * unless pages of one of them are locked (§2). */
int as_map (Vm *vm, AddressSpace *as, const AsMapping *mapping);

/* Attaches ISM or DISM. ENOMEM if the range is not free, or there is not enough memory. */
int as_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what);

/* Unmaps whatever is mapped in the range. EINVAL if a part of a large page would be left. */
int as_unmap (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* ENOMEM if not all of the range is mapped. */
int as_setprot (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size, unsigned protection);

/* memcntl with MC_HAT_ADVISE: pages of code SZC. ENOMEM if not all of the range is mapped, EINVAL if it is not whole
 * pages of both sizes. */
int as_setpagesize (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size, unsigned szc);

/* madvise. ENOMEM if not all of the range is mapped. */
int as_advise (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size, SegmentAdvice advice);

/* mlock and munlock, of DISM. ENOMEM if not all of the range is mapped, or there is not enough memory. */
int as_mlock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);
int as_munlock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* fork: CHILD, which is empty, gets a copy of each segment of PARENT, and its zone. ENOMEM, with CHILD empty; while
 * memory is short it waits. *COPY_NS is the time for the pages that had to be copied at once; the caller lets it
 * pass. */
int as_dup (Vm *vm, AddressSpace *parent, AddressSpace *child, sim_time *copy_ns);

/* exit: unmaps all. No I/O starts in AS from here on (AddressSpace.exiting). */
int as_exit (Vm *vm, AddressSpace *as);

/* A process writes SIZE bytes at ADDR: pages that are not there are made, and what it shares with others since a fork
 * is copied. EFAULT if it is not mapped, EACCES if it may not, ENOMEM if there is no memory. It may wait for that,
 * and for what is read back from swap. */
int as_write (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t size);

/* §7: the process moves to ZONE with the swap that its segments reserve; EBUSY if one of them cannot. */
int as_enter_zone (Vm *vm, AddressSpace *as, Zone *zone);
