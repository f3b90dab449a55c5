/* tune_search.c - a hypercube, then local searches from the best points; and puts back what does not help */
#include "tune_search.h"

/* The part of all runs that the hypercube has. */
#define HALVING_SHARE(runs) ((runs)*2 / 5)

enum { LEAST_POINTS = 4, STARTS_MAX = 8 };

uint64_t tune_search_least_runs (const TuneGrid *grid, unsigned replications)
{
  uint64_t points = MIN (tune_grid_count (grid), LEAST_POINTS);
  uint64_t runs = tune_halving_count_runs (points, replications);
  while (HALVING_SHARE (runs) < tune_halving_count_runs (points, replications)) {
    runs++;
  }
  return replications + runs;
}

/* Whether POINT is more than an eighth of some axis away from OTHER. */
static bool is_far (const TuneGrid *grid, const TunePoint *point, const TunePoint *other)
{
  for (size_t axis = 0; axis < grid->axis_count; axis++) {
    uint32_t a = point->index[axis], b = other->index[axis];
    if (MAX (a, b) - MIN (a, b) > grid->counts[axis] / 8) {
      return true;
    }
  }
  return false;
}

static bool is_far_from_all (const TuneBook *book, const TunePoint *point, const GArray *started)
{
  for (guint i = 0; i < started->len; i++) {
    if (!is_far (&book->grid, point, &tune_book_get (book, g_array_index (started, size_t, i))->point)) {
      return false;
    }
  }
  return true;
}

/* The best entry with all replications that is none of STARTED, nor next to one; false if there is none. */
static bool find_start (const TuneBook *book, unsigned replications, const GArray *started, size_t *start)
{
  bool is_found = false;
  for (size_t i = 0; i < book->entries->len; i++) {
    const TuneEntry *entry = tune_book_get (book, i);
    if (entry->known >= replications && entry->point.index[0] != TUNE_AS_IS
        && is_far_from_all (book, &entry->point, started)
        && (!is_found || tune_book_is_better (book, i, *start, replications))) {
      *start = i;
      is_found = true;
    }
  }
  return is_found;
}

bool tune_search (TuneBook *book, unsigned replications, uint64_t draw_seed, GError **error)
{
  TunePoint base = tune_grid_make_base (&book->grid);
  size_t entry = tune_book_add (book, &base);
  if (!tune_book_evaluate (book, &entry, 1, replications, error)
      || !tune_halving_run (book, replications, draw_seed, HALVING_SHARE (tune_book_count_left (book)),
                            error)) {
    return false;
  }
  g_autoptr (GArray) started = g_array_new (FALSE, FALSE, sizeof (size_t));
  size_t best;
  for (int i = 0;
       i < STARTS_MAX && tune_book_count_left (book) > 0 && find_start (book, replications, started, &best);
       i++) {
    g_array_append_val (started, best);
    if (!tune_steps_run (book, replications, &best, error)) {
      return false;
    }
    g_array_append_val (started, best);
  }
  return true;
}

uint64_t tune_simplify_count_runs (const TuneGrid *grid, unsigned replications)
{
  /* With one tunable there is but the scenario as it is, which a search begins with. */
  return grid->axis_count > 1 ? (uint64_t)grid->axis_count * replications : 0;
}

bool tune_simplify (TuneBook *book, unsigned replications, size_t *best, GError **error)
{
  for (size_t axis = 0; axis < book->grid.axis_count; axis++) {
    TunePoint point = tune_book_get (book, *best)->point;
    point.index[axis] = TUNE_AS_IS;
    size_t entry = tune_book_add (book, &point);
    if (!tune_book_evaluate (book, &entry, 1, replications, error)) {
      return false;
    }
    if (tune_book_get (book, entry)->known >= replications
        && !tune_book_is_better (book, *best, entry, replications)) {
      *best = entry;
    }
  }
  return true;
}
