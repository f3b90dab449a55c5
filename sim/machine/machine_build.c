/* machine_build.c - objects, processes, segments and workloads of a scenario */
#include "churn.h"
#include "forker.h"
#include "machine_internal.h"
#include "page_size.h"
#include "trace_formats.h"

#include <string.h>

/* Where user addresses end, and where segments without an address of their own begin. */
#define USER_LIMIT (UINT64_C (1) << 47)
#define USER_FIRST (UINT64_C (256) << 20)

#define GLOBAL_ZONE "global"

/* The readers' own. */
#define DEFAULT_SEPARATOR ','
#define DEFAULT_BLOCK_BYTES 512U

/* Makes an object that is not there; whoever maps it holds it, and the machine too if it is kept. */
static void machine_build_object (Machine *machine, size_t i)
{
  const ScenarioObject *config = &machine->scenario->objects[i];
  AnonMap *map = segvn_amp_new (&machine->vm, btop (config->size_bytes));
  if (config->lifetime == SCENARIO_LIFETIME_KEPT) {
    map->references++;
  }
  machine->objects[i] = map;
  map->keeper = &machine->objects[i];
}

static AnonMap *machine_find_object (Machine *machine, const char *name)
{
  const Scenario *scenario = machine->scenario;
  for (size_t i = 0; i < scenario->object_count; i++) {
    if (strcmp (scenario->objects[i].name, name) == 0) {
      if (!machine->objects[i]) {
        machine_build_object (machine, i);
      }
      return machine->objects[i];
    }
  }
  g_error ("object '%s' is not defined", name);
}

static void machine_build_objects (Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  machine->objects = g_new0 (AnonMap *, scenario->object_count);
  for (size_t i = 0; i < scenario->object_count; i++) {
    machine_build_object (machine, i);
  }
}

Zone *machine_get_zone (Machine *machine, const char *name)
{
  for (guint i = 0; i < machine->zones->len; i++) {
    Zone *zone = g_ptr_array_index (machine->zones, i);
    if (strcmp (zone->name, name) == 0) {
      return zone;
    }
  }
  Zone *zone = g_new0 (Zone, 1);
  zone->name = name;
  g_ptr_array_add (machine->zones, zone);
  return zone;
}

static bool ranges_overlap (uint64_t base, uint64_t size, uint64_t other, uint64_t other_size)
{
  return base < other + other_size && other < base + size;
}

/* The lowest address from USER_FIRST on at which there is room for segment I of PROCESS: where neither one with an address
 * of its own is to be, nor one before it, whether they are mapped or not. */
static uint64_t machine_place_segment (const MachineProcess *process, size_t i, uint64_t alignment)
{
  const ScenarioProcess *config = process->config;
  uint64_t size = config->segments[i].size_bytes;
  uint64_t base = USER_FIRST;
  bool moved = true;
  while (moved) {
    moved = false;
    base = (base + alignment - 1) / alignment * alignment;
    for (size_t j = 0; j < config->segment_count; j++) {
      const ScenarioSegment *other = &config->segments[j];
      uint64_t other_base = j < i ? process->bases[j] : other->address;
      if (other_base != 0 && ranges_overlap (base, size, other_base, other->size_bytes)) {
        base = other_base + other->size_bytes;
        moved = true;
      }
    }
  }
  return base;
}

static AsMapping machine_mapping_of (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  bool shared = config->type == SCENARIO_SEGMENT_SHARED;
  return (AsMapping){ .base = process->bases[i],
                      .size = config->size_bytes,
                      .szc = (unsigned)config->page_size,
                      .protection = machine_protection (config->protection),
                      .amp = shared ? machine_find_object (process->machine, config->object) : NULL,
                      .amp_first_page = btop (config->object_offset_bytes) };
}

static int machine_attach_segment (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  SptAttachment what = { .amp = machine_find_object (process->machine, config->object),
                         .szc = (unsigned)config->page_size,
                         .pageable = config->type == SCENARIO_SEGMENT_DISM };
  return as_attach (&process->machine->vm, &process->as, process->bases[i], &what);
}

int machine_map_segment (MachineProcess *process, size_t i)
{
  if (scenario_segment_is_spt (process->config->segments[i].type)) {
    return machine_attach_segment (process, i);
  }
  AsMapping mapping = machine_mapping_of (process, i);
  return as_map (&process->machine->vm, &process->as, &mapping);
}

static bool machine_build_attachment (MachineProcess *process, size_t i, GError **error)
{
  const ScenarioSegment *config = &process->config->segments[i];
  if (machine_attach_segment (process, i) == 0) {
    return true;
  }
  g_set_error (error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
               "%s:%u:%u: segment '%s' cannot be attached: there is not enough memory to lock for it, or no "
               "room at 0x%" G_GINT64_MODIFIER "x; give the machine more memory, or make the object smaller",
               config->place.file, config->place.line, config->place.column, config->name, process->bases[i]);
  return false;
}

/* What a process begins with stays apart, so that each segment has entries of its own. */
static bool machine_build_segment (Machine *machine, MachineProcess *process, size_t i, GError **error)
{
  const ScenarioSegment *config = &process->config->segments[i];
  uint64_t alignment = UINT64_C (1) << page_get_shift ((unsigned)config->page_size);
  process->bases[i] = config->address != 0 ? config->address : machine_place_segment (process, i, alignment);
  if (!config->mapped) {
    return true;
  }
  if (scenario_segment_is_spt (config->type)) {
    return machine_build_attachment (process, i, error);
  }
  AsMapping mapping = machine_mapping_of (process, i);
  if (!segvn_create (&machine->vm, &process->as, mapping.base, mapping.size, mapping.szc, mapping.protection,
                     mapping.amp, mapping.amp_first_page)) {
    g_set_error (error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
                 "%s:%u:%u: segment '%s' does not fit into the address space at 0x%" G_GINT64_MODIFIER
                 "x; give it an address below 0x%" G_GINT64_MODIFIER "x, or make it smaller",
                 config->place.file, config->place.line, config->place.column, config->name, mapping.base,
                 USER_LIMIT);
    return false;
  }
  return true;
}

size_t machine_find_segment (const MachineProcess *process, const char *name)
{
  for (size_t i = 0; i < process->config->segment_count; i++) {
    if (strcmp (process->config->segments[i].name, name) == 0) {
      return i;
    }
  }
  g_error ("segment '%s' of process '%s' is not defined", name, process->name);
}

/* What a workload is built from. */
typedef struct {
  Machine *machine;
  MachineProcess *process;
  const ScenarioWorkload *config;
  size_t segment; /* of the process, if the workload has one */
  IoContext context;
  const char *stream;
} WorkloadPlace;

/* What a churn workload maps. */
typedef struct {
  MachineProcess *process;
  size_t segment;
} ChurnMapping;

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
                           .read = config->read,
                           .size = machine_make_distribution (machine, &config->size, places),
                           .place = machine_make_distribution (machine, &config->offset, places),
                           .places = places,
                           .align_bytes = config->align_bytes,
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

static Workload *machine_build_direct_io_at (WorkloadPlace *place, GError **error)
{
  (void)error;
  return machine_build_direct_io (place->machine, &place->context, &place->config->direct_io, place->stream);
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
static const struct {
  size_t segment_offset; /* in ScenarioWorkload: the name of the segment, or NULL */
  Workload *(*build) (WorkloadPlace *place, GError **error);
} workload_kinds[SCENARIO_WORKLOAD_TYPES] = {
  [SCENARIO_WORKLOAD_DIRECT_IO] = { offsetof (ScenarioWorkload, direct_io.segment),
                                    machine_build_direct_io_at },
  [SCENARIO_WORKLOAD_REPLAY] = { offsetof (ScenarioWorkload, replay.segment), machine_build_replay_at },
  [SCENARIO_WORKLOAD_WORKING_SET] = { offsetof (ScenarioWorkload, working_set.segment),
                                      machine_build_working_set_at },
  [SCENARIO_WORKLOAD_CHURN] = { offsetof (ScenarioWorkload, churn.segment), machine_build_churn },
  [SCENARIO_WORKLOAD_FORK] = { offsetof (ScenarioWorkload, fork.segment), machine_build_fork },
};

static bool machine_build_workload (Machine *machine, MachineProcess *process, const ScenarioWorkload *config,
                                    GError **error)
{
  const char *const *name =
      (const char *const *)(const void *)((const char *)config + workload_kinds[config->type].segment_offset);
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
  if (*name) {
    place.segment = machine_find_segment (process, *name);
    place.context.base = process->bases[place.segment];
    place.context.size = process->config->segments[place.segment].size_bytes;
  }
  Workload *workload = workload_kinds[config->type].build (&place, error);
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
    as_settle_zone (&process->as);
  }
  return true;
}

static void machine_list_processes (Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  for (size_t i = 0; i < scenario->process_count; i++) {
    const ScenarioProcess *config = &scenario->processes[i];
    for (uint64_t copy = 0; copy < config->count; copy++) {
      MachineProcess process = { .machine = machine,
                                 .name = config->name,
                                 .copy = copy,
                                 .as = { .limit = USER_LIMIT,
                                         .zone = machine_get_zone (machine, config->zone) },
                                 .bases = g_new0 (uint64_t, config->segment_count),
                                 .config = config };
      g_array_append_val (machine->processes, process);
    }
  }
}

bool machine_build_processes (Machine *machine, GError **error)
{
  machine_build_objects (machine);
  machine_get_zone (machine, GLOBAL_ZONE);
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
