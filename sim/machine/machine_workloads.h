/*
 * machine_workloads.h - how workloads are built
 */
#ifndef MACHINE_WORKLOADS_H
#define MACHINE_WORKLOADS_H

#include "machine_internal.h"

/* What a workload is built from. */
typedef struct {
  Machine *machine;
  MachineProcess *process;
  const ScenarioWorkload *config;
  size_t segment;    /* of the process, if the workload has one */
  IoContext context; /* with the range of that segment, and of those that it goes through */
  const char *stream;
} WorkloadPlace;

/* machine_io.c: workloads that choose buffers. */
Workload *machine_build_direct_io (WorkloadPlace *place, GError **error);
Workload *machine_build_async_io (WorkloadPlace *place, GError **error);
Workload *machine_build_rdma (WorkloadPlace *place, GError **error);

#endif
