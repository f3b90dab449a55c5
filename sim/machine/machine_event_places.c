/* machine_event_places.c - the owners and addresses of a trace of events, by their names in the scenario */
#include "machine_internal.h"

/* The places of a process after those of its segments. */
enum { PROCESS_PLACE_OTHERS, PROCESS_PLACE_WAITS, PROCESS_PLACES };

static const MachineProcess *machine_places_process (const MachinePlaces *places, guint i)
{
  return machine_processes_get (&places->machine->processes, i);
}

static void machine_places_add_process (MachinePlaces *places, guint i)
{
  const MachineProcess *process = machine_places_process (places, i);
  const ScenarioProcess *config = process->config;
  g_autofree char *name = config->count > 1
                              ? g_strdup_printf ("%s/%" G_GUINT64_FORMAT, config->name, process->copy)
                              : g_strdup (config->name);
  EventPlace place = {
    .group = EVENT_GROUP_KERNEL + 1 + i, .process = name, .program = config->name, .copy = process->copy
  };
  places->process_places[i] = event_places_count (places->places);
  for (size_t j = 0; j < config->segment_count; j++) {
    EventPlace segment = place;
    segment.segment = config->segments[j].name;
    segment.object = config->segments[j].object;
    event_places_add (places->places, &segment);
  }
  place.track = "others";
  event_places_add (places->places, &place);
  place.track = "waits";
  event_places_add (places->places, &place);
}

MachinePlaces *machine_places_new (const Machine *machine)
{
  MachinePlaces *places = g_new0 (MachinePlaces, 1);
  places->machine = machine;
  places->places = event_places_new ();
  places->process_places = g_new0 (uint32_t, machine->processes.list->len);
  for (guint i = 0; i < machine->processes.list->len; i++) {
    machine_places_add_process (places, i);
  }
  places->object_places = event_places_count (places->places);
  for (size_t i = 0; i < machine->core.scenario->object_count; i++) {
    EventPlace place = { .group = EVENT_GROUP_KERNEL + 1 + machine->processes.list->len,
                         .object = machine->core.scenario->objects[i].name };
    event_places_add (places->places, &place);
  }
  return places;
}

void machine_places_free (MachinePlaces *places)
{
  if (places) {
    event_places_free (places->places);
    g_free (places->process_places);
    g_free (places);
  }
}

/* Returns the place WHICH of process number PROCESS, from 1; 0: the process is not known. */
static uint32_t machine_places_beside (const MachinePlaces *places, uint32_t process, uint32_t which)
{
  if (process == 0) {
    return EVENT_PLACE_OTHERS;
  }
  const MachineProcess *of = machine_places_process (places, process - 1);
  return places->process_places[process - 1] + (uint32_t)of->config->segment_count + which;
}

static uint32_t machine_places_of_segment (const MachinePlaces *places, const Segment *segment)
{
  uint32_t number = segment->as->process;
  const MachineProcess *process = number > 0 ? machine_places_process (places, number - 1) : NULL;
  for (size_t i = 0; process && i < process->config->segment_count; i++) {
    if (segment->base >= process->bases[i]
        && segment->base - process->bases[i] < process->config->segments[i].size_bytes) {
      return places->process_places[number - 1] + (uint32_t)i;
    }
  }
  return machine_places_beside (places, number, PROCESS_PLACE_OTHERS);
}

static uint32_t machine_places_of_map (const MachinePlaces *places, const AnonMap *map)
{
  const Machine *machine = places->machine;
  for (size_t i = 0; i < machine->core.scenario->object_count; i++) {
    if (machine->processes.objects[i] == map) {
      return places->object_places + (uint32_t)i;
    }
  }
  return EVENT_PLACE_OTHERS;
}

static uint32_t machine_places_find (const MachinePlaces *places, CacheOwner *owner)
{
  switch ((OwnerKind)owner->kind) {
  case OWNER_IS_SEGMENT:
    return machine_places_of_segment (places, segment_of_owner (owner));
  case OWNER_IS_ANON_MAP:
    return machine_places_of_map (places, anon_map_of_owner (owner));
  case OWNER_IS_RECORDED:
    /* A recording does not say which process has its owners. */
    return machine_places_beside (places, places->machine->workloads.kinds.replay_calls.process,
                                  PROCESS_PLACE_OTHERS);
  }
  return EVENT_PLACE_OTHERS;
}

uint32_t machine_places_of_owner (MachinePlaces *places, CacheOwner *owner)
{
  size_t i = owner->serial % MACHINE_PLACES_CACHED;
  if (places->cached[i].serial != owner->serial) {
    places->cached[i].serial = owner->serial;
    places->cached[i].place = machine_places_find (places, owner);
  }
  return places->cached[i].place;
}

uint32_t machine_places_of_waits (const MachinePlaces *places, const AddressSpace *as)
{
  return machine_places_beside (places, as ? as->process : 0, PROCESS_PLACE_WAITS);
}
