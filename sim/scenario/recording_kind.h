/*
 * recording_kind.h - the workload that plays a recording
 *
 * How it is played is the affair of models/workload (workload_options.h), and how it is read that of sim/input.
 */
#pragma once

#include "trace_formats.h"
#include "workload_options.h"

typedef struct {
  ReplayOptions replay; /* first */
  TraceOptions trace;   /* its path is ready to open; there was such a file when the scenario was loaded */
} RecordingOptions;

extern const WorkloadKind RECORDING_KIND;
