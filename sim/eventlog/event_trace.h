/*
 * event_trace.h - what happened in a run, event by event
 *
 * Takes events as they happen and writes those that are wanted into files: as JSON Lines, a line an event,
 * for programs; and as the JSON that trace viewers (Perfetto, chrome://tracing) read, for people.  Everything
 * is written during the run, through buffers of fixed size; its memory is bounded by how many threads wait at
 * a time.
 *
 * In the viewer's file purges are slices, waits and disabling are spans, and arrows go from a purge to each
 * miss of what it took.  An arrow is given by `bind_id` on both slices, with `flow_out` at the purge and
 * `flow_in` at the miss: when a purge happens nobody knows yet whether anything will miss what it takes.
 * Each track is in order of time.
 */
#pragma once

#include "event_filter.h"
#include "event_kinds.h"
#include "run_record.h"

typedef struct EventTrace EventTrace;

/* Makes a trace of the events that OPTIONS want, at PLACES; both stay the caller's and must outlive it. */
EventTrace *event_trace_new (const EventTraceOptions *options, const EventPlaces *places);
void event_trace_free (EventTrace *trace);

/* Adds the files of the options to OUTPUTS and begins them.  False with ERROR set if one cannot be
 * written. */
bool event_trace_open (EventTrace *trace, OutputSet *outputs, const RunIdentity *identity, GError **error);

/* Whether events of KIND are wanted at all. */
bool event_trace_wants (const EventTrace *trace, EventKind kind);

/* Adds a record of TYPE with VALUES, in the order of its fields; TIME is not before the last record's. */
void event_trace_add (EventTrace *trace, sim_time time, EventRecordType type, uint32_t place,
                      const uint64_t *values);

/* Begins a span with a record of TYPE; the span ends with a record of the type after TYPE. */
void event_trace_begin_span (EventTrace *trace, sim_time time, EventRecordType type, uint32_t place,
                             const uint64_t *values);
/* Ends the span that began as TYPE with NUMBER; does nothing if the span was not wanted. */
void event_trace_end_span (EventTrace *trace, sim_time time, EventRecordType type, uint64_t number,
                           uint64_t result);

/* The run has ended at TIME: closes what is still open, and completes the files. */
void event_trace_close (EventTrace *trace, sim_time time, const RunOutcome *outcome);
