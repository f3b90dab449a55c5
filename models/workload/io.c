#include "io.h"

#include "page_size.h"
#include "segvn.h"

#include <glib.h>

/* A disk read writes memory. */
static SegRw io_rw (IoOp op)
{
  return op == IO_OP_READ ? S_WRITE : S_READ;
}

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

void io_init (Io *io, IoContext *context, EventFire finished)
{
  *io = (Io){ .context = context };
  event_init (&io->done, finished, WORKLOAD_EVENT_DONE);
}

bool io_start (Io *io, uint64_t addr, uint64_t len, IoOp op, sim_time service_ns)
{
  IoContext *context = io->context;
  IoCounters *counters = context->counters;
  counters->started++;
  *(op == IO_OP_READ ? &counters->reads : &counters->writes) += 1;
  if (as_pagelock (context->vm, context->as, addr, len, io_rw (op), &io->lock) != 0) {
    counters->failed++;
    return false;
  }
  io->bytes = len;
  event_queue_schedule_in (context->queue, &io->done, MAX (service_ns, 1));
  return true;
}

void io_finish (Io *io)
{
  as_pageunlock (&io->lock);
  io->context->counters->completed++;
  io->context->counters->bytes += io->bytes;
}

void io_abandon (Io *io)
{
  if (event_is_pending (&io->done)) {
    event_queue_cancel (io->context->queue, &io->done);
    as_pageunlock (&io->lock);
  }
}
