/* io_buffer.c - locking and unlocking buffers, and waiting for the memory that this needs */
#include "io_buffer.h"

#include <glib.h>

/* Waits for one page at a time, as a page fault does. */
static void io_buffer_wait (IoBuffer *buffer)
{
  *buffer->n_waiting += 1;
  memory_waiters_add (buffer->vm->kernel->memory_waiters, &buffer->waiter, 1);
}

static void io_buffer_do_lock (void *argument)
{
  IoBuffer *buffer = argument;
  int error_number =
      as_pagelock (buffer->vm, buffer->as, buffer->addr, buffer->bytes, buffer->rw, &buffer->lock);
  buffer->is_locked = error_number == 0;
  if (G_UNLIKELY (error_number == EAGAIN)) {
    io_buffer_wait (buffer);
  }
  buffer->locked (buffer, error_number);
}

static void io_buffer_wake (MemoryWaiter *waiter)
{
  IoBuffer *buffer = event_container (waiter, IoBuffer, waiter);
  *buffer->n_waiting -= 1;
  blocking_do (buffer->vm, io_buffer_do_lock, buffer);
}

void io_buffer_init (IoBuffer *buffer, Vm *vm, AddressSpace *as, uint64_t *n_waiting)
{
  *buffer = (IoBuffer){ .vm = vm, .as = as, .waiter = { .wake = io_buffer_wake, .whose = as } };
  buffer->n_waiting = n_waiting;
}

void io_buffer_lock (IoBuffer *buffer, uint64_t addr, uint64_t bytes, SegRw rw, IoBufferLocked locked)
{
  buffer->addr = addr;
  buffer->bytes = bytes;
  buffer->rw = rw;
  buffer->locked = locked;
  blocking_do (buffer->vm, io_buffer_do_lock, buffer);
}

static void io_buffer_do_unlock (void *argument)
{
  IoBuffer *buffer = argument;
  uint64_t cost_ns = as_pageunlock (&buffer->lock);
  buffer->unlocked (buffer, cost_ns);
}

void io_buffer_unlock (IoBuffer *buffer, IoBufferUnlocked unlocked)
{
  buffer->unlocked = unlocked;
  buffer->is_locked = false;
  blocking_do (buffer->vm, io_buffer_do_unlock, buffer);
}

void io_buffer_stop_waiting (IoBuffer *buffer)
{
  if (memory_waiter_is_waiting (&buffer->waiter)) {
    *buffer->n_waiting -= 1;
    memory_waiters_remove (buffer->vm->kernel->memory_waiters, &buffer->waiter);
  }
}

void io_buffer_abandon (IoBuffer *buffer)
{
  io_buffer_stop_waiting (buffer);
  if (buffer->is_locked) {
    buffer->is_locked = false;
    as_pageunlock (&buffer->lock);
  }
}
