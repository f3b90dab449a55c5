/* tune_search.c - a hypercube, then local searches from the best points */
#include "tune_search.h"

#include "tune_halving.h"
#include "tune_local.h"

/* The part of all runs that the hypercube has. */
#define HALVING_SHARE(runs) ((runs)*2 / 5)

enum { LEAST_POINTS = 4, STARTS_MAX = 8 };

uint64_t tune_search_least_runs (const TuneGrid *grid, const TuneSearchOptions *options)
{
  uint64_t points = MIN (tune_grid_count (grid), LEAST_POINTS);
  uint64_t runs = tune_halving_count_runs (points, options->replications);
  while (HALVING_SHARE (runs) < tune_halving_count_runs (points, options->replications)) {
    runs++;
  }
  return options->replications + runs;
}

/* The best entry with all replications that is none of STARTED, nor next to one; false if there is none. */
static bool find_start (const TuneBook *book, unsigned replications, const GArray *started, size_t *start)
{
  const TuneGrid *grid = tune_book_get_grid (book);
  bool is_found = false;
  for (size_t i = 0; i < tune_book_count (book); i++) {
    TunePoint point = tune_book_get_point (book, i);
    bool is_new = tune_book_count_known (book, i) >= replications && point.index[0] != TUNE_AS_IS;
    for (guint s = 0; s < started->len && is_new; s++) {
      TunePoint other = tune_book_get_point (book, g_array_index (started, size_t, s));
      bool is_far = false;
      for (size_t axis = 0; axis < grid->axis_count; axis++) {
        uint32_t way =
            MAX (point.index[axis], other.index[axis]) - MIN (point.index[axis], other.index[axis]);
        is_far |= way > grid->counts[axis] / 8;
      }
      is_new = is_far;
    }
    if (is_new
        && (!is_found
            || tune_score_compare (tune_book_get_mean (book, i, replications),
                                   tune_book_get_mean (book, *start, replications))
                   < 0)) {
      *start = i;
      is_found = true;
    }
  }
  return is_found;
}

static bool search_from (TuneBook *book, size_t start, unsigned replications, GArray *started, GError **error)
{
  TuneRace race = { .book = book, .replications = replications, .best = start };
  g_array_append_val (started, start);
  bool is_good = tune_local_steps (&race, error);
  g_array_append_val (started, race.best);
  return is_good;
}

bool tune_search (TuneBook *book, const TuneSearchOptions *options, GError **error)
{
  TunePoint base = tune_grid_make_base (tune_book_get_grid (book));
  size_t entry = tune_book_add (book, &base);
  if (!tune_book_evaluate (book, &entry, 1, options->replications, error)) {
    return false;
  }
  uint64_t runs = HALVING_SHARE (tune_book_count_left (book));
  if (!tune_halving_run (book, options, runs, error)) {
    return false;
  }
  g_autoptr (GArray) started = g_array_new (FALSE, FALSE, sizeof (size_t));
  size_t start;
  for (int i = 0; i < STARTS_MAX && tune_book_count_left (book) > 0
                  && find_start (book, options->replications, started, &start);
       i++) {
    if (!search_from (book, start, options->replications, started, error)) {
      return false;
    }
  }
  return true;
}
