/*
 * simulation.h - a scenario's machine, run from beginning to end
 *
 * Stops at every sample, at the end of the warm-up and at the end of the run; writes a row of the series at
 * time 0, before anything has happened, at every multiple of the sample time, and at the end; and keeps the
 * summary.  In between it pauses for signals, the disk and the progress line, which does not change the run.
 */
#pragma once

#include "machine_events.h"
#include "run_record.h"
#include "run_values.h"

#include <stdio.h>

typedef struct Simulation Simulation;

/* SCENARIO and the trail in OPTIONS, which must not be NULL, stay the caller's and must outlive the
 * simulation.  NULL with ERROR set if the machine cannot be built, or would end within its warm-up. */
Simulation *simulation_new (const Scenario *scenario, const MachineOptions *options, GError **error);
void simulation_free (Simulation *simulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulation, simulation_free)

/* An observer of the run.  It is called at each sample, those of the warm-up included, after the summary took
 * the sample, with its time and the metrics (metric_set_read ()).  Set the observer before the run. */
typedef void (*SimulationSampler) (void *user, sim_time now, const uint64_t *values);
void simulation_set_sampler (Simulation *simulation, SimulationSampler sampler, void *user);

/* Traces the run's events into files beside the others; OPTIONS stay the caller's and must outlive the
 * simulation.  Call this before the run, which must write files. */
void simulation_set_trace (Simulation *simulation, const EventTraceOptions *options);

/* What may be read of a simulation, which owns all of it. */
typedef struct {
  const MetricSet *metrics; /* the samples are of these */
  const MetricSet *setup;   /* as of the machine */
  const Summary *summary;   /* grows with the samples */
  const LatencyReport *latency;
  uint64_t elapsed_us; /* of real time; after the run */
} SimulationView;

SimulationView simulation_get_view (const Simulation *simulation);

/* Runs SIMULATION, once.  OUTPUTS takes the files, and is not committed; NULL: none are written.  The
 * progress line is drawn on PROGRESS; NULL: it is not.  False with ERROR set (INTERRUPT_ERROR after a signal)
 * if the run does not reach its end. */
bool simulation_run (Simulation *simulation, OutputSet *outputs, FILE *progress, GError **error);

/* ---- afterwards ---- */

/* The text of summary.json, whether it was written or not, with the scenario at SCENARIO_PATH (NULL: as it
 * was given).  The caller frees it with g_string_free(). */
GString *simulation_make_summary (const Simulation *simulation, const char *scenario_path);

/* The same as numbers by name.  The caller frees it with run_values_free(). */
RunValues *simulation_take_values (const Simulation *simulation);

RunIdentity simulation_get_identity (const Simulation *simulation);
RunOutcome simulation_get_outcome (const Simulation *simulation);
