/* simulation.c - runs a machine from sample to sample, and writes the files of the run */
#include "simulation.h"

#include "interrupt.h"
#include "progress.h"
#include "refuse.h"
#include "tool.h"
#include "units.h"

struct Simulation {
  const Scenario *scenario;
  MachineOptions options;
  bool checks; /* whether invariants are checked at every sample */
  Machine *machine;
  MachineView view; /* of the machine */
  Summary *summary;
  Summary *row; /* a row of the series: what was added since the last sample */
  LatencyReport *latency;
  uint64_t *values; /* of the metrics */
  uint64_t elapsed_us;
  SimulationSampler sampler;
  void *sampler_user;
  const EventTraceOptions *trace; /* NULL: nothing is traced */
  /* While it runs. */
  OutputSet *outputs; /* NULL: no files */
  OutputFile *series; /* likewise */
  Progress *progress;
  MachineEvents *events; /* NULL: nothing is traced */
};

static bool check_warmup (const Simulation *simulation, GError **error)
{
  const Scenario *scenario = simulation->scenario;
  if (simulation->view.duration > scenario->warmup_ns) {
    return true;
  }
  g_autofree char *duration = units_format_exact (&UNITS_TIME, simulation->view.duration);
  g_autofree char *warmup = units_format_exact (&UNITS_TIME, scenario->warmup_ns);
  return refuse_option (
      error, "%s: a duration of %s ends within the warm-up of %s; use a longer one, or --set warmup=0",
      scenario->path, duration, warmup);
}

#ifdef NDEBUG
enum { CHECKS_ALWAYS = false };
#else
enum { CHECKS_ALWAYS = true };
#endif

Simulation *simulation_new (const Scenario *scenario, const MachineOptions *options, GError **error)
{
  Simulation *simulation = g_new0 (Simulation, 1);
  simulation->checks = options->check || CHECKS_ALWAYS;
  simulation->scenario = scenario;
  simulation->options = *options;
  simulation->machine = machine_new (scenario, options, error);
  if (simulation->machine != NULL) {
    simulation->view = machine_get_view (simulation->machine);
  }
  if (simulation->machine == NULL || !check_warmup (simulation, error)) {
    simulation_free (simulation);
    return NULL;
  }
  simulation->summary = summary_new (simulation->view.metrics);
  simulation->row = summary_new (simulation->view.metrics);
  simulation->latency = latency_report_new (simulation->view.latencies, simulation->view.latency_count);
  simulation->values = g_new (uint64_t, metric_set_count (simulation->view.metrics));
  return simulation;
}

void simulation_free (Simulation *simulation)
{
  if (simulation != NULL) {
    summary_free (simulation->summary);
    summary_free (simulation->row);
    latency_report_free (simulation->latency);
    machine_free (simulation->machine);
    g_free (simulation->values);
    g_free (simulation);
  }
}

/* Runs from NOW to GOAL, with pauses to look at signals, the disk and the clock. */
static bool simulation_advance (Simulation *simulation, sim_time now, sim_time goal, GError **error)
{
  while (now < goal) {
    now = progress_get_stop (simulation->progress, now, goal);
    if (!machine_run_until (simulation->machine, now, NULL, NULL, NULL, error) || !interrupt_check (error)) {
      return false;
    }
    if (simulation->outputs != NULL && !output_set_check (simulation->outputs, error)) {
      return false;
    }
    progress_update (simulation->progress, now, simulation->view.queue->taken);
  }
  return true;
}

/* Records the state at NOW, when a sample is due or the warm-up ends. */
static void record (Simulation *simulation, sim_time now, bool is_sample)
{
  if (simulation->checks) {
    machine_check (simulation->machine);
  }
  sim_time warmup = simulation->scenario->warmup_ns;
  metric_set_read (simulation->view.metrics, simulation->values);
  if (now == warmup && warmup > 0) {
    summary_begin (simulation->summary, simulation->values);
    latency_report_begin (simulation->latency);
  }
  if (is_sample && simulation->series != NULL) {
    summary_add_sample (simulation->row, simulation->values);
    summary_write_csv_row (simulation->row, simulation->series, now);
    summary_begin (simulation->row, simulation->values);
  }
  if (is_sample) {
    machine_events_sample (simulation->events);
  }
  if (is_sample && now >= warmup) {
    summary_add_sample (simulation->summary, simulation->values);
  }
  if (is_sample && simulation->sampler != NULL) {
    simulation->sampler (simulation->sampler_user, now, simulation->values);
  }
}

static bool run_to_end (Simulation *simulation, GError **error)
{
  sim_time end = simulation->view.duration;
  sim_time warmup = simulation->scenario->warmup_ns;
  sim_time next_sample = 0;
  for (sim_time now = 0;;) {
    bool is_sample = now == next_sample || now == end;
    record (simulation, now, is_sample);
    if (now == end) {
      return true;
    }
    if (is_sample) {
      next_sample = sim_time_add (next_sample, simulation->scenario->sample_ns);
    }
    sim_time next = MIN (next_sample, end);
    next = now < warmup ? MIN (next, warmup) : next;
    if (!simulation_advance (simulation, now, next, error)) {
      return false;
    }
    now = next;
  }
}

/* Adds a CSV file, with the head that all of them have.  NULL with ERROR set if that fails. */
static OutputFile *begin_csv (Simulation *simulation, const char *name, GError **error)
{
  OutputFile *file = output_set_add (simulation->outputs, name, error);
  if (file != NULL) {
    RunIdentity identity = simulation_get_identity (simulation);
    run_record_write_csv_head (file, &identity);
  }
  return file;
}

static void end_csv (const Simulation *simulation, OutputFile *file)
{
  RunOutcome outcome = simulation_get_outcome (simulation);
  run_record_write_csv_tail (file, &outcome);
}

static bool add_census (Simulation *simulation, GError **error)
{
  static const struct {
    const char *name;
    void (*write) (const CacheCensus *census, OutputFile *file);
  } files[] = { { RUN_RECORD_ENTRIES, cache_census_write_entries },
                { RUN_RECORD_CHAINS, cache_census_write_chains } };
  CacheCensus *census = machine_take_census (simulation->machine);
  OutputFile *file = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    file = begin_csv (simulation, files[i].name, error);
    if (file == NULL) {
      break;
    }
    files[i].write (census, file);
    end_csv (simulation, file);
  }
  cache_census_free (census);
  return file != NULL;
}

static bool add_latency (Simulation *simulation, GError **error)
{
  OutputFile *file = begin_csv (simulation, RUN_RECORD_LATENCY, error);
  if (file != NULL) {
    latency_report_write_csv (simulation->latency, file);
    end_csv (simulation, file);
  }
  return file != NULL;
}

static bool add_summary (Simulation *simulation, GError **error)
{
  g_autoptr (GString) text = simulation_make_summary (simulation, NULL);
  return output_set_add_text (simulation->outputs, RUN_RECORD_SUMMARY, text->str, text->len, error);
}

static bool begin_trace (Simulation *simulation, GError **error)
{
  if (simulation->trace == NULL) {
    return true;
  }
  RunIdentity identity = simulation_get_identity (simulation);
  simulation->events =
      machine_events_new (simulation->machine, simulation->trace, simulation->outputs, &identity, error);
  return simulation->events != NULL;
}

static void end_trace (Simulation *simulation, bool is_complete)
{
  if (simulation->events != NULL && is_complete) {
    RunOutcome outcome = simulation_get_outcome (simulation);
    machine_events_close (simulation->events, &outcome);
  }
  machine_events_free (simulation->events);
  simulation->events = NULL;
}

bool simulation_run (Simulation *simulation, OutputSet *outputs, FILE *progress, GError **error)
{
  simulation->outputs = outputs;
  if (!begin_trace (simulation, error)) {
    return false;
  }
  if (outputs != NULL) {
    simulation->series = begin_csv (simulation, RUN_RECORD_SERIES, error);
    if (simulation->series == NULL) {
      end_trace (simulation, false);
      return false;
    }
    summary_write_csv_header (simulation->view.metrics, simulation->series);
  }
  simulation->progress = progress_new (progress, simulation->view.duration);
  bool is_good = run_to_end (simulation, error);
  simulation->elapsed_us = progress_get_elapsed_us (simulation->progress);
  end_trace (simulation, is_good);
  progress_free (simulation->progress);
  simulation->progress = NULL;
  if (is_good && outputs != NULL) {
    end_csv (simulation, simulation->series);
  }
  is_good = is_good
            && (outputs == NULL
                || (add_census (simulation, error) && add_latency (simulation, error)
                    && add_summary (simulation, error)));
  simulation->outputs = NULL;
  simulation->series = NULL;
  return is_good;
}

void simulation_set_sampler (Simulation *simulation, SimulationSampler sampler, void *user)
{
  simulation->sampler = sampler;
  simulation->sampler_user = user;
}

void simulation_set_trace (Simulation *simulation, const EventTraceOptions *options)
{
  simulation->trace = options;
}

SimulationView simulation_get_view (const Simulation *simulation)
{
  return (SimulationView){ .metrics = simulation->view.metrics,
                           .setup = simulation->view.setup,
                           .summary = simulation->summary,
                           .latency = simulation->latency,
                           .elapsed_us = simulation->elapsed_us };
}

static void simulation_write_summary (const Simulation *simulation, const char *scenario_path,
                                      JsonWriter *json)
{
  RunIdentity identity = simulation_get_identity (simulation);
  RunOutcome outcome = simulation_get_outcome (simulation);
  identity.scenario_path = scenario_path != NULL ? scenario_path : identity.scenario_path;
  run_record_write_summary (json, &identity, &outcome, simulation->view.setup, simulation->summary,
                            simulation->latency);
}

GString *simulation_make_summary (const Simulation *simulation, const char *scenario_path)
{
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  simulation_write_summary (simulation, scenario_path, &json);
  json_writer_finish (&json);
  return text;
}

RunValues *simulation_take_values (const Simulation *simulation)
{
  RunValues *values = run_values_new ();
  JsonListener listener = run_values_listen (values);
  JsonWriter json = { .listener = &listener };
  simulation_write_summary (simulation, NULL, &json);
  return values;
}

RunIdentity simulation_get_identity (const Simulation *simulation)
{
  const Scenario *scenario = simulation->scenario;
  return (RunIdentity){ .tool = TOOL_NAME,
                        .version = TOOL_VERSION,
                        .scenario = scenario->name,
                        .scenario_path = scenario->path,
                        .scenario_sha256 = scenario->sha256,
                        .sets = scenario->sets,
                        .settings = scenario->settings,
                        .seed = simulation->view.seed,
                        .run = simulation->options.run,
                        .duration_ns = simulation->view.duration,
                        .warmup_ns = scenario->warmup_ns,
                        .sample_ns = scenario->sample_ns };
}

RunOutcome simulation_get_outcome (const Simulation *simulation)
{
  const Fingerprint *fingerprint = &simulation->options.trail->fingerprint;
  return (RunOutcome){ .events = simulation->view.queue->taken,
                       .steps = fingerprint->count,
                       .fingerprint = fingerprint->hash };
}
