#include "direct_io.h"

#include "page_size.h"
#include "random.h"

#include <glib.h>

typedef struct DirectIo DirectIo;

typedef struct {
  Io io; /* first */
  Event start;
  DirectIo *workload;
  Random random;
  uint64_t left; /* requests; UINT64_MAX: no limit */
} DirectIoThread;

struct DirectIo {
  Workload workload; /* first */
  IoContext context;
  DirectIoOptions options;
  uint64_t next_place; /* sequential */
  DirectIoThread threads[];
};

static uint64_t direct_io_choose_place (DirectIo *workload, Random *random)
{
  if (workload->options.order == DIRECT_IO_DRAWN) {
    return distribution_draw (workload->options.place, random);
  }
  uint64_t place = workload->next_place;
  workload->next_place = (place + 1) % workload->options.places;
  return place;
}

/* Starts one I/O. False if its buffer could not be locked. */
static bool direct_io_request (DirectIoThread *thread)
{
  DirectIo *workload = thread->workload;
  const DirectIoOptions *options = &workload->options;
  const IoContext *context = &workload->context;
  IoOp op = random_unit (&thread->random) < options->read ? IO_OP_READ : IO_OP_WRITE;
  uint64_t offset = direct_io_choose_place (workload, &thread->random) * options->align_bytes;
  uint64_t size = distribution_draw (options->size, &thread->random);
  sim_time service_ns = distribution_draw (options->service, &thread->random);
  return io_start (&thread->io, context->base + offset, CLAMP (size, 1, context->size - offset), op,
                   service_ns);
}

/* Thinks, BUSY_NS from now on, and comes back for the next I/O; a request that failed is paid for with at least a tick of
 * the device's time. */
static void direct_io_think (DirectIoThread *thread, sim_time busy_ns, sim_time at_least_ns)
{
  sim_time think_ns = distribution_draw (thread->workload->options.think, &thread->random);
  event_queue_schedule_in (thread->workload->context.queue, &thread->start,
                           sim_time_add (busy_ns, MAX (think_ns, at_least_ns)));
}

static void direct_io_start (Event *event)
{
  DirectIoThread *thread = event_container (event, DirectIoThread, start);
  if (thread->left == 0 || io_context_is_over (&thread->workload->context, event->time)) {
    return;
  }
  thread->left -= thread->left != UINT64_MAX;
  if (!direct_io_request (thread)) {
    direct_io_think (thread, 0,
                     MAX (distribution_draw (thread->workload->options.service, &thread->random), 1));
  }
}

static void direct_io_done (Event *event)
{
  DirectIoThread *thread = event_container (event, DirectIoThread, io.done);
  io_finish (&thread->io);
  direct_io_think (thread, thread->io.unlock_ns, 0);
}

static void direct_io_free (Workload *base)
{
  DirectIo *workload = (DirectIo *)(void *)base;
  for (uint64_t i = 0; i < workload->options.threads; i++) {
    DirectIoThread *thread = &workload->threads[i];
    io_abandon (&thread->io);
    if (event_is_pending (&thread->start)) {
      event_queue_cancel (workload->context.queue, &thread->start);
    }
  }
  g_free (workload);
}

Workload *direct_io_new (const IoContext *context, const DirectIoOptions *options)
{
  DirectIo *workload = g_malloc0 (sizeof (DirectIo) + options->threads * sizeof (DirectIoThread));
  workload->workload.free = direct_io_free;
  workload->context = *context;
  workload->options = *options;
  for (uint64_t i = 0; i < options->threads; i++) {
    DirectIoThread *thread = &workload->threads[i];
    io_init (&thread->io, &workload->context, direct_io_done);
    thread->workload = workload;
    thread->left = options->requests ? options->requests : UINT64_MAX;
    char *stream = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, options->stream, i);
    random_init (&thread->random, options->seed, options->run, stream);
    g_free (stream);
    event_init (&thread->start, direct_io_start, WORKLOAD_EVENT_START);
    event_queue_schedule (context->queue, &thread->start, context->start);
  }
  return &workload->workload;
}
