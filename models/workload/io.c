/* io.c - one I/O, from its start to its finish */
#include "io.h"

#include "page_size.h"
#include "segvn.h"

#include <glib.h>
#include <string.h>

void io_context_init_random (const IoContext *context, uint64_t i, Random *random)
{
  g_autofree char *stream = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, context->stream, i);
  random_init (random, context->seed, context->run, stream);
}

sim_time io_scale_recorded (uint64_t time_ns, double speed)
{
  if (speed == 1.0) {
    return time_ns;
  }
  double scaled = (double)time_ns / speed;
  return scaled < 0x1p63 ? (sim_time)scaled : (sim_time)1 << 63;
}

void io_announce (const IoContext *context, uint64_t addr, uint64_t len, IoOp op)
{
  const PageSizes *pages = context->vm->pages;
  Segment *segment = as_segat (context->as, addr);
  uint64_t first = page_floor (pages, addr);
  uint64_t end = page_ceil (pages, addr + len);
  if (segment && segment_is_segvn (segment) && end <= segment_end (segment) && first < end) {
    segvn_announce (segment, first, end - first, io_rw (op));
  }
}

static void io_begin (Io *io)
{
  EventQueue *queue = io->context->queue;
  const AsLock *lock = &io->buffer.lock;
  io->begin = sim_time_add (MAX (event_queue_now (queue), lock->ready), lock->cost_ns);
  event_queue_schedule (queue, &io->done, sim_time_add (io->begin, MAX (io->service_ns, 1)));
}

/* Called after each new attempt of an I/O that waited for memory. */
static void io_retried (IoBuffer *buffer, int error_number)
{
  Io *io = event_container (buffer, Io, buffer);
  if (error_number == 0) {
    io_begin (io);
  } else if (error_number != EAGAIN) {
    io->context->counters->failed++;
    io->failed = true;
    event_queue_schedule_in (io->context->queue, &io->done, 1);
  }
}

static void io_tried (IoBuffer *buffer, int error_number)
{
  Io *io = event_container (buffer, Io, buffer);
  IoStart start = IO_AT_DEVICE;
  if (G_LIKELY (error_number == 0)) {
    io_begin (io);
  } else if (error_number == EAGAIN) {
    buffer->locked = io_retried;
    start = IO_WAITS;
  } else {
    io->context->counters->failed++;
    start = IO_FAILED;
  }
  io->continuations->started (io, start, buffer->lock.cost_ns);
}

static void io_finish_done (Event *event)
{
  io_finish (event_container (event, Io, done));
}

void io_init (Io *io, IoContext *context, const IoContinuations *continuations)
{
  *io = (Io){ .context = context, .continuations = continuations };
  io_buffer_init (&io->buffer, context->vm, context->as, &context->counters->waiting);
  event_init (&io->done, continuations->done ? continuations->done : io_finish_done, WORKLOAD_EVENT_DONE);
}

void io_start (Io *io, sim_time since, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns)
{
  IoCounters *counters = io->context->counters;
  counters->started++;
  *(op == IO_OP_READ ? &counters->reads : &counters->writes) += 1;
  io->since = since;
  io->op = op;
  io->service_ns = service_ns;
  io->failed = false;
  io_buffer_lock (&io->buffer, addr, len, io_rw (op), io_tried);
}

void io_set_piece (Io *io, bool is_first, bool is_last)
{
  io->piece = !is_last ? IO_PIECE : is_first ? IO_WHOLE : IO_LAST_PIECE;
  if (is_first) {
    memset (io->before, 0, sizeof io->before);
  }
}

static void io_record_latency (Io *io, uint64_t parts[LATENCY_PARTS])
{
  for (unsigned i = 0; i < LATENCY_PARTS && io->piece != IO_WHOLE; i++) {
    parts[i] += io->before[i];
    io->before[i] = parts[i];
  }
  if (io->piece != IO_PIECE) {
    latency_record (io->context->latency, parts);
  }
}

static void io_unlocked (IoBuffer *buffer, uint64_t cost_ns)
{
  Io *io = event_container (buffer, Io, buffer);
  IoContext *context = io->context;
  context->counters->completed++;
  context->counters->bytes += buffer->bytes;
  if (context->latency) {
    sim_time unseen = io->finish - io->done.time;
    uint64_t lock_ns = buffer->lock.cost_ns;
    uint64_t parts[LATENCY_PARTS] = { [LATENCY_WAIT] = io->begin - lock_ns - io->since + unseen,
                                      [LATENCY_LOCK] = lock_ns + cost_ns,
                                      [LATENCY_DEVICE] = io->done.time - io->begin };
    io_record_latency (io, parts);
  }
  io->continuations->finished (io, cost_ns);
}

void io_finish (Io *io)
{
  if (G_UNLIKELY (io->failed)) {
    io->continuations->finished (io, 0);
    return;
  }
  io->finish = event_queue_now (io->context->queue);
  io_buffer_unlock (&io->buffer, io_unlocked);
}

void io_abandon (Io *io)
{
  event_queue_withdraw (io->context->queue, &io->done);
  io_buffer_abandon (&io->buffer);
}

METRIC_TABLE (IO_METRICS, IoCounters, IO_COUNTERS);
