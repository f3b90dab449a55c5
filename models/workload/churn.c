/* churn.c - memory that comes and goes */
#include "churn.h"

#include "as.h"
#include "random.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  IoPattern pattern;
  Distribution *service, *think, *pause;
  uint64_t requests;
  Random random;
  uint64_t next_place; /* 0: places are drawn */
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

static void churn_finished (Io *io, uint64_t unlock_ns)
{
  (void)unlock_ns;
  churn_end_io (event_container (io, Churn, io));
}

/* One I/O, until its buffer is unlocked; one that fails takes the device's time too. */
static void churn_do_io (Churn *churn, SimThreads *threads)
{
  IoChoice choice = io_pattern_draw (&churn->pattern, &churn->context, &churn->next_place, &churn->random);
  sim_time service_ns = distribution_draw (churn->service, &churn->random);
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
  const IoContext *context = &churn->context;
  sim_thread_sleep (threads, context->start - event_queue_now (context->queue));
  while (!churn_is_over (churn)) {
    if (context->map (context->as, context->base) == 0) {
      for (uint64_t i = 0; i < churn->requests && !churn_is_over (churn); i++) {
        churn_do_io (churn, threads);
        sim_thread_sleep (threads, distribution_draw (churn->think, &churn->random));
      }
      as_unmap (context->vm, context->as, context->base, context->size);
    }
    sim_thread_sleep (threads, MAX (distribution_draw (churn->pause, &churn->random), 1));
  }
}

static void churn_free (Workload *base)
{
  Churn *churn = (Churn *)(void *)base;
  io_abandon (&churn->io);
  io_pattern_clear (&churn->pattern);
  distribution_free (churn->service);
  distribution_free (churn->think);
  distribution_free (churn->pause);
  g_free (churn);
}

static Workload *churn_new (const IoContext *context, const void *user, GError **error)
{
  (void)error;
  const ChurnOptions *options = user;
  static const IoContinuations continuations = { .started = churn_started, .finished = churn_finished };
  Churn *churn = g_new0 (Churn, 1);
  churn->workload.free = churn_free;
  churn->context = *context;
  IoPatternOptions pattern = options->pattern;
  if (pattern.offset.kind == DISTRIBUTION_CONFIG_SEQUENTIAL) {
    pattern.offset.kind = DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE; /* places are always drawn */
  }
  io_pattern_init (&churn->pattern, &pattern, context);
  churn->service = distribution_new (&options->service, 1);
  churn->think = distribution_new (&options->think, 1);
  churn->pause = distribution_new (&options->pause, 1);
  churn->requests = options->requests;
  random_init (&churn->random, context->seed, context->run, context->stream);
  io_init (&churn->io, &churn->context, &continuations);
  sim_thread_spawn (context->vm->threads, CHURN_EVENT_RUN, churn_run, churn);
  return &churn->workload;
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
  .start = churn_new,
};
