/* cmd_tune.c - the subcommand `tune` */
#include "command.h"
#include "interrupt.h"
#include "tune.h"

typedef struct {
  TuneOptions tune;
  uint64_t replications, fresh;
  bool has_budget, json, quiet;
} TuneCommand;

static const Option table[] = {
  OPTION_ROW (TuneCommand, tune.goal.minimize, OPTION_TEXT, 0, "minimize", "EXPR",
              "the objective: a metric, or an expression over metrics, that should be as small as possible"),
  OPTION_ROW (TuneCommand, tune.goal.maximize, OPTION_TEXT, 0, "maximize", "EXPR",
              "the objective, if it should be as large as possible"),
  OPTION_ROW (
      TuneCommand, tune.goal.subject_to, OPTION_LIST, 0, "subject-to", "EXPR",
      "a constraint, say 'freemem.min >= 2000', that must hold in every run; may be given many times"),
  OPTION_ROW (TuneCommand, tune.tunables, OPTION_LIST, 0, "tunable", "NAME[=FROM..TO]",
              "what may be changed, and how far; may be given many times"),
  OPTION_GIVEN_ROW (TuneCommand, tune.budget, has_budget, OPTION_UNSIGNED, "budget", "RUNS",
                    "make at most this many runs in all"),
  OPTION_NUMBER_ROW (TuneCommand, replications, 0, "replications", "N", 1, TUNE_REPLICATIONS_MAX, 4,
                     "run a point that may be the best N times; the default is 4"),
  OPTION_NUMBER_ROW (
      TuneCommand, fresh, 0, "fresh", "N", 2, TUNE_FRESH_MAX, 10,
      "compare the best with the scenario as it is in N other replications; the default is 10"),
  OPTION_ROW (TuneCommand, tune.draw_seed, OPTION_UNSIGNED, 0, "draw-seed", "N",
              "begin with other points; the default is 0"),
  OPTION_CHANGE_ROWS (TuneCommand, tune.runner.changes., "in all runs: "),
  OPTION_SEED_ROW (TuneCommand, tune.runner.machine.),
  OPTION_DURATION_ROW (TuneCommand, tune.runner.machine.duration_ns),
  OPTION_JOBS_ROW (TuneCommand, tune.runner.jobs),
  OPTION_ROW (TuneCommand, tune.output, OPTION_TEXT, 'o', "output", "DIR",
              "write the files there; the default is out/, the scenario's name, and -tune"),
  OPTION_FLAG_ROW (TuneCommand, json, 0, "json", "print the result as JSON"),
  OPTION_QUIET_ROW (TuneCommand, quiet),
  OPTION_END,
};

static bool write_files (const TuneResult *result, GError **error)
{
  g_autoptr (OutputSet) outputs = output_set_new (result->output, error);
  return outputs != NULL && tune_report_write (result, outputs, error) && output_set_commit (outputs, error);
}

static void print_result (const TuneCommand *chosen, const TuneResult *result)
{
  if (chosen->quiet) {
    return;
  }
  g_autofree char *text = chosen->json ? tune_report_format_json (result) : tune_report_format (result);
  (void)fputs (text, stdout);
  if (!chosen->json) {
    printf ("\nwritten to %s: " TUNE_REPORT_JSON ", " TUNE_REPORT_POINTS "\n", result->output);
  }
}

static ExitCode tune_search_and_print (const TuneCommand *chosen, TuneResult *result, GError **error)
{
  RunCount *progress =
      run_count_new (message_get_terminal (chosen->quiet), "runs", 0, result->options->budget);
  bool is_good = tune_run (result, progress, error);
  run_count_free (progress);
  if (g_error_matches (*error, INTERRUPT_ERROR, 0) && !chosen->quiet) {
    message_printf ("what was run is in %s/" TUNE_JOURNAL "; the same command goes on from there",
                    result->output);
  }
  if (!is_good || !write_files (result, error)) {
    return EXIT_CODE_BROKEN;
  }
  print_result (chosen, result);
  return result->keeps_constraints ? EXIT_CODE_OK : EXIT_CODE_FAILED_CHECK;
}

static ExitCode run_tune (const void *values, const char *const *operands, GError **error)
{
  const TuneCommand *chosen = values;
  TuneOptions tune = chosen->tune;
  tune.runner.path = operands[0];
  tune.replications = (unsigned)chosen->replications;
  tune.fresh = (unsigned)chosen->fresh;
  interrupt_catch ();
  if (!chosen->has_budget) {
    (void)refuse_option (
        error, "--budget RUNS is missing: it says how many runs may be made; use, say, --budget 200");
    return EXIT_CODE_BROKEN;
  }
  g_autoptr (TuneResult) result = tune_new (&tune, error);
  return result != NULL ? tune_search_and_print (chosen, result, error) : EXIT_CODE_BROKEN;
}

const Command COMMAND_TUNE = {
  .name = "tune",
  .operands = "SCENARIO",
  .summary = "find the tunables that serve a scenario best",
  .description =
      "Looks for values of tunables with which SCENARIO has the least (or greatest) objective and keeps\n"
      "the constraints, within a budget of runs: first many points with few replications (a Latin\n"
      "hypercube, halved again and again), then steps from the best ones.  A tunable takes whole numbers\n"
      "in the kernel's own unit: --tunable NAME=FROM..TO, which :linear, :log or :double may follow, and\n"
      ":COUNT for the number of values; sizes may have units.  A tunable without a range gets one that\n"
      "fits the machine.  Without --tunable the search changes the window, the share and the period of the\n"
      "purge, and the maximal age.  The best point is compared with the scenario as it is, in replications\n"
      "that the search did not use.  The result is printed with the effect of each tunable, and as lines\n"
      "for /etc/system.  Each run goes into a journal at once: after an interruption the same command\n"
      "continues the search.  It writes tune.json, with the result, and points.csv, with what was tried.",
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
