/*
 * memory_waiters.h - who sleeps until there is memory
 *
 * Before the kernel creates n pages, it checks that n + throttlefree pages are free (surroundings §5).
 * Requests that must wait stand in a row, and raise needfree while they wait.  When pages become free, an
 * event at the present time wakes the first request if there are enough pages for it, then the next.  A
 * request that is woken and still lacks memory goes to the end of the row.
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

/* All zeroes: it does not wait. The keeper sets `wake` and `whose`; the rest belongs to the row. */
struct MemoryWaiter {
  void (*wake) (MemoryWaiter *waiter); /* called when there is memory, to ask for it */
  const void *whose;                   /* whose wait it is, for the keeper and observers; may be NULL */
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
  uint64_t wait_ns;                   /* the waits of those that were woken, added up */
  const MemoryWaitObserver *observer; /* the keeper's; NULL: none */
};

extern const MetricTable MEMORY_WAITERS_METRICS;

/* Makes WAITERS the row of KERNEL, which points to it from here on. WAITERS must not be moved. */
void memory_waiters_init (MemoryWaiters *waiters, Kernel *kernel, EventQueue *queue);

/* Empties the row, and wakes nobody. */
void memory_waiters_clear (MemoryWaiters *waiters);

/* Puts WAITER, which does not wait yet, at the end of the row, for NPAGES (> 0), and raises needfree. */
void memory_waiters_add (MemoryWaiters *waiters, MemoryWaiter *waiter, uint64_t npages);

/* Takes WAITER out of the row; does nothing if it does not wait. */
void memory_waiters_remove (MemoryWaiters *waiters, MemoryWaiter *waiter);

/* Pages became free: sees to it that those who can go on are woken. */
void memory_waiters_notice (MemoryWaiters *waiters);

static inline bool memory_waiter_is_waiting (const MemoryWaiter *waiter)
{
  return waiter->npages > 0;
}
