/*
 * bench_trace.c - what a trace of every event costs
 *
 * The same whole run of scenarios/oltp-direct-io.yaml, into a folder, without a trace and with one of each format and
 * compression; the ratio is to the run without.  It is to stay below 3.
 */
#include "bench.h"
#include "event_kinds.h"
#include "scenario_load.h"
#include "simulation.h"

#include <glib.h>
#include <glib/gstdio.h>

#define NS_PER_MS UINT64_C (1000000)
#define RUN_MS 60000

static const char *const names[] = { NULL,         "t.jsonl",    "t.json",   "t.jsonl.zst",
                                     "t.json.zst", "t.jsonl.gz", "t.json.gz" };

typedef struct {
  const Scenario *scenario;
  const char *file; /* NULL: no trace */
} Subject;

static void remove_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
}

/* Runs MS simulated milliseconds. */
static void run_traced (void *context, uint64_t ms)
{
  const Subject *subject = context;
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", NULL);
  const char *const files[] = { subject->file, NULL };
  EventTraceOptions trace = { .kinds = EVENT_KINDS_ALL, .to = SIM_TIME_NEVER, .files = files };
  MachineOptions options = { .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS),
                             .duration_ns = ms * NS_PER_MS };
  Simulation *simulation = simulation_new (subject->scenario, &options, &error);
  OutputSet *outputs = simulation != NULL ? output_set_new (folder, &error) : NULL;
  if (outputs != NULL && subject->file != NULL) {
    simulation_set_trace (simulation, &trace);
  }
  if (outputs == NULL || !simulation_run (simulation, outputs, NULL, &error)
      || !output_set_commit (outputs, &error)) {
    g_error ("%s", error->message);
  }
  output_set_free (outputs);
  simulation_free (simulation);
  fingerprint_trail_free (options.trail);
  remove_folder (folder);
}

int main (int argc, char **argv)
{
  static const char *const no_warmup[] = { "warmup=0", NULL };
  GError *error = NULL;
  Bench *bench = bench_new ("trace", "simulated ms", "untraced", argc, argv);
  Scenario *scenario = scenario_load (BENCH_SCENARIO, no_warmup, &error);
  if (scenario == NULL) {
    g_error ("%s", error->message);
  }
  Subject subjects[G_N_ELEMENTS (names)];
  BenchSubject measured[G_N_ELEMENTS (names)];
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    subjects[i] = (Subject){ .scenario = scenario, .file = names[i] };
    measured[i] = (BenchSubject){ .run = run_traced, .context = &subjects[i], .ops = RUN_MS };
  }
  bench_measure (bench, measured, G_N_ELEMENTS (names));
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    bench_report (bench, names[i] != NULL ? names[i] : "no trace", measured[i].ns_per_op,
                  i > 0 ? measured[0].ns_per_op : 0);
  }
  scenario_free (scenario);
  return bench_finish (bench);
}
