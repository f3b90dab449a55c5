/* machine_latency.c - the latencies of the scenario's workloads */
#include "machine_internal.h"

void machine_list_latencies (Machine *machine)
{
  machine->all_latency = g_new0 (Latency, 1);
  machine->latencies = g_array_new (FALSE, FALSE, sizeof (LatencySource));
  for (size_t i = 0; i < machine->scenario->process_count; i++) {
    const ScenarioProcess *process = &machine->scenario->processes[i];
    for (size_t j = 0; j < process->workload_count; j++) {
      LatencySource source = { process->name, process->workloads[j].name, g_new0 (Latency, 1) };
      g_array_append_val (machine->latencies, source);
    }
  }
}

void machine_clear_latencies (Machine *machine)
{
  for (guint i = 0; i < machine->latencies->len; i++) {
    g_free (g_array_index (machine->latencies, LatencySource, i).latency);
  }
  g_array_free (machine->latencies, TRUE);
  g_free (machine->all_latency);
}

/* All copies of a process share one. */
Latency *machine_latency_of (const Machine *machine, const ScenarioWorkload *config)
{
  size_t number = 0;
  for (size_t i = 0; i < machine->scenario->process_count; i++) {
    const ScenarioProcess *process = &machine->scenario->processes[i];
    if (config >= process->workloads && config < process->workloads + process->workload_count) {
      number += (size_t)(config - process->workloads);
      break;
    }
    number += process->workload_count;
  }
  return g_array_index (machine->latencies, LatencySource, number).latency;
}

void machine_sum_latencies (Machine *machine)
{
  Latency *all = machine->all_latency;
  *all = (Latency){ 0 };
  for (guint i = 0; i < machine->latencies->len; i++) {
    const Latency *latency = g_array_index (machine->latencies, LatencySource, i).latency;
    histogram_add (&all->total, &latency->total);
    all->count += latency->count;
    for (unsigned part = 0; part < LATENCY_PARTS; part++) {
      all->sums[part] += latency->sums[part];
    }
  }
}

const LatencySource *machine_get_latencies (const Machine *machine, size_t *count)
{
  *count = machine->latencies->len;
  return (const LatencySource *)(const void *)machine->latencies->data;
}
