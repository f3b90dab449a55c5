/* async_io.c - a process with many I/Os in flight */
#include "workload_options.h"

#include <glib.h>

typedef struct {
  Workload base; /* first; its event is the next submission */
  const AsyncIoOptions *options;
  AsyncIoCounters *counters;
  IoPattern pattern;
  Distribution *service, *reap_interval;
  Distribution *interval; /* NULL: submits whenever there is room */
  uint64_t left;          /* requests still to come; UINT64_MAX: no limit */
  Event reap;
  Io *done, **done_end; /* I/Os not reaped yet, in the order of completion */
  uint64_t n_done;
  uint64_t in_flight;
  bool submitting;         /* an I/O is being started */
  sim_time submit_busy_ns; /* of that start: how long the process still works before it */
  sim_time pause_ns;       /* of that start: time until the next submission */
  bool blocked;            /* a submission, wanted at `since`, waits for room */
  sim_time since;
  Io *reaping;           /* I/Os that this reap still has to unlock, one after the other */
  bool unlocking;        /* an I/O of the reap is being unlocked */
  bool unlocks_later;    /* async_io_reap_on has returned before the end of that unlock */
  uint64_t reap_busy_ns; /* time that this reap has taken so far */
} AsyncIo;

static bool async_io_is_over (const AsyncIo *workload)
{
  return workload->left == 0 || workload_is_over (&workload->base);
}

static void async_io_release (AsyncIo *workload, Io *io)
{
  io->next = workload->base.free_ios;
  workload->base.free_ios = io;
  workload->in_flight--;
  workload->counters->in_flight--;
}

/* Submits a request that was wanted at SINCE; the next one follows BUSY_NS from now at the earliest. */
static void async_io_submit_one (AsyncIo *workload, sim_time since, uint64_t busy_ns)
{
  Io *io = workload->base.free_ios;
  Random *random = &workload->base.random;
  workload->base.free_ios = io->next;
  workload->in_flight++;
  workload->counters->in_flight++;
  workload->left -= workload->left != UINT64_MAX;
  IoChoice choice = io_pattern_draw (&workload->pattern, random);
  sim_time service_ns = distribution_draw (workload->service, random);
  workload->pause_ns = workload->interval ? distribution_draw (workload->interval, random) : 0;
  workload->submit_busy_ns = busy_ns;
  workload->submitting = true;
  io_start (io, since, choice.addr, choice.bytes, choice.op, service_ns);
}

static void async_io_started (Io *io, IoStart start, uint64_t lock_ns)
{
  AsyncIo *workload = event_container (io->context, AsyncIo, base.context);
  sim_time pause_ns = workload->pause_ns;
  sim_time busy_ns = workload->submit_busy_ns;
  workload->submitting = false;
  if (start == IO_FAILED) {
    async_io_release (workload, io);
    pause_ns = MAX (pause_ns, MAX (io->service_ns, 1)); /* a new try at once would fail, too */
  } else {
    busy_ns += lock_ns;
  }
  if (workload->interval || workload->base.free_ios) {
    event_queue_schedule_in (workload->base.context.queue, &workload->base.next, MAX (pause_ns, busy_ns));
  }
}

static void async_io_submit (Event *event)
{
  AsyncIo *workload = event_container (event, AsyncIo, base.next);
  if (async_io_is_over (workload)) {
    return;
  }
  if (!workload->base.free_ios) {
    workload->blocked = true;
    workload->since = event->time;
    workload->base.context.counters->delayed++;
    return;
  }
  async_io_submit_one (workload, event->time, 0);
}

/* Goes on with submissions, since there is room again. The process reaps for BUSY_NS from now. */
static void async_io_go_on (AsyncIo *workload, uint64_t busy_ns)
{
  if (workload->submitting || event_is_pending (&workload->base.next) || async_io_is_over (workload)) {
    return;
  }
  if (workload->blocked) {
    workload->blocked = false;
    async_io_submit_one (workload, workload->since, busy_ns);
  } else if (!workload->interval) {
    event_queue_schedule_in (workload->base.context.queue, &workload->base.next, busy_ns);
  }
}

static void async_io_schedule_reap (AsyncIo *workload)
{
  if (async_io_is_over (workload) && workload->in_flight == 0) {
    return;
  }
  sim_time wait_ns = distribution_draw (workload->reap_interval, &workload->base.random);
  event_queue_schedule_in (workload->base.context.queue, &workload->reap, MAX (wait_ns, 1));
}

/* Unlocks the I/Os left in a reap, one after the other; then goes on with submissions. */
static void async_io_reap_on (AsyncIo *workload)
{
  sim_time now = event_queue_now (workload->base.context.queue);
  while (workload->reaping && !workload->unlocking) {
    Io *io = workload->reaping;
    workload->reaping = io->next;
    workload->unlocking = true;
    workload->counters->unreaped_ns += io->failed ? 0 : now - io->done.time;
    io_finish (io);
  }
  workload->unlocks_later = workload->unlocking;
  if (workload->unlocking) {
    return;
  }
  if (workload->base.free_ios) {
    async_io_go_on (workload, workload->reap_busy_ns);
  }
  async_io_schedule_reap (workload);
}

static void async_io_finished (Io *io, uint64_t unlock_ns)
{
  AsyncIo *workload = event_container (io->context, AsyncIo, base.context);
  workload->reap_busy_ns += unlock_ns;
  workload->unlocking = false;
  async_io_release (workload, io);
  if (workload->unlocks_later) {
    async_io_reap_on (workload);
  }
}

static void async_io_reap_all (AsyncIo *workload)
{
  AsyncIoCounters *counters = workload->counters;
  if (workload->unlocking) {
    return; /* the end of the present reap schedules the next one */
  }
  counters->reaps += workload->n_done > 0;
  counters->unreaped -= workload->n_done;
  workload->reaping = workload->done;
  workload->done = NULL;
  workload->done_end = &workload->done;
  workload->n_done = 0;
  workload->reap_busy_ns = 0;
  async_io_reap_on (workload);
}

static void async_io_reap (Event *event)
{
  async_io_reap_all (event_container (event, AsyncIo, reap));
}

static void async_io_done (Event *event)
{
  Io *io = event_container (event, Io, done);
  AsyncIo *workload = event_container (io->context, AsyncIo, base.context);
  io->next = NULL;
  *workload->done_end = io;
  workload->done_end = &io->next;
  workload->n_done++;
  workload->counters->unreaped++;
  if (workload->n_done == workload->options->reap_count || workload->base.context.as->exiting) {
    event_queue_withdraw (workload->base.context.queue, &workload->reap);
    async_io_reap_all (workload);
  }
}

/* Reaps all I/Os that are done; async_io_done reaps each later one, since the process exits. */
static void async_io_leave (void *user)
{
  AsyncIo *workload = user;
  if (workload->n_done > 0) {
    event_queue_withdraw (workload->base.context.queue, &workload->reap);
    async_io_reap_all (workload);
  }
}

static void async_io_clear (void *user)
{
  AsyncIo *workload = user;
  event_queue_withdraw (workload->base.context.queue, &workload->reap);
}

static bool async_io_has_interval (const AsyncIoOptions *options)
{
  return options->interval.kind != DISTRIBUTION_CONFIG_CONSTANT || options->interval.constant != 0;
}

static void async_io_init (void *user)
{
  static const IoContinuations continuations = { async_io_started, async_io_done, async_io_finished };
  AsyncIo *workload = user;
  const AsyncIoOptions *options = workload->options = workload->base.options;
  IoContext *context = &workload->base.context;
  workload->counters = &context->kinds->async_io;
  workload->pattern = io_pattern_make (&workload->base);
  workload->service = workload_distribution (&workload->base, &options->service, 1);
  workload->reap_interval = workload_distribution (&workload->base, &options->reap_interval, 1);
  if (async_io_has_interval (options)) {
    workload->interval = workload_distribution (&workload->base, &options->interval, 1);
  }
  workload->left = options->requests ? options->requests : UINT64_MAX;
  workload->done_end = &workload->done;
  workload_add_ios (&workload->base, options->depth, &continuations);
  event_init (&workload->reap, async_io_reap, WORKLOAD_EVENT_REAP);
  sim_time wait_ns = distribution_draw (workload->reap_interval, &workload->base.random);
  event_queue_schedule (context->queue, &workload->reap, sim_time_add (context->start, MAX (wait_ns, 1)));
}

/* ---- options ---- */

static const SchemaField async_io_fields[] = {
  IO_PATTERN_SEGMENTS (AsyncIoOptions),
  SCHEMA_KEY ("depth", UNSIGNED, AsyncIoOptions, depth,
              "most I/Os in flight at a time in each process: submitted and not reaped", .fallback = "32",
              .range = { 1, 100000 }),
  IO_PATTERN_READ (AsyncIoOptions),
  IO_PATTERN_IO_BUFFERS (AsyncIoOptions),
  WORKLOAD_TIMES (AsyncIoOptions, service, "500us", "time that the device takes"),
  SCHEMA_KEY ("interval", DISTRIBUTION, AsyncIoOptions, interval,
              "time between a submission and the next; one for which there is no room waits for it",
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, WORKLOAD_DELAY_MAX_NS },
              .absent = "whenever fewer than depth are in flight"),
  WORKLOAD_TIMES (AsyncIoOptions, reap_interval, "1ms", "time between two times of reaping"),
  SCHEMA_KEY ("reap_count", UNSIGNED, AsyncIoOptions, reap_count,
              "when this many are complete, they are reaped at once, and the interval begins anew",
              .range = { 1, 100000 }, .absent = "by the interval only"),
  WORKLOAD_REQUESTS (AsyncIoOptions, "I/Os after which it submits no more"),
};

static void async_io_check (const WorkloadCheck *check, const void *user)
{
  const AsyncIoOptions *options = user;
  io_pattern_check (check, options);
  if (options->depth > 0 && options->reap_count > options->depth) {
    schema_mistake (check->context, &options->reap_count, check->place,
                    "reap_count is %" G_GUINT64_FORMAT
                    ", more than can be in flight; use at most depth, %" G_GUINT64_FORMAT,
                    options->reap_count, options->depth);
  }
}

const WorkloadKind ASYNC_IO_KIND = {
  .schema = { .word = "async_io",
              .doc = "a process with many I/Os in flight, which it reaps later",
              .details =
                  "As with kaio, a buffer stays locked when the device is done with it, until the process "
                  "reaps the I/O: locks are held for longer than the device works. The process reaps all "
                  "that is complete, each reap_interval or when reap_count have gathered. Requests are not "
                  "cut at maxphys.",
              SCHEMA_FIELDS (async_io_fields),
              .size = sizeof (AsyncIoOptions) },
  .check = async_io_check,
  .bytes = sizeof (AsyncIo),
  .init = async_io_init,
  .fire = async_io_submit,
  .leave = async_io_leave,
  .clear = async_io_clear,
};

METRIC_TABLE (ASYNC_IO_METRICS, AsyncIoCounters, ASYNC_IO_COUNTERS);
