/* tune.c - the whole of a search: the search itself, its simplification, its sensitivities, fresh runs */
#include "tune.h"

#include "scenario_command.h"
#include "tune_search.h"
#include "tune_sensitivity.h"
#include "tune_simplify.h"
#include "units.h"

#include <math.h>
#include <string.h>

/* What is under way. */
typedef struct {
  const TuneOptions *options;
  TuneResult *result;
  Runner *runner;
  Journal *journal;
  TuneEvaluator *evaluator;
  uint64_t fresh_reserve, simplify_reserve, sensitivity_reserve;
} Tune;

/* ---- setting up ---- */

static void tune_free_axis (void *axis)
{
  tune_axis_free (axis);
}

static bool add_axis (Tune *tune, const char *text, GError **error)
{
  GPtrArray *axes = tune->result->axes;
  TuneAxis *axis = tune_axis_parse (text, runner_get_scenario (tune->runner), error);
  if (axis == NULL) {
    return false;
  }
  for (guint i = 0; i < axes->len; i++) {
    if (strcmp (((TuneAxis *)axes->pdata[i])->path, axis->path) == 0) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--tunable %s: it is there already; give each tunable once", axis->tunable.field->key);
      tune_axis_free (axis);
      return false;
    }
  }
  g_ptr_array_add (axes, axis);
  return true;
}

static bool add_axes (Tune *tune, GError **error)
{
  const char *const *texts = tune->options->tunables != NULL && tune->options->tunables[0] != NULL
                                 ? tune->options->tunables
                                 : TUNE_AXIS_DEFAULTS;
  if (g_strv_length ((char **)(uintptr_t)texts) > TUNE_AXES_MAX) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "more than %d tunables are too many to search; begin with those that matter", TUNE_AXES_MAX);
    return false;
  }
  for (; *texts != NULL; texts++) {
    if (!add_axis (tune, *texts, error)) {
      return false;
    }
  }
  return true;
}

static bool make_runner (Tune *tune, GError **error)
{
  RunnerOptions options = tune->options->runner;
  options.metrics = tune_goal_get_metrics (tune->result->goal);
  tune->runner = runner_new (&options, error);
  return tune->runner != NULL;
}

static bool make_evaluator (Tune *tune, GError **error)
{
  tune->journal = journal_open (tune->options->journal, error);
  if (tune->journal == NULL || !journal_put_head (tune->journal, "tune", error)) {
    return false;
  }
  const TuneEvaluatorOptions options = { .runner = tune->runner,
                                         .journal = tune->journal,
                                         .goal = tune->result->goal,
                                         .axes = tune->result->axes,
                                         .seed = tune->options->seed,
                                         .has_seed = tune->options->has_seed,
                                         .progress = tune->options->progress,
                                         .user = tune->options->user };
  tune->evaluator = tune_evaluator_new (&options);
  return true;
}

static TuneGrid make_grid (const GPtrArray *axes)
{
  TuneGrid grid = { .axis_count = axes->len };
  for (guint i = 0; i < axes->len; i++) {
    grid.counts[i] = ((const TuneAxis *)axes->pdata[i])->count;
  }
  return grid;
}

/* Leaves what comes after the search aside. */
static bool share_budget (Tune *tune, const TuneGrid *grid, GError **error)
{
  const TuneOptions *options = tune->options;
  TuneSearchOptions search = { options->replications, options->draw_seed };
  tune->fresh_reserve = 2 * (uint64_t)options->fresh;
  tune->simplify_reserve = tune_simplify_count_runs (grid, options->replications);
  tune->sensitivity_reserve = tune_sensitivity_count_runs (grid, options->replications);
  uint64_t reserve = tune->fresh_reserve + tune->sensitivity_reserve;
  uint64_t least = tune_search_least_runs (grid, &search) + tune->simplify_reserve;
  if (options->budget < least + reserve) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--budget %" G_GUINT64_FORMAT ": it is too small; with %zu tunable%s a search makes sense "
                 "from %" G_GUINT64_FORMAT " runs on, the sensitivities take up to %" G_GUINT64_FORMAT
                 ", and the comparison at the end %" G_GUINT64_FORMAT ": use %" G_GUINT64_FORMAT
                 " or more, or fewer --replications or --fresh",
                 options->budget, grid->axis_count, grid->axis_count == 1 ? "" : "s", least,
                 tune->sensitivity_reserve, tune->fresh_reserve, least + reserve);
    return false;
  }
  return true;
}

static bool set_up (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  result->goal = tune_goal_new (&tune->options->goal, error);
  if (result->goal == NULL || !make_runner (tune, error) || !add_axes (tune, error)) {
    return false;
  }
  TuneGrid grid = make_grid (result->axes);
  if (!share_budget (tune, &grid, error) || !make_evaluator (tune, error)) {
    return false;
  }
  result->scenario = g_strdup (runner_get_scenario (tune->runner)->name);
  result->book = tune_book_new (&grid, tune_evaluator_evaluate, tune->evaluator);
  return true;
}

/* ---- the search ---- */

/* The best point found, with every tunable that does not help put back to its original value. */
static bool find_best (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  unsigned replications = tune->options->replications;
  uint64_t runs = tune->options->budget - tune->fresh_reserve - tune->sensitivity_reserve;
  tune_book_set_budget (result->book, runs);
  if (!tune_book_find_best (result->book, replications, &result->best)) {
    g_error ("a search left no point");
  }
  return tune_simplify (result->book, replications, &result->best, error);
}

static bool tune_search_points (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  TuneSearchOptions options = { tune->options->replications, tune->options->draw_seed };
  uint64_t runs =
      tune->options->budget - tune->fresh_reserve - tune->sensitivity_reserve - tune->simplify_reserve;
  tune_book_set_budget (result->book, runs);
  if (!tune_search (result->book, &options, error) || !find_best (tune, error)) {
    return false;
  }
  result->search_runs = tune_book_count_runs (result->book);
  TunePoint base = tune_grid_make_base (tune_book_get_grid (result->book));
  result->base = tune_book_add (result->book, &base);
  TuneScore score = tune_book_get_mean (result->book, result->best, options.replications);
  if (isinf (score.excess)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "no point has a result, the scenario as it is neither: %s",
                 tune_evaluator_get_failure (tune->evaluator));
    return false;
  }
  result->keeps_constraints = score.excess == 0;
  return true;
}

static void note_values (Tune *tune)
{
  TuneResult *result = tune->result;
  TunePoint best = tune_book_get_point (result->book, result->best);
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    result->base_values[i] = kernel_tunable_get (&axis->tunable, runner_get_scenario (tune->runner));
    result->best_values[i] =
        best.index[i] == TUNE_AS_IS ? result->base_values[i] : axis->values[best.index[i]];
  }
  result->sets = tune_evaluator_make_sets (result->axes, &best);
}

/* With the changes that the whole search was made with. */
static void note_command (Tune *tune)
{
  TuneResult *result = tune->result;
  const TuneOptions *options = tune->options;
  GString *text = g_string_new (NULL);
  scenario_append_command (runner_get_scenario (tune->runner), text);
  for (char **set = result->sets; *set != NULL; set++) {
    scenario_append_set (*set, text);
  }
  if (options->runner.duration_ns != 0) {
    g_autofree char *duration = units_format_exact (&UNITS_TIME, options->runner.duration_ns);
    g_auto (GStrv) number_and_unit = g_strsplit (duration, " ", 2);
    g_string_append_printf (text, " --duration %s%s", number_and_unit[0], number_and_unit[1]);
  }
  if (options->has_seed) {
    g_string_append_printf (text, " --seed %" G_GUINT64_FORMAT, options->seed);
  }
  result->command = g_string_free (text, FALSE);
}

/* Runs of their own are left for it, whatever the search took. */
static bool find_sensitivities (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  tune_book_set_budget (result->book, tune->options->budget - tune->fresh_reserve);
  bool is_good = tune_sensitivity_find (result, error);
  result->sensitivity_runs = tune_book_count_runs (result->book) - result->search_runs;
  return is_good;
}

/* ---- what it gains ---- */

static void list_fresh (const Tune *tune, const TunePoint *point, TuneTrial *trials)
{
  for (unsigned i = 0; i < tune->options->fresh; i++) {
    trials[i] = (TuneTrial){ *point, TUNE_FRESH_RUN + i };
  }
}

static void take_values (const TuneResult *result, const TuneScore *scores, double *values)
{
  for (unsigned i = 0; i < result->fresh; i++) {
    values[i] = tune_goal_get_value (result->goal, scores[i]);
  }
}

static void compare_fresh (TuneResult *result, const TuneScore *bases, const TuneScore *bests)
{
  double base_values[TUNE_FRESH_MAX];
  double best_values[TUNE_FRESH_MAX];
  take_values (result, bases, base_values);
  take_values (result, bests, best_values);
  result->fresh_base = statistics_estimate (base_values, result->fresh);
  result->fresh_best = statistics_estimate (best_values, result->fresh);
  result->fresh_difference = statistics_estimate_difference (best_values, base_values, result->fresh);
  double better = tune_goal_is_to_maximize (result->goal) ? result->fresh_difference.mean
                                                          : -result->fresh_difference.mean;
  result->gain = result->fresh_base.mean != 0 ? better / fabs (result->fresh_base.mean) : NAN;
  for (unsigned i = 0; i < result->fresh; i++) {
    result->fresh_broken += bests[i].excess > 0;
  }
}

static bool compare_with_base (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  unsigned fresh = tune->options->fresh;
  bool is_same = result->best == result->base;
  g_autofree TuneTrial *trials = g_new (TuneTrial, 2 * (size_t)fresh);
  g_autofree TuneScore *scores = g_new (TuneScore, 2 * (size_t)fresh);
  TunePoint base = tune_book_get_point (result->book, result->base);
  TunePoint best = tune_book_get_point (result->book, result->best);
  list_fresh (tune, &base, trials);
  list_fresh (tune, &best, trials + fresh);
  result->fresh_runs = is_same ? fresh : 2 * (uint64_t)fresh;
  if (!tune_evaluator_evaluate (tune->evaluator, trials, result->fresh_runs, scores, error)) {
    return false;
  }
  compare_fresh (result, scores, is_same ? scores : scores + fresh);
  return true;
}

/* ---- the result ---- */

static void note_system_lines (Tune *tune)
{
  TuneResult *result = tune->result;
  GPtrArray *lines = g_ptr_array_new ();
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    int64_t value = kernel_tunable_get (&tunable, runner_get_scenario (tune->runner));
    for (size_t a = 0; a < result->axes->len; a++) {
      const TuneAxis *axis = result->axes->pdata[a];
      if (axis->tunable.field == tunable.field) {
        value = result->best_values[a];
      }
    }
    char *line = kernel_tunable_line_for (&tunable, value);
    if (line != NULL) {
      g_ptr_array_add (lines, line);
    }
  }
  g_ptr_array_add (lines, NULL);
  result->system_lines = (char **)g_ptr_array_free (lines, FALSE);
}

static bool find_out (Tune *tune, GError **error)
{
  TuneResult *result = tune->result;
  if (!set_up (tune, error) || !tune_search_points (tune, error)) {
    return false;
  }
  note_values (tune);
  note_command (tune);
  if (!find_sensitivities (tune, error) || !compare_with_base (tune, error)) {
    return false;
  }
  note_system_lines (tune);
  result->failed = tune_evaluator_count_failed (tune->evaluator);
  result->failure = g_strdup (tune_evaluator_get_failure (tune->evaluator));
  return true;
}

TuneResult *tune_run (const TuneOptions *options, GError **error)
{
  TuneResult *result = g_new0 (TuneResult, 1);
  Tune tune = { .options = options, .result = result };
  result->axes = g_ptr_array_new_with_free_func (tune_free_axis);
  result->budget = options->budget;
  result->replications = options->replications;
  result->fresh = options->fresh;
  if (!find_out (&tune, error)) {
    g_clear_pointer (&result, tune_result_free);
  }
  tune_evaluator_free (tune.evaluator);
  journal_close (tune.journal);
  runner_free (tune.runner);
  return result;
}

void tune_result_free (TuneResult *result)
{
  if (result != NULL) {
    tune_book_free (result->book);
    g_ptr_array_unref (result->axes);
    tune_goal_free (result->goal);
    g_strfreev (result->sets);
    g_strfreev (result->system_lines);
    g_free (result->command);
    g_free (result->scenario);
    g_free (result->failure);
    g_free (result);
  }
}
