/*
 * sim_time.h - simulated time
 *
 * Nanoseconds since the run began, in 64 bits: 584 years.  Durations have the same type.
 */
#pragma once

#include <stdint.h>

typedef uint64_t sim_time;

#define NS_PER_US UINT64_C (1000)
#define NS_PER_MS UINT64_C (1000000)
#define NS_PER_SEC UINT64_C (1000000000)
#define NS_PER_MIN (60 * NS_PER_SEC)
#define NS_PER_HOUR (60 * NS_PER_MIN)

/* Later than everything: an event due at this time never happens. */
#define SIM_TIME_NEVER UINT64_MAX

/* TICKS of a clock with HZ ticks per second, in ns; rounded down. */
static inline sim_time sim_time_of_ticks (uint64_t ticks, uint64_t hz)
{
  return ticks / hz * NS_PER_SEC + ticks % hz * NS_PER_SEC / hz;
}

/* TIME + DURATION_NS; SIM_TIME_NEVER if the sum does not fit. */
static inline sim_time sim_time_add (sim_time time, sim_time duration_ns)
{
  return duration_ns < SIM_TIME_NEVER - time ? time + duration_ns : SIM_TIME_NEVER;
}
