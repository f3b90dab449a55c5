#include "async_io.h"

#include "random.h"

#include <glib.h>

typedef struct AsyncIo AsyncIo;

typedef struct {
  Io io; /* first */
  AsyncIo *workload;
} AsyncIoSlot;

struct AsyncIo {
  Workload workload; /* first */
  IoContext context;
  AsyncIoOptions options;
  Random random;
  uint64_t next_place; /* sequential */
  uint64_t left;       /* requests; UINT64_MAX: no limit */
  Event submit;
  Event reap;
  Io *free;
  Io *done, **done_end; /* not reaped yet, in the order of completion */
  uint64_t n_done;
  uint64_t in_flight;
  bool submitting;         /* an I/O is being started, */
  sim_time submit_busy_ns; /* which the process begins with so much to do still, */
  sim_time pause_ns;       /* and the next one comes so much later */
  bool blocked;            /* by lack of room, */
  sim_time since;
  Io *reaping;           /* to be unlocked, one after the other */
  bool unlocking;        /* one of them is being unlocked, */
  bool unlocks_later;    /* and that goes on after the caller */
  uint64_t reap_busy_ns; /* what this reap has taken so far */
  AsyncIoSlot slots[];
};

static bool async_io_is_over (const AsyncIo *workload)
{
  return workload->left == 0
         || io_context_is_over (&workload->context, event_queue_now (workload->context.queue));
}

static void async_io_release (AsyncIo *workload, Io *io)
{
  io->next_free = workload->free;
  workload->free = io;
  workload->in_flight--;
  workload->options.counters->in_flight--;
}

/* One request that was wanted at SINCE; then the next, BUSY_NS from now at the earliest. */
static void async_io_submit_one (AsyncIo *workload, sim_time since, uint64_t busy_ns)
{
  const AsyncIoOptions *options = &workload->options;
  Io *io = workload->free;
  workload->free = io->next_free;
  workload->in_flight++;
  options->counters->in_flight++;
  workload->left -= workload->left != UINT64_MAX;
  IoChoice choice =
      io_pattern_draw (&options->pattern, &workload->context, &workload->next_place, &workload->random);
  sim_time service_ns = distribution_draw (options->service, &workload->random);
  workload->pause_ns = options->interval ? distribution_draw (options->interval, &workload->random) : 0;
  workload->submit_busy_ns = busy_ns;
  workload->submitting = true;
  io_start (io, since, choice.addr, choice.bytes, choice.op, service_ns);
}

static void async_io_started (Io *io, IoStart start, uint64_t lock_ns)
{
  AsyncIo *workload = ((AsyncIoSlot *)(void *)io)->workload;
  sim_time pause_ns = workload->pause_ns;
  sim_time busy_ns = workload->submit_busy_ns;
  workload->submitting = false;
  if (start == IO_FAILED) {
    async_io_release (workload, io);
    pause_ns = MAX (pause_ns, MAX (io->service_ns, 1)); /* it is no use to try again at once */
  } else {
    busy_ns += lock_ns;
  }
  if (workload->options.interval || workload->free) {
    event_queue_schedule_in (workload->context.queue, &workload->submit, MAX (pause_ns, busy_ns));
  }
}

static void async_io_submit (Event *event)
{
  AsyncIo *workload = event_container (event, AsyncIo, submit);
  if (async_io_is_over (workload)) {
    return;
  }
  if (!workload->free) {
    workload->blocked = true;
    workload->since = event->time;
    workload->context.counters->delayed++;
    return;
  }
  async_io_submit_one (workload, event->time, 0);
}

/* Room came up; reaping takes BUSY_NS from now. */
static void async_io_go_on (AsyncIo *workload, uint64_t busy_ns)
{
  if (workload->submitting || event_is_pending (&workload->submit) || async_io_is_over (workload)) {
    return;
  }
  if (workload->blocked) {
    workload->blocked = false;
    async_io_submit_one (workload, workload->since, busy_ns);
  } else if (!workload->options.interval) {
    event_queue_schedule_in (workload->context.queue, &workload->submit, busy_ns);
  }
}

static void async_io_schedule_reap (AsyncIo *workload)
{
  if (async_io_is_over (workload) && workload->in_flight == 0) {
    return;
  }
  sim_time wait_ns = distribution_draw (workload->options.reap, &workload->random);
  event_queue_schedule_in (workload->context.queue, &workload->reap, MAX (wait_ns, 1));
}

/* Unlocks what is left of a reap, one after the other; then the process goes on. */
static void async_io_reap_on (AsyncIo *workload)
{
  sim_time now = event_queue_now (workload->context.queue);
  while (workload->reaping && !workload->unlocking) {
    Io *io = workload->reaping;
    workload->reaping = io->next_free;
    workload->unlocking = true;
    workload->options.counters->unreaped_ns += io->failed ? 0 : now - io->done.time;
    io_finish (io);
  }
  workload->unlocks_later = workload->unlocking;
  if (workload->unlocking) {
    return;
  }
  if (workload->free) {
    async_io_go_on (workload, workload->reap_busy_ns);
  }
  async_io_schedule_reap (workload);
}

static void async_io_finished (Io *io, uint64_t unlock_ns)
{
  AsyncIo *workload = ((AsyncIoSlot *)(void *)io)->workload;
  workload->reap_busy_ns += unlock_ns;
  workload->unlocking = false;
  async_io_release (workload, io);
  if (workload->unlocks_later) {
    async_io_reap_on (workload);
  }
}

static void async_io_reap_all (AsyncIo *workload)
{
  AsyncIoCounters *counters = workload->options.counters;
  if (workload->unlocking) {
    return; /* the end of that reap sees to the next one */
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

static void async_io_cancel (AsyncIo *workload, Event *event)
{
  if (event_is_pending (event)) {
    event_queue_cancel (workload->context.queue, event);
  }
}

static void async_io_done (Event *event)
{
  AsyncIoSlot *slot = event_container (event, AsyncIoSlot, io.done);
  AsyncIo *workload = slot->workload;
  slot->io.next_free = NULL;
  *workload->done_end = &slot->io;
  workload->done_end = &slot->io.next_free;
  workload->n_done++;
  workload->options.counters->unreaped++;
  if (workload->n_done == workload->options.reap_count || workload->context.as->exiting) {
    async_io_cancel (workload, &workload->reap);
    async_io_reap_all (workload);
  }
}

/* From now on each is reaped when its device is done. */
static void async_io_leave (Workload *base)
{
  AsyncIo *workload = (AsyncIo *)(void *)base;
  if (workload->n_done > 0) {
    async_io_cancel (workload, &workload->reap);
    async_io_reap_all (workload);
  }
}

static void async_io_free (Workload *base)
{
  AsyncIo *workload = (AsyncIo *)(void *)base;
  for (uint64_t i = 0; i < workload->options.depth; i++) {
    io_abandon (&workload->slots[i].io);
  }
  async_io_cancel (workload, &workload->submit);
  async_io_cancel (workload, &workload->reap);
  g_free (workload);
}

Workload *async_io_new (const IoContext *context, const AsyncIoOptions *options)
{
  static const IoContinuations continuations = { async_io_started, async_io_done, async_io_finished };
  AsyncIo *workload = g_malloc0 (sizeof (AsyncIo) + options->depth * sizeof (AsyncIoSlot));
  workload->workload = (Workload){ .leave = async_io_leave, .free = async_io_free };
  workload->context = *context;
  workload->options = *options;
  workload->left = options->requests ? options->requests : UINT64_MAX;
  workload->done_end = &workload->done;
  for (uint64_t i = options->depth; i-- > 0;) {
    AsyncIoSlot *slot = &workload->slots[i];
    io_init (&slot->io, &workload->context, &continuations);
    slot->workload = workload;
    slot->io.next_free = workload->free;
    workload->free = &slot->io;
  }
  random_init (&workload->random, options->seed, options->run, options->stream);
  event_init (&workload->submit, async_io_submit, WORKLOAD_EVENT_START);
  event_init (&workload->reap, async_io_reap, WORKLOAD_EVENT_REAP);
  event_queue_schedule (context->queue, &workload->submit, context->start);
  sim_time wait_ns = distribution_draw (options->reap, &workload->random);
  event_queue_schedule (context->queue, &workload->reap, sim_time_add (context->start, MAX (wait_ns, 1)));
  return &workload->workload;
}
