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
 * caller's, and must outlive the trace.  NULL with ERROR set if OPTIONS name an owner that the scenario does
 * not have, or a file cannot be written. */
MachineEvents *machine_events_new (Machine *machine, const EventTraceOptions *options, OutputSet *outputs,
                                   const RunIdentity *identity, GError **error);

/* Ends the trace, complete or not, before the machine is freed.  NULL is accepted. */
void machine_events_free (MachineEvents *events);

/* Writes the counters; called at each sample. */
void machine_events_sample (MachineEvents *events);

/* Completes the files of a run that ended with OUTCOME. */
void machine_events_close (MachineEvents *events, const RunOutcome *outcome);
