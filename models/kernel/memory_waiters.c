/* memory_waiters.c - the row of those who wait for free pages, and waking them in order */
#include "memory_waiters.h"

#include <glib.h>

static bool memory_waiters_first_may_go_on (const MemoryWaiters *waiters)
{
  return waiters->first && page_create_may_go_on (waiters->kernel, waiters->first->npages);
}

static void memory_waiters_unlink (MemoryWaiters *waiters, MemoryWaiter *waiter)
{
  if (waiters->observer) {
    waiters->observer->ended (waiters->observer->user, waiter);
  }
  *(waiter->prev ? &waiter->prev->next : &waiters->first) = waiter->next;
  *(waiter->next ? &waiter->next->prev : &waiters->last) = waiter->prev;
  waiters->length--;
  waiters->kernel->needfree -= MIN (waiter->npages, waiters->kernel->needfree);
  waiter->npages = 0;
}

/* Each request that was in the row gets one turn; one that comes back stands behind all of them. */
static void memory_waiters_wake (Event *event)
{
  MemoryWaiters *waiters = event_container (event, MemoryWaiters, freed);
  for (uint64_t left = waiters->length; left > 0 && memory_waiters_first_may_go_on (waiters); left--) {
    MemoryWaiter *waiter = waiters->first;
    memory_waiters_unlink (waiters, waiter);
    waiters->wait_ns += event->time - waiter->since;
    waiter->wake (waiter);
  }
  memory_waiters_notice (waiters);
}

void memory_waiters_init (MemoryWaiters *waiters, Kernel *kernel, EventQueue *queue)
{
  *waiters = (MemoryWaiters){ .kernel = kernel, .queue = queue };
  event_init (&waiters->freed, memory_waiters_wake, KERNEL_EVENT_MEMORY_FREED);
  kernel->memory_waiters = waiters;
}

void memory_waiters_clear (MemoryWaiters *waiters)
{
  while (waiters->first) {
    memory_waiters_unlink (waiters, waiters->first);
  }
  event_queue_withdraw (waiters->queue, &waiters->freed);
  waiters->kernel->memory_waiters = NULL;
}

void memory_waiters_add (MemoryWaiters *waiters, MemoryWaiter *waiter, uint64_t npages)
{
  if (npages == 0 || memory_waiter_is_waiting (waiter)) {
    g_error ("memory_waiters_add: %" G_GUINT64_FORMAT " pages, waits for %" G_GUINT64_FORMAT " already",
             npages, waiter->npages);
  }
  waiter->npages = npages;
  waiter->since = event_queue_now (waiters->queue);
  waiter->next = NULL;
  waiter->prev = waiters->last;
  *(waiters->last ? &waiters->last->next : &waiters->first) = waiter;
  waiters->last = waiter;
  waiters->length++;
  waiters->waits++;
  waiters->kernel->needfree += npages;
  waiter->number = waiters->waits;
  if (waiters->observer) {
    waiters->observer->begun (waiters->observer->user, waiter);
  }
}

void memory_waiters_remove (MemoryWaiters *waiters, MemoryWaiter *waiter)
{
  if (memory_waiter_is_waiting (waiter)) {
    memory_waiters_unlink (waiters, waiter);
    memory_waiters_notice (waiters);
  }
}

void memory_waiters_notice (MemoryWaiters *waiters)
{
  if (memory_waiters_first_may_go_on (waiters) && !event_is_pending (&waiters->freed)) {
    event_queue_schedule_in (waiters->queue, &waiters->freed, 0);
  }
}

static const MetricRow memory_waiters_rows[] = {
  METRIC_ROW (MemoryWaiters, GAUGE, length, "throttle.waiting", "", "who waits for memory now"),
  METRIC_ROW (MemoryWaiters, COUNTER, waits, "throttle.waits", "",
              "times that somebody began to wait for memory",
              .advice = "memory is so short that processes stop: see who takes it, and what is locked"),
  METRIC_ROW (MemoryWaiters, COUNTER, wait_ns, "throttle.wait_time", "ns",
              "time that those waited who were woken"),
};

METRIC_TABLE_OF (MEMORY_WAITERS_METRICS, memory_waiters_rows);
