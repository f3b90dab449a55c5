/*
 * as_pagelock.h - locking of a user's buffer for a device (surroundings §4)
 *
 * The request is rounded to pages and split at segment boundaries, and each segment locks its part. If a
 * driver refuses its part, all parts are unlocked again, and the whole request is soft-locked by faults.
 */
#pragma once

#include "vm.h"

/* A locked buffer, from as_pagelock to as_pageunlock. */
typedef struct {
  Vm *vm;
  uint64_t cost_ns; /* the caller's time that as_pagelock took, also if it failed */
  sim_time ready;   /* earliest time for the device: pages are read, or a fork copies; may be past */
  SegmentLock first;
  SegmentLock *more; /* the parts after the first, of a request over several segments */
  size_t n_more;
} AsLock;

/* Locks LEN bytes at ADDR of AS for a device that will do RW. 0, with LOCK filled in for as_pageunlock; else,
 * with nothing locked, EFAULT (the range wraps, is empty, or has a gap), EACCES, ENOMEM, or EAGAIN: memory is
 * short, so the caller waits for a page (memory_waiters.h) and tries again when it is woken. */
int as_pagelock (Vm *vm, AddressSpace *as, uint64_t addr, uint64_t len, SegRw rw, AsLock *lock);

/* Unlocks the buffer after the I/O. Returns how much of the caller's time that took, in ns. */
uint64_t as_pageunlock (AsLock *lock);
