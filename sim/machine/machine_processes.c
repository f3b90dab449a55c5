/* machine_processes.c - objects, processes and segments of a scenario */
#include "machine_processes.h"

#include "page_size.h"

#include <string.h>

/* Where user addresses end, and where segments without an address of their own begin. */
#define USER_LIMIT (UINT64_C (1) << 47)
#define USER_FIRST (UINT64_C (256) << 20)

#define GLOBAL_ZONE "global"

/* Makes object I, which does not exist yet.  Who maps it holds it, and the machine does too if it is kept. */
static void machine_processes_build_object (MachineProcesses *processes, size_t i)
{
  const ScenarioObject *config = &processes->core->scenario->objects[i];
  AnonMap *map =
      segvn_amp_new (&processes->core->vm, page_btop (processes->core->vm.pages, config->size_bytes));
  if (config->lifetime == SCENARIO_LIFETIME_KEPT) {
    map->references++;
  }
  processes->objects[i] = map;
  map->keeper = &processes->objects[i];
}

static AnonMap *machine_processes_find_object (MachineProcesses *processes, const char *name)
{
  const Scenario *scenario = processes->core->scenario;
  for (size_t i = 0; i < scenario->object_count; i++) {
    if (strcmp (scenario->objects[i].name, name) == 0) {
      if (!processes->objects[i]) {
        machine_processes_build_object (processes, i);
      }
      return processes->objects[i];
    }
  }
  g_error ("object '%s' is not defined", name);
}

Zone *machine_processes_get_zone (MachineProcesses *processes, const char *name)
{
  for (guint i = 0; i < processes->zones->len; i++) {
    Zone *zone = g_ptr_array_index (processes->zones, i);
    if (strcmp (zone->name, name) == 0) {
      return zone;
    }
  }
  Zone *zone = g_new0 (Zone, 1);
  zone->name = name;
  g_ptr_array_add (processes->zones, zone);
  return zone;
}

static bool ranges_overlap (uint64_t base, uint64_t size, uint64_t other, uint64_t other_size)
{
  return base < other + other_size && other < base + size;
}

/* Returns the lowest address from USER_FIRST on with room for segment I of PROCESS.  Segments with an address
 * of their own, and those before segment I, take their room whether they are mapped or not. */
static uint64_t machine_process_place (const MachineProcess *process, size_t i, uint64_t alignment)
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

/* Returns the alignment of segment I of PROCESS: the largest page size that it has at any time. */
static uint64_t machine_process_alignment (const MachineProcess *process, size_t i)
{
  const Scenario *scenario = process->processes->core->scenario;
  const ScenarioSegment *segment = &process->config->segments[i];
  PageSizeCode largest = segment->page_size;
  for (size_t j = 0; j < scenario->event_count; j++) {
    const ScenarioEvent *event = &scenario->events[j];
    const ScenarioOwner *owner = &event->process_op.owner;
    if (event->action == SCENARIO_EVENT_SETPAGESIZE && strcmp (owner->process, process->config->name) == 0
        && strcmp (owner->segment, segment->name) == 0) {
      largest = MAX (largest, event->process_op.page_size);
    }
  }
  return page_bytes (process->processes->core->vm.pages, largest);
}

static AsMapping machine_process_mapping (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  bool shared = config->type == SCENARIO_SEGMENT_SHARED;
  return (AsMapping){ .base = process->bases[i],
                      .size = config->size_bytes,
                      .szc = config->page_size,
                      .protection = config->protection,
                      .amp =
                          shared ? machine_processes_find_object (process->processes, config->object) : NULL,
                      .amp_first_page =
                          page_btop (process->processes->core->vm.pages, config->object_offset_bytes) };
}

static int machine_process_attach (MachineProcess *process, size_t i)
{
  const ScenarioSegment *config = &process->config->segments[i];
  SptAttachment what = { .amp = machine_processes_find_object (process->processes, config->object),
                         .szc = config->page_size,
                         .pageable = config->type == SCENARIO_SEGMENT_DISM };
  return as_attach (&process->processes->core->vm, &process->as, process->bases[i], &what);
}

int machine_process_map (MachineProcess *process, size_t i)
{
  if (scenario_segment_is_spt (process->config->segments[i].type)) {
    return machine_process_attach (process, i);
  }
  AsMapping mapping = machine_process_mapping (process, i);
  return as_map (&process->processes->core->vm, &process->as, &mapping);
}

static bool machine_process_build_attachment (MachineProcess *process, size_t i, GError **error)
{
  const ScenarioSegment *config = &process->config->segments[i];
  if (machine_process_attach (process, i) == 0) {
    return true;
  }
  g_set_error (error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
               "%s:%u:%u: segment '%s' cannot be attached: there is not enough memory to lock for it, or no "
               "room at 0x%" G_GINT64_MODIFIER "x; give the machine more memory, or make the object smaller",
               config->place.file, config->place.line, config->place.column, config->name, process->bases[i]);
  return false;
}

/* Places segment I, and maps it if PROCESS begins with it; it is not joined, so it has entries of its own. */
static bool machine_process_build_segment (MachineProcess *process, size_t i, GError **error)
{
  const ScenarioSegment *config = &process->config->segments[i];
  process->bases[i] = config->address != 0
                          ? config->address
                          : machine_process_place (process, i, machine_process_alignment (process, i));
  if (!config->mapped) {
    return true;
  }
  if (scenario_segment_is_spt (config->type)) {
    return machine_process_build_attachment (process, i, error);
  }
  AsMapping mapping = machine_process_mapping (process, i);
  if (!segvn_create (&process->processes->core->vm, &process->as, mapping.base, mapping.size, mapping.szc,
                     mapping.protection, mapping.amp, mapping.amp_first_page)) {
    g_set_error (error, MACHINE_ERROR, MACHINE_ERROR_BUILD,
                 "%s:%u:%u: segment '%s' does not fit into the address space at 0x%" G_GINT64_MODIFIER
                 "x; give it an address below 0x%" G_GINT64_MODIFIER "x, or make it smaller",
                 config->place.file, config->place.line, config->place.column, config->name, mapping.base,
                 USER_LIMIT);
    return false;
  }
  return true;
}

size_t machine_process_find_segment (const MachineProcess *process, const char *name)
{
  for (size_t i = 0; i < process->config->segment_count; i++) {
    if (strcmp (process->config->segments[i].name, name) == 0) {
      return i;
    }
  }
  g_error ("segment '%s' of process '%s' is not defined", name, process->config->name);
}

/* Processes must not move once segments point to their address spaces, so all are listed before the first
 * segment is built. */
static void machine_processes_list (MachineProcesses *processes)
{
  const Scenario *scenario = processes->core->scenario;
  processes->list = g_array_new (FALSE, TRUE, sizeof (MachineProcess));
  for (size_t i = 0; i < scenario->process_count; i++) {
    const ScenarioProcess *config = &scenario->processes[i];
    for (uint64_t copy = 0; copy < config->count; copy++) {
      MachineProcess process = { .processes = processes,
                                 .config = config,
                                 .copy = copy,
                                 .as = { .limit = USER_LIMIT,
                                         .process = processes->list->len + 1,
                                         .zone = machine_processes_get_zone (processes, config->zone) },
                                 .bases = g_new0 (uint64_t, config->segment_count) };
      g_array_append_val (processes->list, process);
    }
  }
}

bool machine_processes_build (MachineProcesses *processes, MachineCore *core, GError **error)
{
  processes->core = core;
  processes->objects = g_new0 (AnonMap *, core->scenario->object_count);
  processes->zones = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < core->scenario->object_count; i++) {
    machine_processes_build_object (processes, i);
  }
  machine_processes_get_zone (processes, GLOBAL_ZONE);
  machine_processes_list (processes);
  for (guint i = 0; i < processes->list->len; i++) {
    MachineProcess *process = machine_processes_get (processes, i);
    for (size_t j = 0; j < process->config->segment_count; j++) {
      if (!machine_process_build_segment (process, j, error)) {
        return false;
      }
    }
    as_settle_zone (&process->as);
  }
  return true;
}

void machine_processes_clear (MachineProcesses *processes)
{
  for (guint i = 0; i < processes->list->len; i++) {
    MachineProcess *process = machine_processes_get (processes, i);
    while (process->as.first) {
      seg_free (process->as.first);
    }
    g_free (process->bases);
  }
  for (size_t i = 0; i < processes->core->scenario->object_count; i++) {
    if (processes->objects[i]) {
      anon_map_free (processes->objects[i]);
    }
  }
  g_free (processes->objects);
  g_ptr_array_free (processes->zones, TRUE);
  g_array_free (processes->list, TRUE);
}

void machine_processes_visit_segments (const MachineProcesses *processes, const ScenarioOwner *owner,
                                       void (*visit) (Vm *vm, Segment *segment))
{
  for (guint i = 0; i < processes->list->len; i++) {
    const MachineProcess *process = machine_processes_get (processes, i);
    if (strcmp (process->config->name, owner->process) == 0) {
      size_t j = machine_process_find_segment (process, owner->segment);
      uint64_t end = process->bases[j] + process->config->segments[j].size_bytes;
      Segment *segment = as_first_from (&process->as, process->bases[j]);
      for (; segment && segment->base < end; segment = segment->next) {
        visit (&processes->core->vm, segment);
      }
    }
  }
}
