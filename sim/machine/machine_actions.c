/* machine_actions.c - the scenario's events */
#include "machine_internal.h"

#include <string.h>

/* ---- memory ---- */

static void action_consume_memory (Machine *machine, const ScenarioEvent *config)
{
  memory_hog_consume (machine->hog, config->memory.pages);
}

static void action_release_memory (Machine *machine, const ScenarioEvent *config)
{
  memory_hog_release (machine->hog, config->memory.pages != 0 ? config->memory.pages : UINT64_MAX);
}

static void action_set_freemem (Machine *machine, const ScenarioEvent *config)
{
  memory_hog_set_freemem (machine->hog, config->memory.pages);
}

static void action_set_needfree (Machine *machine, const ScenarioEvent *config)
{
  machine_set_needfree (machine, config->memory.pages);
}

static void action_memory_remove (Machine *machine, const ScenarioEvent *config)
{
  memory_config_remove (&machine->memory.config, config->change.pages, config->change.timeout_ns);
}

static void action_memory_add (Machine *machine, const ScenarioEvent *config)
{
  memory_config_add (&machine->memory.config, config->change.pages);
}

static void action_page_retire (Machine *machine, const ScenarioEvent *config)
{
  (void)config;
  memory_config_retire (&machine->memory.config);
}

/* ---- the cache ---- */

/* Disabling sleeps between its tries, so it needs a thread; it fails in the end if something stays active. */
static void machine_disable_thread (SimThreads *threads, void *argument)
{
  (void)threads;
  Machine *machine = argument;
  machine->disabled_by_events++;
  seg_p_disable (machine->pcache);
}

static void action_cache_disable (Machine *machine, const ScenarioEvent *config)
{
  (void)config;
  if (cache_is_configured (machine->pcache)) {
    sim_thread_spawn (machine->threads, MACHINE_EVENT_DISABLE_THREAD, machine_disable_thread, machine);
  }
}

/* What others disabled, as removal of memory does, is theirs to enable. */
static void action_cache_enable (Machine *machine, const ScenarioEvent *config)
{
  (void)config;
  if (machine->disabled_by_events > 0 && cache_is_configured (machine->pcache)) {
    machine->disabled_by_events--;
    seg_p_enable (machine->pcache);
  }
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

static void action_purge_owner (Machine *machine, const ScenarioEvent *config)
{
  const ScenarioOwner *owner = &config->owner;
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

static void action_force_purge (Machine *machine, const ScenarioEvent *config)
{
  (void)config;
  seg_ppurge_async (machine->pcache, true);
}

/* ---- all of them ---- */

/* By action; NULL: processes do it. */
static void (*const action_runs[SCENARIO_EVENT_ACTIONS]) (Machine *machine, const ScenarioEvent *config) = {
  [SCENARIO_EVENT_CONSUME_MEMORY] = action_consume_memory,
  [SCENARIO_EVENT_RELEASE_MEMORY] = action_release_memory,
  [SCENARIO_EVENT_SET_FREEMEM] = action_set_freemem,
  [SCENARIO_EVENT_SET_NEEDFREE] = action_set_needfree,
  [SCENARIO_EVENT_CACHE_DISABLE] = action_cache_disable,
  [SCENARIO_EVENT_CACHE_ENABLE] = action_cache_enable,
  [SCENARIO_EVENT_PURGE_OWNER] = action_purge_owner,
  [SCENARIO_EVENT_FORCE_PURGE] = action_force_purge,
  [SCENARIO_EVENT_MEMORY_REMOVE] = action_memory_remove,
  [SCENARIO_EVENT_MEMORY_ADD] = action_memory_add,
  [SCENARIO_EVENT_PAGE_RETIRE] = action_page_retire,
};

/* No word of a scenario does nothing, or two things. */
static void machine_check_actions (void)
{
  for (unsigned action = 0; action < SCENARIO_EVENT_ACTIONS; action++) {
    if ((action_runs[action] != NULL) == machine_is_process_op (action)) {
      g_error ("action %u has no row, or two, of what it does", action);
    }
  }
}

static void machine_act (MachineAction *action)
{
  if (action->process_ops) {
    machine_start_process_ops (action);
  } else {
    action_runs[action->config->action](action->machine, action->config);
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
  machine_check_actions ();
  machine->actions = g_new0 (MachineAction, scenario->event_count);
  for (size_t i = 0; i < scenario->event_count; i++) {
    MachineAction *action = &machine->actions[i];
    action->machine = machine;
    action->config = &scenario->events[i];
    event_init (&action->event, machine_action_fire, MACHINE_EVENT_ACTION);
    event_queue_schedule (machine->queue, &action->event, action->config->at_ns);
  }
}
