/* direct_io.c - threads that do direct I/O */
#include "workload_options.h"

#include <glib.h>

typedef struct DirectIo DirectIo;

typedef struct {
  Io io; /* first */
  Event start;
  DirectIo *workload;
  Random random;
  IoChoice rest; /* what is left of the present request; no bytes: there is none */
  uint64_t left; /* requests still to come; UINT64_MAX: no limit */
} DirectIoThread;

struct DirectIo {
  Workload base; /* first */
  IoPattern pattern;
  Distribution *think, *service;
  uint64_t n_threads;
  DirectIoThread *threads;
};

/* Starts the next piece of the thread's request. IS_FIRST: it is the first piece. */
static void direct_io_start_piece (DirectIoThread *thread, bool is_first)
{
  const DirectIo *workload = thread->workload;
  IoChoice *rest = &thread->rest;
  uint64_t addr = rest->addr;
  uint64_t bytes = MIN (rest->bytes, workload->base.context.maxphys_bytes);
  rest->addr += bytes;
  rest->bytes -= bytes;
  io_set_piece (&thread->io, is_first, rest->bytes == 0);
  sim_time service_ns = distribution_draw (workload->service, &thread->random);
  sim_time now = event_queue_now (workload->base.context.queue);
  io_start (&thread->io, now, addr, bytes, rest->op, service_ns);
}

static void direct_io_choose (DirectIoThread *thread)
{
  DirectIo *workload = thread->workload;
  thread->left -= thread->left != UINT64_MAX;
  thread->rest = io_pattern_draw (&workload->pattern, &thread->random);
  workload->base.context.counters->cut += thread->rest.bytes > workload->base.context.maxphys_bytes;
}

/* Schedules the next request: after BUSY_NS, and then the time to think, which is AT_LEAST_NS or more. After
 * a request that failed, AT_LEAST_NS is the device's time. */
static void direct_io_think (DirectIoThread *thread, sim_time busy_ns, sim_time at_least_ns)
{
  sim_time think_ns = distribution_draw (thread->workload->think, &thread->random);
  event_queue_schedule_in (thread->workload->base.context.queue, &thread->start,
                           sim_time_add (busy_ns, MAX (think_ns, at_least_ns)));
}

/* Whether the thread has ended: between requests, or, at the exit of the process, within one. */
static bool direct_io_is_over (const DirectIoThread *thread, sim_time time)
{
  const IoContext *context = &thread->workload->base.context;
  return thread->rest.bytes > 0 ? context->as->exiting
                                : thread->left == 0 || io_context_is_over (context, time);
}

static void direct_io_start (Event *event)
{
  DirectIoThread *thread = event_container (event, DirectIoThread, start);
  if (direct_io_is_over (thread, event->time)) {
    return;
  }
  bool is_first = thread->rest.bytes == 0;
  if (is_first) {
    direct_io_choose (thread);
  }
  direct_io_start_piece (thread, is_first);
}

static void direct_io_started (Io *io, IoStart start, uint64_t lock_ns)
{
  (void)lock_ns;
  if (start == IO_FAILED) {
    DirectIoThread *thread = (DirectIoThread *)(void *)io;
    thread->rest.bytes = 0;
    direct_io_think (thread, 0, MAX (distribution_draw (thread->workload->service, &thread->random), 1));
  }
}

static void direct_io_finished (Io *io, uint64_t unlock_ns)
{
  DirectIoThread *thread = (DirectIoThread *)(void *)io;
  if (thread->rest.bytes > 0 && !io->failed) {
    event_queue_schedule_in (thread->workload->base.context.queue, &thread->start, unlock_ns);
    return;
  }
  thread->rest.bytes = 0;
  direct_io_think (thread, unlock_ns, 0);
}

static void direct_io_clear (void *user)
{
  DirectIo *workload = user;
  for (uint64_t i = 0; i < workload->n_threads; i++) {
    DirectIoThread *thread = &workload->threads[i];
    io_abandon (&thread->io);
    event_queue_withdraw (workload->base.context.queue, &thread->start);
  }
  g_free (workload->threads);
}

static void direct_io_init (void *user)
{
  static const IoContinuations continuations = { .started = direct_io_started,
                                                 .finished = direct_io_finished };
  DirectIo *workload = user;
  const DirectIoOptions *options = workload->base.options;
  IoContext *context = &workload->base.context;
  workload->pattern = io_pattern_make (&workload->base);
  workload->think = workload_distribution (&workload->base, &options->think, 1);
  workload->service = workload_distribution (&workload->base, &options->service, 1);
  workload->n_threads = options->threads;
  workload->threads = g_new0 (DirectIoThread, options->threads);
  for (uint64_t i = 0; i < options->threads; i++) {
    DirectIoThread *thread = &workload->threads[i];
    io_init (&thread->io, context, &continuations);
    thread->workload = workload;
    thread->left = options->requests ? options->requests : UINT64_MAX;
    io_context_init_random (context, i, &thread->random);
    event_init (&thread->start, direct_io_start, WORKLOAD_EVENT_START);
    event_queue_schedule (context->queue, &thread->start, context->start);
  }
}

/* ---- options ---- */

static const SchemaField direct_io_fields[] = {
  IO_PATTERN_SEGMENTS (DirectIoOptions),
  SCHEMA_KEY ("threads", UNSIGNED, DirectIoOptions, threads,
              "threads that do this at the same time, in each process", .fallback = "1",
              .range = { 1, 100000 }),
  IO_PATTERN_READ (DirectIoOptions),
  IO_PATTERN_IO_BUFFERS (DirectIoOptions),
  WORKLOAD_TIMES (DirectIoOptions, think, "0", "time between an I/O and the thread's next"),
  WORKLOAD_TIMES (DirectIoOptions, service, "500us",
                  "time that the device takes; the buffer is locked meanwhile"),
  WORKLOAD_REQUESTS (DirectIoOptions, "I/Os after which a thread ends"),
};

const WorkloadKind DIRECT_IO_KIND = {
  .schema = { .word = "direct_io",
              .doc = "threads that do one I/O after the other into user memory",
              .details =
                  "Each thread again and again: picks a buffer, locks its pages, waits for the device, "
                  "unlocks them, thinks. A request above the machine's maxphys is cut into pieces, each "
                  "locked, done and unlocked before the next; each counts as an I/O, with a service time and "
                  "a latency of its own.",
              SCHEMA_FIELDS (direct_io_fields),
              .size = sizeof (DirectIoOptions) },
  .check = io_pattern_check,
  .bytes = sizeof (DirectIo),
  .init = direct_io_init,
  .clear = direct_io_clear,
};
