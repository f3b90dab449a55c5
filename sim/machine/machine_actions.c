/* machine_actions.c - what the events of a scenario do: to memory, to the cache, and as a process */
#include "machine_actions.h"

#include <string.h>

/* An operation of a process that an event is about; its address space counts those that fail. */
typedef struct {
  const MachineAction *action;
  MachineProcess *process;
  Vm *vm;
  AddressSpace *as;
  const ScenarioProcessOp *config;
  uint64_t addr;  /* of the part of the segment that the action is about, if there is one */
  uint64_t size;  /* of that part, in bytes */
  AsOp change;    /* for an operation that as_change() does */
  size_t segment; /* index in the process, if the action has a segment */
  Zone *zone;     /* for zone_enter */
  bool busy;      /* the operation has not ended */
} ProcessOp;

/* An event of the scenario, and when it happens next. */
struct MachineAction {
  Event event;
  MachineActions *actions;
  const ScenarioEvent *config;
  ProcessOp *ops; /* one for each process that it is about */
  size_t op_count;
};

/* ---- memory ---- */

static void action_consume_memory (MachineActions *actions, const ScenarioEvent *config)
{
  memory_hog_consume (&actions->core->hog, config->memory.pages);
}

static void action_release_memory (MachineActions *actions, const ScenarioEvent *config)
{
  memory_hog_release (&actions->core->hog, config->memory.pages != 0 ? config->memory.pages : UINT64_MAX);
}

static void action_set_freemem (MachineActions *actions, const ScenarioEvent *config)
{
  memory_hog_set_freemem (&actions->core->hog, config->memory.pages);
}

/* Replaces only what events added to needfree: what sleepers add stays. */
static void action_set_needfree (MachineActions *actions, const ScenarioEvent *config)
{
  Kernel *kernel = &actions->core->kernel;
  kernel->needfree += config->memory.pages - MIN (actions->needfree, kernel->needfree);
  actions->needfree = config->memory.pages;
}

static void action_memory_remove (MachineActions *actions, const ScenarioEvent *config)
{
  memory_config_remove (&actions->core->memory_config, config->memory.pages, config->memory.timeout_ns);
}

static void action_memory_add (MachineActions *actions, const ScenarioEvent *config)
{
  memory_config_add (&actions->core->memory_config, config->memory.pages);
}

static void action_page_retire (MachineActions *actions, const ScenarioEvent *config)
{
  (void)config;
  memory_config_retire (&actions->core->memory_config);
}

/* ---- the cache ---- */

/* Disables the cache, in a thread, since it sleeps between its tries; fails if something stays active. */
static void action_disable_thread (SimThreads *threads, void *argument)
{
  (void)threads;
  MachineActions *actions = argument;
  actions->disabled++;
  seg_p_disable (actions->core->pcache);
}

static void action_cache_disable (MachineActions *actions, const ScenarioEvent *config)
{
  (void)config;
  if (cache_is_configured (actions->core->pcache)) {
    sim_thread_spawn (actions->core->threads, MACHINE_EVENT_DISABLE_THREAD, action_disable_thread, actions);
  }
}

/* Takes back only disables by events: others, such as a removal of memory, take back their own. */
static void action_cache_enable (MachineActions *actions, const ScenarioEvent *config)
{
  (void)config;
  if (actions->disabled > 0 && cache_is_configured (actions->core->pcache)) {
    actions->disabled--;
    seg_p_enable (actions->core->pcache);
  }
}

static void action_purge_segment (Vm *vm, Segment *segment)
{
  if (segment_is_segspt (segment)) {
    segspt_purge (segment);
  } else {
    const SegvnData *data = segvn_data (segment);
    seg_ppurge (vm->pcache, &segment->cached, data->shared ? &data->amp->owner : NULL, 0);
  }
}

static void action_purge_owner (MachineActions *actions, const ScenarioEvent *config)
{
  machine_processes_visit_segments (actions->processes, &config->process_op.owner, action_purge_segment);
}

static void action_force_purge (MachineActions *actions, const ScenarioEvent *config)
{
  (void)config;
  seg_ppurge_async (actions->core->pcache, true);
}

/* ---- processes: each in a thread of its own ---- */

static void process_op_mmap (const ProcessOp *op)
{
  machine_process_map (op->process, op->segment);
}

static void process_op_munmap (const ProcessOp *op)
{
  as_unmap (op->vm, op->as, op->addr, op->size);
}

static void process_op_change (const ProcessOp *op)
{
  as_change (op->vm, op->as, op->change, op->addr, op->size, op->config->value);
}

static void process_op_fork (const ProcessOp *op)
{
  children_fork (&op->action->actions->workloads->children, op->as,
                 &(ChildLife){ .lifetime_ns = op->config->lifetime_ns });
}

/* Gives up memory last, after what drivers hold for the process. */
static void process_op_exit (const ProcessOp *op)
{
  op->as->exiting = true;
  machine_workloads_leave (op->action->actions->workloads, op->as);
  as_exit (op->vm, op->as);
}

static void process_op_zone_enter (const ProcessOp *op)
{
  as_enter_zone (op->vm, op->as, op->zone);
}

/* ---- all of them ---- */

/* What an action does: to the machine, or as each process that it is about. */
typedef struct {
  void (*act) (MachineActions *actions, const ScenarioEvent *config);
  void (*operate) (const ProcessOp *op);
  AsOp change; /* for process_op_change */
} ActionRun;

static const ActionRun action_runs[SCENARIO_EVENT_ACTIONS] = {
  [SCENARIO_EVENT_CONSUME_MEMORY] = { .act = action_consume_memory },
  [SCENARIO_EVENT_RELEASE_MEMORY] = { .act = action_release_memory },
  [SCENARIO_EVENT_SET_FREEMEM] = { .act = action_set_freemem },
  [SCENARIO_EVENT_SET_NEEDFREE] = { .act = action_set_needfree },
  [SCENARIO_EVENT_CACHE_DISABLE] = { .act = action_cache_disable },
  [SCENARIO_EVENT_CACHE_ENABLE] = { .act = action_cache_enable },
  [SCENARIO_EVENT_PURGE_OWNER] = { .act = action_purge_owner },
  [SCENARIO_EVENT_FORCE_PURGE] = { .act = action_force_purge },
  [SCENARIO_EVENT_MMAP] = { .operate = process_op_mmap },
  [SCENARIO_EVENT_MUNMAP] = { .operate = process_op_munmap },
  [SCENARIO_EVENT_MPROTECT] = { .operate = process_op_change, .change = AS_OP_MPROTECT },
  [SCENARIO_EVENT_SETPAGESIZE] = { .operate = process_op_change, .change = AS_OP_SETPAGESIZE },
  [SCENARIO_EVENT_MADVISE] = { .operate = process_op_change, .change = AS_OP_MADVISE },
  [SCENARIO_EVENT_MLOCK] = { .operate = process_op_change, .change = AS_OP_MLOCK },
  [SCENARIO_EVENT_MUNLOCK] = { .operate = process_op_change, .change = AS_OP_MUNLOCK },
  [SCENARIO_EVENT_FORK] = { .operate = process_op_fork },
  [SCENARIO_EVENT_EXIT] = { .operate = process_op_exit },
  [SCENARIO_EVENT_ZONE_ENTER] = { .operate = process_op_zone_enter },
  [SCENARIO_EVENT_MEMORY_REMOVE] = { .act = action_memory_remove },
  [SCENARIO_EVENT_MEMORY_ADD] = { .act = action_memory_add },
  [SCENARIO_EVENT_PAGE_RETIRE] = { .act = action_page_retire },
};

/* ---- when ---- */

static void process_op_main (SimThreads *threads, void *argument)
{
  (void)threads;
  ProcessOp *op = argument;
  kernel_clock_update (op->vm->clock);
  action_runs[op->action->config->action].operate (op);
  op->busy = false;
}

static void machine_action_operate (MachineAction *action)
{
  for (size_t i = 0; i < action->op_count; i++) {
    ProcessOp *op = &action->ops[i];
    if (op->busy || op->as->exiting) {
      action->actions->ops_skipped++;
      continue;
    }
    op->busy = true;
    sim_thread_spawn (action->actions->core->threads, MACHINE_EVENT_PROCESS_OP, process_op_main, op);
  }
}

static void machine_action_fire (Event *event)
{
  MachineAction *action = event_container (event, MachineAction, event);
  MachineActions *actions = action->actions;
  MachineCore *core = actions->core;
  const ScenarioEvent *config = action->config;
  kernel_clock_update (&core->clock);
  if (action_runs[config->action].act) {
    action_runs[config->action].act (actions, config);
  } else {
    machine_action_operate (action);
  }
  sim_time until = machine_core_end_of (core, config->until_ns);
  if (config->every_ns != 0 && sim_time_add (event->time, config->every_ns) <= until) {
    event_queue_schedule_in (core->queue, event, config->every_ns);
  }
}

void machine_actions_init (MachineActions *actions, MachineCore *core, MachineProcesses *processes,
                           MachineWorkloads *workloads)
{
  for (unsigned i = 0; i < SCENARIO_EVENT_ACTIONS; i++) {
    if (!action_runs[i].act == !action_runs[i].operate) {
      g_error ("action %u has no row that says what it does, or says two things", i);
    }
  }
  *actions = (MachineActions){ .core = core, .processes = processes, .workloads = workloads };
  actions->list = g_new0 (MachineAction, core->scenario->event_count);
  for (size_t i = 0; i < core->scenario->event_count; i++) {
    MachineAction *action = &actions->list[i];
    action->actions = actions;
    action->config = &core->scenario->events[i];
    event_init (&action->event, machine_action_fire, MACHINE_EVENT_ACTION);
    event_queue_schedule (core->queue, &action->event, action->config->at_ns);
  }
}

static void machine_action_add_op (MachineAction *action, MachineProcess *process)
{
  MachineActions *actions = action->actions;
  const ScenarioProcessOp *config = &action->config->process_op;
  ProcessOp *op = &action->ops[action->op_count++];
  *op = (ProcessOp){ .action = action,
                     .process = process,
                     .vm = &actions->core->vm,
                     .as = &process->as,
                     .change = action_runs[action->config->action].change,
                     .config = config,
                     .zone = config->zone ? machine_processes_get_zone (actions->processes, config->zone)
                                          : NULL };
  if (config->owner.segment) {
    op->segment = machine_process_find_segment (process, config->owner.segment);
    op->addr = process->bases[op->segment] + config->offset_bytes;
    uint64_t rest = process->config->segments[op->segment].size_bytes - config->offset_bytes;
    op->size = config->size_bytes != 0 ? config->size_bytes : rest;
  }
}

void machine_actions_prepare (MachineActions *actions)
{
  guint process_count = actions->processes->list->len;
  for (size_t i = 0; i < actions->core->scenario->event_count; i++) {
    MachineAction *action = &actions->list[i];
    if (!action_runs[action->config->action].operate) {
      continue;
    }
    action->ops = g_new0 (ProcessOp, process_count);
    for (guint j = 0; j < process_count; j++) {
      MachineProcess *process = machine_processes_get (actions->processes, j);
      if (strcmp (process->config->name, action->config->process_op.owner.process) == 0) {
        machine_action_add_op (action, process);
      }
    }
  }
}

void machine_actions_clear (MachineActions *actions)
{
  for (size_t i = 0; i < actions->core->scenario->event_count; i++) {
    g_free (actions->list[i].ops);
  }
  g_free (actions->list);
}
