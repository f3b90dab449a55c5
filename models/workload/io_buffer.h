/*
 * io_buffer.h - a buffer that is locked for a device
 *
 * The narrow waist of all I/O: of the workloads, this alone calls as_pagelock and as_pageunlock.  A lock or
 * an unlock may take simulated time (blocking_do), so neither returns anything: the caller is told by a
 * continuation that it is over, and what it cost.
 *
 * A continuation is called once for each attempt, in the callback that asked for it or later.  It may do
 * whatever a callback of an event may, also lock or unlock this buffer again; it may not block.
 */
#pragma once

#include "as_pagelock.h"
#include "memory_waiters.h"

/* May block; does whatever follows from it at its end. */
typedef void (*BlockingWork) (void *argument);

/* Has WORK (ARGUMENT) done on VM's machine. The callback of an event cannot wait, so what workloads do to
 * address spaces and to the cache from such callbacks, they have done here, and what depends on it follows as
 * the last step of that work: its continuation.
 *
 * The instant kernel (blocking.c), in which no lock is ever waited for, does the work before this returns,
 * and fires no event for it.  A kernel whose locks take simulated time has one of its threads do it, and this
 * returns before.  So a caller must have left its own data in order before it calls, and may not go on as if
 * the work had been done; and a continuation must not suppose that it runs inside its caller, or that the
 * time is still the same. */
void blocking_do (Vm *vm, BlockingWork work, void *argument);

typedef struct IoBuffer IoBuffer;

/* An attempt to lock BUFFER is over; it took BUFFER's lock.cost_ns of the caller's time. 0: it is locked, and
 * its device may begin at BUFFER's lock.ready. EAGAIN: it waits for memory, and the continuation will be
 * called again after the next attempt. Any other errno value: it could not be locked. */
typedef void (*IoBufferLocked) (IoBuffer *buffer, int error_number);

/* BUFFER is unlocked, which took COST_NS of the caller's time. */
typedef void (*IoBufferUnlocked) (IoBuffer *buffer, uint64_t cost_ns);

struct IoBuffer {
  AsLock lock;
  Vm *vm;
  AddressSpace *as;
  uint64_t addr;
  uint64_t bytes;
  SegRw rw;
  bool is_locked; /* and its unlock has not been asked for */
  IoBufferLocked locked;
  IoBufferUnlocked unlocked;
  MemoryWaiter waiter; /* for the memory that the lock needs */
  uint64_t *n_waiting; /* how many buffers wait for memory, this among them */
};

/* BUFFER is in AS, and not locked. It counts itself at *N_WAITING while it waits for memory. */
void io_buffer_init (IoBuffer *buffer, Vm *vm, AddressSpace *as, uint64_t *n_waiting);

/* Locks BYTES at ADDR for a device that will do RW; LOCKED is told. */
void io_buffer_lock (IoBuffer *buffer, uint64_t addr, uint64_t bytes, SegRw rw, IoBufferLocked locked);

/* Unlocks BUFFER, which is locked; UNLOCKED is told. */
void io_buffer_unlock (IoBuffer *buffer, IoBufferUnlocked unlocked);

/* BUFFER no longer waits for memory; nothing happens if it does not. No continuation is called. */
void io_buffer_stop_waiting (IoBuffer *buffer);

/* The run is over: BUFFER no longer waits, and is unlocked if it is locked. No continuation is called, and no
 * attempt may be under way. */
void io_buffer_abandon (IoBuffer *buffer);
