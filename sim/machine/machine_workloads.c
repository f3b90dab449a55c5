/* machine_workloads.c - starts the workloads of a scenario, and adds up their latencies */
#include "machine_workloads.h"

void machine_workloads_init (MachineWorkloads *workloads, MachineCore *core)
{
  const Scenario *scenario = core->scenario;
  workloads->core = core;
  workloads->children.vm = &core->vm;
  workloads->list = g_ptr_array_new ();
  workloads->all_latency = g_new0 (Latency, 1);
  workloads->latencies = g_array_new (FALSE, FALSE, sizeof (LatencySource));
  for (size_t i = 0; i < scenario->process_count; i++) {
    const ScenarioProcess *process = &scenario->processes[i];
    for (size_t j = 0; j < process->workload_count; j++) {
      LatencySource source = { process->name, process->workloads[j].name, g_new0 (Latency, 1) };
      g_array_append_val (workloads->latencies, source);
    }
  }
}

static Latency *machine_workloads_latency (const MachineWorkloads *workloads, guint i)
{
  return g_array_index (workloads->latencies, LatencySource, i).latency;
}

/* Maps the segment that the scenario puts at BASE in AS. */
static int machine_map_at (AddressSpace *as, uint64_t base)
{
  MachineProcess *process = (MachineProcess *)(void *)((char *)as - offsetof (MachineProcess, as));
  size_t i = 0;
  while (process->bases[i] != base) {
    i++;
  }
  return machine_process_map (process, i);
}

/* Sets the range of addresses that the workload uses. */
static void machine_set_range (const MachineProcess *process, const WorkloadRange *range, IoContext *context)
{
  if (range->segment) {
    size_t first = machine_process_find_segment (process, range->segment);
    size_t last = range->through ? machine_process_find_segment (process, range->through) : first;
    context->base = process->bases[first];
    context->size = process->bases[last] + process->config->segments[last].size_bytes - context->base;
  }
}

/* Adds the place of the workload, which errors of the workload kinds lack. */
static void machine_add_place (const ScenarioWorkload *config, GError **error)
{
  if (error && g_error_matches (*error, WORKLOAD_ERROR, WORKLOAD_ERROR_START)) {
    g_prefix_error (error, "%s:%u:%u: ", config->place.file, config->place.line, config->place.column);
  }
}

static bool machine_workloads_start (MachineWorkloads *workloads, MachineProcess *process,
                                     const ScenarioWorkload *config, Latency *latency, GError **error)
{
  MachineCore *core = workloads->core;
  g_autofree char *stream =
      g_strdup_printf ("%s/%" G_GUINT64_FORMAT "/%s", process->config->name, process->copy, config->name);
  sim_time stop = machine_core_end_of (core, config->stop_ns);
  IoContext context = { .vm = &core->vm,
                        .queue = core->queue,
                        .counters = &workloads->io,
                        .latency = latency,
                        .as = &process->as,
                        .start = config->start_ns,
                        .stop = stop,
                        .to_the_end = stop >= core->duration,
                        .seed = core->seed,
                        .run = core->run,
                        .stream = stream,
                        .maxphys_bytes = core->scenario->machine.maxphys_bytes,
                        .kinds = &workloads->kinds,
                        .children = &workloads->children,
                        .map = machine_map_at,
                        .failure = &workloads->failure };
  machine_set_range (process, config->options, &context);
  Workload *workload = workload_start (config->kind, &context, config->options, error);
  if (!workload) {
    machine_add_place (config, error);
    return false;
  }
  g_ptr_array_add (workloads->list, workload);
  return true;
}

bool machine_workloads_build (MachineWorkloads *workloads, const MachineProcesses *processes, GError **error)
{
  guint first = 0; /* index of the first latency of the process */
  for (guint i = 0; i < processes->list->len; i++) {
    MachineProcess *process = machine_processes_get (processes, i);
    const ScenarioProcess *config = process->config;
    for (guint j = 0; j < config->workload_count; j++) {
      Latency *latency = machine_workloads_latency (workloads, first + j);
      if (!machine_workloads_start (workloads, process, &config->workloads[j], latency, error)) {
        return false;
      }
    }
    if (process->copy + 1 == config->count) {
      first += (guint)config->workload_count;
    }
  }
  return true;
}

void machine_workloads_clear (MachineWorkloads *workloads)
{
  for (guint i = 0; i < workloads->list->len; i++) {
    workload_free (g_ptr_array_index (workloads->list, i));
  }
  seg_ppurge_async (workloads->core->pcache, true);
  children_clear (&workloads->children);
  for (guint i = 0; i < workloads->latencies->len; i++) {
    g_free (machine_workloads_latency (workloads, i));
  }
  g_ptr_array_free (workloads->list, TRUE);
  g_array_free (workloads->latencies, TRUE);
  g_free (workloads->all_latency);
  g_clear_error (&workloads->failure);
}

void machine_workloads_leave (const MachineWorkloads *workloads, const AddressSpace *as)
{
  for (guint i = 0; i < workloads->list->len; i++) {
    Workload *workload = g_ptr_array_index (workloads->list, i);
    if (workload->context.as == as) {
      workload_leave (workload);
    }
  }
}

void machine_workloads_sum_latencies (MachineWorkloads *workloads)
{
  Latency *all = workloads->all_latency;
  *all = (Latency){ 0 };
  for (guint i = 0; i < workloads->latencies->len; i++) {
    const Latency *latency = machine_workloads_latency (workloads, i);
    histogram_add (&all->total, &latency->total);
    all->count += latency->count;
    for (unsigned part = 0; part < LATENCY_PARTS; part++) {
      all->sums[part] += latency->sums[part];
    }
  }
}
