/* machine_io.c - what can be asked of the workloads */
#include "machine_internal.h"
#include "machine_metric_rows.h"

void machine_register_io_metrics (Machine *machine)
{
  const IoCounters *io = &machine->io;
  const AsyncIoCounters *async_io = &machine->kinds.async_io;
  const RdmaCounters *rdma = &machine->kinds.rdma;
  const MetricRow rows[] = {
    { METRIC_COUNTER, "io.started", "", "I/Os started", &io->started },
    { METRIC_COUNTER, "io.completed", "", "I/Os completed", &io->completed },
    { METRIC_COUNTER, "io.failed", "", "I/Os whose buffer could not be locked", &io->failed },
    { METRIC_COUNTER, "io.reads", "", "disk reads started", &io->reads },
    { METRIC_COUNTER, "io.writes", "", "disk writes started", &io->writes },
    { METRIC_COUNTER, "io.delayed", "", "requests that waited for room in flight", &io->delayed },
    { METRIC_COUNTER, "io.cut", "", "requests above maxphys, done in pieces that are I/Os", &io->cut },
    { METRIC_COUNTER, "io.bytes", "bytes", "bytes of the I/Os completed", &io->bytes },
    { METRIC_GAUGE, "async_io.in_flight", "", "asynchronous I/Os submitted and not reaped",
      &async_io->in_flight },
    { METRIC_GAUGE, "async_io.unreaped", "", "of these, with their device done", &async_io->unreaped },
    { METRIC_COUNTER, "async_io.reaps", "", "times that completed ones were reaped", &async_io->reaps },
    { METRIC_COUNTER, "async_io.unreaped_time", "ns",
      "time that buffers stayed locked when the device was done", &async_io->unreaped_ns },
    { METRIC_COUNTER, "rdma.registrations", "", "registrations of memory regions, also failed ones",
      &rdma->registrations },
    { METRIC_COUNTER, "rdma.failed", "", "of these, whose memory could not be locked", &rdma->failed },
    { METRIC_COUNTER, "rdma.deregistrations", "", "regions given up", &rdma->deregistrations },
    { METRIC_GAUGE, "rdma.waiting", "", "registrations that wait for memory", &rdma->waiting },
    { METRIC_GAUGE, "rdma.regions", "", "regions that are registered", &rdma->regions },
    { METRIC_GAUGE, "rdma.bytes", "bytes", "bytes of these", &rdma->bytes },
    { METRIC_GAUGE, "rdma.pages", "pages", "pages that these hold, counted for each region", &rdma->pages },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}
