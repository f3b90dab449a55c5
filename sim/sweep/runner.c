/* runner.c - makes runs on a pool of threads, hashes what decides their results, and fills journals */
#include "runner.h"

#include "interrupt.h"
#include "recording_kind.h"
#include "refuse.h"
#include "simulation.h"
#include "tool_sources.h"
#include "words.h"

#include <string.h>

enum { KEY_DIGITS = 32 };

const char RUNNER_TOOL_BUILD[] = TOOL_VERSION "+" TOOL_SOURCES;

/* ---- one run ---- */

/* Joins the sets of RUNNER and of EVALUATION, which keep the strings.  The caller frees the array. */
static const char **join_sets (const Runner *runner, const Evaluation *evaluation)
{
  GPtrArray *sets = g_ptr_array_new ();
  for (const char *const *set = runner->scenario->sets; *set != NULL; set++) {
    g_ptr_array_add (sets, (void *)(uintptr_t)*set);
  }
  for (const char *const *set = evaluation->sets; set != NULL && *set != NULL; set++) {
    g_ptr_array_add (sets, (void *)(uintptr_t)*set);
  }
  g_ptr_array_add (sets, NULL);
  return (const char **)g_ptr_array_free (sets, FALSE);
}

static Scenario *runner_load (const Runner *runner, const Evaluation *evaluation, GError **error)
{
  g_autofree const char **sets = join_sets (runner, evaluation);
  return scenario_load_text (runner->options.path, runner->scenario->text, runner->scenario->text_length,
                             sets, error);
}

static void runner_take_result (const Runner *runner, const Simulation *simulation, EvaluationResult *result)
{
  g_autoptr (RunValues) values = simulation_take_values (simulation);
  result->fingerprint = simulation_get_outcome (simulation).fingerprint;
  result->count = runner->metric_count;
  result->values = g_new (double, runner->metric_count);
  for (size_t i = 0; i < runner->metric_count; i++) {
    result->values[i] = run_values_get_named (values, runner->options.metrics[i]);
  }
}

/* Makes the run of EVALUATION.  False if the run was interrupted: then RESULT is empty, without an error. */
static bool runner_evaluate (const Runner *runner, const Evaluation *evaluation, EvaluationResult *result)
{
  *result = (EvaluationResult){ 0 };
  g_autoptr (GError) mistake = NULL;
  g_autoptr (Scenario) scenario = runner_load (runner, evaluation, &mistake);
  g_autoptr (FingerprintTrail) trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  MachineOptions options = runner->options.machine;
  options.run = evaluation->run;
  options.trail = trail;
  g_autoptr (Simulation) simulation = scenario != NULL ? simulation_new (scenario, &options, &mistake) : NULL;
  if (simulation != NULL && simulation_run (simulation, NULL, NULL, &mistake)) {
    runner_take_result (runner, simulation, result);
  } else {
    result->error = g_strdup (mistake->message);
  }
  bool is_done = !g_error_matches (mistake, INTERRUPT_ERROR, 0);
  if (!is_done) {
    evaluation_result_clear (result);
  }
  return is_done;
}

/* ---- the runner ---- */

static bool check_metrics (const Runner *runner, const RunValues *values, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t i = 0; i < run_values_count (values); i++) {
    g_ptr_array_add (names, (void *)(uintptr_t)run_values_get_name (values, i));
  }
  for (const char *const *metric = runner->options.metrics; *metric != NULL; metric++) {
    if (!run_values_find (values, *metric, NULL)) {
      g_autofree char *quoted = words_quote (*metric);
      g_autofree char *hint = words_hint_or (*metric, names, "use a name that stands in summary.json");
      return refuse_option (error, "%s: its runs have no metric %s; %s", runner->options.path, quoted, hint);
    }
  }
  return true;
}

/* Builds the machine of the scenario as it is, and checks that it has the metrics. */
static bool check_base (const Runner *runner, GError **error)
{
  g_autoptr (FingerprintTrail) trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  MachineOptions options = runner->options.machine;
  options.trail = trail;
  g_autoptr (Simulation) simulation = simulation_new (runner->scenario, &options, error);
  g_autoptr (RunValues) values = simulation != NULL ? simulation_take_values (simulation) : NULL;
  return values != NULL && check_metrics (runner, values, error);
}

Runner *runner_new (const RunnerOptions *options, GError **error)
{
  Runner *runner = g_new0 (Runner, 1);
  runner->options = *options;
  runner->metric_count = g_strv_length ((char **)(uintptr_t)options->metrics);
  runner->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  runner->scenario = scenario_load (options->path, &options->changes, error);
  if (runner->scenario == NULL || !check_base (runner, error)) {
    g_clear_pointer (&runner, runner_free);
  }
  return runner;
}

void runner_free (Runner *runner)
{
  if (runner != NULL) {
    g_hash_table_unref (runner->digests);
    scenario_free (runner->scenario);
    g_free (runner);
  }
}

/* ---- keys ---- */

/* Returns the SHA-256 of the file at PATH. */
static char *make_digest (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL) {
    return NULL;
  }
  g_autoptr (GBytes) bytes = g_mapped_file_get_bytes (file);
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static const char *find_digest (Runner *runner, const char *path, GError **error)
{
  const char *digest = g_hash_table_lookup (runner->digests, path);
  if (digest == NULL) {
    char *made = make_digest (path, error);
    if (made != NULL) {
      (void)g_hash_table_insert (runner->digests, g_strdup (path), made);
    }
    digest = made;
  }
  return digest;
}

/* Adds TEXT to SUM with its length before it, so that different lists of parts are different bytes. */
static void runner_add_part (GChecksum *sum, const char *text)
{
  g_autofree char *length = g_strdup_printf ("%zu:", strlen (text));
  g_checksum_update (sum, (const guchar *)length, -1);
  g_checksum_update (sum, (const guchar *)text, -1);
}

static void add_parts (GChecksum *sum, const char *const *texts)
{
  for (; texts != NULL && *texts != NULL; texts++) {
    runner_add_part (sum, *texts);
  }
  g_checksum_update (sum, (const guchar *)";", -1);
}

static bool add_traces (Runner *runner, GChecksum *sum, const Scenario *scenario, GError **error)
{
  for (size_t p = 0; p < scenario->process_count; p++) {
    const ScenarioProcess *process = &scenario->processes[p];
    for (size_t w = 0; w < process->workload_count; w++) {
      const ScenarioWorkload *workload = &process->workloads[w];
      if (workload->kind == &RECORDING_KIND) {
        const RecordingOptions *recording = workload->options;
        const char *digest = find_digest (runner, recording->trace.path, error);
        if (digest == NULL) {
          return false;
        }
        runner_add_part (sum, digest);
      }
    }
  }
  return true;
}

/* Adds all numbers that decide a result, except the run. */
static void runner_add_numbers (const Runner *runner, GChecksum *sum)
{
  const MachineOptions *machine = &runner->options.machine;
  g_autofree char *text =
      g_strdup_printf ("seed %d %" G_GUINT64_FORMAT ", duration %" G_GUINT64_FORMAT, machine->has_seed,
                       machine->has_seed ? machine->seed : 0, machine->duration_ns);
  runner_add_part (sum, text);
}

char *runner_prepare (Runner *runner, const Evaluation *evaluation, GError **error)
{
  g_autoptr (Scenario) scenario = runner_load (runner, evaluation, error);
  if (scenario == NULL) {
    return NULL;
  }
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  runner_add_part (sum, RUNNER_TOOL_BUILD);
  runner_add_part (sum, scenario->sha256);
  add_parts (sum, scenario->sets);
  runner_add_numbers (runner, sum);
  add_parts (sum, runner->options.metrics);
  if (!add_traces (runner, sum, scenario, error)) {
    return NULL;
  }
  g_autofree char *digits = g_strndup (g_checksum_get_string (sum), KEY_DIGITS);
  return evaluation_make_key (digits, evaluation->run);
}

/* ---- many runs ---- */

typedef struct {
  bool is_done;
  EvaluationResult result;
} RunnerSlot;

typedef struct {
  const Runner *runner;
  const Evaluation *evaluations;
  RunnerSlot *slots; /* one for each evaluation */
  RunnerDone done;
  void *user; /* of `done` */
} RunnerBatch;

static void runner_work (void *user, size_t index)
{
  const RunnerBatch *batch = user;
  RunnerSlot *slot = &batch->slots[index];
  slot->is_done = runner_evaluate (batch->runner, &batch->evaluations[index], &slot->result);
}

static bool runner_take (void *user, size_t index, GError **error)
{
  const RunnerBatch *batch = user;
  RunnerSlot *slot = &batch->slots[index];
  bool is_good = !slot->is_done || batch->done (batch->user, index, &slot->result, error);
  evaluation_result_clear (&slot->result);
  return is_good;
}

bool runner_run (Runner *runner, const Evaluation *evaluations, size_t count, RunnerDone done, void *user,
                 RunCount *progress, GError **error)
{
  RunnerSlot *slots = g_new0 (RunnerSlot, count);
  RunnerBatch batch = { runner, evaluations, slots, done, user };
  const RunPoolCalls calls = { runner_work, runner_take, &batch };
  bool is_good = run_pool_make (count, runner->options.jobs, &calls, progress, error);
  for (size_t i = 0; i < count; i++) {
    evaluation_result_clear (&slots[i].result);
  }
  g_free (slots);
  return is_good;
}

/* ---- a journal ---- */

typedef struct {
  Journal *journal;
  const Evaluation *evaluations; /* whose results the journal lacks */
  RunCount *progress;
} RunnerFill;

static bool runner_keep_result (void *user, size_t index, EvaluationResult *result, GError **error)
{
  const RunnerFill *fill = user;
  g_autofree char *text = evaluation_result_format (result);
  if (!journal_add (fill->journal, fill->evaluations[index].key, text, error)) {
    return false;
  }
  run_count_add (fill->progress, 1);
  return true;
}

bool runner_fill_journal (Runner *runner, Journal *journal, const GArray *evaluations, RunCount *progress,
                          GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (Evaluation));
  for (guint i = 0; i < evaluations->len; i++) {
    Evaluation evaluation = g_array_index (evaluations, Evaluation, i);
    if (evaluation.key != NULL && journal_find (journal, evaluation.key) == NULL) {
      g_array_append_val (missing, evaluation);
    }
  }
  const Evaluation *first = (const Evaluation *)(void *)missing->data;
  RunnerFill fill = { journal, first, progress };
  return missing->len == 0
         || runner_run (runner, first, missing->len, runner_keep_result, &fill, progress, error);
}
