#include "rdma.h"

#include "page_size.h"
#include "random.h"

#include <glib.h>

typedef struct Rdma Rdma;

typedef struct {
  Event next; /* registration, or deregistration if it is held */
  AsLock lock;
  MemoryWaiter waiter;
  Rdma *workload;
  Random random;
  IoChoice range;
  bool held;
} RdmaRegion;

struct Rdma {
  Workload workload; /* first */
  IoContext context;
  RdmaOptions options;
  uint64_t next_place; /* sequential */
  RdmaRegion regions[];
};

static uint64_t rdma_pages (const IoChoice *range)
{
  return btop (((range->addr + range->bytes + PAGEOFFSET) & ~PAGEOFFSET) - (range->addr & ~PAGEOFFSET));
}

static void rdma_set_held (RdmaRegion *region)
{
  RdmaCounters *counters = region->workload->options.counters;
  region->held = true;
  counters->regions++;
  counters->bytes += region->range.bytes;
  counters->pages += rdma_pages (&region->range);
}

/* Returns what that took of the caller's time. */
static uint64_t rdma_unlock (RdmaRegion *region)
{
  RdmaCounters *counters = region->workload->options.counters;
  region->held = false;
  counters->regions--;
  counters->bytes -= region->range.bytes;
  counters->pages -= rdma_pages (&region->range);
  return as_pageunlock (&region->lock);
}

/* Pages that are being read back from swap are waited for before the region's life begins. */
static void rdma_lock (RdmaRegion *region)
{
  const RdmaOptions *options = &region->workload->options;
  const IoContext *context = &region->workload->context;
  const IoChoice *range = &region->range;
  int error_number =
      as_pagelock (context->vm, context->as, range->addr, range->bytes, io_rw (range->op), &region->lock);
  if (error_number == EAGAIN) {
    options->counters->waiting++;
    memory_waiters_add (context->vm->kernel->memory_waiters, &region->waiter, 1);
  } else if (error_number != 0) {
    options->counters->failed++;
    event_queue_schedule_in (context->queue, &region->next, options->retry_ns);
  } else {
    rdma_set_held (region);
    sim_time begin =
        sim_time_add (MAX (event_queue_now (context->queue), region->lock.ready), region->lock.cost_ns);
    sim_time lifetime_ns = distribution_draw (options->lifetime, &region->random);
    event_queue_schedule (context->queue, &region->next, sim_time_add (begin, MAX (lifetime_ns, 1)));
  }
}

static void rdma_wake (MemoryWaiter *waiter)
{
  RdmaRegion *region = (RdmaRegion *)(void *)((char *)waiter - offsetof (RdmaRegion, waiter));
  region->workload->options.counters->waiting--;
  rdma_lock (region);
}

static void rdma_next (Event *event)
{
  RdmaRegion *region = event_container (event, RdmaRegion, next);
  Rdma *workload = region->workload;
  if (region->held) {
    uint64_t busy_ns = rdma_unlock (region);
    workload->options.counters->deregistrations++;
    sim_time pause_ns = distribution_draw (workload->options.pause, &region->random);
    event_queue_schedule_in (workload->context.queue, &region->next, sim_time_add (busy_ns, pause_ns));
  } else if (!io_context_is_over (&workload->context, event->time)) {
    workload->options.counters->registrations++;
    region->range = io_pattern_draw (&workload->options.pattern, &workload->context, &workload->next_place,
                                     &region->random);
    rdma_lock (region);
  }
}

/* The process closes what it had of the adapter: nothing is held nor registered any more. Returns how many were held. */
static uint64_t rdma_close (Rdma *workload)
{
  uint64_t held = 0;
  for (uint64_t i = 0; i < workload->options.regions; i++) {
    RdmaRegion *region = &workload->regions[i];
    if (memory_waiter_is_waiting (&region->waiter)) {
      workload->options.counters->waiting--;
      memory_waiters_remove (workload->context.vm->kernel->memory_waiters, &region->waiter);
    }
    if (event_is_pending (&region->next)) {
      event_queue_cancel (workload->context.queue, &region->next);
    }
    if (region->held) {
      rdma_unlock (region);
      held++;
    }
  }
  return held;
}

static void rdma_leave (Workload *base)
{
  Rdma *workload = (Rdma *)(void *)base;
  workload->options.counters->deregistrations += rdma_close (workload);
}

static void rdma_free (Workload *base)
{
  Rdma *workload = (Rdma *)(void *)base;
  (void)rdma_close (workload);
  g_free (workload);
}

Workload *rdma_new (const IoContext *context, const RdmaOptions *options)
{
  Rdma *workload = g_malloc0 (sizeof (Rdma) + options->regions * sizeof (RdmaRegion));
  workload->workload = (Workload){ .leave = rdma_leave, .free = rdma_free };
  workload->context = *context;
  workload->options = *options;
  for (uint64_t i = 0; i < options->regions; i++) {
    RdmaRegion *region = &workload->regions[i];
    region->workload = workload;
    region->waiter.wake = rdma_wake;
    region->waiter.whose = context->as;
    char *stream = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, options->stream, i);
    random_init (&region->random, options->seed, options->run, stream);
    g_free (stream);
    event_init (&region->next, rdma_next, WORKLOAD_EVENT_REGION);
    sim_time pause_ns = distribution_draw (options->pause, &region->random);
    event_queue_schedule (context->queue, &region->next, sim_time_add (context->start, pause_ns));
  }
  return &workload->workload;
}
