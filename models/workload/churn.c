#include "churn.h"

#include "as.h"
#include "random.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  ChurnOptions options;
  Random random;
  uint64_t next_place; /* sequential */
  Io io;
  bool io_is_over;
  bool could_not_start;
  SimThread *waiting; /* for its I/O; NULL: none does */
} Churn;

static bool churn_is_over (const Churn *churn)
{
  return io_context_is_over (&churn->context, event_queue_now (churn->context.queue));
}

/* The I/O is over; its thread goes on if it waits for that already. */
static void churn_end_io (Churn *churn)
{
  churn->io_is_over = true;
  if (churn->waiting) {
    sim_thread_wake (churn->waiting);
  }
}

static void churn_started (Io *io, IoStart start, uint64_t lock_ns)
{
  (void)lock_ns;
  if (start == IO_FAILED) {
    Churn *churn = event_container (io, Churn, io);
    churn->could_not_start = true;
    churn_end_io (churn);
  }
}

static void churn_done (Event *event)
{
  io_finish (event_container (event, Io, done));
}

static void churn_finished (Io *io, uint64_t unlock_ns)
{
  (void)unlock_ns;
  churn_end_io (event_container (io, Churn, io));
}

/* One I/O, until its buffer is unlocked; one that fails takes the device's time too. */
static void churn_do_io (Churn *churn, SimThreads *threads)
{
  const ChurnOptions *options = &churn->options;
  IoChoice choice = io_pattern_draw (&options->pattern, &churn->context, &churn->next_place, &churn->random);
  sim_time service_ns = distribution_draw (options->service, &churn->random);
  churn->io_is_over = churn->could_not_start = false;
  io_start (&churn->io, event_queue_now (churn->context.queue), choice.addr, choice.bytes, choice.op,
            service_ns);
  if (!churn->io_is_over) {
    churn->waiting = sim_thread_current (threads);
    sim_thread_suspend (threads);
    churn->waiting = NULL;
  }
  if (churn->could_not_start) {
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
  static const IoContinuations continuations = { churn_started, churn_done, churn_finished };
  Churn *churn = g_new0 (Churn, 1);
  churn->workload.free = churn_free;
  churn->context = *context;
  churn->options = *options;
  random_init (&churn->random, options->seed, options->run, options->stream);
  io_init (&churn->io, &churn->context, &continuations);
  sim_thread_spawn (context->vm->threads, CHURN_EVENT_RUN, churn_run, churn);
  return &churn->workload;
}
