/* cmd_tune.c - the subcommand `tune` */
#include "command.h"
#include "interrupt.h"
#include "message.h"
#include "option_checks.h"
#include "run_count.h"
#include "sweep_end.h"
#include "tune_report.h"

#include <stdio.h>
#include <unistd.h>

#define JOURNAL_NAME "tune.journal"
#define REPLICATIONS 4
#define FRESH 10

typedef struct {
  const char *minimize;
  const char *maximize;
  GPtrArray *subject_to;
  GPtrArray *tunable;
  OptionNumber budget;
  OptionNumber replications;
  OptionNumber fresh;
  OptionNumber draw_seed;
  const char *system;
  GPtrArray *set;
  OptionNumber seed;
  OptionNumber duration_ns;
  OptionNumber jobs;
  const char *output;
  bool json;
  bool quiet;
} TuneCommand;

static const Option table[] = {
  OPTION_ROW (TuneCommand, minimize, OPTION_TEXT, 0, "minimize", "EXPR",
              "the objective: a metric, or an expression over metrics, that should be as small as can be"),
  OPTION_ROW (TuneCommand, maximize, OPTION_TEXT, 0, "maximize", "EXPR", "or as large as can be"),
  OPTION_ROW (
      TuneCommand, subject_to, OPTION_LIST, 0, "subject-to", "EXPR",
      "a constraint, say 'freemem.min >= 2000', that must hold in every run; may be given many times"),
  OPTION_ROW (TuneCommand, tunable, OPTION_LIST, 0, "tunable", "NAME[=FROM..TO]",
              "what may be changed, and how far; may be given many times"),
  OPTION_ROW (TuneCommand, budget, OPTION_UNSIGNED, 0, "budget", "RUNS", "make at most so many runs in all"),
  OPTION_ROW (TuneCommand, replications, OPTION_UNSIGNED, 0, "replications", "N",
              "run a point that may be the best N times; the default is 4"),
  OPTION_ROW (TuneCommand, fresh, OPTION_UNSIGNED, 0, "fresh", "N",
              "compare the best with the scenario as it is in N other replications; the default is 10"),
  OPTION_ROW (TuneCommand, draw_seed, OPTION_UNSIGNED, 0, "draw-seed", "N",
              "begin with other points; the default is 0"),
  OPTION_ROW (TuneCommand, system, OPTION_TEXT, 0, "system", "FILE",
              "take tunables from an /etc/system file; --set counts more"),
  OPTION_ROW (TuneCommand, set, OPTION_LIST, 0, "set", "PATH=VALUE",
              "change a value of the scenario in all runs; may be given many times"),
  OPTION_ROW (TuneCommand, seed, OPTION_UNSIGNED, 0, "seed", "N", "instead of the scenario's seed"),
  OPTION_ROW (TuneCommand, duration_ns, OPTION_TIME, 0, "duration", "TIME",
              "simulate so long, say 90s, instead of what the scenario says"),
  OPTION_ROW (TuneCommand, jobs, OPTION_UNSIGNED, 'j', "jobs", "N",
              "make so many runs at a time; the default is one a processor"),
  OPTION_ROW (TuneCommand, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the files there; the default is out/, the scenario's name, and -tune"),
  OPTION_ROW (TuneCommand, json, OPTION_FLAG, 0, "json", NULL, "print the result as JSON"),
  OPTION_ROW (TuneCommand, quiet, OPTION_FLAG, 'q', "quiet", NULL, "print nothing but errors"),
  OPTION_END,
};

/* A number from LEAST to MOST, or FALLBACK. */
static bool tune_read_number (const char *option, OptionNumber given, uint64_t fallback, uint64_t least,
                              uint64_t most, unsigned *number, GError **error)
{
  uint64_t value = given.is_given ? given.value : fallback;
  *number = (unsigned)value;
  if (value < least || value > most) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--%s %" G_GUINT64_FORMAT ": use a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                 option, value, least, most);
    return false;
  }
  return true;
}

static bool read_numbers (const TuneCommand *chosen, TuneOptions *options, GError **error)
{
  if (!chosen->budget.is_given) {
    g_set_error_literal (
        error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "--budget RUNS is missing: it says how many runs may be made; use, say, --budget 200");
    return false;
  }
  return option_check_duration (chosen->duration_ns, error) && option_check_jobs (chosen->jobs, error)
         && tune_read_number ("replications", chosen->replications, REPLICATIONS, 1, TUNE_REPLICATIONS_MAX,
                              &options->replications, error)
         && tune_read_number ("fresh", chosen->fresh, FRESH, 2, TUNE_FRESH_MAX, &options->fresh, error);
}

static void tune_update_count (void *user, uint64_t trials)
{
  run_count_update (user, trials);
}

static void fill_options (const TuneCommand *chosen, const char *path, TuneOptions *options)
{
  options->runner.path = path;
  options->runner.changes = (ScenarioChanges){ chosen->system, option_list_get (chosen->set) };
  options->runner.duration_ns = chosen->duration_ns.value;
  options->runner.jobs = (unsigned)chosen->jobs.value;
  options->goal = (TuneGoalTexts){ chosen->minimize, chosen->maximize, option_list_get (chosen->subject_to) };
  options->tunables = option_list_get (chosen->tunable);
  options->budget = chosen->budget.value;
  options->draw_seed = chosen->draw_seed.value;
  options->has_seed = chosen->seed.is_given;
  options->seed = chosen->seed.value;
}

/* DIR of --output, or that of the scenario's name. */
static char *find_output (const TuneCommand *chosen, const TuneOptions *options, GError **error)
{
  if (chosen->output != NULL) {
    return g_strdup (chosen->output);
  }
  Scenario *scenario = scenario_load_changed (options->runner.path, &options->runner.changes, error);
  if (scenario == NULL) {
    return NULL;
  }
  g_autofree char *name = g_strconcat (scenario->name, "-tune", NULL);
  scenario_free (scenario);
  return g_build_filename ("out", name, NULL);
}

static TuneResult *tune_run_search (const TuneCommand *chosen, TuneOptions *options, const char *output,
                                    GError **error)
{
  g_autofree char *journal = g_build_filename (output, JOURNAL_NAME, NULL);
  FILE *to = !chosen->quiet && isatty (STDERR_FILENO) ? stderr : NULL;
  RunCount *count = run_count_new (to, "runs", 0, options->budget);
  options->journal = journal;
  options->progress = tune_update_count;
  options->user = count;
  TuneResult *result = tune_run (options, error);
  run_count_free (count);
  if (result == NULL && g_error_matches (*error, INTERRUPT_ERROR, 0) && !chosen->quiet) {
    message_printf ("what was run is in %s; the same command goes on from there", journal);
  }
  return result;
}

static bool write_files (const TuneResult *result, const char *output, GError **error)
{
  OutputSet *outputs = output_set_new (output, error);
  bool is_good =
      outputs != NULL && tune_report_write (result, outputs, error) && output_set_commit (outputs, error);
  output_set_free (outputs);
  return is_good;
}

static void print_result (const TuneCommand *chosen, const TuneResult *result, const char *output)
{
  if (chosen->quiet) {
    return;
  }
  g_autofree char *text = chosen->json ? tune_report_format_json (result) : tune_report_format (result);
  (void)fputs (text, stdout);
  if (!chosen->json) {
    printf ("\nwritten to %s: " TUNE_REPORT_JSON ", " TUNE_REPORT_POINTS "\n", output);
  }
}

static bool tune (const TuneCommand *chosen, const char *path, bool *keeps_constraints, GError **error)
{
  TuneOptions options = { 0 };
  fill_options (chosen, path, &options);
  if (!read_numbers (chosen, &options, error)) {
    return false;
  }
  g_autofree char *output = find_output (chosen, &options, error);
  g_autoptr (TuneResult) result = output != NULL ? tune_run_search (chosen, &options, output, error) : NULL;
  bool is_good = result != NULL && write_files (result, output, error);
  if (is_good) {
    *keeps_constraints = result->keeps_constraints;
    print_result (chosen, result, output);
  }
  return is_good;
}

static ExitCode run_tune (const void *values, const char *const *operands)
{
  GError *error = NULL;
  bool keeps_constraints = false;
  interrupt_catch ();
  if (!tune (values, operands[0], &keeps_constraints, &error)) {
    return exit_code_report (error);
  }
  return keeps_constraints ? EXIT_CODE_OK : EXIT_CODE_FAILED_CHECK;
}

const Command COMMAND_TUNE = {
  .name = "tune",
  .operands = "SCENARIO",
  .operands_min = 1,
  .operands_max = 1,
  .summary = "find the tunables that serve a scenario best",
  .description =
      "Looks for values of tunables with which SCENARIO has the least (or greatest) objective and keeps\n"
      "the constraints, within a budget of runs: first many points with few replications (a Latin\n"
      "hypercube, halved again and again), then steps from the best ones.  A tunable takes whole numbers\n"
      "of the kernel's own unit: --tunable NAME=FROM..TO, and behind that :linear, :log or :double, and\n"
      ":COUNT for how many; sizes may have units.  Without a range it has one that fits the machine;\n"
      "without --tunable it is the window, the share and the period of the purge, and the maximal age.\n"
      "The result is compared with the scenario as it is in replications that the search did not see, and\n"
      "printed with what each tunable does, and as lines for /etc/system.  Results go into a journal\n"
      "as they come: a search that was killed goes on where it was when the same command is given\n"
      "again.  It writes tune.json, with all of that, and points.csv, with what was tried.",
  .example =
      "  pcachesim tune scenarios/small-machine.yaml --maximize hit_rate --tunable segpcache_shrink_shift "
      "\\\n"
      "      --tunable segpcache_reap_ticks=1..1000 --budget 100 --replications 2 --fresh 5\n"
      "  pcachesim tune scenarios/small-machine.yaml --minimize 'misses.total + plocked.mean' \\\n"
      "      --subject-to 'plocked.max <= 1000' --tunable segpcache_maxwindow=1MiB..8MiB --budget 80\n",
  .options = table,
  .values_size = sizeof (TuneCommand),
  .run = run_tune,
};
