/*
 * machine_events.h - a running scenario as a trace of events
 *
 * Observes the cache, its callers, pageout and waits for memory, and puts what happens into an EventTrace,
 * under the names that the scenario has for processes, segments and objects.  A run that is traced is the
 * same as one that is not.
 */
#pragma once

#include "event_trace.h"
#include "machine.h"

typedef struct MachineEvents MachineEvents;

/* Traces MACHINE, which has not run yet, into files of OUTPUTS as OPTIONS say.  MACHINE and OPTIONS stay the
 * caller's, and must live as long.  NULL with ERROR set if an owner is not of the scenario, or a file cannot
 * be written. */
MachineEvents *machine_events_new (Machine *machine, const EventTraceOptions *options, OutputSet *outputs,
                                   const RunIdentity *identity, GError **error);

/* Ends the trace, complete or not, before the machine is freed.  NULL is accepted. */
void machine_events_free (MachineEvents *events);

/* A sample is due: the counters are written. */
void machine_events_sample (MachineEvents *events);

/* The run has come to its end, with OUTCOME: completes the files. */
void machine_events_close (MachineEvents *events, const RunOutcome *outcome);
