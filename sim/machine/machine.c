/* machine.c - builds, runs and frees the machine of a scenario */
#include "machine_internal.h"

G_DEFINE_QUARK (machine - error - quark, machine_error)

Machine *machine_new (const Scenario *scenario, const MachineOptions *options, GError **error)
{
  Machine *machine = g_new0 (Machine, 1);
  machine_core_init (&machine->core, scenario, options);
  machine_actions_init (&machine->actions, &machine->core, &machine->processes, &machine->workloads);
  machine_workloads_init (&machine->workloads, &machine->core);
  if (!machine_processes_build (&machine->processes, &machine->core, error)
      || !machine_workloads_build (&machine->workloads, &machine->processes, error)) {
    machine_free (machine);
    return NULL;
  }
  machine_actions_prepare (&machine->actions);
  machine->metrics = machine_metrics_new (machine);
  machine->setup = machine_metrics_new_setup (machine);
  return machine;
}

/* Gives up all locks and memory, so that nothing is left of the run. */
void machine_free (Machine *machine)
{
  if (machine) {
    machine_core_stop (&machine->core);
    machine_workloads_clear (&machine->workloads);
    machine_processes_clear (&machine->processes);
    machine_actions_clear (&machine->actions);
    machine_core_clear (&machine->core);
    metric_set_free (machine->metrics);
    metric_set_free (machine->setup);
    g_free (machine);
  }
}

typedef struct {
  const Machine *machine;
  MachineStop stop;
  void *user;
  bool is_stopped;
} MachineStopping;

static bool machine_goes_on (void *context)
{
  MachineStopping *stopping = context;
  if (stopping->machine->workloads.failure) {
    return false;
  }
  stopping->is_stopped = stopping->stop && stopping->stop (stopping->user);
  return !stopping->is_stopped;
}

bool machine_run_until (Machine *machine, sim_time time, MachineStop stop, void *user, bool *is_stopped,
                        GError **error)
{
  MachineStopping stopping = { .machine = machine, .stop = stop, .user = user };
  event_queue_run_while (machine->core.queue, time, machine_goes_on, &stopping);
  if (is_stopped) {
    *is_stopped = stopping.is_stopped;
  }
  if (machine->workloads.failure) {
    g_propagate_error (error, g_steal_pointer (&machine->workloads.failure));
    return false;
  }
  kernel_clock_update (&machine->core.clock);
  return true;
}

MachineView machine_get_view (const Machine *machine)
{
  const GArray *latencies = machine->workloads.latencies;
  return (MachineView){ .seed = machine->core.seed,
                        .duration = machine->core.duration,
                        .queue = machine->core.queue,
                        .metrics = machine->metrics,
                        .setup = machine->setup,
                        .latencies = (const LatencySource *)(const void *)latencies->data,
                        .latency_count = latencies->len };
}
