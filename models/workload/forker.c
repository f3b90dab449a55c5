#include "forker.h"

#include "random.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  ForkerOptions options;
  Random random;
} Forker;

static void forker_run (SimThreads *threads, void *argument)
{
  Forker *forker = argument;
  const IoContext *context = &forker->context;
  const ForkerOptions *options = &forker->options;
  sim_thread_sleep (threads, context->start - event_queue_now (context->queue));
  for (;;) {
    sim_thread_sleep (threads, MAX (distribution_draw (options->interval, &forker->random), 1));
    if (io_context_is_over (context, event_queue_now (context->queue))) {
      return;
    }
    uint64_t bytes = distribution_draw (options->writes, &forker->random);
    ChildLife life = { .lifetime_ns = distribution_draw (options->lifetime, &forker->random),
                       .write_base = context->base,
                       .write_bytes = MIN (bytes, context->size) };
    children_fork (options->children, context->as, &life); /* what fails is counted */
  }
}

static void forker_free (Workload *workload)
{
  g_free (workload);
}

Workload *forker_new (const IoContext *context, const ForkerOptions *options)
{
  Forker *forker = g_new0 (Forker, 1);
  forker->workload.free = forker_free;
  forker->context = *context;
  forker->options = *options;
  random_init (&forker->random, options->seed, options->run, options->stream);
  sim_thread_spawn (context->vm->threads, FORKER_EVENT_RUN, forker_run, forker);
  return &forker->workload;
}
