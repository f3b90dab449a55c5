/* forker.c - a process that forks */
#include "children.h"
#include "workload_options.h"

#include <glib.h>

typedef struct {
  Workload base; /* first */
  Distribution *interval, *lifetime, *writes;
} Forker;

static void forker_run (SimThreads *threads, void *workload)
{
  Forker *forker = workload;
  const IoContext *context = &forker->base.context;
  Random *random = &forker->base.random;
  for (;;) {
    sim_thread_sleep (threads, MAX (distribution_draw (forker->interval, random), 1));
    if (workload_is_over (&forker->base)) {
      return;
    }
    uint64_t bytes = distribution_draw (forker->writes, random);
    ChildLife life = { .lifetime_ns = distribution_draw (forker->lifetime, random),
                       .write_base = context->base,
                       .write_bytes = MIN (bytes, context->size) };
    children_fork (context->children, context->as, &life); /* failures are counted */
  }
}

static void forker_init (void *workload)
{
  Forker *forker = workload;
  const ForkerOptions *options = forker->base.options;
  forker->interval = workload_distribution (&forker->base, &options->interval, 1);
  forker->lifetime = workload_distribution (&forker->base, &options->lifetime, 1);
  forker->writes = workload_distribution (&forker->base, &options->writes, 1);
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
  .bytes = sizeof (Forker),
  .init = forker_init,
  .run = forker_run,
  .thread_event = WORKLOAD_EVENT_FORKER,
};
