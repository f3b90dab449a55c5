/*
 * memory_waiters.h - who sleeps until there is memory
 *
 * What the kernel asks before pages are created (surroundings §5): a request for n pages goes on at n +
 * throttlefree free pages.  Those that wait stand in a row, and raise needfree while they do.  When pages
 * become free the first is woken if there are enough for it, then the next, through an event of the present
 * time; one that is woken and still lacks memory stands at the end again.
 */
#pragma once

#include "event_queue.h"
#include "kernel.h"

/* The kinds of the kernel's events in the run's fingerprint. */
enum { KERNEL_EVENT_MEMORY_FREED = 0x101 };

/* Whether NPAGES may be created now, by a request that may wait. */
static inline bool page_create_may_go_on (const Kernel *kernel, uint64_t npages)
{
  return kernel->freemem >= npages + kernel->throttlefree;
}

typedef struct MemoryWaiter MemoryWaiter;

/* All zeroes: nobody waits. All but `wake` and `whose` belong to the row. */
struct MemoryWaiter {
  void (*wake) (MemoryWaiter *waiter); /* there is memory: asks for it now */
  const void *whose;                   /* for its keeper and who observes: whose wait it is; may be NULL */
  uint64_t npages;                     /* > 0 while it waits */
  uint64_t number;                     /* of the wait, from 1 on */
  sim_time since;
  MemoryWaiter *next, *prev;
};

/* Is told of waits as they begin and end. */
typedef struct {
  void *user;
  void (*begun) (void *user, const MemoryWaiter *waiter);
  void (*ended) (void *user, const MemoryWaiter *waiter);
} MemoryWaitObserver;

struct MemoryWaiters {
  Kernel *kernel;
  EventQueue *queue;
  MemoryWaiter *first, *last;
  Event freed;
  uint64_t length;
  uint64_t waits;                     /* how often somebody began to wait */
  uint64_t wait_ns;                   /* how long those waited that were woken */
  const MemoryWaitObserver *observer; /* of its keeper's; NULL: nobody */
};

extern const MetricTable MEMORY_WAITERS_METRICS;

/* A row for KERNEL, which knows it from here on. It must not be moved. */
void memory_waiters_init (MemoryWaiters *waiters, Kernel *kernel, EventQueue *queue);

/* Nobody waits any more; nobody is woken. */
void memory_waiters_clear (MemoryWaiters *waiters);

/* WAITER, which does not wait yet, needs NPAGES (> 0): stands at the end of the row, and needfree rises. */
void memory_waiters_add (MemoryWaiters *waiters, MemoryWaiter *waiter, uint64_t npages);

/* WAITER gives up; nothing if it does not wait. */
void memory_waiters_remove (MemoryWaiters *waiters, MemoryWaiter *waiter);

/* Pages became free: whoever can go on will be woken. */
void memory_waiters_notice (MemoryWaiters *waiters);

static inline bool memory_waiter_is_waiting (const MemoryWaiter *waiter)
{
  return waiter->npages > 0;
}
