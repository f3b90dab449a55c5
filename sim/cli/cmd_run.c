/* cmd_run.c - the subcommand `run` */
#include "command.h"
#include "interrupt.h"
#include "progress.h"
#include "run_options.h"
#include "run_twice.h"
#include "simulation.h"
#include "summary_text.h"
#include "units.h"

/* One call of the subcommand. */
typedef struct {
  RunTwice made;
  bool is_second; /* the second process of --twice */
  Simulation *simulation;
} Run;

static bool run_load (Run *run, GError **error)
{
  const RunOptions *options = run->made.options;
  if (!run_options_for_trace (options, &run->made.trace, error)) {
    return false;
  }
  run->made.scenario = run_options_load_scenario (options, run->made.path, run->is_second, error);
  if (run->made.scenario == NULL) {
    return false;
  }
  run->made.output = options->output != NULL ? g_strdup (options->output)
                                             : g_build_filename ("out", run->made.scenario->name, NULL);
  return true;
}

static bool run_simulate (Run *run, GError **error)
{
  run->made.trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  fingerprint_trail_set_window (run->made.trail, run->made.options->trail_low, run->made.options->trail_high);
  MachineOptions machine_options = run->made.options->machine;
  machine_options.trail = run->made.trail;
  run->simulation = simulation_new (run->made.scenario, &machine_options, error);
  if (run->simulation == NULL) {
    return false;
  }
  if (run->made.trace.kinds != 0) {
    simulation_set_trace (run->simulation, &run->made.trace);
  }
  g_autoptr (OutputSet) outputs = output_set_new (run->made.output, error);
  FILE *progress = message_get_terminal (run->made.options->quiet);
  return outputs != NULL && simulation_run (run->simulation, outputs, progress, error)
         && output_set_commit (outputs, error);
}

/* ---- what is printed at the end ---- */

/* The most important numbers of a run, on one screen. */
static const SummaryLine lines[] = {
  { .kind = SUMMARY_LINE_COUNTER, .label = "I/Os", .name = "io.started" },
  { .kind = SUMMARY_LINE_COUNTER,
    .label = "I/Os failed",
    .name = "io.failed",
    .of = "io.started",
    .only_if_any = true },
  { .kind = SUMMARY_LINE_COUNTER, .label = "lookups", .name = "lookups" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "hits", .name = "cache_hit", .of = "lookups" },
  { .kind = SUMMARY_LINE_GROUP, .label = "misses", .name = "misses", .of = "lookups" },
  { .kind = SUMMARY_LINE_COUNTER, .label = "inserts", .name = "inserts" },
  { .kind = SUMMARY_LINE_GROUP, .label = "refusals", .name = "refusals", .only_if_any = true },
  { .kind = SUMMARY_LINE_GROUP, .label = "purged", .name = "purged_pages", .only_if_any = true },
  { .kind = SUMMARY_LINE_GAUGE_LAST,
    .label = "window, at the end",
    .name = "plocked_window",
    .against = { { "limit", "maxwindow" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_MAX,
    .label = "window, peak",
    .name = "plocked_window",
    .against = { { "limit", "maxwindow" } },
    .has_share = true },
  { .kind = SUMMARY_LINE_GAUGE_MIN,
    .label = "freemem, lowest",
    .name = "freemem",
    .against = { { "lotsfree", "lotsfree" }, { "desfree", "desfree" }, { "minfree", "minfree" } } },
};

static void run_summary_append_title (GString *text, const Simulation *simulation)
{
  RunIdentity identity = simulation_get_identity (simulation);
  g_autofree char *duration = units_format (&UNITS_TIME, identity.duration_ns);
  g_string_append_printf (text, "%s: %s simulated", identity.scenario, duration);
  if (identity.warmup_ns > 0) {
    g_autofree char *warmup = units_format (&UNITS_TIME, identity.warmup_ns);
    g_string_append_printf (text, ", of which the first %s are left out", warmup);
  }
  g_string_append_printf (text, "; seed %" G_GUINT64_FORMAT ", run %" G_GUINT64_FORMAT "\n\n", identity.seed,
                          identity.run);
}

static void print_speed (const Run *run)
{
  RunOutcome outcome = simulation_get_outcome (run->simulation);
  uint64_t elapsed_us = simulation_get_view (run->simulation).elapsed_us;
  g_autofree char *rate = progress_format_count (progress_get_rate (outcome.events, elapsed_us));
  message_printf ("%" G_GUINT64_FORMAT " events in %" G_GUINT64_FORMAT ".%03u s, %s a second", outcome.events,
                  elapsed_us / 1000000, (unsigned)(elapsed_us / 1000 % 1000), rate);
}

static void print_summary (const Run *run)
{
  const Simulation *simulation = run->simulation;
  SimulationView view = simulation_get_view (simulation);
  g_autoptr (GString) text = g_string_new (NULL);
  run_summary_append_title (text, simulation);
  summary_text_append (text, lines, G_N_ELEMENTS (lines), view.summary, view.setup);
  latency_report_append (view.latency, text);
  if (run->made.options->verbose) {
    g_string_append (text, "\nSet up:\n");
    summary_text_append_values (text, view.setup);
    g_string_append (text, "\nMetrics:\n");
    summary_text_append_all (text, view.summary);
  }
  g_string_append_printf (text, "\n%s and %s are in %s\n", RUN_RECORD_SUMMARY, RUN_RECORD_SERIES,
                          run->made.output);
  (void)fputs (text->str, stdout);
  if (run->made.options->verbose) {
    print_speed (run);
  }
}

/* ---- the run ---- */

static ExitCode make_second (Run *run, GError **error)
{
  bool is_same;
  g_autofree char *text = NULL;
  /* The first run may hold much memory. */
  g_clear_pointer (&run->simulation, simulation_free);
  (void)fflush (stdout);
  if (!run_twice (&run->made, &is_same, &text, error)) {
    return EXIT_CODE_BROKEN;
  }
  if (!is_same) {
    message_print (text);
    return EXIT_CODE_FAILED_CHECK;
  }
  if (!run->made.options->quiet) {
    printf ("\n%s\n", text);
  }
  return EXIT_CODE_OK;
}

static ExitCode run_all_one (Run *run, GError **error)
{
  if (!run_load (run, error) || !run_simulate (run, error)
      || (run->is_second
          && !fingerprint_trail_save (run->made.trail, run->made.options->trail_file, error))) {
    return EXIT_CODE_BROKEN;
  }
  if (run->is_second) {
    return EXIT_CODE_OK;
  }
  if (!run->made.options->quiet) {
    print_summary (run);
  }
  return run->made.options->twice ? make_second (run, error) : EXIT_CODE_OK;
}

static ExitCode run_run (const void *values, const char *const *operands, GError **error)
{
  const RunOptions *options = values;
  Run run = { .made = { .options = options, .path = operands[0] }, .is_second = options->trail_file != NULL };
  interrupt_catch ();
  GPtrArray *taken = run.is_second ? run_twice_shift_memory () : NULL;
  ExitCode code = run_all_one (&run, error);
  if (run.is_second && g_error_matches (*error, INTERRUPT_ERROR, 0)) {
    g_clear_error (error); /* the first process reports the interruption */
    code = EXIT_CODE_INTERRUPTED;
  }
  simulation_free (run.simulation);
  scenario_free (run.made.scenario);
  g_clear_pointer (&run.made.trail, fingerprint_trail_free);
  g_free (run.made.output);
  g_clear_pointer (&taken, g_ptr_array_unref);
  return code;
}

/* A line of the help of --trace, which explains a kind of events. */
#define EVENT_KIND_HELP(id_, name_, doc_) "\n  " name_ ": " doc_

const Command COMMAND_RUN = {
  .name = "run",
  .operands = "SCENARIO",
  .summary = "run a scenario",
  .description =
      "Simulates the machine and the workload that the file SCENARIO describes, prints a summary, and\n"
      "writes five files: summary.json, with every metric and what is needed to make the run again;\n"
      "series.csv, with the metrics over time; entries.csv and chains.csv, with what stood in the cache\n"
      "at the end; latency.csv, with how long the I/Os took.  They appear only when the run is complete.\n"
      "The same scenario, values and seed give the same bytes.\n"
      "\n"
      "With --trace it also writes what happened, in order of time: each event of a kind in LIST as a line\n"
      "of JSON, or all as a file that https://ui.perfetto.dev opens.  The kinds are:" EVENT_KINDS_TABLE (
          EVENT_KIND_HELP),
  .example = "  pcachesim run scenarios/oltp-direct-io.yaml\n"
             "  pcachesim run scenarios/oltp-direct-io.yaml --set tunables.segpcache_maxwindow=64MiB \\\n"
             "      --seed 7 --output out/small-window\n"
             "  pcachesim run scenarios/memory-hog.yaml --trace miss,purge,pageout,memory \\\n"
             "      --trace-file trace.json.gz --trace-from 20s --trace-to 40s\n",
  .options = RUN_OPTIONS,
  .values_size = sizeof (RunOptions),
  .run = run_run,
};
