/* as_wait.c - operations wait for unlocked pages, for memory and for the swap device */
#include "as_wait.h"

#include "memory_waiters.h"
#include "vm_observer.h"

uint64_t vm_begin_wait (Vm *vm, VmWait what, const AddressSpace *as)
{
  uint64_t number = ++vm->waits;
  if (vm->observer) {
    vm->observer->wait_begun (vm->observer->user, what, as, number);
  }
  return number;
}

void vm_end_wait (const Vm *vm, VmWait what, uint64_t number)
{
  if (vm->observer) {
    vm->observer->wait_ended (vm->observer->user, what, number);
  }
}

/* Suspends the running thread, to which those who will wake it have a pointer, until it is woken. */
static void vm_suspend (Vm *vm, VmWait what, const AddressSpace *as)
{
  uint64_t number = vm_begin_wait (vm, what, as);
  sim_time begin = event_queue_now (vm->clock->queue);
  vm->as.waits++;
  vm->as.waiting++;
  sim_thread_suspend (vm->threads);
  vm->as.waiting--;
  vm->as.wait_ns += event_queue_now (vm->clock->queue) - begin;
  vm_end_wait (vm, what, number);
  kernel_clock_update (vm->clock);
}

SimThread *vm_current_thread (const Vm *vm)
{
  SimThread *thread = vm->threads ? sim_thread_current (vm->threads) : NULL;
  if (!thread) {
    g_error (
        "only a simulated thread can wait for locked pages, for memory, or for the end of a shadow list");
  }
  return thread;
}

static void as_wait (Vm *vm, AddressSpace *as)
{
  VmWaiter waiter = { .thread = vm_current_thread (vm) };
  VmWaiter **end = &as->waiters;
  while (*end) {
    end = &(*end)->next;
  }
  *end = &waiter;
  vm_suspend (vm, VM_WAIT_UNLOCK, as);
}

void vm_wake_waiters (VmWaiter **waiters)
{
  VmWaiter *next;
  for (VmWaiter *waiter = *waiters; waiter; waiter = next) {
    next = waiter->next;
    sim_thread_wake (waiter->thread);
  }
  *waiters = NULL;
}

int as_until_done (Vm *vm, AddressSpace *as, AsAttempt attempt, void *argument)
{
  uint64_t reclaims = as->async_reclaims;
  for (;;) {
    int error_number = attempt (as, argument);
    as_settle_zone (as);
    if (error_number != EAGAIN) {
      return error_number;
    }
    if (as->async_reclaims != reclaims) {
      reclaims = as->async_reclaims;
      vm->as.retries++;
    } else {
      as_wait (vm, as);
    }
  }
}

typedef struct {
  MemoryWaiter waiter; /* first */
  SimThread *thread;
} MemoryWait;

static void vm_wake_for_memory (MemoryWaiter *waiter)
{
  sim_thread_wake (((MemoryWait *)(void *)waiter)->thread);
}

void vm_wait_for_memory (Vm *vm, const AddressSpace *as, uint64_t npages)
{
  MemoryWait wait = { .waiter = { .wake = vm_wake_for_memory, .whose = as },
                      .thread = vm_current_thread (vm) };
  memory_waiters_add (vm->kernel->memory_waiters, &wait.waiter, npages);
  sim_thread_suspend (vm->threads);
  kernel_clock_update (vm->clock);
}

void vm_wait_until (Vm *vm, const AddressSpace *as, sim_time time)
{
  sim_time now = event_queue_now (vm->clock->queue);
  if (time > now) {
    vm_current_thread (vm);
    uint64_t number = vm_begin_wait (vm, VM_WAIT_SWAP, as);
    sim_thread_sleep (vm->threads, time - now);
    vm_end_wait (vm, VM_WAIT_SWAP, number);
    kernel_clock_update (vm->clock);
  }
}

void anonmap_purge (Vm *vm, AnonMap *amp)
{
  seg_ppurge (vm->pcache, NULL, &amp->owner, 0);
  while (amp->softlockcnt != 0) {
    amp->purge_waiter = vm_current_thread (vm);
    vm_suspend (vm, VM_WAIT_ANON_MAP, NULL);
  }
}
