/* tune_sensitivity.c - steps up and down from the best, one tunable at a time */
#include "tune_sensitivity.h"

#include <math.h>

uint64_t tune_sensitivity_count_runs (const TuneGrid *grid, unsigned replications)
{
  /* Less, more, and as it is: with one tunable that is known, as the scenario as it is. */
  uint64_t points = grid->axis_count > 1 ? 3 : 2;
  return points * grid->axis_count * replications;
}

/* The objective of ENTRY less that of the best, replication by replication. */
static Estimate compare_with_best (const TuneResult *result, size_t entry)
{
  unsigned count = MIN (tune_book_count_known (result->book, entry), result->replications);
  double values[TUNE_REPLICATIONS_MAX];
  double bests[TUNE_REPLICATIONS_MAX];
  for (unsigned i = 0; i < count; i++) {
    values[i] = tune_goal_get_value (result->goal, tune_book_get_score (result->book, entry, i));
    bests[i] = tune_goal_get_value (result->goal, tune_book_get_score (result->book, result->best, i));
  }
  return statistics_estimate_difference (values, bests, count);
}

/* Changes the best's AXIS to INDEX alone. */
static bool vary (TuneResult *result, size_t axis, uint32_t index, TuneChange *change, GError **error)
{
  TuneBook *book = result->book;
  const TuneAxis *range = result->axes->pdata[axis];
  TunePoint point = tune_book_get_point (book, result->best);
  point.index[axis] = index;
  size_t entry = tune_book_add (book, &point);
  if (!tune_book_evaluate (book, &entry, 1, result->replications, error)) {
    return false;
  }
  g_assert (tune_book_count_known (book, entry) >= result->replications);
  change->value = index == TUNE_AS_IS ? result->base_values[axis] : range->values[index];
  change->change = compare_with_best (result, entry);
  change->breaks = tune_book_get_mean (book, entry, result->replications).excess > 0;
  return true;
}

static bool find (TuneResult *result, size_t axis, GError **error)
{
  const TuneChange none = { 0, { 0, NAN, NAN }, false };
  TuneSensitivity *found = &result->sensitivities[axis];
  *found = (TuneSensitivity){ none, none, none };
  const TuneAxis *range = result->axes->pdata[axis];
  bool is_as_is = tune_book_get_point (result->book, result->best).index[axis] == TUNE_AS_IS;
  int64_t value = result->best_values[axis];
  uint32_t to;
  return (!tune_axis_step_down (range, value, &to) || vary (result, axis, to, &found->less, error))
         && (!tune_axis_step_up (range, value, &to) || vary (result, axis, to, &found->more, error))
         && (is_as_is || vary (result, axis, TUNE_AS_IS, &found->as_is, error));
}

bool tune_sensitivity_find (TuneResult *result, GError **error)
{
  for (size_t axis = 0; axis < result->axes->len; axis++) {
    if (!find (result, axis, error)) {
      return false;
    }
  }
  return true;
}
