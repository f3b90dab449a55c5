/* machine_process_ops.c - what processes do with their address spaces */
#include "machine_internal.h"

#include <string.h>

typedef void (*ProcessOpRun) (const MachineProcessOp *op);

struct MachineProcessOp {
  MachineProcess *process;
  const ScenarioProcessOp *config;
  ProcessOpRun run;
  uint64_t addr;  /* the part of the segment that it is about, if the action has one: where it begins, */
  uint64_t size;  /* and its bytes */
  size_t segment; /* of the process, if the action has one */
  Zone *zone;     /* zone_enter */
  bool busy;      /* it has not ended */
};

/* ---- what a process can do; what fails is counted by its address space ---- */

static Vm *process_op_vm (const MachineProcessOp *op)
{
  return &op->process->machine->vm;
}

static void process_op_mmap (const MachineProcessOp *op)
{
  machine_map_segment (op->process, op->segment);
}

static void process_op_munmap (const MachineProcessOp *op)
{
  as_unmap (process_op_vm (op), &op->process->as, op->addr, op->size);
}

static void process_op_mprotect (const MachineProcessOp *op)
{
  as_setprot (process_op_vm (op), &op->process->as, op->addr, op->size, op->config->protection);
}

static void process_op_setpagesize (const MachineProcessOp *op)
{
  as_setpagesize (process_op_vm (op), &op->process->as, op->addr, op->size, op->config->page_size);
}

static void process_op_madvise (const MachineProcessOp *op)
{
  as_advise (process_op_vm (op), &op->process->as, op->addr, op->size, op->config->advice);
}

static void process_op_mlock (const MachineProcessOp *op)
{
  as_mlock (process_op_vm (op), &op->process->as, op->addr, op->size);
}

static void process_op_munlock (const MachineProcessOp *op)
{
  as_munlock (process_op_vm (op), &op->process->as, op->addr, op->size);
}

static void process_op_fork (const MachineProcessOp *op)
{
  children_fork (op->process->machine->children, &op->process->as,
                 &(ChildLife){ .lifetime_ns = op->config->lifetime_ns });
}

/* Memory comes last, after what the process has of drivers. */
static void process_op_exit (const MachineProcessOp *op)
{
  MachineProcess *process = op->process;
  const Machine *machine = process->machine;
  process->as.exiting = true;
  for (guint i = 0; i < machine->workloads->len; i++) {
    Workload *workload = g_ptr_array_index (machine->workloads, i);
    if (workload->as == &process->as && workload->leave) {
      workload->leave (workload);
    }
  }
  as_exit (process_op_vm (op), &process->as);
}

static void process_op_zone_enter (const MachineProcessOp *op)
{
  as_enter_zone (process_op_vm (op), &op->process->as, op->zone);
}

/* By action; NULL: processes do not do it. */
static const ProcessOpRun process_op_runs[SCENARIO_EVENT_ACTIONS] = {
  [SCENARIO_EVENT_MMAP] = process_op_mmap,         [SCENARIO_EVENT_MUNMAP] = process_op_munmap,
  [SCENARIO_EVENT_MPROTECT] = process_op_mprotect, [SCENARIO_EVENT_SETPAGESIZE] = process_op_setpagesize,
  [SCENARIO_EVENT_MADVISE] = process_op_madvise,   [SCENARIO_EVENT_MLOCK] = process_op_mlock,
  [SCENARIO_EVENT_MUNLOCK] = process_op_munlock,   [SCENARIO_EVENT_FORK] = process_op_fork,
  [SCENARIO_EVENT_EXIT] = process_op_exit,         [SCENARIO_EVENT_ZONE_ENTER] = process_op_zone_enter,
};

bool machine_is_process_op (ScenarioEventAction action)
{
  return process_op_runs[action] != NULL;
}

/* ---- when ---- */

static void machine_process_op_main (SimThreads *threads, void *argument)
{
  (void)threads;
  MachineProcessOp *op = argument;
  kernel_clock_update (&op->process->machine->clock);
  op->run (op);
  op->busy = false;
}

void machine_prepare_process_ops (MachineAction *action)
{
  Machine *machine = action->machine;
  const ScenarioProcessOp *config = &action->config->process_op;
  if (!machine_is_process_op (action->config->action)) {
    return;
  }
  action->process_ops = g_new0 (MachineProcessOp, machine->processes->len);
  for (guint i = 0; i < machine->processes->len; i++) {
    MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    if (strcmp (process->name, config->owner.process) == 0) {
      MachineProcessOp *op = &action->process_ops[action->n_process_ops++];
      *op = (MachineProcessOp){ .process = process,
                                .config = config,
                                .run = process_op_runs[action->config->action],
                                .zone = config->zone ? machine_get_zone (machine, config->zone) : NULL };
      if (config->owner.segment) {
        op->segment = machine_find_segment (process, config->owner.segment);
        op->addr = process->bases[op->segment] + config->offset_bytes;
        uint64_t rest = process->config->segments[op->segment].size_bytes - config->offset_bytes;
        op->size = config->size_bytes != 0 ? config->size_bytes : rest;
      }
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
