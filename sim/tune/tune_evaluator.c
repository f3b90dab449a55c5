/* tune_evaluator.c - makes the runs of trials, and keeps them in a journal */
#include "tune.h"

#include "refuse.h"

#include <math.h>

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

static TuneScore note_failure (TuneResult *result, const char *message)
{
  result->failed++;
  if (result->failure == NULL) {
    result->failure = g_strdup (message);
  }
  return (TuneScore){ 0, INFINITY };
}

static bool read_score (TuneResult *result, const char *key, TuneScore *score, GError **error)
{
  EvaluationResult evaluation;
  const char *text = journal_find (result->journal, key);
  if (!evaluation_result_parse (text, result->runner->metric_count, &evaluation)) {
    return refuse_file (error, "the journal's result of %s makes no sense: '%s'; move the journal away", key,
                        text);
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
  RunCount *progress = result->progress;
  g_autoptr (GArray) evaluations = evaluation_array_new ();
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free); /* NULL where there is a key */
  for (size_t i = 0; i < count; i++) {
    char **sets = tune_make_sets (result, &trials[i].point);
    Evaluation evaluation = { (const char *const *)sets, NULL, trials[i].replication };
    g_autoptr (GError) mistake = NULL;
    evaluation.key = runner_prepare (result->runner, &evaluation, &mistake);
    g_ptr_array_add (mistakes, mistake != NULL ? g_strdup (mistake->message) : NULL);
    run_count_add (progress, mistake != NULL || journal_find (result->journal, evaluation.key) != NULL);
    g_array_append_val (evaluations, evaluation);
  }
  bool is_good = runner_fill_journal (result->runner, result->journal, evaluations, progress, error);
  for (size_t i = 0; i < count && is_good; i++) {
    if (mistakes->pdata[i] != NULL) {
      scores[i] = note_failure (result, mistakes->pdata[i]);
    } else {
      is_good = read_score (result, g_array_index (evaluations, Evaluation, i).key, &scores[i], error);
    }
  }
  return is_good;
}
