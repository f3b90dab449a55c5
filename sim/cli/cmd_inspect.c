/* cmd_inspect.c - the subcommand `inspect` */
#include "command.h"
#include "inspect_text.h"
#include "interrupt.h"
#include "machine_watch.h"
#include "progress.h"
#include "run_options.h"
#include "units.h"

#define LIMIT_DEFAULT 10
#define LIMIT_MAX 1000000

typedef struct {
  RunOptions run;
  sim_time at_ns; /* if has_at */
  bool has_at;
  const char *when;
  uint64_t limit;
  const char *const *owners; /* NULL: all */
  bool json;
} InspectOptions;

static const Option table[] = {
  OPTION_GIVEN_ROW (
      InspectOptions, at_ns, has_at, OPTION_TIME, "at", "TIME",
      "stop at that time, say 30s, when all that is due then has happened; with --when: look from then "
      "on"),
  OPTION_ROW (InspectOptions, when, OPTION_TEXT, 0, "when", "EXPR",
              "stop after the first event at which it holds, say 'purged_pages > 0'"),
  OPTION_NUMBER_ROW (InspectOptions, limit, 'n', "limit", "N", 1, LIMIT_MAX, LIMIT_DEFAULT,
                     "show N owners, chains and entries of a chain; the default is 10"),
  OPTION_ROW (InspectOptions, owners, OPTION_LIST, 0, "owner", "NAME",
              "show only owners and entries of this process (server, server/1), segment (server.buffers) or "
              "object; may be given many times"),
  OPTION_FLAG_ROW (InspectOptions, json, 0, "json", "print JSON instead of tables"),
  RUN_OPTION_ROWS (InspectOptions, run.),
  OPTION_FLAG_ROW (InspectOptions, run.quiet, 'q', "quiet", "no warnings, and no progress on the terminal"),
  OPTION_END,
};

typedef struct {
  const InspectOptions *options;
  Scenario *scenario;
  Machine *machine;
  MachineWatch *watch; /* NULL: without a condition */
  Progress *progress;
} Inspect;

static bool build (Inspect *inspect, const char *path, GError **error)
{
  const InspectOptions *options = inspect->options;
  inspect->scenario = run_options_load_scenario (&options->run, path, false, error);
  if (inspect->scenario == NULL) {
    return false;
  }
  inspect->machine = machine_new (inspect->scenario, &options->run.machine, error);
  if (inspect->machine == NULL) {
    return false;
  }
  sim_time duration = machine_get_view (inspect->machine).duration;
  if (options->has_at && options->at_ns > duration) {
    g_autofree char *at = units_format_exact (&UNITS_TIME, options->at_ns);
    g_autofree char *end = units_format_exact (&UNITS_TIME, duration);
    return refuse_option (
        error, "--at %s is after the run's end at %s; use a time before it, or a longer --duration", at, end);
  }
  if (!machine_inspection_check_owners (inspect->machine, "owner", options->owners, error)) {
    return false;
  }
  if (options->when != NULL) {
    inspect->watch = machine_watch_new (inspect->machine, options->when, error);
    g_prefix_error (error, "--when '%s': ", options->when);
  }
  return options->when == NULL || inspect->watch != NULL;
}

/* Runs from NOW to GOAL, with pauses for signals and progress; WATCH, if not NULL, may end it earlier. */
static bool inspect_advance (Inspect *inspect, sim_time now, sim_time goal, MachineWatch *watch,
                             bool *is_stopped, GError **error)
{
  *is_stopped = false;
  do {
    now = progress_get_stop (inspect->progress, now, goal);
    bool is_good = machine_run_until (inspect->machine, now, watch != NULL ? machine_watch_holds : NULL,
                                      watch, is_stopped, error);
    if (!is_good || !interrupt_check (error)) {
      return false;
    }
    progress_update (inspect->progress, now, machine_get_view (inspect->machine).queue->taken);
  } while (now < goal && !*is_stopped);
  return true;
}

static bool inspect_simulate (Inspect *inspect, bool *is_stopped, GError **error)
{
  const InspectOptions *options = inspect->options;
  sim_time end = machine_get_view (inspect->machine).duration;
  bool has_watch = inspect->watch != NULL;
  /* The time to begin watching the condition; without a condition, the time to stop. */
  sim_time at = options->has_at ? options->at_ns : has_watch ? 0 : end;
  bool has_way = options->has_at || !has_watch;
  *is_stopped = false;
  inspect->progress = progress_new (message_get_terminal (options->run.quiet), has_watch ? end : at);
  bool is_good = (!has_way || inspect_advance (inspect, 0, at, NULL, is_stopped, error))
                 && (!has_watch || inspect_advance (inspect, at, end, inspect->watch, is_stopped, error));
  progress_free (inspect->progress);
  return is_good;
}

static void inspect_print (const Inspect *inspect)
{
  const InspectOptions *options = inspect->options;
  size_t limit = options->limit;
  const MetricSet *metrics = machine_get_view (inspect->machine).metrics;
  g_autofree uint64_t *values = g_new (uint64_t, metric_set_count (metrics));
  metric_set_read (metrics, values);
  Summary *summary = summary_new (metrics);
  summary_add_sample (summary, values);
  MachineInspection *inspection = machine_inspection_new (inspect->machine, limit, options->owners);
  InspectText parts = { .scenario = inspect->scenario->name,
                        .condition = options->when,
                        .seed = machine_get_view (inspect->machine).seed,
                        .run = options->run.machine.run,
                        .inspection = inspection,
                        .summary = summary,
                        .limit = limit };
  g_autoptr (GString) text = g_string_new (NULL);
  (options->json ? inspect_text_append_json : inspect_text_append) (text, &parts);
  (void)fputs (text->str, stdout);
  machine_inspection_free (inspection);
  summary_free (summary);
}

static ExitCode inspect_all (Inspect *inspect, const char *path, GError **error)
{
  bool is_stopped;
  if (!build (inspect, path, error) || !inspect_simulate (inspect, &is_stopped, error)) {
    return EXIT_CODE_BROKEN;
  }
  if (inspect->watch != NULL && !is_stopped) {
    g_autofree char *end = units_format_exact (&UNITS_TIME, machine_get_view (inspect->machine).duration);
    message_printf ("--when '%s' did not hold until the run's end at %s", inspect->options->when, end);
    return EXIT_CODE_FAILED_CHECK;
  }
  inspect_print (inspect);
  return EXIT_CODE_OK;
}

static ExitCode run_inspect (const void *values, const char *const *operands, GError **error)
{
  Inspect inspect = { .options = values };
  interrupt_catch ();
  ExitCode code = inspect_all (&inspect, operands[0], error);
  machine_watch_free (inspect.watch);
  machine_free (inspect.machine);
  scenario_free (inspect.scenario);
  return code;
}

const Command COMMAND_INSPECT = {
  .name = "inspect",
  .operands = "SCENARIO",
  .summary = "stop a run and show the cache",
  .description =
      "Runs SCENARIO up to a time or an event, and prints the cache as a debugger would: its lists of\n"
      "buckets, the owners of its entries, the length of the chains and the entries of the longest, free\n"
      "memory with its thresholds, and the counters.  Without --at and --when it stops at the end of the\n"
      "run.  With --owner the tables of owners and of entries show only these owners, and chains without\n"
      "an entry of theirs are left out; everything else still describes the whole cache.  Entries for a\n"
      "shared object belong to the object, whichever segment maps it.\n"
      "\n"
      "EXPR of --when is a condition: numbers, + - * /, < <= > >= == !=, && || and parentheses, over\n"
      "metrics as the columns of series.csv are called, and setup.NAME.  Counters, ratios and quantiles\n"
      "count from the start of the run, with the warm-up; gauges have their present value.  The condition\n"
      "is tested after every event, not at samples: the run stops after the first event at which it holds.\n"
      "This takes no longer than a run, unless EXPR names latencies.  Names with other characters than\n"
      "letters, digits, '_' and '.' are put in double quotes.  The exit status is 1 if it never holds.",
  .example = "  pcachesim inspect scenarios/low-memory.yaml --when 'purged_pages > 0'\n"
             "  pcachesim inspect scenarios/low-memory.yaml --at 30s --limit 3\n"
             "  pcachesim inspect scenarios/oltp-direct-io.yaml --at 10s --owner server/1\n"
             "  pcachesim inspect scenarios/low-memory.yaml --at 5s --when 'freemem < lotsfree' --json\n",
  .options = table,
  .values_size = sizeof (InspectOptions),
  .run = run_inspect,
};
