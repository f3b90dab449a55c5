/* forker.c - a process that forks */
#include "forker.h"

#include "children.h"
#include "random.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  Distribution *interval, *lifetime, *writes;
  Random random;
} Forker;

static void forker_run (SimThreads *threads, void *argument)
{
  Forker *forker = argument;
  const IoContext *context = &forker->context;
  sim_thread_sleep (threads, context->start - event_queue_now (context->queue));
  for (;;) {
    sim_thread_sleep (threads, MAX (distribution_draw (forker->interval, &forker->random), 1));
    if (io_context_is_over (context, event_queue_now (context->queue))) {
      return;
    }
    uint64_t bytes = distribution_draw (forker->writes, &forker->random);
    ChildLife life = { .lifetime_ns = distribution_draw (forker->lifetime, &forker->random),
                       .write_base = context->base,
                       .write_bytes = MIN (bytes, context->size) };
    children_fork (context->children, context->as, &life); /* what fails is counted */
  }
}

static void forker_free (Workload *base)
{
  Forker *forker = (Forker *)(void *)base;
  distribution_free (forker->interval);
  distribution_free (forker->lifetime);
  distribution_free (forker->writes);
  g_free (forker);
}

static Workload *forker_new (const IoContext *context, const void *user, GError **error)
{
  (void)error;
  const ForkerOptions *options = user;
  Forker *forker = g_new0 (Forker, 1);
  forker->workload.free = forker_free;
  forker->context = *context;
  forker->interval = distribution_new (&options->interval, 1);
  forker->lifetime = distribution_new (&options->lifetime, 1);
  forker->writes = distribution_new (&options->writes, 1);
  random_init (&forker->random, context->seed, context->run, context->stream);
  sim_thread_spawn (context->vm->threads, FORKER_EVENT_RUN, forker_run, forker);
  return &forker->workload;
}

/* ---- options ---- */

static const SchemaField forker_fields[] = {
  WORKLOAD_TIMES (ForkerOptions, interval, "1s", "time between a fork and the next"),
  WORKLOAD_TIMES (ForkerOptions, lifetime, "100ms", "time between a child's fork and its exit"),
  SCHEMA_KEY ("segment", NAME, ForkerOptions, range.segment,
              "the segment of this process that children write", .absent = "children write nothing"),
  SCHEMA_KEY ("writes", DISTRIBUTION, ForkerOptions, writes,
              "how much of it, from its beginning, a child writes when it begins to live",
              .fallback = "64KiB", .quantity = DISTRIBUTION_OF_SIZES, .range = { 1, SCHEMA_TIB }),
};

static void forker_check (const WorkloadCheck *check, const void *user)
{
  const ForkerOptions *options = user;
  if (schema_is_given (check->context, &options->writes)
      && !schema_is_given (check->context, &options->range.segment)) {
    schema_mistake (check->context, &options->writes, check->place,
                    "writes has no meaning without segment; add 'segment:', or remove it");
  }
}

const WorkloadKind FORKER_KIND = {
  .schema = { .word = "fork",
              .doc = "a process that forks children",
              .details =
                  "A child has a copy of the process's memory, does no I/O, writes some memory, lives a "
                  "while, and exits. Private memory that has pages locked when the process forks is copied, "
                  "page by page; else it is shared until one of both writes it, or locks it for I/O.",
              SCHEMA_FIELDS (forker_fields),
              .size = sizeof (ForkerOptions) },
  .check = forker_check,
  .start = forker_new,
};
