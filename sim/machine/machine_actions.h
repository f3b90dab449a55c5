/*
 * machine_actions.h - the events of a scenario, and what they do
 */
#pragma once

#include "machine_workloads.h"

/* Kinds of the events of the scenario itself in the run's fingerprint. */
enum { MACHINE_EVENT_ACTION = 0x500, MACHINE_EVENT_DISABLE_THREAD = 0x501, MACHINE_EVENT_PROCESS_OP = 0x502 };

typedef struct MachineAction MachineAction;

typedef struct {
  MachineCore *core;
  MachineProcesses *processes;
  MachineWorkloads *workloads;
  MachineAction *list;  /* in the order of the scenario */
  uint64_t ops_skipped; /* operations due while the one before waited, or after the process had ended */
  uint64_t disabled;    /* how often events disabled the cache and did not enable it again */
  uint64_t needfree;    /* the part of the kernel's needfree that events set */
} MachineActions;

/* Schedules the events.  CORE is built, PROCESSES and WORKLOADS are not yet; ACTIONS is all zeroes. */
void machine_actions_init (MachineActions *actions, MachineCore *core, MachineProcesses *processes,
                           MachineWorkloads *workloads);

/* Finds the processes that each event is about, once they are built. */
void machine_actions_prepare (MachineActions *actions);

void machine_actions_clear (MachineActions *actions);
