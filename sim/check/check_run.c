/* check_run.c - runs a scenario, judges it, and compares it with its baseline */
#include "check_run.h"

#include "expectation.h"
#include "refuse.h"
#include "run_folder.h"
#include "words.h"

#include <string.h>

typedef struct {
  const CheckOptions *options;
  CheckResult *result;
  Scenario *scenario;
  FingerprintTrail *trail;
  Simulation *simulation;
  ExpectationSet *expectations;
  OutputSet *outputs; /* NULL: none */
  char *folder;       /* of the outputs */
} Check;

static void check_clear (Check *check)
{
  expectation_set_free (check->expectations);
  simulation_free (check->simulation);
  fingerprint_trail_free (check->trail);
  output_set_free (check->outputs);
  scenario_free (check->scenario);
  g_free (check->folder);
}

static bool read_expectations (Check *check, GError **error)
{
  Diagnostics *diagnostics = diagnostics_new (check->scenario->path);
  check->expectations = expectation_set_new (check->scenario, check->simulation, diagnostics);
  bool is_good = diagnostics_count (diagnostics) == 0;
  if (!is_good) {
    g_propagate_error (error, diagnostics_error (diagnostics, SCENARIO_ERROR, SCENARIO_ERROR_INVALID));
  }
  diagnostics_free (diagnostics);
  return is_good;
}

static bool check_run_prepare (Check *check, GError **error)
{
  check->scenario = scenario_load (check->result->path, &check->options->changes, error);
  if (check->scenario == NULL) {
    return false;
  }
  g_free (check->result->name);
  check->result->name = g_strdup (check->scenario->name);
  check->trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  MachineOptions options = { .trail = check->trail };
  check->simulation = simulation_new (check->scenario, &options, error);
  if (check->simulation == NULL || !read_expectations (check, error)) {
    return false;
  }
  if (check->options->output != NULL) {
    check->folder = g_build_filename (check->options->output, check->scenario->name, NULL);
    check->outputs = output_set_new (check->folder, error);
    return check->outputs != NULL;
  }
  return true;
}

static bool check_run_simulate (Check *check, GError **error)
{
  simulation_set_sampler (check->simulation, expectation_set_sample, check->expectations);
  return simulation_run (check->simulation, check->outputs, NULL, error)
         && (check->outputs == NULL || output_set_commit (check->outputs, error));
}

/* ---- the baseline ---- */

/* Returns the text of the baseline for this run. */
static GString *make_baseline (const Check *check)
{
  g_autofree char *scenario_file = g_path_get_basename (check->scenario->path);
  return simulation_make_summary (check->simulation, scenario_file);
}

static bool write_baseline (const char *path, const GString *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  return g_file_set_contents (path, text->str, (gssize)text->len, &cause)
         || refuse_file (error, "%s: the baseline cannot be written: %s", path, cause->message);
}

static bool is_in_file (const char *path, const GString *text)
{
  g_autofree char *present = NULL;
  gsize length;
  return g_file_get_contents (path, &present, &length, NULL) && length == text->len
         && memcmp (present, text->str, length) == 0;
}

/* Replaces the baseline at PATH, even if no number differs: facts of the run or the format may differ. */
static bool update (Check *check, const char *path, const char *difference, GError **error)
{
  g_autoptr (GString) text = make_baseline (check);
  if (is_in_file (path, text)) {
    return true;
  }
  check->result->note = difference != NULL
                            ? g_strdup_printf ("%s is replaced: %s", path, difference)
                            : g_strdup_printf ("%s is brought up to date; its numbers hold", path);
  return write_baseline (path, text, error);
}

static bool check_run_compare (Check *check, const char *path, const RunValues *now, GError **error)
{
  g_autoptr (RunValues) baseline = run_values_open (path, error);
  if (baseline == NULL) {
    return false;
  }
  g_autofree char *difference = baseline_compare (check->scenario, baseline, now, check->options->most);
  if (check->options->baseline == CHECK_BASELINE_UPDATE) {
    return update (check, path, difference, error);
  }
  SourcePlace place = { .file = path };
  check_result_add (check->result, place, g_strdup ("same as the baseline"), g_steal_pointer (&difference));
  return true;
}

static bool check_baseline (Check *check, const RunValues *now, GError **error)
{
  g_autofree char *path = baseline_path (check->scenario->path);
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    return check_run_compare (check, path, now, error);
  }
  if (check->options->baseline == CHECK_BASELINE_COMPARE) {
    return true;
  }
  check->result->note = g_strdup_printf ("%s is saved", path);
  g_autoptr (GString) text = make_baseline (check);
  return write_baseline (path, text, error);
}

CheckResult *check_run (const char *path, const CheckOptions *options)
{
  Check check = { .options = options, .result = check_result_new (path) };
  g_autoptr (GError) error = NULL;
  if (check_run_prepare (&check, &error) && check_run_simulate (&check, &error)) {
    g_autoptr (RunValues) now = simulation_take_values (check.simulation);
    expectation_set_finish (check.expectations, now, check.folder, check.result);
    (void)check_baseline (&check, now, &error);
  }
  check_result_set_error (check.result, error);
  check_clear (&check);
  return check.result;
}

/* ---- many ---- */

static bool take_name (GHashTable *path_of, const char *path, const CheckOptions *options, GError **error)
{
  g_autoptr (Scenario) scenario = scenario_load (path, &options->changes, NULL);
  if (scenario == NULL) {
    return true;
  }
  const char *other = g_hash_table_lookup (path_of, scenario->name);
  if (other != NULL) {
    g_autofree char *quoted = words_quote (scenario->name);
    return refuse_option (
        error,
        "--output %s: %s and %s both have the name %s, so their files would be in the same folder; "
        "change one's name, or check them one after the other with folders of their own",
        options->output, other, path, quoted);
  }
  (void)g_hash_table_insert (path_of, g_strdup (scenario->name), (void *)(uintptr_t)path);
  return true;
}

bool check_run_have_folders (const char *const *paths, const CheckOptions *options, GError **error)
{
  g_autoptr (GHashTable) path_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; options->output != NULL && *paths != NULL; paths++) {
    if (!take_name (path_of, *paths, options, error)) {
      return false;
    }
  }
  return true;
}
