#include "churn.h"

#include "as.h"
#include "random.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  ChurnOptions options;
  Random random;
  Io io;
  SimThread *waiting; /* for its I/O */
} Churn;

static bool churn_is_over (const Churn *churn)
{
  return io_context_is_over (&churn->context, event_queue_now (churn->context.queue));
}

static void churn_done (Event *event)
{
  Churn *churn = event_container (event, Churn, io.done);
  io_finish (&churn->io);
  sim_thread_wake (churn->waiting);
}

/* One I/O, until its device is done; one that fails takes the device's time too. */
static void churn_do_io (Churn *churn, SimThreads *threads)
{
  const ChurnOptions *options = &churn->options;
  const IoContext *context = &churn->context;
  IoOp op = random_unit (&churn->random) < options->read ? IO_OP_READ : IO_OP_WRITE;
  uint64_t offset = distribution_draw (options->place, &churn->random) * options->align_bytes;
  uint64_t size = distribution_draw (options->size, &churn->random);
  sim_time service_ns = distribution_draw (options->service, &churn->random);
  churn->waiting = sim_thread_current (threads);
  if (io_start (&churn->io, context->base + offset, CLAMP (size, 1, context->size - offset), op,
                service_ns)) {
    sim_thread_suspend (threads);
  } else {
    sim_thread_sleep (threads, MAX (service_ns, 1));
  }
}

static void churn_run (SimThreads *threads, void *argument)
{
  Churn *churn = argument;
  const ChurnOptions *options = &churn->options;
  const IoContext *context = &churn->context;
  sim_thread_sleep (threads, context->start - event_queue_now (context->queue));
  while (!churn_is_over (churn)) {
    if (options->map (options->user) == 0) {
      for (uint64_t i = 0; i < options->requests && !churn_is_over (churn); i++) {
        churn_do_io (churn, threads);
        sim_thread_sleep (threads, distribution_draw (options->think, &churn->random));
      }
      as_unmap (context->vm, context->as, context->base, context->size);
    }
    sim_thread_sleep (threads, MAX (distribution_draw (options->pause, &churn->random), 1));
  }
}

static void churn_free (Workload *base)
{
  Churn *churn = (Churn *)(void *)base;
  io_abandon (&churn->io);
  g_free (churn);
}

Workload *churn_new (const IoContext *context, const ChurnOptions *options)
{
  Churn *churn = g_new0 (Churn, 1);
  churn->workload.free = churn_free;
  churn->context = *context;
  churn->options = *options;
  random_init (&churn->random, options->seed, options->run, options->stream);
  io_init (&churn->io, &churn->context, churn_done);
  sim_thread_spawn (context->vm->threads, CHURN_EVENT_RUN, churn_run, churn);
  return &churn->workload;
}
