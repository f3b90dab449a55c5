/*
 * kernel_clock.h - the clock tick, and what the kernel does every few ticks
 *
 * lbolt is derived from the run's clock.  Code that reads lbolt, or calls a function that does, brings lbolt
 * up to date first.  Every hz/4 ticks schedpaging looks at memory, and while freemem is below lotsfree +
 * needfree it calls those who registered (surroundings §5).
 */
#pragma once

#include "event_queue.h"
#include "kernel.h"

/* schedpaging runs every hz/4 ticks, rounded down: with most clocks a quarter of a second. */
#define SCHEDPAGING_HZ 4

/* The kinds of the kernel's events in the run's fingerprint. */
enum { KERNEL_EVENT_SCHEDPAGING = 0x100 };

typedef void (*KernelLowMemory) (void *user);

typedef struct {
  Kernel *kernel;
  EventQueue *queue;
  sim_time next_tick_ns; /* when lbolt changes next */
  Event schedpaging;
  KernelLowMemory low_memory; /* or NULL */
  void *user;
  uint64_t low_memory_turns; /* turns of schedpaging that found memory low */
} KernelClock;

extern const MetricTable KERNEL_CLOCK_METRICS;

/* Starts the clock of KERNEL, with its hz, in QUEUE; both must outlive it. LOW_MEMORY, if not NULL, is called
 * with USER at every turn of schedpaging that finds freemem below lotsfree + needfree. */
void kernel_clock_start (KernelClock *clock, Kernel *kernel, EventQueue *queue, KernelLowMemory low_memory,
                         void *user);

/* Returns TICKS in ns, rounded up; SIM_TIME_NEVER if a sim_time cannot hold them. */
sim_time kernel_ticks_to_ns (const Kernel *kernel, uint64_t ticks);

/* Only kernel_clock_update calls this function. */
void kernel_clock_advance (KernelClock *clock);

/* Brings lbolt up to the present time. */
static inline void kernel_clock_update (KernelClock *clock)
{
  if (event_queue_now (clock->queue) >= clock->next_tick_ns) {
    kernel_clock_advance (clock);
  }
}
