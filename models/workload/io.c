#include "io.h"

#include <glib.h>

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
  /* A disk read writes memory. */
  SegRw rw = op == IO_OP_READ ? S_WRITE : S_READ;
  if (as_pagelock (context->vm, context->as, addr, len, rw, &io->lock) != 0) {
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
