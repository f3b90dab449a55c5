/* tune_evaluator.c - makes the runs of trials, and keeps them in a journal */
#include "tune.h"

#include "refuse.h"

#include <math.h>

/* A trial that is being made. */
typedef struct {
  char **sets;
  char *key;       /* NULL: it cannot be run */
  GError *mistake; /* why */
} Run;

typedef struct {
  TuneResult *result;
  GArray *runs;        /* Run, of all trials */
  GArray *evaluations; /* Evaluation, of those that the journal does not have */
  GArray *indices;     /* size_t: the run of each evaluation */
} Batch;

char **tune_make_sets (const TuneResult *result, const TunePoint *point)
{
  GPtrArray *sets = g_ptr_array_new ();
  for (guint i = 0; i < result->axes->len; i++) {
    if (point->index[i] != TUNE_AS_IS) {
      g_ptr_array_add (sets, tune_axis_make_set (result->axes->pdata[i], point->index[i]));
    }
  }
  g_ptr_array_add (sets, NULL);
  return (char **)g_ptr_array_free (sets, FALSE);
}

static void clear_run (void *data)
{
  Run *run = data;
  g_strfreev (run->sets);
  g_free (run->key);
  g_clear_error (&run->mistake);
}

static void add_trial (Batch *batch, const TuneTrial *trial)
{
  const TuneResult *result = batch->result;
  Run run = { .sets = tune_make_sets (result, &trial->point) };
  Evaluation evaluation = { .sets = (const char *const *)run.sets,
                            .seed = result->options->seed,
                            .has_seed = result->options->has_seed,
                            .run = trial->replication };
  size_t index = batch->runs->len;
  run.key = runner_prepare (result->runner, &evaluation, &run.mistake);
  if (run.key != NULL && journal_find (result->journal, run.key) == NULL) {
    g_array_append_val (batch->indices, index);
    g_array_append_val (batch->evaluations, evaluation);
  }
  g_array_append_val (batch->runs, run);
}

static bool keep_evaluation (void *user, size_t index, EvaluationResult *result, GError **error)
{
  Batch *batch = user;
  const Run *run = &g_array_index (batch->runs, Run, g_array_index (batch->indices, size_t, index));
  g_autofree char *text = evaluation_result_format (result);
  batch->result->trials++;
  return journal_add (batch->result->journal, run->key, text, error);
}

static void tell_progress (void *user)
{
  const TuneResult *result = ((const Batch *)user)->result;
  if (result->options->progress != NULL) {
    run_count_update (result->options->progress, result->trials);
  }
}

static TuneScore note_failure (TuneResult *result, const char *message)
{
  result->failed++;
  if (result->failure == NULL) {
    result->failure = g_strdup (message);
  }
  return (TuneScore){ 0, INFINITY };
}

static bool read_score (TuneResult *result, const Run *run, TuneScore *score, GError **error)
{
  if (run->key == NULL) {
    *score = note_failure (result, run->mistake->message);
    return true;
  }
  EvaluationResult evaluation;
  const char *text = journal_find (result->journal, run->key);
  if (!evaluation_result_parse (text, result->goal->metrics->len - 1, &evaluation)) {
    return refuse_file (error, "the journal's result of %s makes no sense: '%s'; move the journal away",
                        run->key, text);
  }
  if (evaluation.error != NULL) {
    *score = note_failure (result, evaluation.error);
  } else {
    *score = tune_goal_score (result->goal, evaluation.values);
    if (isinf (score->excess)) {
      (void)note_failure (result,
                          "the objective has no value, as a metric in it has none or it divides by 0");
    }
  }
  evaluation_result_clear (&evaluation);
  return true;
}

bool tune_evaluate (void *user, const TuneTrial *trials, size_t count, TuneScore *scores, GError **error)
{
  TuneResult *result = user;
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr (GArray) evaluations = g_array_new (FALSE, FALSE, sizeof (Evaluation));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (size_t));
  Batch batch = { result, runs, evaluations, indices };
  g_array_set_clear_func (runs, clear_run);
  for (size_t i = 0; i < count; i++) {
    add_trial (&batch, &trials[i]);
  }
  result->trials += count - evaluations->len;
  const RunnerCalls calls = { .done = keep_evaluation, .tick = tell_progress, .user = &batch };
  bool is_good = evaluations->len == 0
                 || runner_run (result->runner, (const Evaluation *)(void *)evaluations->data,
                                evaluations->len, &calls, error);
  for (size_t i = 0; i < count && is_good; i++) {
    is_good = read_score (result, &g_array_index (runs, Run, i), &scores[i], error);
  }
  tell_progress (&batch);
  return is_good;
}
