/* machine_workloads.c - the workloads of a scenario */
#include "machine_internal.h"
#include "workload_kind.h"

/* Maps the segment that is to begin at BASE in the address space of a process. */
static int machine_map_at (AddressSpace *as, uint64_t base)
{
  MachineProcess *process = (MachineProcess *)(void *)((char *)as - offsetof (MachineProcess, as));
  size_t i = 0;
  while (process->bases[i] != base) {
    i++;
  }
  return machine_map_segment (process, i);
}

/* The range of addresses that the workload uses. */
static void machine_set_range (const MachineProcess *process, const WorkloadRange *range, IoContext *context)
{
  if (range->segment) {
    size_t first = machine_find_segment (process, range->segment);
    size_t last = range->through ? machine_find_segment (process, range->through) : first;
    context->base = process->bases[first];
    context->size = process->bases[last] + process->config->segments[last].size_bytes - context->base;
  }
}

/* What kinds find wrong is told without the place of the workload. */
static void machine_add_place (const ScenarioWorkload *config, GError **error)
{
  if (error && g_error_matches (*error, WORKLOAD_ERROR, WORKLOAD_ERROR_START)) {
    g_prefix_error (error, "%s:%u:%u: ", config->place.file, config->place.line, config->place.column);
  }
}

bool machine_build_workload (Machine *machine, MachineProcess *process, const ScenarioWorkload *config,
                             GError **error)
{
  g_autofree char *stream =
      g_strdup_printf ("%s/%" G_GUINT64_FORMAT "/%s", process->name, process->copy, config->name);
  sim_time stop = machine_end_of (machine, config->stop_ns);
  IoContext context = { .vm = &machine->vm,
                        .queue = machine->queue,
                        .counters = &machine->io,
                        .latency = machine_latency_of (machine, config),
                        .as = &process->as,
                        .start = config->start_ns,
                        .stop = stop,
                        .to_the_end = stop >= machine->duration,
                        .seed = machine->seed,
                        .run = machine->run,
                        .stream = stream,
                        .maxphys_bytes = machine->scenario->machine.maxphys_bytes,
                        .kinds = &machine->kinds,
                        .children = machine->children,
                        .map = machine_map_at,
                        .failure = &machine->failure };
  machine_set_range (process, config->options, &context);
  Workload *workload = config->kind->start (&context, config->options, error);
  if (!workload) {
    machine_add_place (config, error);
    return false;
  }
  workload->as = &process->as;
  g_ptr_array_add (machine->workloads, workload);
  return true;
}
