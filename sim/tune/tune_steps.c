#include "tune_local.h"

/* The first steps are this part of an axis. */
enum { STEP_SHARE = 8 };

/* POINT moved by STEP along AXIS; false if it is at the end already. */
static bool move (const TuneGrid *grid, TunePoint *point, size_t axis, int64_t step)
{
  int64_t from = point->index[axis];
  int64_t to = CLAMP (from + step, 0, (int64_t)grid->counts[axis] - 1);
  point->index[axis] = (uint32_t)to;
  return to != from;
}

/* Tries both ways along AXIS; then on in the way that was good. */
static bool try_axis (TuneRace *race, size_t axis, int64_t step, bool *is_won, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  TunePoint here = tune_book_get_point (race->book, race->best);
  TunePoint points[2] = { here, here };
  size_t count = 0;
  count += move (grid, &points[count], axis, step);
  points[count] = here;
  count += move (grid, &points[count], axis, -step);
  if (!tune_race_run (race, points, count, NULL, is_won, error)) {
    return false;
  }
  bool is_good = *is_won;
  while (is_good && !race->is_out_of_runs) {
    TunePoint best = tune_book_get_point (race->book, race->best);
    int64_t last = (int64_t)best.index[axis] - (int64_t)here.index[axis];
    here = best;
    if (!move (grid, &best, axis, last)) {
      break;
    }
    if (!tune_race_run (race, &best, 1, NULL, &is_good, error)) {
      return false;
    }
  }
  return true;
}

/* Steps of the same share of each axis until none is good. */
static bool try_axes (TuneRace *race, uint32_t share, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  for (bool is_moved = true; is_moved && !race->is_out_of_runs;) {
    is_moved = false;
    for (size_t axis = 0; axis < grid->axis_count && !race->is_out_of_runs; axis++) {
      bool is_won;
      int64_t step = MAX ((int64_t)grid->counts[axis] / share, 1);
      if (!try_axis (race, axis, step, &is_won, error)) {
        return false;
      }
      is_moved |= is_won;
    }
  }
  return true;
}

bool tune_local_steps (TuneRace *race, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  uint32_t most = 1;
  for (size_t i = 0; i < grid->axis_count; i++) {
    most = MAX (most, grid->counts[i]);
  }
  for (uint32_t share = STEP_SHARE; !race->is_out_of_runs; share *= 2) {
    if (!try_axes (race, share, error)) {
      return false;
    }
    if (most / share <= 1) {
      break;
    }
  }
  return true;
}
