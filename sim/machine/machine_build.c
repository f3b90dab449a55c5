/* machine_build.c - objects, processes and segments of a scenario */
#include "machine_internal.h"
#include "page_size.h"

#include <string.h>

/* Where user addresses end, and where segments without an address of their own begin. */
#define USER_LIMIT (UINT64_C (1) << 47)
#define USER_FIRST (UINT64_C (256) << 20)

#define GLOBAL_ZONE "global"

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

/* Pages of segment I of PROCESS lie at multiples of this: the largest size that they have at any time. */
static uint64_t machine_alignment_of (const MachineProcess *process, size_t i)
{
  const Scenario *scenario = process->machine->scenario;
  const ScenarioSegment *segment = &process->config->segments[i];
  PageSizeCode largest = segment->page_size;
  for (size_t j = 0; j < scenario->event_count; j++) {
    const ScenarioEvent *event = &scenario->events[j];
    const ScenarioOwner *owner = &event->process_op.owner;
    if (event->action == SCENARIO_EVENT_SETPAGESIZE && strcmp (owner->process, process->name) == 0
        && strcmp (owner->segment, segment->name) == 0) {
      largest = MAX (largest, event->process_op.page_size);
    }
  }
  return UINT64_C (1) << page_get_shift (largest);
}

static AsMapping machine_mapping_of (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  bool shared = config->type == SCENARIO_SEGMENT_SHARED;
  return (AsMapping){ .base = process->bases[i],
                      .size = config->size_bytes,
                      .szc = config->page_size,
                      .protection = config->protection,
                      .amp = shared ? machine_find_object (process->machine, config->object) : NULL,
                      .amp_first_page = btop (config->object_offset_bytes) };
}

static int machine_attach_segment (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  SptAttachment what = { .amp = machine_find_object (process->machine, config->object),
                         .szc = config->page_size,
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
  process->bases[i] = config->address != 0
                          ? config->address
                          : machine_place_segment (process, i, machine_alignment_of (process, i));
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
                                         .process = machine->processes->len + 1,
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
