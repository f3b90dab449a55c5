/* churn.c - memory that comes and goes */
#include "as.h"
#include "workload_options.h"

#include <glib.h>

typedef struct {
  Workload base; /* first */
  IoPattern pattern;
  Distribution *service, *think, *pause;
  bool io_is_over;
  bool could_not_start;
  SimThread *waiting; /* the thread that waits for its I/O; NULL: no thread does */
} Churn;

/* Notes that the I/O is over, and wakes its thread if the thread waits already. */
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
    Churn *churn = event_container (io->context, Churn, base.context);
    churn->could_not_start = true;
    churn_end_io (churn);
  }
}

static void churn_finished (Io *io, uint64_t unlock_ns)
{
  (void)unlock_ns;
  churn_end_io (event_container (io->context, Churn, base.context));
}

/* Does one I/O, until its buffer is unlocked. An I/O that fails takes the device's time, too. */
static void churn_do_io (Churn *churn, SimThreads *threads)
{
  Random *random = &churn->base.random;
  IoChoice choice = io_pattern_draw (&churn->pattern, random);
  sim_time service_ns = distribution_draw (churn->service, random);
  sim_time now = event_queue_now (churn->base.context.queue);
  churn->io_is_over = churn->could_not_start = false;
  io_start (churn->base.ios, now, choice.addr, choice.bytes, choice.op, service_ns);
  if (!churn->io_is_over) {
    churn->waiting = sim_thread_current (threads);
    sim_thread_suspend (threads);
    churn->waiting = NULL;
  }
  if (churn->could_not_start) {
    sim_thread_sleep (threads, MAX (service_ns, 1));
  }
}

static void churn_run (SimThreads *threads, void *workload)
{
  Churn *churn = workload;
  const ChurnOptions *options = churn->base.options;
  const IoContext *context = &churn->base.context;
  Random *random = &churn->base.random;
  while (!workload_is_over (&churn->base)) {
    if (context->map (context->as, context->base) == 0) {
      for (uint64_t i = 0; i < options->requests && !workload_is_over (&churn->base); i++) {
        churn_do_io (churn, threads);
        sim_thread_sleep (threads, distribution_draw (churn->think, random));
      }
      as_unmap (context->vm, context->as, context->base, context->size);
    }
    sim_thread_sleep (threads, MAX (distribution_draw (churn->pause, random), 1));
  }
}

static void churn_init (void *workload)
{
  static const IoContinuations continuations = { .started = churn_started, .finished = churn_finished };
  Churn *churn = workload;
  const ChurnOptions *options = churn->base.options;
  churn->pattern = io_pattern_make (&churn->base);
  if (!churn->pattern.place) { /* places are always drawn */
    churn->pattern.place =
        workload_distribution (&churn->base, &options->pattern.offset, churn->pattern.places);
  }
  churn->service = workload_distribution (&churn->base, &options->service, 1);
  churn->think = workload_distribution (&churn->base, &options->think, 1);
  churn->pause = workload_distribution (&churn->base, &options->pause, 1);
  workload_add_ios (&churn->base, 1, &continuations);
}

/* ---- options ---- */

static const SchemaField churn_fields[] = {
  SCHEMA_KEY ("segment", NAME, ChurnOptions, pattern.range.segment,
              "the segment of this process that is mapped and unmapped; give it 'mapped: false'",
              .required = true),
  SCHEMA_KEY ("requests", UNSIGNED, ChurnOptions, requests, "I/Os between mapping and unmapping",
              .fallback = "100", .range = { 1, WORKLOAD_COUNT_MAX }),
  IO_PATTERN_READ (ChurnOptions),
  SCHEMA_KEY ("size", DISTRIBUTION, ChurnOptions, pattern.size,
              "bytes of an I/O; cut at the end of the segment", .fallback = "8KiB",
              .quantity = DISTRIBUTION_OF_SIZES, .range = { 1, WORKLOAD_IO_MAX_BYTES }),
  SCHEMA_KEY ("offset", DISTRIBUTION, ChurnOptions, pattern.offset, "where in the segment an I/O is",
              .fallback = "uniform", .quantity = DISTRIBUTION_OF_PLACES),
  SCHEMA_KEY ("align", BYTES, ChurnOptions, pattern.align_bytes,
              "I/Os begin at multiples of it in the segment", .fallback = "8KiB",
              .range = { 1, WORKLOAD_IO_MAX_BYTES }),
  WORKLOAD_TIMES (ChurnOptions, service, "500us",
                  "time that the device takes; the buffer is locked meanwhile"),
  WORKLOAD_TIMES (ChurnOptions, think, "0", "time between an I/O and the next"),
  WORKLOAD_TIMES (ChurnOptions, pause, "10ms", "time between unmapping and mapping it again"),
};

static void churn_check (const WorkloadCheck *check, const void *user)
{
  const ChurnOptions *options = user;
  (void)workload_check_size (check, &options->pattern.size, options->pattern.range.segment);
}

const WorkloadKind CHURN_KIND = {
  .schema = { .word = "churn",
              .doc = "memory that is mapped, used for I/O, and unmapped again",
              .details = "One thread again and again: maps the segment, does I/Os one after the other, "
                         "unmaps it, pauses.",
              SCHEMA_FIELDS (churn_fields),
              .size = sizeof (ChurnOptions) },
  .check = churn_check,
  .bytes = sizeof (Churn),
  .init = churn_init,
  .run = churn_run,
  .thread_event = WORKLOAD_EVENT_CHURN,
};
