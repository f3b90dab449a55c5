/* prober.c - a process that looks how long a lock takes */
#include "page_size.h"
#include "workload_options.h"

#include <glib.h>

/* Waits, COST_NS of the process's time later, for the next lock. */
static void prober_wait (Workload *prober, uint64_t cost_ns)
{
  const ProberOptions *options = prober->options;
  event_queue_schedule_in (prober->context.queue, &prober->next, sim_time_add (options->every_ns, cost_ns));
}

static void prober_started (Io *io, IoStart start, uint64_t lock_ns)
{
  if (start == IO_FAILED) {
    prober_wait (event_container (io->context, Workload, context), lock_ns);
  }
}

static void prober_finished (Io *io, uint64_t unlock_ns)
{
  prober_wait (event_container (io->context, Workload, context), unlock_ns);
}

static void prober_fire (Event *event)
{
  Workload *prober = event_container (event, Workload, next);
  if (!workload_is_over (prober)) {
    uint64_t bytes = page_bytes (prober->context.vm->pages, 0);
    io_start (prober->ios, event->time, prober->context.base, bytes, IO_OP_WRITE, 1);
  }
}

static void prober_init (void *prober)
{
  static const IoContinuations continuations = { .started = prober_started, .finished = prober_finished };
  workload_add_ios (prober, 1, &continuations);
}

static const SchemaField prober_fields[] = {
  SCHEMA_KEY ("segment", NAME, ProberOptions, range.segment, "the segment whose first page it locks",
              .required = true),
  SCHEMA_KEY ("every", TIME, ProberOptions, every_ns, "time between an unlock and the next lock",
              .fallback = "100ms", .range = { 1, WORKLOAD_DELAY_MAX_NS }),
};

const WorkloadKind PROBER_KIND = {
  .schema = { .word = "prober",
              .doc = "a process that locks one page again and again",
              SCHEMA_FIELDS (prober_fields),
              .size = sizeof (ProberOptions) },
  .bytes = sizeof (Workload),
  .init = prober_init,
  .fire = prober_fire,
};
