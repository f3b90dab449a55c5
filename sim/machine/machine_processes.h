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
  uint64_t copy; /* the number of this copy, from 0; the scenario's `count` says how many there are */
  AddressSpace as;
  uint64_t *bases; /* addresses of the scenario's segments, in its order */
} MachineProcess;

struct MachineProcesses {
  MachineCore *core;
  AnonMap **objects; /* in the order of the scenario; NULL: the object does not exist now */
  GPtrArray *zones;  /* of Zone */
  GArray *list;      /* of MachineProcess; each scenario process as often as its count says */
};

/* Builds PROCESSES, which is all zeroes.  False with ERROR set if a segment cannot be mapped; PROCESSES must
 * be cleared then too. */
bool machine_processes_build (MachineProcesses *processes, MachineCore *core, GError **error);

/* Frees the address spaces, whose pages must not be locked, and the objects. */
void machine_processes_clear (MachineProcesses *processes);

static inline MachineProcess *machine_processes_get (const MachineProcesses *processes, guint i)
{
  return &g_array_index (processes->list, MachineProcess, i);
}

/* Calls VISIT with each segment now mapped where the scenario puts OWNER, a segment of a process. */
void machine_processes_visit_segments (const MachineProcesses *processes, const ScenarioOwner *owner,
                                       void (*visit) (Vm *vm, Segment *segment));

/* Returns the zone called NAME, and makes it if there is none yet. */
Zone *machine_processes_get_zone (MachineProcesses *processes, const char *name);

/* Maps segment I of PROCESS, as it is in the scenario; 0 or an errno value. */
int machine_process_map (MachineProcess *process, size_t i);

/* Returns the index of PROCESS's segment called NAME, which must exist. */
size_t machine_process_find_segment (const MachineProcess *process, const char *name);
