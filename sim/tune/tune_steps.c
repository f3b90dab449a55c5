/*
 * tune_steps.c - steps along the axes, from a good point to the best near it
 *
 * Each axis is tried alone, both ways.  Where that leads nowhere, two axes are tried at once: along a constraint that binds, a
 * step on one axis breaks it or loses, and only a step on two goes on.  Steps then become half as long.
 */
#include "tune_local.h"

/* The first steps are this part of an axis. */
enum { STEP_SHARE = 6 };

/* POINT moved by STEP along AXIS; false if it is at the end already. */
static bool tune_steps_move (const TuneGrid *grid, TunePoint *point, size_t axis, int64_t step)
{
  int64_t from = point->index[axis];
  int64_t to = CLAMP (from + step, 0, (int64_t)grid->counts[axis] - 1);
  point->index[axis] = (uint32_t)to;
  return to != from;
}

/* Tries both ways along AXIS; then on in the way that was good. */
static bool tune_steps_try_axis (TuneRace *race, size_t axis, int64_t step, bool *is_won, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  TunePoint here = tune_book_get_point (race->book, race->best);
  TunePoint points[2] = { here, here };
  size_t count = 0;
  count += tune_steps_move (grid, &points[count], axis, step);
  points[count] = here;
  count += tune_steps_move (grid, &points[count], axis, -step);
  if (!tune_race_run (race, points, count, NULL, is_won, error)) {
    return false;
  }
  bool is_good = *is_won;
  while (is_good && !race->is_out_of_runs) {
    TunePoint best = tune_book_get_point (race->book, race->best);
    int64_t last = (int64_t)best.index[axis] - (int64_t)here.index[axis];
    here = best;
    if (!tune_steps_move (grid, &best, axis, last)) {
      break;
    }
    if (!tune_race_run (race, &best, 1, NULL, &is_good, error)) {
      return false;
    }
  }
  return true;
}

static int64_t tune_steps_get_length (const TuneGrid *grid, size_t axis, uint32_t share)
{
  return MAX ((int64_t)grid->counts[axis] / share, 1);
}

/* Tries the four ways along axes A and B at once. */
static bool tune_steps_try_pair (TuneRace *race, size_t a, size_t b, uint32_t share, bool *is_won,
                                 GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  TunePoint points[4];
  size_t count = 0;
  for (unsigned way = 0; way < 4; way++) {
    int64_t step_a = tune_steps_get_length (grid, a, share), step_b = tune_steps_get_length (grid, b, share);
    points[count] = tune_book_get_point (race->book, race->best);
    bool is_a = tune_steps_move (grid, &points[count], a, way % 2 == 0 ? step_a : -step_a);
    bool is_b = tune_steps_move (grid, &points[count], b, way / 2 == 0 ? step_b : -step_b);
    count += is_a && is_b;
  }
  return tune_race_run (race, points, count, NULL, is_won, error);
}

/* Tries all pairs of axes until one is good. */
static bool tune_steps_try_pairs (TuneRace *race, uint32_t share, bool *is_won, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  *is_won = false;
  for (size_t a = 0; a < grid->axis_count; a++) {
    for (size_t b = a + 1; b < grid->axis_count && !*is_won && !race->is_out_of_runs; b++) {
      if (!tune_steps_try_pair (race, a, b, share, is_won, error)) {
        return false;
      }
    }
  }
  return true;
}

/* Steps of the same share of each axis until none is good. */
static bool tune_steps_try_axes (TuneRace *race, uint32_t share, GError **error)
{
  const TuneGrid *grid = tune_book_get_grid (race->book);
  for (bool is_moved = true; is_moved && !race->is_out_of_runs;) {
    is_moved = false;
    for (size_t axis = 0; axis < grid->axis_count && !race->is_out_of_runs; axis++) {
      bool is_won;
      if (!tune_steps_try_axis (race, axis, tune_steps_get_length (grid, axis, share), &is_won, error)) {
        return false;
      }
      is_moved |= is_won;
    }
    if (!is_moved && !race->is_out_of_runs && !tune_steps_try_pairs (race, share, &is_moved, error)) {
      return false;
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
    if (!tune_steps_try_axes (race, share, error)) {
      return false;
    }
    if (most / share <= 1) {
      break;
    }
  }
  return true;
}
