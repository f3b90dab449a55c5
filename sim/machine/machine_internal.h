/*
 * machine_internal.h - the parts of a machine
 *
 * For who looks into a machine: its metrics, checks, traces and pictures.  Each part knows only those above it here, and none
 * knows who looks.
 */
#pragma once

#include "machine_actions.h"

struct Machine {
  MachineCore core;
  MachineProcesses processes;
  MachineWorkloads workloads;
  MachineActions actions;
  MetricSet *metrics;
  MetricSet *setup;
};

/* machine_metrics.c: what can be asked of MACHINE, and what was worked out when it was built. */
MetricSet *machine_metrics_new (Machine *machine);
MetricSet *machine_metrics_new_setup (const Machine *machine);
