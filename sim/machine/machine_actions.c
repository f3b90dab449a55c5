/* machine_actions.c - the scenario's events */
#include "machine_internal.h"

#include <string.h>

/* Disabling sleeps between its tries, so it needs a thread; it fails in the end if something stays active. */
static void machine_disable_thread (SimThreads *threads, void *argument)
{
  (void)threads;
  Machine *machine = argument;
  machine->disabled_by_events++;
  seg_p_disable (machine->pcache);
}

static void machine_purge_segment (Machine *machine, Segment *segment)
{
  if (segment_is_segspt (segment)) {
    segspt_purge (segment);
  } else {
    const SegvnData *data = segvn_data (segment);
    seg_ppurge (machine->pcache, &segment->cached, data->shared ? &data->amp->owner : NULL, 0);
  }
}

static void machine_purge_owner (Machine *machine, const ScenarioOwner *owner)
{
  for (guint i = 0; i < machine->processes->len; i++) {
    const MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    for (size_t j = 0; j < process->config->segment_count; j++) {
      if (strcmp (process->name, owner->process) != 0
          || strcmp (process->config->segments[j].name, owner->segment) != 0) {
        continue;
      }
      uint64_t end = process->bases[j] + process->config->segments[j].size_bytes;
      Segment *segment = as_first_from (&process->as, process->bases[j]);
      for (; segment && segment->base < end; segment = segment->next) {
        machine_purge_segment (machine, segment);
      }
    }
  }
}

/* What others disabled, as removal of memory does, is theirs to enable. */
static void machine_enable (Machine *machine)
{
  if (machine->disabled_by_events > 0 && pcache_is_configured (machine->pcache)) {
    machine->disabled_by_events--;
    seg_p_enable (machine->pcache);
  }
}

static void machine_act (MachineAction *action)
{
  Machine *machine = action->machine;
  const ScenarioEvent *config = action->config;
  switch (config->action) {
  case SCENARIO_EVENT_CONSUME_MEMORY:
    memory_hog_consume (machine->hog, config->memory.pages);
    break;
  case SCENARIO_EVENT_RELEASE_MEMORY:
    memory_hog_release (machine->hog, config->memory.pages != 0 ? config->memory.pages : UINT64_MAX);
    break;
  case SCENARIO_EVENT_SET_FREEMEM:
    memory_hog_set_freemem (machine->hog, config->memory.pages);
    break;
  case SCENARIO_EVENT_SET_NEEDFREE:
    machine_set_needfree (machine, config->memory.pages);
    break;
  case SCENARIO_EVENT_CACHE_DISABLE:
    if (pcache_is_configured (machine->pcache)) {
      sim_thread_spawn (machine->threads, MACHINE_EVENT_DISABLE_THREAD, machine_disable_thread, machine);
    }
    break;
  case SCENARIO_EVENT_CACHE_ENABLE:
    machine_enable (machine);
    break;
  case SCENARIO_EVENT_PURGE_OWNER:
    machine_purge_owner (machine, &config->owner);
    break;
  case SCENARIO_EVENT_FORCE_PURGE:
    seg_ppurge_async (machine->pcache, true);
    break;
  case SCENARIO_EVENT_MMAP:
  case SCENARIO_EVENT_MUNMAP:
  case SCENARIO_EVENT_MPROTECT:
  case SCENARIO_EVENT_SETPAGESIZE:
  case SCENARIO_EVENT_MADVISE:
  case SCENARIO_EVENT_MLOCK:
  case SCENARIO_EVENT_MUNLOCK:
  case SCENARIO_EVENT_FORK:
  case SCENARIO_EVENT_EXIT:
  case SCENARIO_EVENT_ZONE_ENTER:
    machine_start_process_ops (action);
    break;
  case SCENARIO_EVENT_MEMORY_REMOVE:
    memory_config_remove (&machine->memory.config, config->change.pages, config->change.timeout_ns);
    break;
  case SCENARIO_EVENT_MEMORY_ADD:
    memory_config_add (&machine->memory.config, config->change.pages);
    break;
  case SCENARIO_EVENT_PAGE_RETIRE:
    memory_config_retire (&machine->memory.config);
    break;
  case SCENARIO_EVENT_ACTIONS:
    break;
  }
}

static void machine_action_fire (Event *event)
{
  MachineAction *action = event_container (event, MachineAction, event);
  const ScenarioEvent *config = action->config;
  kernel_clock_update (&action->machine->clock);
  machine_act (action);
  sim_time until = machine_end_of (action->machine, config->until_ns);
  if (config->every_ns != 0 && sim_time_add (event->time, config->every_ns) <= until) {
    event_queue_schedule_in (action->machine->queue, event, config->every_ns);
  }
}

void machine_start_actions (Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  machine->actions = g_new0 (MachineAction, scenario->event_count);
  for (size_t i = 0; i < scenario->event_count; i++) {
    MachineAction *action = &machine->actions[i];
    action->machine = machine;
    action->config = &scenario->events[i];
    event_init (&action->event, machine_action_fire, MACHINE_EVENT_ACTION);
    event_queue_schedule (machine->queue, &action->event, action->config->at_ns);
  }
}
