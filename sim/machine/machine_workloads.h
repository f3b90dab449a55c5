/*
 * machine_workloads.h - the workloads of a scenario, what they did, and how long it took them
 */
#pragma once

#include "children.h"
#include "latency_report.h"
#include "machine_processes.h"
#include "workload_options.h"

typedef struct {
  MachineCore *core;
  IoCounters io;
  WorkloadCounters kinds; /* what the workloads did, by kind */
  Children children;
  GPtrArray *list;   /* of Workload */
  GArray *latencies; /* of LatencySource, one a workload of the scenario: all copies of a process share it */
  Latency *all_latency; /* their sum, when it is asked for */
  GError *failure;      /* of a workload that cannot go on */
} MachineWorkloads;

/* WORKLOADS is all zeroes. */
void machine_workloads_init (MachineWorkloads *workloads, MachineCore *core);

/* Starts the workloads of PROCESSES, which must not be moved.  False with ERROR set if one cannot start. */
bool machine_workloads_build (MachineWorkloads *workloads, const MachineProcesses *processes, GError **error);

/* After the run, gives up what workloads and children still hold, and frees them. */
void machine_workloads_clear (MachineWorkloads *workloads);

/* The process of AS exits: its workloads give up what the kernel takes from a process before its memory. */
void machine_workloads_leave (const MachineWorkloads *workloads, const AddressSpace *as);

/* Brings all_latency up to date. */
void machine_workloads_sum_latencies (MachineWorkloads *workloads);
