/* machine_process_ops.c - what processes do with their address spaces */
#include "machine_internal.h"

#include <string.h>

struct MachineProcessOp {
  MachineProcess *process;
  const ScenarioProcessOp *config;
  ScenarioEventAction action;
  size_t segment; /* of the process, if the action has one */
  Zone *zone;     /* zone_enter */
  bool busy;      /* it has not ended */
};

bool machine_is_process_op (const ScenarioEvent *config)
{
  return config->action >= SCENARIO_EVENT_MMAP && config->action <= SCENARIO_EVENT_ZONE_ENTER;
}

/* Memory comes last, after what the process has of drivers. */
static void machine_exit_process (MachineProcess *process)
{
  const Machine *machine = process->machine;
  process->as.exiting = true;
  for (guint i = 0; i < machine->workloads->len; i++) {
    Workload *workload = g_ptr_array_index (machine->workloads, i);
    if (workload->as == &process->as && workload->leave) {
      workload->leave (workload);
    }
  }
  as_exit (&process->machine->vm, &process->as);
}

/* What the scenario says that a process does; what fails is counted. */
static void machine_do_process_op (MachineProcessOp *op)
{
  MachineProcess *process = op->process;
  const ScenarioProcessOp *config = op->config;
  Vm *vm = &process->machine->vm;
  AddressSpace *as = &process->as;
  uint64_t addr = 0;
  uint64_t size = 0;
  if (config->owner.segment) {
    addr = process->bases[op->segment] + config->offset_bytes;
    uint64_t rest = process->config->segments[op->segment].size_bytes - config->offset_bytes;
    size = config->size_bytes != 0 ? config->size_bytes : rest;
  }
  switch (op->action) {
  case SCENARIO_EVENT_MMAP:
    machine_map_segment (process, op->segment);
    break;
  case SCENARIO_EVENT_MUNMAP:
    as_unmap (vm, as, addr, size);
    break;
  case SCENARIO_EVENT_MPROTECT:
    as_setprot (vm, as, addr, size, config->protection);
    break;
  case SCENARIO_EVENT_SETPAGESIZE:
    as_setpagesize (vm, as, addr, size, config->page_size);
    break;
  case SCENARIO_EVENT_MADVISE:
    as_advise (vm, as, addr, size, config->advice);
    break;
  case SCENARIO_EVENT_MLOCK:
    as_mlock (vm, as, addr, size);
    break;
  case SCENARIO_EVENT_MUNLOCK:
    as_munlock (vm, as, addr, size);
    break;
  case SCENARIO_EVENT_FORK:
    children_fork (process->machine->children, as, &(ChildLife){ .lifetime_ns = config->lifetime_ns });
    break;
  case SCENARIO_EVENT_EXIT:
    machine_exit_process (process);
    break;
  case SCENARIO_EVENT_ZONE_ENTER:
    as_enter_zone (vm, as, op->zone);
    break;
  default:
    break;
  }
}

static void machine_process_op_main (SimThreads *threads, void *argument)
{
  (void)threads;
  MachineProcessOp *op = argument;
  kernel_clock_update (&op->process->machine->clock);
  machine_do_process_op (op);
  op->busy = false;
}

void machine_prepare_process_ops (MachineAction *action)
{
  Machine *machine = action->machine;
  const ScenarioProcessOp *config = &action->config->process_op;
  if (!machine_is_process_op (action->config)) {
    return;
  }
  action->process_ops = g_new0 (MachineProcessOp, machine->processes->len);
  for (guint i = 0; i < machine->processes->len; i++) {
    MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    if (strcmp (process->name, config->owner.process) == 0) {
      action->process_ops[action->n_process_ops++] = (MachineProcessOp){
        .process = process,
        .config = config,
        .action = action->config->action,
        .segment = config->owner.segment ? machine_find_segment (process, config->owner.segment) : 0,
        .zone = config->zone ? machine_get_zone (machine, config->zone) : NULL,
      };
    }
  }
}

void machine_start_process_ops (MachineAction *action)
{
  Machine *machine = action->machine;
  for (size_t i = 0; i < action->n_process_ops; i++) {
    MachineProcessOp *op = &action->process_ops[i];
    if (op->busy || op->process->as.exiting) {
      machine->ops_skipped++;
      continue;
    }
    op->busy = true;
    sim_thread_spawn (machine->threads, MACHINE_EVENT_PROCESS_OP, machine_process_op_main, op);
  }
}
