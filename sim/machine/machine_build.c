/* machine_build.c - objects, processes, segments and workloads of a scenario */
#include "machine_internal.h"
#include "page_size.h"
#include "trace_formats.h"

#include <string.h>

/* Where user addresses end, and where segments without an address of their own begin. */
#define USER_LIMIT (UINT64_C (1) << 47)
#define USER_FIRST (UINT64_C (256) << 20)

/* The readers' own. */
#define DEFAULT_SEPARATOR ','
#define DEFAULT_BLOCK_BYTES 512U

static AnonMap *machine_find_object (const Machine *machine, const char *name)
{
  const Scenario *scenario = machine->scenario;
  for (size_t i = 0; i < scenario->object_count; i++) {
    if (strcmp (scenario->objects[i].name, name) == 0) {
      return machine->objects[i];
    }
  }
  g_error ("object '%s' is not defined", name);
}

/* The machine itself keeps each object alive. */
static void machine_build_objects (Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  machine->objects = g_new0 (AnonMap *, scenario->object_count);
  for (size_t i = 0; i < scenario->object_count; i++) {
    machine->objects[i] = segvn_amp_new (&machine->vm, btop (scenario->objects[i].size_bytes));
    machine->objects[i]->references++;
  }
}

/* The lowest address from USER_FIRST on at which SIZE bytes are free. */
static uint64_t machine_place_segment (const AddressSpace *as, const ScenarioProcess *config, uint64_t size,
                                       uint64_t alignment)
{
  uint64_t base = USER_FIRST;
  bool moved = true;
  while (moved) {
    moved = false;
    base = (base + alignment - 1) / alignment * alignment;
    for (const Segment *segment = as->first; segment; segment = segment->next) {
      if (base < segment_end (segment) && segment->base < base + size) {
        base = segment_end (segment);
        moved = true;
      }
    }
    /* Those with an address of their own may come later. */
    for (size_t i = 0; i < config->segment_count; i++) {
      const ScenarioSegment *other = &config->segments[i];
      if (other->address != 0 && base < other->address + other->size_bytes && other->address < base + size) {
        base = other->address + other->size_bytes;
        moved = true;
      }
    }
    base = (base + alignment - 1) / alignment * alignment;
  }
  return base;
}

static bool machine_build_segment (Machine *machine, MachineProcess *process, size_t i, GError **error)
{
  const ScenarioSegment *config = &process->config->segments[i];
  unsigned szc = (unsigned)config->page_size;
  uint64_t alignment = UINT64_C (1) << page_get_shift (szc);
  uint64_t base = config->address != 0
                      ? config->address
                      : machine_place_segment (&process->as, process->config, config->size_bytes, alignment);
  unsigned protection =
      config->protection == SCENARIO_PROTECTION_READ_ONLY ? PROTECT_READ : PROTECT_READ | PROTECT_WRITE;
  bool shared = config->type == SCENARIO_SEGMENT_SHARED;
  process->bases[i] = base;
  if (!segvn_create (&machine->vm, &process->as, base, config->size_bytes, szc, protection,
                     shared ? machine_find_object (machine, config->object) : NULL,
                     btop (config->object_offset_bytes))) {
    g_set_error (error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
                 "%s:%u:%u: segment '%s' does not fit into the address space at 0x%" G_GINT64_MODIFIER
                 "x; give it an address below 0x%" G_GINT64_MODIFIER "x, or make it smaller",
                 config->place.file, config->place.line, config->place.column, config->name, base,
                 USER_LIMIT);
    return false;
  }
  return true;
}

/* Which of the segments of PROCESS is called NAME. */
static size_t machine_find_segment (const MachineProcess *process, const char *name)
{
  for (size_t i = 0; i < process->config->segment_count; i++) {
    if (strcmp (process->config->segments[i].name, name) == 0) {
      return i;
    }
  }
  g_error ("segment '%s' of process '%s' is not defined", name, process->name);
}

/* How many places of the alignment there are for buffers of the largest size, of which BUFFERS may limit them. */
static uint64_t direct_io_places (const ScenarioDirectIo *config, uint64_t size)
{
  uint64_t largest = MIN (distribution_config_max (&config->size), size);
  uint64_t places = (size - largest) / config->align_bytes + 1;
  return config->buffers != 0 ? MIN (config->buffers, places) : places;
}

static Workload *machine_build_direct_io (Machine *machine, const IoContext *context,
                                          const ScenarioDirectIo *config, const char *stream)
{
  uint64_t places = direct_io_places (config, context->size);
  DirectIoOptions options = {
    .threads = config->threads,
    .read = config->read,
    .size = machine_make_distribution (machine, &config->size, places),
    .order = config->offset.kind == DISTRIBUTION_CONFIG_SEQUENTIAL ? DIRECT_IO_SEQUENTIAL : DIRECT_IO_DRAWN,
    .place = machine_make_distribution (machine, &config->offset, places),
    .places = places,
    .align_bytes = config->align_bytes,
    .think = machine_make_distribution (machine, &config->think, places),
    .service = machine_make_distribution (machine, &config->service, places),
    .requests = config->requests,
    .seed = machine->seed,
    .run = machine->run,
    .stream = stream,
  };
  return direct_io_new (context, &options);
}

/* Options that only a table of columns has are passed on only if they say something, since other formats refuse them. */
static TraceOptions machine_trace_options (const ScenarioReplay *config)
{
  static const char *const formats[] = {
    [SCENARIO_TRACE_BY_NAME] = NULL,
    [SCENARIO_TRACE_FIO] = "fio",
    [SCENARIO_TRACE_CSV] = "csv",
    [SCENARIO_TRACE_PCACHE] = "pcache",
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
static Workload *machine_build_replay_calls (Machine *machine, const IoContext *context,
                                             const ScenarioWorkload *config, GError **error)
{
  if (machine->replays_calls) {
    SourcePlace place = config->place;
    g_set_error (
        error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
        "%s:%u:%u: a second recording of calls of the cache; one on a machine, in a process with count 1, "
        "would be right",
        place.file, place.line, place.column);
    return NULL;
  }
  TraceOptions trace = machine_trace_options (&config->replay);
  CallSource *source = trace_open_calls (&trace, error);
  if (!source) {
    return NULL;
  }
  machine->replays_calls = true;
  ReplayCallOptions options = { .source = source,
                                .speed = config->replay.speed,
                                .counters = &machine->replayed,
                                .error = &machine->failure };
  return replay_calls_new (context, &options);
}

/* Whether CONFIG replays calls of the cache, which bring their own memory. */
static bool machine_has_calls (const ScenarioWorkload *config)
{
  return config->type == SCENARIO_WORKLOAD_REPLAY && config->replay.format == SCENARIO_TRACE_PCACHE;
}

/* The segment that the buffers of CONFIG are in, by name. */
static const char *machine_workload_segment (const ScenarioWorkload *config)
{
  switch (config->type) {
  case SCENARIO_WORKLOAD_REPLAY:
    return config->replay.segment;
  case SCENARIO_WORKLOAD_WORKING_SET:
    return config->working_set.segment;
  case SCENARIO_WORKLOAD_DIRECT_IO:
  default:
    return config->direct_io.segment;
  }
}

static Workload *machine_build_kind (Machine *machine, const IoContext *context,
                                     const ScenarioWorkload *config, const char *stream, GError **error)
{
  switch (config->type) {
  case SCENARIO_WORKLOAD_REPLAY:
    return machine_has_calls (config)
               ? machine_build_replay_calls (machine, context, config, error)
               : machine_build_replay (machine, context, &config->replay, stream, error);
  case SCENARIO_WORKLOAD_WORKING_SET:
    return machine_build_working_set (machine, context, &config->working_set, stream);
  case SCENARIO_WORKLOAD_DIRECT_IO:
  default:
    return machine_build_direct_io (machine, context, &config->direct_io, stream);
  }
}

static bool machine_build_workload (Machine *machine, MachineProcess *process, const ScenarioWorkload *config,
                                    GError **error)
{
  bool has_calls = machine_has_calls (config);
  size_t segment = has_calls ? 0 : machine_find_segment (process, machine_workload_segment (config));
  IoContext context = { .vm = &machine->vm,
                        .queue = machine->queue,
                        .counters = &machine->io,
                        .as = &process->as,
                        .base = has_calls ? 0 : process->bases[segment],
                        .size = has_calls ? 0 : process->config->segments[segment].size_bytes,
                        .start = config->start_ns,
                        .stop = machine_end_of (machine, config->stop_ns) };
  g_autofree char *stream =
      g_strdup_printf ("%s/%" G_GUINT64_FORMAT "/%s", process->name, process->copy, config->name);
  Workload *workload = machine_build_kind (machine, &context, config, stream, error);
  if (workload) {
    g_ptr_array_add (machine->workloads, workload);
  }
  return workload != NULL;
}

/* Processes must not move once their workloads know their address spaces, so all are there before the first workload. */
static bool machine_build_address_spaces (Machine *machine, GError **error)
{
  for (guint i = 0; i < machine->processes->len; i++) {
    MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    for (size_t j = 0; j < process->config->segment_count; j++) {
      if (!machine_build_segment (machine, process, j, error)) {
        return false;
      }
    }
  }
  return true;
}

static void machine_list_processes (Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  for (size_t i = 0; i < scenario->process_count; i++) {
    const ScenarioProcess *config = &scenario->processes[i];
    for (uint64_t copy = 0; copy < config->count; copy++) {
      MachineProcess process = { .name = config->name,
                                 .copy = copy,
                                 .as = { .limit = USER_LIMIT },
                                 .bases = g_new0 (uint64_t, config->segment_count),
                                 .config = config };
      g_array_append_val (machine->processes, process);
    }
  }
}

bool machine_build_processes (Machine *machine, GError **error)
{
  machine_build_objects (machine);
  machine_list_processes (machine);
  if (!machine_build_address_spaces (machine, error)) {
    return false;
  }
  for (guint i = 0; i < machine->processes->len; i++) {
    MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    for (size_t j = 0; j < process->config->workload_count; j++) {
      if (!machine_build_workload (machine, process, &process->config->workloads[j], error)) {
        return false;
      }
    }
  }
  return true;
}
