/*
 * machine_internal.h - the parts of a running scenario
 */
#pragma once

#include "as.h"
#include "children.h"
#include "kernel_sync.h"
#include "kernel_threads.h"
#include "machine.h"
#include "machine_events.h"
#include "memory_config.h"
#include "memory_hog.h"
#include "memory_waiters.h"
#include "pageout.h"
#include "segvn.h"
#include "sim_thread.h"
#include "workload_counters.h"

/* Kinds of the events of the scenario itself in the run's fingerprint. */
enum { MACHINE_EVENT_ACTION = 0x500, MACHINE_EVENT_DISABLE_THREAD = 0x501, MACHINE_EVENT_PROCESS_OP = 0x502 };

typedef struct {
  Machine *machine;
  const char *name; /* of the scenario's process */
  uint64_t copy;    /* which of those that its count asks for, from 0 */
  AddressSpace as;
  uint64_t *bases; /* where the segments of the scenario are, in its order */
  const ScenarioProcess *config;
} MachineProcess;

typedef struct MachineProcessOp MachineProcessOp;

/* An action of the scenario, and when it happens next. */
typedef struct {
  Event event;
  Machine *machine;
  const ScenarioEvent *config;
  MachineProcessOp *process_ops; /* for each process that it is about; NULL: about none */
  size_t n_process_ops;
} MachineAction;

/* What was worked out when the machine was built. */
typedef struct {
  CacheSizes sizes;
  uint64_t kernel_memory_pages;
} MachineSetup;

/* Who takes pages away when memory is short, and who waits for them. */
typedef struct {
  SwapDevice swap;
  Pageout pageout;
  MemoryWaiters waiters;
  MemoryConfig config;
  uint64_t swap_pages;
  uint64_t needfree_set; /* by an event of the scenario, as a part of the kernel's */
} MachineMemory;

struct Machine {
  const Scenario *scenario;
  uint64_t seed, run;
  sim_time duration;
  EventQueue *queue;
  SimThreads *threads;
  Kernel kernel;
#if KERNEL_CHECKED
  LockChecker lock_checker;
#endif
  KernelClock clock;
  KernelThreads kernel_threads;
  PageAllocator *allocator;
  Cache *pcache;
  Vm vm;
  MemoryHog *hog;
  MachineMemory memory;
  IoCounters io;
  WorkloadCounters kinds; /* of workloads: what those of each did */
  AnonMap **objects;      /* in the order of the scenario; NULL: it is not there */
  GPtrArray *zones;       /* of Zone */
  Children *children;
  uint64_t
      ops_skipped; /* operations of processes that were due when the one before still waited, or the process had ended */
  GArray *processes; /* of MachineProcess; each scenario process as often as its count says */
  GPtrArray *workloads;
  GArray *latencies;    /* of LatencySource, one a workload of the scenario */
  Latency *all_latency; /* their sum, when it is asked for */
  MachineAction *actions;
  uint64_t disabled_by_events; /* how often events disabled the cache and did not enable it again */
  GError *failure;             /* of a workload */
  MetricSet *metrics;
  MetricSet *setup_metrics;
  MachineSetup setup;
  MachineEvents *events; /* NULL: nobody traces them */
};

/* When something ends that the scenario lets go on until TIME: one that goes on to the scenario's end goes on to the
 * run's, which may be another. */
static inline sim_time machine_end_of (const Machine *machine, sim_time time)
{
  return time >= machine->scenario->duration_ns ? machine->duration : MIN (time, machine->duration);
}

/* machine_build.c: objects, processes with their segments, and workloads. False with ERROR set. */
bool machine_build_processes (Machine *machine, GError **error);

/* machine_workloads.c: a workload of PROCESS. False with ERROR set. */
bool machine_build_workload (Machine *machine, MachineProcess *process, const ScenarioWorkload *config,
                             GError **error);

/* Maps segment I of PROCESS, as it is in the scenario; 0 or an errno value. */
int machine_map_segment (MachineProcess *process, size_t i);

/* Which of the segments of PROCESS is called NAME, which one is. */
size_t machine_find_segment (const MachineProcess *process, const char *name);

/* The zone called NAME, made if there is none yet. */
Zone *machine_get_zone (Machine *machine, const char *name);

/* machine_process_ops.c: what processes do with their address spaces, each in a thread of its own. */
void machine_prepare_process_ops (MachineAction *action);
void machine_start_process_ops (MachineAction *action);
/* Whether ACTION is one of these. */
bool machine_is_process_op (ScenarioEventAction action);

/* machine_actions.c: schedules the scenario's events. */
void machine_start_actions (Machine *machine);

/* machine_memory.c: pageout, its swap device, and who waits for memory; after the Vm. */
void machine_build_memory (Machine *machine);
void machine_clear_memory (Machine *machine);
/* Pages that events of the scenario add, as often as they may happen. */
uint64_t machine_count_added_pages (const Machine *machine);
/* An event of the scenario sets its part of needfree; what sleepers add to it stays. */
void machine_set_needfree (Machine *machine, uint64_t pages);

/* machine_latency.c: where the workloads of the scenario record latencies. */
void machine_list_latencies (Machine *machine);
void machine_clear_latencies (Machine *machine);
Latency *machine_latency_of (const Machine *machine, const ScenarioWorkload *config);
/* Brings all_latency up to date. */
void machine_sum_latencies (Machine *machine);

/* machine_metrics.c */
void machine_register_metrics (Machine *machine);
