/*
 * machine_internal.h - the parts of a machine
 *
 * For the code that looks into a machine: its metrics, checks, traces and pictures.  Each part knows only the
 * parts above it in struct Machine, and no part knows that code.
 */
#pragma once

#include "event_places.h"
#include "machine_actions.h"

struct Machine {
  MachineCore core;
  MachineProcesses processes;
  MachineWorkloads workloads;
  MachineActions actions;
  MetricSet *metrics;
  MetricSet *setup;
};

/* machine_metrics.c: the metrics of MACHINE, and those of what was worked out when it was built. */
MetricSet *machine_metrics_new (Machine *machine);
MetricSet *machine_metrics_new_setup (const Machine *machine);

/* ---- machine_event_places.c: the scenario's names for owners of what is cached ---- */

#define MACHINE_PLACES_CACHED 1024U

/* After the kernel's places, `places` has for each process one for each segment, one for what is not of a
 * segment, and one for its waits; then the objects. */
typedef struct {
  const Machine *machine;
  EventPlaces *places;
  uint32_t *process_places; /* the first of each process */
  uint32_t object_places;   /* the first */
  struct {
    uint64_t serial;
    uint32_t place;
  } cached[MACHINE_PLACES_CACHED]; /* by serial of the owner */
} MachinePlaces;

MachinePlaces *machine_places_new (const Machine *machine);
void machine_places_free (MachinePlaces *places);

/* The place of OWNER: its segment's or its object's. */
uint32_t machine_places_of_owner (MachinePlaces *places, CacheOwner *owner);

/* The place for waits of a thread that works in AS; NULL: that is not known. */
uint32_t machine_places_of_waits (const MachinePlaces *places, const AddressSpace *as);
