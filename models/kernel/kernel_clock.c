/* kernel_clock.c - lbolt from the time of the run, and the turns of schedpaging */
#include "kernel_clock.h"

#include <glib.h>

static uint64_t seconds_part_to_ticks (sim_time time, uint64_t hz)
{
  return time % NS_PER_SEC * hz / NS_PER_SEC;
}

sim_time kernel_ticks_to_ns (const Kernel *kernel, uint64_t ticks)
{
  uint64_t rest = ticks % kernel->hz;
  uint64_t seconds_ns;
  if (__builtin_mul_overflow (ticks / kernel->hz, NS_PER_SEC, &seconds_ns)) {
    return SIM_TIME_NEVER;
  }
  return sim_time_add (seconds_ns, (rest * NS_PER_SEC + kernel->hz - 1) / kernel->hz);
}

void kernel_clock_advance (KernelClock *clock)
{
  sim_time now = event_queue_now (clock->queue);
  Kernel *kernel = clock->kernel;
  kernel->lbolt = now / NS_PER_SEC * kernel->hz + seconds_part_to_ticks (now, kernel->hz);
  clock->next_tick_ns = kernel_ticks_to_ns (kernel, kernel->lbolt + 1);
}

/* Counts in ticks, not nanoseconds: if 4 does not divide hz, the turns come a bit more often. */
static void kernel_clock_schedule_turn (KernelClock *clock)
{
  uint64_t ticks = MAX (clock->kernel->hz / SCHEDPAGING_HZ, 1);
  event_queue_schedule (clock->queue, &clock->schedpaging,
                        kernel_ticks_to_ns (clock->kernel, clock->kernel->lbolt + ticks));
}

static void kernel_clock_schedpaging (Event *event)
{
  KernelClock *clock = event_container (event, KernelClock, schedpaging);
  const Kernel *kernel = clock->kernel;
  kernel_clock_update (clock);
  if (kernel_memory_is_low (kernel)) {
    clock->low_memory_turns++;
    if (clock->low_memory) {
      clock->low_memory (clock->user);
    }
  }
  kernel_clock_schedule_turn (clock);
}

void kernel_clock_start (KernelClock *clock, Kernel *kernel, EventQueue *queue, KernelLowMemory low_memory,
                         void *user)
{
  *clock = (KernelClock){ .kernel = kernel, .queue = queue, .low_memory = low_memory, .user = user };
  kernel_clock_advance (clock);
  event_init (&clock->schedpaging, kernel_clock_schedpaging, KERNEL_EVENT_SCHEDPAGING);
  kernel_clock_schedule_turn (clock);
}

static const MetricRow kernel_clock_rows[] = {
  METRIC_ROW (KernelClock, COUNTER, low_memory_turns, "low_memory_turns", "",
              "turns of schedpaging that found memory low"),
};

METRIC_TABLE_OF (KERNEL_CLOCK_METRICS, kernel_clock_rows);
