#include "io.h"

#include "page_size.h"
#include "segvn.h"

#include <glib.h>
#include <string.h>

bool io_announcing_pays (const IoContext *context)
{
  return pcache_announcing_pays (context->vm->pcache);
}

void io_announce (const IoContext *context, uint64_t addr, uint64_t len, IoOp op)
{
  Segment *segment = as_segat (context->as, addr);
  uint64_t first = addr & ~PAGEOFFSET;
  uint64_t end = (addr + len + PAGEOFFSET) & ~PAGEOFFSET;
  if (segment && segment_is_segvn (segment) && end <= segment_end (segment) && first < end) {
    segvn_announce (segment, first, end - first, io_rw (op));
  }
}

/* 0, and the device begins when all pages are there; or an errno value. */
static int io_lock (Io *io)
{
  IoContext *context = io->context;
  int error_number = as_pagelock (context->vm, context->as, io->addr, io->bytes, io_rw (io->op), &io->lock);
  if (error_number == 0) {
    io->begin = sim_time_add (MAX (event_queue_now (context->queue), io->lock.ready), io->lock.cost_ns);
    event_queue_schedule (context->queue, &io->done, sim_time_add (io->begin, MAX (io->service_ns, 1)));
  }
  return error_number;
}

/* As a fault does, it waits for one page at a time. */
static void io_wait (Io *io)
{
  io->context->counters->waiting++;
  memory_waiters_add (io->context->vm->kernel->memory_waiters, &io->waiter, 1);
}

static void io_wake (MemoryWaiter *waiter)
{
  Io *io = (Io *)(void *)((char *)waiter - offsetof (Io, waiter));
  io->context->counters->waiting--;
  int error_number = io_lock (io);
  if (error_number == EAGAIN) {
    io_wait (io);
  } else if (error_number != 0) {
    io->context->counters->failed++;
    io->failed = true;
    event_queue_schedule_in (io->context->queue, &io->done, 1);
  }
}

void io_init (Io *io, IoContext *context, EventFire finished)
{
  *io = (Io){ .context = context, .waiter = { .wake = io_wake, .whose = context->as } };
  event_init (&io->done, finished, WORKLOAD_EVENT_DONE);
}

bool io_start (Io *io, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns)
{
  return io_start_late (io, event_queue_now (io->context->queue), addr, len, op, service_ns);
}

bool io_start_late (Io *io, sim_time since, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns)
{
  IoCounters *counters = io->context->counters;
  counters->started++;
  *(op == IO_OP_READ ? &counters->reads : &counters->writes) += 1;
  io->since = since;
  io->addr = addr;
  io->bytes = len;
  io->op = op;
  io->service_ns = service_ns;
  io->failed = false;
  int error_number = io_lock (io);
  if (G_UNLIKELY (error_number == EAGAIN)) {
    io_wait (io);
    return true;
  }
  counters->failed += error_number != 0;
  return error_number == 0;
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

void io_finish (Io *io)
{
  io->unlock_ns = 0;
  if (G_UNLIKELY (io->failed)) {
    return;
  }
  IoContext *context = io->context;
  io->unlock_ns = as_pageunlock (&io->lock);
  context->counters->completed++;
  context->counters->bytes += io->bytes;
  if (context->latency) {
    sim_time unseen = event_queue_now (context->queue) - io->done.time;
    uint64_t parts[LATENCY_PARTS] = { [LATENCY_WAIT] = io->begin - io->lock.cost_ns - io->since + unseen,
                                      [LATENCY_LOCK] = io->lock.cost_ns + io->unlock_ns,
                                      [LATENCY_DEVICE] = io->done.time - io->begin };
    io_record_latency (io, parts);
  }
}

void io_abandon (Io *io)
{
  if (memory_waiter_is_waiting (&io->waiter)) {
    io->context->counters->waiting--;
    memory_waiters_remove (io->context->vm->kernel->memory_waiters, &io->waiter);
  } else if (event_is_pending (&io->done)) {
    event_queue_cancel (io->context->queue, &io->done);
    if (!io->failed) {
      as_pageunlock (&io->lock);
    }
  }
}
