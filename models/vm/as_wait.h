/*
 * as_wait.h - operations that meet locked pages
 *
 * An operation that finds pages of its range locked for I/O ends with EAGAIN (surroundings §2, Purges). The
 * address-space layer then waits until an unlock in that address space wakes it, and tries the operation
 * again. If pages of the address space were reclaimed asynchronously meanwhile, it does not wait, but tries
 * again at once. A function that may wait runs in a simulated thread.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

/* One try of an operation on AS: 0, EAGAIN, or another errno value. */
typedef int (*AsAttempt) (AddressSpace *as, void *argument);

/* Tries ATTEMPT on AS until it does not end with EAGAIN. Aborts if it has to wait and no simulated thread
 * runs. */
int as_until_done (Vm *vm, AddressSpace *as, AsAttempt attempt, void *argument);

/* Returns the running thread; aborts if no simulated thread runs. */
SimThread *vm_current_thread (const Vm *vm);

/* Has the running thread, which works in AS, wait until there is memory for NPAGES (memory_waiters.h), or
 * until TIME, when a page has been read back. */
void vm_wait_for_memory (Vm *vm, const AddressSpace *as, uint64_t npages);
void vm_wait_until (Vm *vm, const AddressSpace *as, sim_time time);

/* A thread that waits for others to wake it. The struct is on the stack of the thread. */
struct VmWaiter {
  VmWaiter *next;
  SimThread *thread;
};

/* Wakes all of WAITERS, and empties the list. */
void vm_wake_waiters (VmWaiter **waiters);

/* Notes that pages of a segment of AS were reclaimed, and counts the reclaim if it was asynchronous (ASYNC).
 * LEFT of the segment's pages are still locked; if LEFT is 0, wakes the operations that wait in AS. */
static inline void as_note_reclaim (AddressSpace *as, uint64_t left, bool async)
{
  as->async_reclaims += async;
  if (left == 0 && as->waiters) {
    vm_wake_waiters (&as->waiters);
  }
}

/* Before the last mapping of the shared memory AMP goes: purges AMP's entries from the cache, and has the
 * running thread wait until no page of AMP is locked. */
void anonmap_purge (Vm *vm, AnonMap *amp);

/* Wakes the thread that waits in anonmap_purge, if any: AMP has no locked pages any more. */
static inline void anonmap_note_unlocked (AnonMap *amp)
{
  if (__builtin_expect (amp->purge_waiter != NULL, 0)) {
    sim_thread_wake (amp->purge_waiter);
    amp->purge_waiter = NULL;
  }
}
