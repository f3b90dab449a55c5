/* rdma.c - memory regions that are registered for remote access */
#include "page_size.h"
#include "workload_options.h"

#include <glib.h>

typedef struct Rdma Rdma;

typedef struct {
  Event next; /* the next registration; of a held region, its deregistration */
  IoBuffer buffer;
  Rdma *workload;
  Random random;
  IoChoice range;
} RdmaRegion;

struct Rdma {
  Workload base; /* first */
  const RdmaOptions *options;
  RdmaCounters *counters;
  IoPattern pattern;
  Distribution *lifetime, *pause;
  RdmaRegion *regions; /* the options say how many */
};

static uint64_t rdma_pages (const PageSizes *pages, const IoChoice *range)
{
  return page_btop (pages, page_ceil (pages, range->addr + range->bytes) - page_floor (pages, range->addr));
}

static void rdma_count_held (const RdmaRegion *region, int64_t regions)
{
  RdmaCounters *counters = region->workload->counters;
  uint64_t n = (uint64_t)regions;
  counters->regions += n;
  counters->bytes += n * region->range.bytes;
  counters->pages += n * rdma_pages (region->workload->base.context.vm->pages, &region->range);
}

/* Schedules the end of the region's life, which begins when pages have been read back from swap. */
static void rdma_locked (IoBuffer *buffer, int error_number)
{
  RdmaRegion *region = event_container (buffer, RdmaRegion, buffer);
  const Rdma *workload = region->workload;
  EventQueue *queue = workload->base.context.queue;
  if (error_number == 0) {
    rdma_count_held (region, 1);
    const AsLock *lock = &buffer->lock;
    sim_time begin = sim_time_add (MAX (event_queue_now (queue), lock->ready), lock->cost_ns);
    sim_time lifetime_ns = distribution_draw (workload->lifetime, &region->random);
    event_queue_schedule (queue, &region->next, sim_time_add (begin, MAX (lifetime_ns, 1)));
  } else if (error_number != EAGAIN) {
    workload->counters->failed++;
    event_queue_schedule_in (queue, &region->next, workload->options->retry_ns);
  }
}

static void rdma_unlocked (IoBuffer *buffer, uint64_t cost_ns)
{
  RdmaRegion *region = event_container (buffer, RdmaRegion, buffer);
  const Rdma *workload = region->workload;
  workload->counters->deregistrations++;
  sim_time pause_ns = distribution_draw (workload->pause, &region->random);
  event_queue_schedule_in (workload->base.context.queue, &region->next, sim_time_add (cost_ns, pause_ns));
}

static void rdma_next (Event *event)
{
  RdmaRegion *region = event_container (event, RdmaRegion, next);
  Rdma *workload = region->workload;
  if (region->buffer.is_locked) {
    rdma_count_held (region, -1);
    io_buffer_unlock (&region->buffer, rdma_unlocked);
  } else if (!io_context_is_over (&workload->base.context, event->time)) {
    workload->counters->registrations++;
    IoChoice range = io_pattern_draw (&workload->pattern, &region->random);
    region->range = range;
    io_buffer_lock (&region->buffer, range.addr, range.bytes, io_rw (range.op), rdma_locked);
  }
}

/* Stops REGION's wait for memory and its next event. Returns whether REGION is still locked. */
static bool rdma_stop (RdmaRegion *region)
{
  io_buffer_stop_waiting (&region->buffer);
  event_queue_withdraw (region->workload->base.context.queue, &region->next);
  if (region->buffer.is_locked) {
    rdma_count_held (region, -1);
  }
  return region->buffer.is_locked;
}

static void rdma_closed (IoBuffer *buffer, uint64_t cost_ns)
{
  (void)cost_ns;
  event_container (buffer, RdmaRegion, buffer)->workload->counters->deregistrations++;
}

/* Deregisters all regions, as the exiting process closes the adapter; registers none any more. */
static void rdma_leave (void *user)
{
  Rdma *workload = user;
  for (uint64_t i = 0; i < workload->options->regions; i++) {
    if (rdma_stop (&workload->regions[i])) {
      io_buffer_unlock (&workload->regions[i].buffer, rdma_closed);
    }
  }
}

static void rdma_clear (void *user)
{
  Rdma *workload = user;
  for (uint64_t i = 0; i < workload->options->regions; i++) {
    rdma_stop (&workload->regions[i]);
    io_buffer_abandon (&workload->regions[i].buffer);
  }
  g_free (workload->regions);
}

static void rdma_init (void *user)
{
  Rdma *workload = user;
  const RdmaOptions *options = workload->options = workload->base.options;
  const IoContext *context = &workload->base.context;
  workload->counters = &context->kinds->rdma;
  workload->pattern = io_pattern_make (&workload->base);
  workload->lifetime = workload_distribution (&workload->base, &options->lifetime, 1);
  workload->pause = workload_distribution (&workload->base, &options->pause, 1);
  workload->regions = g_new0 (RdmaRegion, options->regions);
  for (uint64_t i = 0; i < options->regions; i++) {
    RdmaRegion *region = &workload->regions[i];
    region->workload = workload;
    io_buffer_init (&region->buffer, context->vm, context->as, &workload->counters->waiting);
    io_context_init_random (context, i, &region->random);
    event_init (&region->next, rdma_next, WORKLOAD_EVENT_REGION);
    sim_time pause_ns = distribution_draw (workload->pause, &region->random);
    event_queue_schedule (context->queue, &region->next, sim_time_add (context->start, pause_ns));
  }
}

/* ---- options ---- */

static const SchemaField rdma_fields[] = {
  IO_PATTERN_SEGMENTS (RdmaOptions),
  SCHEMA_KEY ("regions", UNSIGNED, RdmaOptions, regions,
              "most regions that are registered at a time, in each process", .fallback = "16",
              .range = { 1, 100000 }),
  WORKLOAD_SHARE ("write", RdmaOptions, pattern.read, "1",
                  "the share of regions that the device may write; the others it only reads"),
  IO_PATTERN_BUFFERS (RdmaOptions, "1MiB", SCHEMA_TIB, "64KiB", "a region"),
  WORKLOAD_TIMES (RdmaOptions, lifetime, "60s", "time from a registration to its deregistration"),
  WORKLOAD_TIMES (RdmaOptions, pause, "0", "time before each registration"),
  SCHEMA_KEY ("retry", TIME, RdmaOptions, retry_ns,
              "time after which a registration that failed is tried again, with another buffer",
              .fallback = "100ms", .range = { 1, WORKLOAD_DELAY_MAX_NS }),
};

const WorkloadKind RDMA_KIND = {
  .schema = { .word = "rdma",
              .doc = "memory regions that are registered for remote access",
              .details =
                  "Each region is one lock of all of it, held from registration to deregistration, whether "
                  "there is I/O or not. They do not count as I/Os. When the process exits, regions are held "
                  "to the end of their lifetime, and none is registered anew.",
              SCHEMA_FIELDS (rdma_fields),
              .size = sizeof (RdmaOptions) },
  .check = io_pattern_check,
  .bytes = sizeof (Rdma),
  .init = rdma_init,
  .leave = rdma_leave,
  .clear = rdma_clear,
};

METRIC_TABLE (RDMA_METRICS, RdmaCounters, RDMA_COUNTERS);
