/*
 * io_buffer.h - a buffer that is locked for a device
 *
 * All I/O of the workloads goes through this: only io_buffer.c calls as_pagelock and as_pageunlock.  A lock
 * or an unlock may take simulated time (blocking_do), so neither returns anything: the caller is told by a
 * continuation that it is over, and what it cost.
 *
 * A continuation is called once for each attempt, in the callback that asked for it or later.  It may do
 * whatever a callback of an event may, also lock or unlock this buffer again; it may not block.
 */
#pragma once

#include "as_pagelock.h"
#include "memory_waiters.h"

/* Work that may block. Its last step does whatever depends on the work. */
typedef void (*BlockingWork) (void *argument);

/* Has WORK (ARGUMENT) done on VM's machine. The callback of an event cannot wait. So workloads do through
 * this function what they do, in such callbacks, to address spaces and to the cache. Whatever depends on the
 * work is the last step of the work: its continuation.
 *
 * The instant kernel (blocking.c), in which no lock is ever waited for, does the work before this returns,
 * and fires no event for it.  A kernel whose locks take simulated time has one of its threads do the work,
 * and this function returns earlier.  So a caller must put its own data in order before the call, and may not
 * rely on the work being done after the call.  A continuation must not rely on being called inside its
 * caller, or at the same time. */
void blocking_do (Vm *vm, BlockingWork work, void *argument);

typedef struct IoBuffer IoBuffer;

/* Called when an attempt to lock BUFFER is over, which took lock.cost_ns of the caller's time. 0: BUFFER is
 * locked, and its device may begin at lock.ready. EAGAIN: BUFFER waits for memory; this function is called
 * again after the next attempt. Any other errno value: BUFFER could not be locked. */
typedef void (*IoBufferLocked) (IoBuffer *buffer, int error_number);

/* Called when BUFFER is unlocked, which took COST_NS of the caller's time. */
typedef void (*IoBufferUnlocked) (IoBuffer *buffer, uint64_t cost_ns);

struct IoBuffer {
  AsLock lock;
  Vm *vm;
  AddressSpace *as;
  uint64_t addr;
  uint64_t bytes;
  SegRw rw;
  bool is_locked; /* and io_buffer_unlock was not called yet */
  IoBufferLocked locked;
  IoBufferUnlocked unlocked;
  MemoryWaiter waiter; /* for the memory that the lock needs */
  uint64_t *n_waiting; /* how many buffers wait for memory, this among them */
};

/* Makes BUFFER, in AS and not locked. *N_WAITING counts BUFFER while it waits for memory. */
void io_buffer_init (IoBuffer *buffer, Vm *vm, AddressSpace *as, uint64_t *n_waiting);

/* Locks BYTES at ADDR for a device that will do RW, and calls LOCKED. */
void io_buffer_lock (IoBuffer *buffer, uint64_t addr, uint64_t bytes, SegRw rw, IoBufferLocked locked);

/* Unlocks BUFFER, which is locked, and calls UNLOCKED. */
void io_buffer_unlock (IoBuffer *buffer, IoBufferUnlocked unlocked);

/* Stops BUFFER's wait for memory, if there is one. Calls no continuation. */
void io_buffer_stop_waiting (IoBuffer *buffer);

/* After the run: stops BUFFER's wait, and unlocks BUFFER if it is locked. Calls no continuation. No attempt
 * may be under way. */
void io_buffer_abandon (IoBuffer *buffer);
