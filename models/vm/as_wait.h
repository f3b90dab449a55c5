/*
 * as_wait.h - operations that meet locked pages
 *
 * An operation that finds pages of its range locked for I/O ends with EAGAIN (surroundings §2, Purges). The
 * address-space layer then waits until an unlock in that address space wakes it, and starts over; unless
 * pages of the address space were reclaimed asynchronously meanwhile: then it starts over at once. Whatever
 * may wait runs in a simulated thread.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

/* One try of an operation on AS: 0, EAGAIN, or another errno value. */
typedef int (*AsAttempt) (AddressSpace *as, void *argument);

/* Tries ATTEMPT on AS until it does not end with EAGAIN. Aborts if it has to wait and no simulated thread
 * runs. */
int as_until_done (Vm *vm, AddressSpace *as, AsAttempt attempt, void *argument);

/* The running thread; aborts if no simulated thread runs. */
SimThread *vm_current_thread (const Vm *vm);

/* The running thread, which is at work in AS, waits until there is memory for NPAGES (memory_waiters.h), or
 * until TIME, when a page is read back. */
void vm_wait_for_memory (Vm *vm, const AddressSpace *as, uint64_t npages);
void vm_wait_until (Vm *vm, const AddressSpace *as, sim_time time);

/* A thread that waits for others to wake it, on its stack. */
struct VmWaiter {
  VmWaiter *next;
  SimThread *thread;
};

/* Wakes all of WAITERS, which then are none. */
void vm_wake_waiters (VmWaiter **waiters);

/* Pages of a segment of AS were reclaimed, asynchronously if ASYNC, which is remembered. Wakes the operations
 * that wait if none of its pages is locked any more (LEFT is 0). */
static inline void as_note_reclaim (AddressSpace *as, uint64_t left, bool async)
{
  as->async_reclaims += async;
  if (left == 0 && as->waiters) {
    vm_wake_waiters (&as->waiters);
  }
}

/* The last mapping of shared anonymous memory goes: what the cache has of AMP is purged, and the running
 * thread waits until none of its pages is locked. */
void anonmap_purge (Vm *vm, AnonMap *amp);

/* AMP has no locked pages any more: the thread that waits in anonmap_purge goes on. */
static inline void anonmap_note_unlocked (AnonMap *amp)
{
  if (__builtin_expect (amp->purge_waiter != NULL, 0)) {
    sim_thread_wake (amp->purge_waiter);
    amp->purge_waiter = NULL;
  }
}
