/* runner.c - makes runs on a pool of threads, and hashes what decides their results */
#include "runner.h"

#include "interrupt.h"
#include "recording_kind.h"
#include "refuse.h"
#include "simulation.h"
#include "tool_build.h"
#include "words.h"

#include <string.h>

enum { KEY_DIGITS = 32, TICK_US = 100000 };

struct Runner {
  char *path;
  sim_time duration_ns;
  char **metrics;
  size_t metric_count;
  unsigned jobs;
  Scenario *scenario;  /* with what all evaluations have in common */
  GHashTable *digests; /* of traces: path -> SHA-256 */
};

/* ---- one run ---- */

/* RUNNER's sets and those of EVALUATION, which stay theirs.  The caller frees the array. */
static const char **join_sets (const Runner *runner, const Evaluation *evaluation)
{
  GPtrArray *sets = g_ptr_array_new ();
  for (size_t i = 0; i < runner->scenario->sets.count; i++) {
    g_ptr_array_add (sets, (void *)(uintptr_t)runner->scenario->sets.items[i]);
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
  return scenario_load_text (runner->path, runner->scenario->text, runner->scenario->text_length, sets,
                             error);
}

static MachineOptions runner_make_options (const Runner *runner, const Evaluation *evaluation,
                                           FingerprintTrail *trail)
{
  return (MachineOptions){ .seed = evaluation->seed,
                           .has_seed = evaluation->has_seed,
                           .run = evaluation->run,
                           .duration_ns = runner->duration_ns,
                           .trail = trail };
}

static void runner_take_result (const Runner *runner, const Simulation *simulation, EvaluationResult *result)
{
  g_autoptr (RunValues) values = simulation_take_values (simulation);
  result->fingerprint = simulation_get_outcome (simulation).fingerprint;
  result->count = runner->metric_count;
  result->values = g_new (double, runner->metric_count);
  for (size_t i = 0; i < runner->metric_count; i++) {
    result->values[i] = run_values_get_named (values, runner->metrics[i]);
  }
}

/* False if the run was interrupted: then there is no result, not even an error. */
static bool runner_evaluate (const Runner *runner, const Evaluation *evaluation, EvaluationResult *result)
{
  *result = (EvaluationResult){ 0 };
  g_autoptr (GError) mistake = NULL;
  g_autoptr (Scenario) scenario = runner_load (runner, evaluation, &mistake);
  g_autoptr (FingerprintTrail) trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  MachineOptions options = runner_make_options (runner, evaluation, trail);
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
  for (char **metric = runner->metrics; *metric != NULL; metric++) {
    if (!run_values_find (values, *metric, NULL)) {
      g_autofree char *quoted = words_quote (*metric);
      const char *nearest = words_nearest (*metric, (const char *const *)names->pdata, names->len);
      return refuse_option (error, "%s: its runs have no metric %s; %s%s%s", runner->path, quoted,
                            nearest != NULL ? "did you mean '" : "use a name that stands in summary.json",
                            nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    }
  }
  return true;
}

/* Builds the machine of the scenario as it is, and asks what there will be to know. */
static bool check_base (const Runner *runner, GError **error)
{
  const Evaluation base = { 0 };
  g_autoptr (FingerprintTrail) trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  MachineOptions options = runner_make_options (runner, &base, trail);
  g_autoptr (Simulation) simulation = simulation_new (runner->scenario, &options, error);
  g_autoptr (RunValues) values = simulation != NULL ? simulation_take_values (simulation) : NULL;
  return values != NULL && check_metrics (runner, values, error);
}

Runner *runner_new (const RunnerOptions *options, GError **error)
{
  Runner *runner = g_new0 (Runner, 1);
  runner->path = g_strdup (options->path);
  runner->duration_ns = options->duration_ns;
  runner->metrics = g_strdupv ((char **)(uintptr_t)options->metrics);
  runner->metric_count = g_strv_length (runner->metrics);
  runner->jobs = options->jobs > 0 ? options->jobs : g_get_num_processors ();
  runner->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  runner->scenario = scenario_load_changed (runner->path, &options->changes, error);
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
    g_strfreev (runner->metrics);
    g_free (runner->path);
    g_free (runner);
  }
}

const Scenario *runner_get_scenario (const Runner *runner)
{
  return runner->scenario;
}

/* ---- keys ---- */

/* The SHA-256 of the file at PATH. */
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

/* Each part has its length before it, so that no two lists of parts are the same bytes. */
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

/* All but the run. */
static void runner_add_numbers (const Runner *runner, GChecksum *sum, const Evaluation *evaluation)
{
  g_autofree char *text =
      g_strdup_printf ("seed %d %" G_GUINT64_FORMAT ", duration %" G_GUINT64_FORMAT, evaluation->has_seed,
                       evaluation->has_seed ? evaluation->seed : 0, runner->duration_ns);
  runner_add_part (sum, text);
}

char *runner_prepare (Runner *runner, const Evaluation *evaluation, GError **error)
{
  g_autoptr (Scenario) scenario = runner_load (runner, evaluation, error);
  if (scenario == NULL) {
    return NULL;
  }
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  runner_add_part (sum, TOOL_BUILD);
  runner_add_part (sum, scenario->sha256);
  add_parts (sum, scenario->sets.items);
  runner_add_numbers (runner, sum, evaluation);
  add_parts (sum, (const char *const *)runner->metrics);
  if (!add_traces (runner, sum, scenario, error)) {
    return NULL;
  }
  g_autofree char *digits = g_strndup (g_checksum_get_string (sum), KEY_DIGITS);
  return evaluation_make_key (digits, evaluation->run);
}

/* ---- many runs ---- */

/* What the threads share. */
typedef struct {
  const Runner *runner;
  const Evaluation *evaluations;
  GAsyncQueue *done; /* of Done */
  int is_over;       /* atomic: what has not begun need not */
} Batch;

typedef struct {
  size_t index;
  bool is_done;
  EvaluationResult result;
} Done;

static void work (void *data, void *user)
{
  Batch *batch = user;
  Done *done = g_new0 (Done, 1);
  done->index = GPOINTER_TO_SIZE (data) - 1;
  if (g_atomic_int_get (&batch->is_over) == 0) {
    done->is_done = runner_evaluate (batch->runner, &batch->evaluations[done->index], &done->result);
  }
  g_async_queue_push (batch->done, done);
}

static void done_free (void *data)
{
  Done *done = data;
  evaluation_result_clear (&done->result);
  g_free (done);
}

/* Takes results until all COUNT are there. */
static bool take_results (Batch *batch, size_t count, const RunnerCalls *calls, GError **error)
{
  for (size_t i = 0; i < count;) {
    Done *done = g_async_queue_timeout_pop (batch->done, TICK_US);
    bool is_good = interrupt_check (error);
    if (done != NULL) {
      i++;
      /* What is complete is worth keeping, whatever came then. */
      is_good =
          (!done->is_done || calls->done (calls->user, done->index, &done->result, is_good ? error : NULL))
          && is_good;
      done_free (done);
    }
    if (!is_good) {
      return false;
    }
    if (calls->tick != NULL) {
      calls->tick (calls->user);
    }
  }
  return true;
}

bool runner_run (Runner *runner, const Evaluation *evaluations, size_t count, const RunnerCalls *calls,
                 GError **error)
{
  Batch batch = { .runner = runner, .evaluations = evaluations };
  GThreadPool *pool = g_thread_pool_new (work, &batch, (int)MIN (runner->jobs, 4096), TRUE, error);
  if (pool == NULL) {
    return false;
  }
  batch.done = g_async_queue_new_full (done_free);
  for (size_t i = 0; i < count; i++) {
    (void)g_thread_pool_push (pool, GSIZE_TO_POINTER (i + 1), NULL);
  }
  bool is_good = take_results (&batch, count, calls, error);
  g_atomic_int_set (&batch.is_over, 1);
  g_thread_pool_free (pool, !is_good, TRUE);
  g_async_queue_unref (batch.done);
  return is_good;
}
