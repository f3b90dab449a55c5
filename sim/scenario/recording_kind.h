/*
 * recording_kind.h - the workload that plays a recording
 *
 * models/workload plays the recording (workload_options.h), and sim/input reads it.
 */
#pragma once

#include "trace_formats.h"
#include "workload_options.h"

typedef struct {
  ReplayOptions replay; /* first */
  TraceOptions trace;   /* its path can be opened: the file existed when the scenario was loaded */
} RecordingOptions;

extern const WorkloadKind RECORDING_KIND;
