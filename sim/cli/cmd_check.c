/* cmd_check.c - the subcommand `check` */
#include "check_run.h"
#include "command.h"
#include "interrupt.h"
#include "run_pool.h"
#include "words.h"

#define MOST_DIFFERENCES 12

typedef struct {
  CheckOptions check;
  uint64_t jobs;
  const char *format;
  bool save, update;
  bool quiet, verbose;
} CheckCommand;

static const Option table[] = {
  OPTION_JOBS_ROW (CheckCommand, jobs),
  OPTION_ROW (CheckCommand, format, OPTION_TEXT, 0, "format", "FORMAT",
              "text, which is the default; tap, junit or github for a CI system"),
  OPTION_FLAG_ROW (CheckCommand, save, 0, "save", "save a baseline for each scenario that has none"),
  OPTION_FLAG_ROW (CheckCommand, update, 0, "update",
                   "show how the runs differ from their baselines, and replace these"),
  OPTION_CHANGE_ROWS (CheckCommand, check.changes., ),
  OPTION_ROW (CheckCommand, check.output, OPTION_TEXT, 'o', "output", "DIR",
              "keep the files of each run there, in a folder with the scenario's name; without this option "
              "they are not written"),
  OPTION_FLAG_ROW (CheckCommand, quiet, 'q', "quiet", "print only the checks that fail"),
  OPTION_FLAG_ROW (CheckCommand, verbose, 'v', "verbose", "print every number that differs from a baseline"),
  OPTION_END,
};

/* The scenarios, which the threads of a pool check. */
typedef struct {
  const CheckOptions *options;
  const char *const *paths;
  void **results; /* CheckResult *, one for each path */
  RunCount *progress;
} Work;

static void check_one (void *user, size_t index)
{
  Work *work = user;
  work->results[index] = check_run (work->paths[index], work->options);
}

static bool check_count_one (void *user, size_t index, GError **error)
{
  (void)index, (void)error;
  run_count_add (((Work *)user)->progress, 1);
  return true;
}

static ExitCode check_judge (const GPtrArray *results)
{
  ExitCode code = EXIT_CODE_OK;
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    if (check_result_is_broken (result)) {
      code = EXIT_CODE_BROKEN;
    } else if (check_result_count_failed (result) > 0 && code == EXIT_CODE_OK) {
      code = EXIT_CODE_FAILED_CHECK;
    }
  }
  return code;
}

/* Prints RESULTS; with --quiet the format text omits checks that hold. */
static void print_results (const CheckCommand *command, const CheckFormat *format, const GPtrArray *results)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  for (guint i = 0; i < results->len; i++) {
    CheckResult *result = g_ptr_array_index (results, i);
    if (!command->quiet || check_result_count_failed (result) > 0 || format != CHECK_FORMATS) {
      g_ptr_array_add (shown, result);
    }
  }
  g_autoptr (GString) text = g_string_new (NULL);
  format->append (text, shown);
  (void)fputs (text->str, stdout);
}

/* Finds the format that COMMAND names; NULL with ERROR set if there is none. */
static const CheckFormat *check_find_format (const CheckCommand *command, GError **error)
{
  const CheckFormat *format = command->format == NULL ? CHECK_FORMATS : check_format_find (command->format);
  if (format == NULL) {
    g_autofree char *quoted = words_quote (command->format);
    (void)refuse_option (error, "there is no format %s; use text, tap, junit or github", quoted);
  }
  return format;
}

static bool check_options_one (const CheckCommand *command, GError **error)
{
  const ScenarioChanges *changes = &command->check.changes;
  if (command->save && command->update) {
    return refuse_option (error,
                          "--save and --update exclude each other; --update saves what is missing as well");
  }
  if ((command->save || command->update) && (changes->sets != NULL || changes->system_path != NULL)) {
    return refuse_option (
        error,
        "--%s with --%s would make a baseline of what the scenario does not say; change the "
        "scenario's file instead",
        command->save ? "save" : "update", changes->sets != NULL ? "set" : "system");
  }
  return true;
}

/* Checks all of PATHS; the results are in the same order.  NULL with ERROR set if it was interrupted. */
static GPtrArray *check_all (const CheckCommand *command, const CheckOptions *options,
                             const char *const *paths, GError **error)
{
  guint count = g_strv_length ((char **)paths);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (check_result_free);
  g_ptr_array_set_size (results, (int)count);
  RunCount *progress = run_count_new (message_get_terminal (command->quiet), "scenarios", 0, count);
  Work work = { options, paths, results->pdata, progress };
  const RunPoolCalls calls = { check_one, check_count_one, &work };
  bool is_good = run_pool_make (count, command->jobs, &calls, progress, error);
  run_count_free (progress);
  return is_good ? g_steal_pointer (&results) : NULL;
}

static ExitCode run_check (const void *values, const char *const *operands, GError **error)
{
  const CheckCommand *command = values;
  CheckOptions chosen = command->check;
  if (command->update || command->save) {
    chosen.baseline = command->update ? CHECK_BASELINE_UPDATE : CHECK_BASELINE_SAVE;
  }
  chosen.most = command->verbose ? UINT_MAX : MOST_DIFFERENCES;
  const CheckFormat *format = check_find_format (command, error);
  if (format == NULL || !check_options_one (command, error)
      || !check_run_have_folders (operands, &chosen, error)) {
    g_prefix_error (error, "check: ");
    return EXIT_CODE_BROKEN;
  }
  interrupt_catch ();
  g_autoptr (GPtrArray) results = check_all (command, &chosen, operands, error);
  if (results == NULL) {
    return EXIT_CODE_BROKEN;
  }
  print_results (command, format, results);
  return check_judge (results);
}

const Command COMMAND_CHECK = {
  .name = "check",
  .operands = "SCENARIO...",
  .summary = "run scenarios and say whether what they expect holds",
  .description =
      "Runs each SCENARIO and holds it against what it expects ('expect:') and against its baseline,\n"
      "SCENARIO.baseline.json beside it, if there is one.  For each expectation that fails it says where\n"
      "the scenario states it, what came out, since when, and which picture shows it.  Where a run differs\n"
      "from its baseline, it says which settings differ, and lists the numbers nearest to the cause first.\n"
      "Runs are deterministic: each number must equal that of the baseline to the last digit, unless the\n"
      "scenario's 'tolerances:' allow a difference.",
  .example = "  pcachesim check scenarios/*.yaml\n"
             "  pcachesim check scenarios/low-memory.yaml --set tunables.segpcache_shrink_shift=3\n"
             "  pcachesim check --save my.yaml\n"
             "  pcachesim check --format junit scenarios/*.yaml >check.xml\n",
  .options = table,
  .values_size = sizeof (CheckCommand),
  .run = run_check,
};
