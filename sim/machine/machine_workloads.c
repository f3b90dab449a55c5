/* machine_workloads.c - the workloads of a scenario */
#include "machine_workloads.h"
#include "churn.h"
#include "forker.h"
#include "trace_formats.h"

/* The readers' own. */
#define DEFAULT_SEPARATOR ','
#define DEFAULT_BLOCK_BYTES 512U

/* What a churn workload maps. */
typedef struct {
  MachineProcess *process;
  size_t segment;
} ChurnMapping;

/* Options that only a table of columns has are passed on only if they say something, since other formats refuse them. */
static TraceOptions machine_trace_options (const ScenarioReplay *config)
{
  static const TraceFormat formats[] = {
    [SCENARIO_TRACE_BY_NAME] = TRACE_FORMAT_BY_NAME,
    [SCENARIO_TRACE_FIO] = TRACE_FORMAT_FIO,
    [SCENARIO_TRACE_CSV] = TRACE_FORMAT_CSV,
    [SCENARIO_TRACE_PCACHE] = TRACE_FORMAT_PCACHE,
  };
  static const TraceTimeUnit units[] = { [SCENARIO_TIME_UNIT_BY_FORMAT] = TRACE_TIME_UNIT_DEFAULT,
                                         [SCENARIO_TIME_UNIT_NS] = TRACE_TIME_UNIT_NS,
                                         [SCENARIO_TIME_UNIT_US] = TRACE_TIME_UNIT_US,
                                         [SCENARIO_TIME_UNIT_MS] = TRACE_TIME_UNIT_MS,
                                         [SCENARIO_TIME_UNIT_S] = TRACE_TIME_UNIT_S };
  return (TraceOptions){ .path = config->trace,
                         .format = formats[config->format],
                         .time_unit = units[config->time_unit],
                         .separator = config->separator == DEFAULT_SEPARATOR ? 0 : config->separator,
                         .time_column = config->columns.time,
                         .op_column = config->columns.op,
                         .size_column = config->columns.size,
                         .offset_column = config->columns.offset,
                         .block_column = config->columns.block,
                         .block_size_bytes = config->block_size_bytes == DEFAULT_BLOCK_BYTES
                                                 ? 0
                                                 : (uint32_t)config->block_size_bytes,
                         .read_ops = config->read_ops.items,
                         .write_ops = config->write_ops.items,
                         .ignore_ops = config->ignore_ops.items };
}

static ReplayBufferOptions machine_buffer_options (const ScenarioReplay *config, uint64_t size)
{
  static const ReplayBufferKind kinds[] = { [SCENARIO_BUFFER_DIRECT] = REPLAY_BUFFER_DIRECT,
                                            [SCENARIO_BUFFER_RING] = REPLAY_BUFFER_RING,
                                            [SCENARIO_BUFFER_POOL] = REPLAY_BUFFER_POOL };
  uint64_t room = size / config->frame_size_bytes;
  return (ReplayBufferOptions){ .kind = kinds[config->buffer],
                                .base_bytes = config->base_bytes,
                                .span_bytes = size - config->base_bytes,
                                .frames = config->frames != 0 ? MIN (config->frames, room) : room,
                                .frame_size_bytes = config->frame_size_bytes };
}

static Workload *machine_build_replay (Machine *machine, const IoContext *context,
                                       const ScenarioReplay *config, const char *stream, GError **error)
{
  TraceOptions trace = machine_trace_options (config);
  IoSource *source = trace_open (&trace, error);
  if (!source) {
    return NULL;
  }
  ReplayOptions options = { .source = source,
                            .buffer = machine_buffer_options (config, context->size),
                            .inflight = config->inflight,
                            .as_soon_as_possible = config->timing == SCENARIO_TIMING_ASAP,
                            .speed = config->speed,
                            .repeat = config->repeat,
                            .service = machine_make_distribution (machine, &config->service, 1),
                            .seed = machine->seed,
                            .run = machine->run,
                            .stream = stream,
                            .error = &machine->failure };
  return replay_new (context, &options);
}

/* Recorded owners come with their addresses, of which a machine has each but once. */
static Workload *machine_build_replay_calls (WorkloadPlace *place, GError **error)
{
  Machine *machine = place->machine;
  const ScenarioWorkload *config = place->config;
  if (machine->replays_calls) {
    g_set_error (
        error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
        "%s:%u:%u: a second recording of calls of the cache; one on a machine, in a process with count 1, "
        "would be right",
        config->place.file, config->place.line, config->place.column);
    return NULL;
  }
  TraceOptions trace = machine_trace_options (&config->replay);
  CallSource *source = trace_open_calls (&trace, error);
  if (!source) {
    return NULL;
  }
  machine->replays_calls = true;
  machine->replay_process = place->process->as.process;
  ReplayCallOptions options = { .source = source,
                                .speed = config->replay.speed,
                                .counters = &machine->replayed,
                                .error = &machine->failure };
  return replay_calls_new (&place->context, &options);
}

static int machine_map_churned (void *user)
{
  const ChurnMapping *mapping = user;
  return machine_map_segment (mapping->process, mapping->segment);
}

static Workload *machine_build_churn (WorkloadPlace *place, GError **error)
{
  (void)error;
  Machine *machine = place->machine;
  const ScenarioChurn *config = &place->config->churn;
  ChurnMapping *mapping = g_new (ChurnMapping, 1);
  *mapping = (ChurnMapping){ place->process, place->segment };
  g_ptr_array_add (machine->churn_mappings, mapping);
  uint64_t largest = MIN (distribution_config_max (&config->size), place->context.size);
  uint64_t places = (place->context.size - largest) / config->align_bytes + 1;
  ChurnOptions options = { .map = machine_map_churned,
                           .user = mapping,
                           .requests = config->requests,
                           .pattern = { .read = config->read,
                                        .size = machine_make_distribution (machine, &config->size, places),
                                        .order = IO_ORDER_DRAWN,
                                        .place = machine_make_distribution (machine, &config->offset, places),
                                        .places = places,
                                        .align_bytes = config->align_bytes },
                           .service = machine_make_distribution (machine, &config->service, places),
                           .think = machine_make_distribution (machine, &config->think, places),
                           .pause = machine_make_distribution (machine, &config->pause, places),
                           .seed = machine->seed,
                           .run = machine->run,
                           .stream = place->stream };
  return churn_new (&place->context, &options);
}

static Workload *machine_build_fork (WorkloadPlace *place, GError **error)
{
  (void)error;
  Machine *machine = place->machine;
  const ScenarioFork *config = &place->config->fork;
  ForkerOptions options = { .children = machine->children,
                            .interval = machine_make_distribution (machine, &config->interval, 1),
                            .lifetime = machine_make_distribution (machine, &config->lifetime, 1),
                            .writes = machine_make_distribution (machine, &config->writes, 1),
                            .seed = machine->seed,
                            .run = machine->run,
                            .stream = place->stream };
  return forker_new (&place->context, &options);
}

static Workload *machine_build_replay_at (WorkloadPlace *place, GError **error)
{
  if (place->config->replay.format == SCENARIO_TRACE_PCACHE) {
    return machine_build_replay_calls (place, error);
  }
  return machine_build_replay (place->machine, &place->context, &place->config->replay, place->stream, error);
}

static Workload *machine_build_working_set_at (WorkloadPlace *place, GError **error)
{
  (void)error;
  return machine_build_working_set (place->machine, &place->context, &place->config->working_set,
                                    place->stream);
}

/* How workloads are built, by type. */
typedef struct {
  size_t segment_offset; /* in ScenarioWorkload: the name of the segment, or NULL */
  size_t through_offset; /* and of the last of those that it uses, or NULL; 0: it uses but one */
  Workload *(*build) (WorkloadPlace *place, GError **error);
} WorkloadKind;

/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member cannot stand in parentheses */
#define SEGMENT(kind_) offsetof (ScenarioWorkload, kind_.segment), 0
#define SEGMENTS(kind_) offsetof (ScenarioWorkload, kind_.segment), offsetof (ScenarioWorkload, kind_.through)
/* NOLINTEND(bugprone-macro-parentheses) */

static const WorkloadKind workload_kinds[SCENARIO_WORKLOAD_TYPES] = {
  [SCENARIO_WORKLOAD_DIRECT_IO] = { SEGMENTS (direct_io), machine_build_direct_io },
  [SCENARIO_WORKLOAD_REPLAY] = { SEGMENT (replay), machine_build_replay_at },
  [SCENARIO_WORKLOAD_WORKING_SET] = { SEGMENT (working_set), machine_build_working_set_at },
  [SCENARIO_WORKLOAD_CHURN] = { SEGMENT (churn), machine_build_churn },
  [SCENARIO_WORKLOAD_FORK] = { SEGMENT (fork), machine_build_fork },
  [SCENARIO_WORKLOAD_ASYNC_IO] = { SEGMENTS (async_io), machine_build_async_io },
  [SCENARIO_WORKLOAD_RDMA] = { SEGMENTS (rdma), machine_build_rdma },
};

/* The name at OFFSET of CONFIG; NULL if there is none. */
static const char *workload_segment_name (const ScenarioWorkload *config, size_t offset)
{
  return offset > 0 ? *(const char *const *)(const void *)((const char *)config + offset) : NULL;
}

/* The range of addresses that the workload uses. */
static void machine_set_range (WorkloadPlace *place)
{
  const WorkloadKind *kind = &workload_kinds[place->config->type];
  const MachineProcess *process = place->process;
  const char *name = workload_segment_name (place->config, kind->segment_offset);
  const char *through = workload_segment_name (place->config, kind->through_offset);
  if (name) {
    place->segment = machine_find_segment (process, name);
    size_t last = through ? machine_find_segment (process, through) : place->segment;
    place->context.base = process->bases[place->segment];
    place->context.size =
        process->bases[last] + process->config->segments[last].size_bytes - process->bases[place->segment];
  }
}

bool machine_build_workload (Machine *machine, MachineProcess *process, const ScenarioWorkload *config,
                             GError **error)
{
  g_autofree char *stream =
      g_strdup_printf ("%s/%" G_GUINT64_FORMAT "/%s", process->name, process->copy, config->name);
  WorkloadPlace place = { .machine = machine, .process = process, .config = config, .stream = stream };
  place.context = (IoContext){ .vm = &machine->vm,
                               .queue = machine->queue,
                               .counters = &machine->io,
                               .latency = machine_latency_of (machine, config),
                               .as = &process->as,
                               .start = config->start_ns,
                               .stop = machine_end_of (machine, config->stop_ns) };
  machine_set_range (&place);
  Workload *workload = workload_kinds[config->type].build (&place, error);
  if (workload) {
    workload->as = &process->as;
    g_ptr_array_add (machine->workloads, workload);
  }
  return workload != NULL;
}
