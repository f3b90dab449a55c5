/* tune_evaluator.c - makes the runs of trials, and keeps them in a journal */
#include "tune_evaluator.h"

#include <math.h>

struct TuneEvaluator {
  TuneEvaluatorOptions options;
  size_t metric_count;
  uint64_t trials, failed;
  char *failure;
};

/* Trials that are being made. */
typedef struct {
  TuneEvaluator *evaluator;
  size_t count;
  char ***sets;
  char **keys;     /* NULL: it cannot be run */
  char **mistakes; /* why */
  size_t *indices; /* of what is run: the trial of each evaluation */
  Evaluation *evaluations;
  size_t evaluation_count;
} Batch;

TuneEvaluator *tune_evaluator_new (const TuneEvaluatorOptions *options)
{
  TuneEvaluator *evaluator = g_new0 (TuneEvaluator, 1);
  evaluator->options = *options;
  evaluator->metric_count = g_strv_length ((char **)(uintptr_t)tune_goal_get_metrics (options->goal));
  return evaluator;
}

void tune_evaluator_free (TuneEvaluator *evaluator)
{
  if (evaluator != NULL) {
    g_free (evaluator->failure);
    g_free (evaluator);
  }
}

uint64_t tune_evaluator_count_failed (const TuneEvaluator *evaluator)
{
  return evaluator->failed;
}

const char *tune_evaluator_get_failure (const TuneEvaluator *evaluator)
{
  return evaluator->failure;
}

char **tune_evaluator_make_sets (GPtrArray *axes, const TunePoint *point)
{
  GPtrArray *sets = g_ptr_array_new ();
  for (guint i = 0; i < axes->len; i++) {
    if (point->index[i] != TUNE_AS_IS) {
      g_ptr_array_add (sets, tune_axis_make_set (axes->pdata[i], point->index[i]));
    }
  }
  g_ptr_array_add (sets, NULL);
  return (char **)g_ptr_array_free (sets, FALSE);
}

static Batch batch_new (TuneEvaluator *evaluator, size_t count)
{
  return (Batch){ .evaluator = evaluator,
                  .count = count,
                  .sets = g_new0 (char **, count),
                  .keys = g_new0 (char *, count),
                  .mistakes = g_new0 (char *, count),
                  .indices = g_new0 (size_t, count),
                  .evaluations = g_new0 (Evaluation, count) };
}

static void batch_clear (Batch *batch)
{
  for (size_t i = 0; i < batch->count; i++) {
    g_strfreev (batch->sets[i]);
    g_free (batch->keys[i]);
    g_free (batch->mistakes[i]);
  }
  g_free (batch->sets);
  g_free (batch->keys);
  g_free (batch->mistakes);
  g_free (batch->indices);
  g_free (batch->evaluations);
}

/* Whatever the journal does not have is to be run. */
static void tune_evaluator_prepare (Batch *batch, size_t index, const TuneTrial *trial)
{
  const TuneEvaluatorOptions *options = &batch->evaluator->options;
  batch->sets[index] = tune_evaluator_make_sets (options->axes, &trial->point);
  Evaluation evaluation = { .sets = (const char *const *)batch->sets[index],
                            .seed = options->seed,
                            .has_seed = options->has_seed,
                            .run = trial->replication };
  g_autoptr (GError) mistake = NULL;
  batch->keys[index] = runner_prepare (options->runner, &evaluation, &mistake);
  if (batch->keys[index] == NULL) {
    batch->mistakes[index] = g_strdup (mistake->message);
  } else if (journal_find (options->journal, batch->keys[index]) == NULL) {
    batch->indices[batch->evaluation_count] = index;
    batch->evaluations[batch->evaluation_count++] = evaluation;
  }
}

static bool tune_evaluator_keep_result (void *user, size_t index, EvaluationResult *result, GError **error)
{
  Batch *batch = user;
  TuneEvaluator *evaluator = batch->evaluator;
  g_autofree char *text = evaluation_result_format (result);
  evaluator->trials++;
  return journal_add (evaluator->options.journal, batch->keys[batch->indices[index]], text, error);
}

static void tell_progress (void *user)
{
  const Batch *batch = user;
  const TuneEvaluatorOptions *options = &batch->evaluator->options;
  if (options->progress != NULL) {
    options->progress (options->user, batch->evaluator->trials);
  }
}

static TuneScore note_failure (TuneEvaluator *evaluator, const char *message)
{
  evaluator->failed++;
  if (evaluator->failure == NULL) {
    evaluator->failure = g_strdup (message);
  }
  return (TuneScore){ 0, INFINITY };
}

static bool read_score (const Batch *batch, size_t index, TuneScore *score, GError **error)
{
  TuneEvaluator *evaluator = batch->evaluator;
  const TuneEvaluatorOptions *options = &evaluator->options;
  if (batch->keys[index] == NULL) {
    *score = note_failure (evaluator, batch->mistakes[index]);
    return true;
  }
  EvaluationResult result;
  const char *text = journal_find (options->journal, batch->keys[index]);
  if (!evaluation_result_parse (text, evaluator->metric_count, &result)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "the journal's result of %s makes no sense: '%s'; move the journal away", batch->keys[index],
                 text);
    return false;
  }
  *score = result.error != NULL ? note_failure (evaluator, result.error)
                                : tune_goal_score (options->goal, result.values);
  if (result.error == NULL && isinf (score->excess)) {
    (void)note_failure (evaluator,
                        "the objective has no value, as a metric in it has none or it divides by 0");
  }
  evaluation_result_clear (&result);
  return true;
}

bool tune_evaluator_evaluate (void *user, const TuneTrial *trials, size_t count, TuneScore *scores,
                              GError **error)
{
  TuneEvaluator *evaluator = user;
  Batch batch = batch_new (evaluator, count);
  for (size_t i = 0; i < count; i++) {
    tune_evaluator_prepare (&batch, i, &trials[i]);
  }
  evaluator->trials += count - batch.evaluation_count;
  const RunnerCalls calls = { .done = tune_evaluator_keep_result, .tick = tell_progress, .user = &batch };
  bool is_good =
      batch.evaluation_count == 0
      || runner_run (evaluator->options.runner, batch.evaluations, batch.evaluation_count, &calls, error);
  for (size_t i = 0; i < count && is_good; i++) {
    is_good = read_score (&batch, i, &scores[i], error);
  }
  tell_progress (&batch);
  batch_clear (&batch);
  return is_good;
}
