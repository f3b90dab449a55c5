/*
 * machine_core.h - what the other parts of a machine are built on
 *
 * The kernel of a scenario's machine before any process: its clock, threads and memory, pageout, the threads
 * that wait for memory, the cache, and the address-space layer.  The core is built first and freed last.
 */
#pragma once

#include "kernel_sync.h"
#include "machine.h"
#include "memory_config.h"
#include "memory_hog.h"
#include "memory_waiters.h"
#include "pageout.h"
#include "sim_thread.h"
#include "vm.h"

/* A turn of schedpaging that found memory low. */
typedef struct {
  bool woken;                 /* the turn signalled the purge thread */
  PageoutCounters before;     /* pageout's counters before the turn */
  uint64_t freemem, needfree; /* as they were before the turn */
} LowMemoryTurn;

/* A core must not be moved: its parts point to each other. */
typedef struct {
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
  MemoryHog hog;
  SwapDevice swap;
  Pageout pageout;
  MemoryWaiters waiters;
  MemoryConfig memory_config;
  Cache *pcache;
  CacheSizes sizes;
  Vm vm;
  /* Called after a turn that found memory low; NULL: not called. */
  void (*low_memory) (void *user, const LowMemoryTurn *turn);
  void *low_memory_user;
} MachineCore;

/* Builds CORE, which is all zeroes. */
void machine_core_init (MachineCore *core, const Scenario *scenario, const MachineOptions *options);

/* Ends the run: no event happens any more, and what follows does not enter the trail. */
void machine_core_stop (MachineCore *core);

void machine_core_clear (MachineCore *core);

/* Returns when something ends that the scenario ends at TIME. What lasts to the scenario's end lasts to the
 * end of the run, which may be at another time. */
static inline sim_time machine_core_end_of (const MachineCore *core, sim_time time)
{
  return time >= core->scenario->duration_ns ? core->duration : MIN (time, core->duration);
}
