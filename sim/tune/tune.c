/* tune.c - makes a search, and then the runs for the sensitivities and the gain of the best point */
#include "tune.h"

#include "refuse.h"
#include "scenario_load.h"
#include "tune_search.h"
#include "units.h"

#include <math.h>
#include <string.h>

/* ---- trials as runs ---- */

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

/* ---- setting up ---- */

static bool add_axis (TuneResult *result, const char *text, GError **error)
{
  g_autoptr (TuneAxis) axis = tune_axis_parse (text, result->runner->scenario, error);
  if (axis == NULL) {
    return false;
  }
  for (guint i = 0; i < result->axes->len; i++) {
    if (strcmp (((TuneAxis *)result->axes->pdata[i])->path, axis->path) == 0) {
      return refuse_option (error, "--tunable %s: it is there already; give each tunable once",
                            axis->tunable.field->key);
    }
  }
  g_ptr_array_add (result->axes, g_steal_pointer (&axis));
  return true;
}

static bool add_axes (TuneResult *result, GError **error)
{
  const char *const *texts = result->options->tunables;
  if (texts == NULL || texts[0] == NULL) {
    texts = TUNE_AXIS_DEFAULTS;
  }
  if (g_strv_length ((char **)(uintptr_t)texts) > TUNE_AXES_MAX) {
    return refuse_option (error, "more than %d tunables are too many to search; begin with those that matter",
                          TUNE_AXES_MAX);
  }
  for (; *texts != NULL; texts++) {
    if (!add_axis (result, *texts, error)) {
      return false;
    }
  }
  return true;
}

/* Returns the most runs that the comparison at the end takes. */
static uint64_t count_fresh_runs (const TuneOptions *options)
{
  return 2 * (uint64_t)options->fresh;
}

/* Returns the most runs that the sensitivities take. */
static uint64_t count_sensitivity_runs (const TuneGrid *grid, unsigned replications)
{
  /* With one tunable, the result of TUNE_AS_IT_IS is known: that point is the base. */
  uint64_t points = grid->axis_count > 1 ? TUNE_CHANGES : TUNE_CHANGES - 1;
  return points * grid->axis_count * replications;
}

static bool check_budget (const TuneOptions *options, const TuneGrid *grid, GError **error)
{
  unsigned replications = options->replications;
  uint64_t least =
      tune_search_least_runs (grid, replications) + tune_simplify_count_runs (grid, replications);
  uint64_t sensitivities = count_sensitivity_runs (grid, replications), fresh = count_fresh_runs (options);
  if (options->budget < least + sensitivities + fresh) {
    return refuse_option (
        error,
        "--budget %" G_GUINT64_FORMAT ": it is too small; with %zu tunable%s a search makes sense "
        "from %" G_GUINT64_FORMAT " runs on, the sensitivities take up to %" G_GUINT64_FORMAT
        ", and the comparison at the end %" G_GUINT64_FORMAT ": use %" G_GUINT64_FORMAT
        " or more, or fewer --replications or --fresh",
        options->budget, grid->axis_count, grid->axis_count == 1 ? "" : "s", least, sensitivities, fresh,
        least + sensitivities + fresh);
  }
  return true;
}

static bool set_up (TuneResult *result, GError **error)
{
  const TuneOptions *options = result->options;
  result->goal = tune_goal_new (&options->goal, error);
  if (result->goal == NULL) {
    return false;
  }
  RunnerOptions runner = options->runner;
  runner.metrics = (const char *const *)result->goal->metrics->pdata;
  result->runner = runner_new (&runner, error);
  if (result->runner == NULL || !add_axes (result, error)) {
    return false;
  }
  TuneGrid grid = { .axis_count = result->axes->len };
  for (guint i = 0; i < result->axes->len; i++) {
    grid.counts[i] = ((const TuneAxis *)result->axes->pdata[i])->count;
  }
  if (!check_budget (options, &grid, error)) {
    return false;
  }
  result->output = options->output != NULL ? g_strdup (options->output)
                                           : g_strdup_printf ("out/%s-tune", result->runner->scenario->name);
  g_autofree char *path = g_build_filename (result->output, TUNE_JOURNAL, NULL);
  result->journal = journal_open (path, error);
  result->book = tune_book_new (&grid, tune_evaluate, result);
  return result->journal != NULL && journal_put_head (result->journal, "tune", error);
}

TuneResult *tune_new (const TuneOptions *options, GError **error)
{
  TuneResult *result = g_new0 (TuneResult, 1);
  result->options = options;
  result->axes = g_ptr_array_new_with_free_func (tune_axis_free);
  if (!set_up (result, error)) {
    g_clear_pointer (&result, tune_result_free);
  }
  return result;
}

/* ---- the search ---- */

/* Finds the best point, and puts every tunable that does not help back to its original value. */
static bool search (TuneResult *result, GError **error)
{
  const TuneOptions *options = result->options;
  TuneBook *book = result->book;
  unsigned replications = options->replications;
  uint64_t runs =
      options->budget - count_fresh_runs (options) - count_sensitivity_runs (&book->grid, replications);
  book->budget = runs - tune_simplify_count_runs (&book->grid, replications);
  if (!tune_search (book, replications, options->draw_seed, error)) {
    return false;
  }
  if (!tune_book_find_best (book, replications, &result->best)) {
    g_error ("a search left no point");
  }
  book->budget = runs;
  if (!tune_simplify (book, replications, &result->best, error)) {
    return false;
  }
  result->search_runs = book->runs;
  TunePoint base = tune_grid_make_base (&book->grid);
  result->base = tune_book_add (book, &base);
  TuneScore score = tune_book_get_mean (book, result->best, replications);
  result->keeps_constraints = score.excess == 0;
  if (isinf (score.excess)) {
    return refuse_option (error, "no point has a result, and neither has the scenario as it is: %s",
                          result->failure);
  }
  return true;
}

static void note_values (TuneResult *result)
{
  const TunePoint *best = &tune_book_get (result->book, result->best)->point;
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    result->base_values[i] = kernel_tunable_get (&axis->tunable, result->runner->scenario);
    result->best_values[i] =
        best->index[i] == TUNE_AS_IS ? result->base_values[i] : axis->values[best->index[i]];
  }
  result->sets = tune_make_sets (result, best);
}

/* Notes the command that runs the best point, with the changes that the whole search had. */
static void note_command (TuneResult *result)
{
  const TuneOptions *options = result->options;
  GString *text = g_string_new (NULL);
  scenario_append_command (result->runner->scenario, text);
  for (char **set = result->sets; *set != NULL; set++) {
    scenario_append_set (*set, text);
  }
  if (options->runner.machine.duration_ns != 0) {
    g_autofree char *duration = units_format_exact (&UNITS_TIME, options->runner.machine.duration_ns);
    g_auto (GStrv) number_and_unit = g_strsplit (duration, " ", 2);
    g_string_append_printf (text, " --duration %s%s", number_and_unit[0], number_and_unit[1]);
  }
  if (options->runner.machine.has_seed) {
    g_string_append_printf (text, " --seed %" G_GUINT64_FORMAT, options->runner.machine.seed);
  }
  result->command = g_string_free (text, FALSE);
}

/* ---- the effect of each tunable ---- */

/* Estimates the objective of ENTRY minus that of the best point, replication by replication. */
static Estimate compare_with_best (const TuneResult *result, const TuneEntry *entry)
{
  const TuneEntry *best = tune_book_get (result->book, result->best);
  unsigned count = MIN (entry->known, result->options->replications);
  double values[TUNE_REPLICATIONS_MAX], bests[TUNE_REPLICATIONS_MAX];
  for (unsigned i = 0; i < count; i++) {
    values[i] = tune_goal_get_value (result->goal, entry->scores[i]);
    bests[i] = tune_goal_get_value (result->goal, best->scores[i]);
  }
  return statistics_estimate_difference (values, bests, count);
}

/* Evaluates the best point with only AXIS changed, to INDEX, and stores the effect in CHANGE. */
static bool vary (TuneResult *result, size_t axis, uint32_t index, TuneChange *change, GError **error)
{
  TuneBook *book = result->book;
  unsigned replications = result->options->replications;
  TunePoint point = tune_book_get (book, result->best)->point;
  point.index[axis] = index;
  size_t entry = tune_book_add (book, &point);
  if (!tune_book_evaluate (book, &entry, 1, replications, error)) {
    return false;
  }
  const TuneEntry *tried = tune_book_get (book, entry);
  g_assert (tried->known >= replications);
  change->value = index == TUNE_AS_IS ? result->base_values[axis]
                                      : ((const TuneAxis *)result->axes->pdata[axis])->values[index];
  change->change = compare_with_best (result, tried);
  change->breaks = tune_book_get_mean (book, entry, replications).excess > 0;
  return true;
}

/* Finds the index on AXIS after a change of KIND; false if there is none. */
static bool find_change (const TuneResult *result, size_t axis, TuneChangeKind kind, uint32_t *to)
{
  if (kind == TUNE_AS_IT_IS) {
    *to = TUNE_AS_IS;
    return tune_book_get (result->book, result->best)->point.index[axis] != TUNE_AS_IS;
  }
  return tune_axis_step (result->axes->pdata[axis], result->best_values[axis], kind == TUNE_MORE ? 1 : -1,
                         to);
}

/* Finds the sensitivities, with runs that the budget of the search leaves for them. */
static bool find_sensitivities (TuneResult *result, GError **error)
{
  result->book->budget = result->options->budget - count_fresh_runs (result->options);
  for (size_t axis = 0; axis < result->axes->len; axis++) {
    for (TuneChangeKind kind = 0; kind < TUNE_CHANGES; kind++) {
      TuneChange *change = &result->sensitivities[axis][kind];
      uint32_t to;
      *change = (TuneChange){ .change = { 0, NAN, NAN } };
      if (find_change (result, axis, kind, &to) && !vary (result, axis, to, change, error)) {
        return false;
      }
    }
  }
  result->sensitivity_runs = result->book->runs - result->search_runs;
  return true;
}

/* ---- the gain ---- */

static void compare_fresh (TuneResult *result, const TuneScore *bases, const TuneScore *bests)
{
  unsigned fresh = result->options->fresh;
  double base_values[TUNE_FRESH_MAX], best_values[TUNE_FRESH_MAX];
  for (unsigned i = 0; i < fresh; i++) {
    base_values[i] = tune_goal_get_value (result->goal, bases[i]);
    best_values[i] = tune_goal_get_value (result->goal, bests[i]);
    result->fresh_broken += bests[i].excess > 0;
  }
  result->fresh_base = statistics_estimate (base_values, fresh);
  result->fresh_best = statistics_estimate (best_values, fresh);
  result->fresh_difference = statistics_estimate_difference (best_values, base_values, fresh);
  double better =
      result->goal->is_to_maximize ? result->fresh_difference.mean : -result->fresh_difference.mean;
  result->gain = result->fresh_base.mean != 0 ? better / fabs (result->fresh_base.mean) : NAN;
}

static bool compare_with_base (TuneResult *result, GError **error)
{
  unsigned fresh = result->options->fresh;
  bool is_same = result->best == result->base;
  TuneTrial *trials = g_new0 (TuneTrial, 2 * (size_t)fresh);
  TuneScore *scores = g_new0 (TuneScore, 2 * (size_t)fresh);
  for (unsigned i = 0; i < fresh; i++) {
    trials[i] = (TuneTrial){ tune_book_get (result->book, result->base)->point, TUNE_FRESH_RUN + i };
    trials[fresh + i] = (TuneTrial){ tune_book_get (result->book, result->best)->point, TUNE_FRESH_RUN + i };
  }
  result->fresh_runs = is_same ? fresh : count_fresh_runs (result->options);
  bool is_evaluated = tune_evaluate (result, trials, result->fresh_runs, scores, error);
  if (is_evaluated) {
    compare_fresh (result, scores, is_same ? scores : scores + fresh);
  }
  g_free (scores);
  g_free (trials);
  return is_evaluated;
}

/* ---- the result ---- */

static void note_system_lines (TuneResult *result)
{
  GPtrArray *lines = g_ptr_array_new ();
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    int64_t value = kernel_tunable_get (&tunable, result->runner->scenario);
    for (size_t a = 0; a < result->axes->len; a++) {
      const TuneAxis *axis = result->axes->pdata[a];
      if (axis->tunable.field == tunable.field) {
        value = result->best_values[a];
      }
    }
    char *line = kernel_tunable_line (&tunable, value);
    if (line != NULL) {
      g_ptr_array_add (lines, line);
    }
  }
  g_ptr_array_add (lines, NULL);
  result->system_lines = (char **)g_ptr_array_free (lines, FALSE);
}

bool tune_run (TuneResult *result, RunCount *progress, GError **error)
{
  result->progress = progress;
  if (!search (result, error)) {
    return false;
  }
  note_values (result);
  note_command (result);
  note_system_lines (result);
  return find_sensitivities (result, error) && compare_with_base (result, error);
}

void tune_result_free (TuneResult *result)
{
  g_clear_pointer (&result->book, tune_book_free);
  g_clear_pointer (&result->goal, tune_goal_free);
  journal_close (result->journal);
  g_free (result->output);
  runner_free (result->runner);
  g_ptr_array_unref (result->axes);
  g_strfreev (result->sets);
  g_strfreev (result->system_lines);
  g_free (result->command);
  g_free (result->failure);
  g_free (result);
}
