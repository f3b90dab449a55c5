/* machine_io.c - workloads that choose buffers, and what can be asked of them */
#include "machine_metric_rows.h"
#include "machine_workloads.h"

/* Where the buffers of a workload are, as the scenario has it. */
typedef struct {
  double read;
  const DistributionConfig *size;
  const DistributionConfig *offset;
  uint64_t align_bytes;
  uint64_t buffers;
} BufferConfig;

/* As many places of the alignment as there are for buffers of the largest size, unless there are to be fewer. */
static IoPattern machine_make_pattern (const WorkloadPlace *place, const BufferConfig *config)
{
  uint64_t room = place->context.size;
  uint64_t largest = MIN (distribution_config_max (config->size), room);
  uint64_t places = (room - largest) / config->align_bytes + 1;
  places = config->buffers != 0 ? MIN (config->buffers, places) : places;
  bool sequential = config->offset->kind == DISTRIBUTION_CONFIG_SEQUENTIAL;
  return (IoPattern){ .read = config->read,
                      .size = machine_make_distribution (place->machine, config->size, places),
                      .order = sequential ? IO_ORDER_SEQUENTIAL : IO_ORDER_DRAWN,
                      .place = machine_make_distribution (place->machine, config->offset, places),
                      .places = places,
                      .align_bytes = config->align_bytes };
}

Workload *machine_build_direct_io (WorkloadPlace *place, GError **error)
{
  (void)error;
  Machine *machine = place->machine;
  const ScenarioDirectIo *config = &place->config->direct_io;
  BufferConfig buffers = { config->read, &config->size, &config->offset, config->align_bytes,
                           config->buffers };
  DirectIoOptions options = { .threads = config->threads,
                              .pattern = machine_make_pattern (place, &buffers),
                              .maxphys_bytes = machine->scenario->machine.maxphys_bytes,
                              .think = machine_make_distribution (machine, &config->think, 1),
                              .service = machine_make_distribution (machine, &config->service, 1),
                              .requests = config->requests,
                              .seed = machine->seed,
                              .run = machine->run,
                              .stream = place->stream };
  return direct_io_new (&place->context, &options);
}

static bool is_zero (const DistributionConfig *config)
{
  return config->kind == DISTRIBUTION_CONFIG_CONSTANT && config->constant == 0;
}

Workload *machine_build_async_io (WorkloadPlace *place, GError **error)
{
  (void)error;
  Machine *machine = place->machine;
  const ScenarioAsyncIo *config = &place->config->async_io;
  BufferConfig buffers = { config->read, &config->size, &config->offset, config->align_bytes,
                           config->buffers };
  bool has_room_only = is_zero (&config->interval);
  AsyncIoOptions options = {
    .depth = config->depth,
    .pattern = machine_make_pattern (place, &buffers),
    .service = machine_make_distribution (machine, &config->service, 1),
    .interval = has_room_only ? NULL : machine_make_distribution (machine, &config->interval, 1),
    .reap = machine_make_distribution (machine, &config->reap_interval, 1),
    .reap_count = config->reap_count,
    .requests = config->requests,
    .seed = machine->seed,
    .run = machine->run,
    .stream = place->stream,
    .counters = &machine->async_io,
  };
  return async_io_new (&place->context, &options);
}

Workload *machine_build_rdma (WorkloadPlace *place, GError **error)
{
  (void)error;
  Machine *machine = place->machine;
  const ScenarioRdma *config = &place->config->rdma;
  BufferConfig buffers = { config->write, &config->size, &config->offset, config->align_bytes,
                           config->buffers };
  RdmaOptions options = { .regions = config->regions,
                          .pattern = machine_make_pattern (place, &buffers),
                          .lifetime = machine_make_distribution (machine, &config->lifetime, 1),
                          .pause = machine_make_distribution (machine, &config->pause, 1),
                          .retry_ns = config->retry_ns,
                          .seed = machine->seed,
                          .run = machine->run,
                          .stream = place->stream,
                          .counters = &machine->rdma };
  return rdma_new (&place->context, &options);
}

void machine_register_io_metrics (Machine *machine)
{
  const IoCounters *io = &machine->io;
  const AsyncIoCounters *async_io = &machine->async_io;
  const RdmaCounters *rdma = &machine->rdma;
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
