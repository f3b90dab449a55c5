#include "rdma.h"

#include "page_size.h"
#include "random.h"

#include <glib.h>

typedef struct Rdma Rdma;

typedef struct {
  Event next; /* registration, or deregistration if it is held */
  IoBuffer buffer;
  Rdma *workload;
  Random random;
  IoChoice range;
} RdmaRegion;

struct Rdma {
  Workload workload; /* first */
  IoContext context;
  RdmaOptions options;
  uint64_t next_place; /* sequential */
  RdmaRegion regions[];
};

static RdmaRegion *rdma_region_of_buffer (IoBuffer *buffer)
{
  return (RdmaRegion *)(void *)((char *)buffer - offsetof (RdmaRegion, buffer));
}

static uint64_t rdma_pages (const IoChoice *range)
{
  return btop (((range->addr + range->bytes + PAGEOFFSET) & ~PAGEOFFSET) - (range->addr & ~PAGEOFFSET));
}

static void rdma_count_held (const RdmaRegion *region, int64_t regions)
{
  RdmaCounters *counters = region->workload->options.counters;
  uint64_t n = (uint64_t)regions;
  counters->regions += n;
  counters->bytes += n * region->range.bytes;
  counters->pages += n * rdma_pages (&region->range);
}

/* Pages that are being read back from swap are waited for before the region's life begins. */
static void rdma_locked (IoBuffer *buffer, int error_number)
{
  RdmaRegion *region = rdma_region_of_buffer (buffer);
  const RdmaOptions *options = &region->workload->options;
  EventQueue *queue = region->workload->context.queue;
  if (error_number == 0) {
    rdma_count_held (region, 1);
    const AsLock *lock = &buffer->lock;
    sim_time begin = sim_time_add (MAX (event_queue_now (queue), lock->ready), lock->cost_ns);
    sim_time lifetime_ns = distribution_draw (options->lifetime, &region->random);
    event_queue_schedule (queue, &region->next, sim_time_add (begin, MAX (lifetime_ns, 1)));
  } else if (error_number != EAGAIN) {
    options->counters->failed++;
    event_queue_schedule_in (queue, &region->next, options->retry_ns);
  }
}

static void rdma_unlocked (IoBuffer *buffer, uint64_t cost_ns)
{
  RdmaRegion *region = rdma_region_of_buffer (buffer);
  const RdmaOptions *options = &region->workload->options;
  options->counters->deregistrations++;
  sim_time pause_ns = distribution_draw (options->pause, &region->random);
  event_queue_schedule_in (region->workload->context.queue, &region->next, sim_time_add (cost_ns, pause_ns));
}

static void rdma_next (Event *event)
{
  RdmaRegion *region = event_container (event, RdmaRegion, next);
  Rdma *workload = region->workload;
  if (region->buffer.is_locked) {
    rdma_count_held (region, -1);
    io_buffer_unlock (&region->buffer, rdma_unlocked);
  } else if (!io_context_is_over (&workload->context, event->time)) {
    workload->options.counters->registrations++;
    IoChoice range = io_pattern_draw (&workload->options.pattern, &workload->context, &workload->next_place,
                                      &region->random);
    region->range = range;
    io_buffer_lock (&region->buffer, range.addr, range.bytes, io_rw (range.op), rdma_locked);
  }
}

/* REGION is neither waited for nor in use any more. Whether it is held still. */
static bool rdma_stop (RdmaRegion *region)
{
  io_buffer_stop_waiting (&region->buffer);
  if (event_is_pending (&region->next)) {
    event_queue_cancel (region->workload->context.queue, &region->next);
  }
  if (region->buffer.is_locked) {
    rdma_count_held (region, -1);
  }
  return region->buffer.is_locked;
}

static void rdma_closed (IoBuffer *buffer, uint64_t cost_ns)
{
  (void)cost_ns;
  rdma_region_of_buffer (buffer)->workload->options.counters->deregistrations++;
}

/* The process closes what it had of the adapter: no region is held, nor registered any more. */
static void rdma_leave (Workload *base)
{
  Rdma *workload = (Rdma *)(void *)base;
  for (uint64_t i = 0; i < workload->options.regions; i++) {
    if (rdma_stop (&workload->regions[i])) {
      io_buffer_unlock (&workload->regions[i].buffer, rdma_closed);
    }
  }
}

static void rdma_free (Workload *base)
{
  Rdma *workload = (Rdma *)(void *)base;
  for (uint64_t i = 0; i < workload->options.regions; i++) {
    rdma_stop (&workload->regions[i]);
    io_buffer_abandon (&workload->regions[i].buffer);
  }
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
    io_buffer_init (&region->buffer, context->vm, context->as, &options->counters->waiting);
    char *stream = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, options->stream, i);
    random_init (&region->random, options->seed, options->run, stream);
    g_free (stream);
    event_init (&region->next, rdma_next, WORKLOAD_EVENT_REGION);
    sim_time pause_ns = distribution_draw (options->pause, &region->random);
    event_queue_schedule (context->queue, &region->next, sim_time_add (context->start, pause_ns));
  }
  return &workload->workload;
}
