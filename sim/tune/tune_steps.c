/*
 * tune_steps.c - steps along the axes, from a good point to the best near it
 *
 * Each axis is tried alone, both ways.  Where that leads nowhere, two axes are tried at once: along a constraint that binds, a
 * step on one axis breaks it or loses, and only a step on two goes on.  Steps then become half as long.
 *
 * A point that is tried gets replications one rung after the other (tune_halving_next()), and is out when it is behind the
 * best over those that it has.  If it has all and is still ahead, it is the best from then on.
 */
#include "tune_search.h"

/* The first steps are this part of an axis. */
enum { STEP_SHARE = 6 };

typedef struct {
  TuneBook *book;
  unsigned replications; /* all of them; the best has them */
  size_t best;
  bool is_out_of_runs; /* a point could not be evaluated */
} TuneRace;

/* ---- is a point better than the best so far? ---- */

/* Whether ENTRY, with at least KNOWN replications, is ahead of the best at every rung that it has. */
static bool is_running (const TuneRace *race, size_t entry, unsigned known)
{
  unsigned has = MIN (tune_book_get (race->book, entry)->known, race->replications);
  unsigned compared = 0;
  while (compared < has) {
    unsigned next = tune_halving_next (compared, race->replications);
    if (next > has) {
      break;
    }
    if (!tune_book_is_better (race->book, entry, race->best, next)) {
      return false;
    }
    compared = next;
  }
  return compared >= known;
}

/* The ENTRIES that are still running and have KNOWN replications. */
static GArray *list_runners (const TuneRace *race, const size_t *entries, size_t count, unsigned known)
{
  GArray *runners = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (size_t i = 0; i < count; i++) {
    if (is_running (race, entries[i], known)) {
      g_array_append_val (runners, entries[i]);
    }
  }
  return runners;
}

static bool tune_race_evaluate (TuneRace *race, const size_t *entries, size_t count, GError **error)
{
  for (unsigned known = 0; known < race->replications;) {
    unsigned next = tune_halving_next (known, race->replications);
    g_autoptr (GArray) runners = list_runners (race, entries, count, known);
    const size_t *first = (const size_t *)(void *)runners->data;
    if (!tune_book_evaluate (race->book, first, runners->len, next, error)) {
      return false;
    }
    for (guint i = 0; i < runners->len; i++) {
      race->is_out_of_runs |= tune_book_get (race->book, first[i])->known < next;
    }
    known = next;
  }
  return true;
}

/* Races COUNT POINTS, each a different one, against the best; if one of them is better, it is the best now. */
static bool tune_race_run (TuneRace *race, const TunePoint *points, size_t count, GError **error)
{
  size_t *entries = g_new (size_t, count);
  for (size_t i = 0; i < count; i++) {
    entries[i] = tune_book_add (race->book, &points[i]);
  }
  bool is_good = tune_race_evaluate (race, entries, count, error);
  for (size_t i = 0; i < count && is_good; i++) {
    if (tune_book_get (race->book, entries[i])->known >= race->replications
        && tune_book_is_better (race->book, entries[i], race->best, race->replications)) {
      race->best = entries[i];
    }
  }
  g_free (entries);
  return is_good;
}

/* ---- steps ---- */

/* POINT moved by STEP along AXIS; false if it is at the end already. */
static bool tune_steps_move (const TuneGrid *grid, TunePoint *point, size_t axis, int64_t step)
{
  int64_t from = point->index[axis];
  int64_t to = CLAMP (from + step, 0, (int64_t)grid->counts[axis] - 1);
  point->index[axis] = (uint32_t)to;
  return to != from;
}

static int64_t tune_steps_get_length (const TuneGrid *grid, size_t axis, uint32_t share)
{
  return MAX ((int64_t)grid->counts[axis] / share, 1);
}

/* Tries both ways along AXIS; then on in the way that was good. */
static bool tune_steps_try_axis (TuneRace *race, size_t axis, uint32_t share, GError **error)
{
  const TuneGrid *grid = &race->book->grid;
  size_t from = race->best;
  TunePoint here = tune_book_get (race->book, from)->point;
  TunePoint points[2] = { here, here };
  int64_t step = tune_steps_get_length (grid, axis, share);
  size_t count = 0;
  count += tune_steps_move (grid, &points[count], axis, step);
  points[count] = here;
  count += tune_steps_move (grid, &points[count], axis, -step);
  if (!tune_race_run (race, points, count, error)) {
    return false;
  }
  while (race->best != from && !race->is_out_of_runs) {
    TunePoint next = tune_book_get (race->book, race->best)->point;
    step = (int64_t)next.index[axis] - (int64_t)tune_book_get (race->book, from)->point.index[axis];
    from = race->best;
    if (!tune_steps_move (grid, &next, axis, step)) {
      break;
    }
    if (!tune_race_run (race, &next, 1, error)) {
      return false;
    }
  }
  return true;
}

/* Tries the four ways along axes A and B at once. */
static bool tune_steps_try_pair (TuneRace *race, size_t a, size_t b, uint32_t share, GError **error)
{
  const TuneGrid *grid = &race->book->grid;
  int64_t step_a = tune_steps_get_length (grid, a, share), step_b = tune_steps_get_length (grid, b, share);
  TunePoint points[4];
  size_t count = 0;
  for (unsigned way = 0; way < 4; way++) {
    points[count] = tune_book_get (race->book, race->best)->point;
    bool is_a = tune_steps_move (grid, &points[count], a, way % 2 == 0 ? step_a : -step_a);
    bool is_b = tune_steps_move (grid, &points[count], b, way / 2 == 0 ? step_b : -step_b);
    count += is_a && is_b;
  }
  return tune_race_run (race, points, count, error);
}

/* Tries all pairs of axes until one is good. */
static bool tune_steps_try_pairs (TuneRace *race, uint32_t share, GError **error)
{
  size_t count = race->book->grid.axis_count, before = race->best;
  for (size_t a = 0; a < count; a++) {
    for (size_t b = a + 1; b < count && race->best == before && !race->is_out_of_runs; b++) {
      if (!tune_steps_try_pair (race, a, b, share, error)) {
        return false;
      }
    }
  }
  return true;
}

/* Steps of the same share of each axis until none is good. */
static bool tune_steps_try_axes (TuneRace *race, uint32_t share, GError **error)
{
  size_t before;
  do {
    before = race->best;
    for (size_t axis = 0; axis < race->book->grid.axis_count && !race->is_out_of_runs; axis++) {
      if (!tune_steps_try_axis (race, axis, share, error)) {
        return false;
      }
    }
    if (race->best == before && !race->is_out_of_runs && !tune_steps_try_pairs (race, share, error)) {
      return false;
    }
  } while (race->best != before && !race->is_out_of_runs);
  return true;
}

bool tune_steps_run (TuneBook *book, unsigned replications, size_t *best, GError **error)
{
  TuneRace race = { .book = book, .replications = replications, .best = *best };
  uint32_t most = 1;
  for (size_t i = 0; i < book->grid.axis_count; i++) {
    most = MAX (most, book->grid.counts[i]);
  }
  for (uint32_t share = STEP_SHARE; !race.is_out_of_runs; share *= 2) {
    if (!tune_steps_try_axes (&race, share, error)) {
      return false;
    }
    if (most / share <= 1) {
      break;
    }
  }
  *best = race.best;
  return true;
}
