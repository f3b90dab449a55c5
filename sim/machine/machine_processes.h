/*
 * machine_processes.h - the address spaces of a scenario
 *
 * Its objects, zones, and processes with their segments.
 */
#pragma once

#include "machine_core.h"
#include "segspt.h"
#include "segvn.h"

typedef struct MachineProcesses MachineProcesses;

typedef struct {
  MachineProcesses *processes;
  const ScenarioProcess *config;
  uint64_t copy; /* which of those that its count asks for, from 0 */
  AddressSpace as;
  uint64_t *bases; /* where the segments of the scenario are, in its order */
} MachineProcess;

struct MachineProcesses {
  MachineCore *core;
  AnonMap **objects; /* in the order of the scenario; NULL: it is not there */
  GPtrArray *zones;  /* of Zone */
  GArray *list;      /* of MachineProcess; each scenario process as often as its count says */
};

/* PROCESSES is all zeroes.  False with ERROR set if a segment cannot be mapped; it must be cleared then
 * too. */
bool machine_processes_build (MachineProcesses *processes, MachineCore *core, GError **error);

/* Frees the address spaces, none of whose pages may be locked, and the objects. */
void machine_processes_clear (MachineProcesses *processes);

static inline MachineProcess *machine_processes_get (const MachineProcesses *processes, guint i)
{
  return &g_array_index (processes->list, MachineProcess, i);
}

/* Calls VISIT with each segment that is mapped now where the scenario puts OWNER, a segment of a process. */
void machine_processes_visit_segments (const MachineProcesses *processes, const ScenarioOwner *owner,
                                       void (*visit) (Vm *vm, Segment *segment));

/* The zone called NAME, made if there is none yet. */
Zone *machine_processes_get_zone (MachineProcesses *processes, const char *name);

/* Maps segment I of PROCESS, as it is in the scenario; 0 or an errno value. */
int machine_process_map (MachineProcess *process, size_t i);

/* The index of the segment of PROCESS that is called NAME; there must be one. */
size_t machine_process_find_segment (const MachineProcess *process, const char *name);
