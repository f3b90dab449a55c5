/* tune_simplify.c - puts tunables back that do not help */
#include "tune_simplify.h"

uint64_t tune_simplify_count_runs (const TuneGrid *grid, unsigned replications)
{
  /* With one tunable there is but the scenario as it is, which a search begins with. */
  return grid->axis_count > 1 ? (uint64_t)grid->axis_count * replications : 0;
}

bool tune_simplify (TuneBook *book, unsigned replications, size_t *best, GError **error)
{
  for (size_t axis = 0; axis < tune_book_get_grid (book)->axis_count; axis++) {
    TunePoint point = tune_book_get_point (book, *best);
    point.index[axis] = TUNE_AS_IS;
    size_t entry = tune_book_add (book, &point);
    if (!tune_book_evaluate (book, &entry, 1, replications, error)) {
      return false;
    }
    if (tune_book_count_known (book, entry) >= replications
        && tune_score_compare (tune_book_get_mean (book, entry, replications),
                               tune_book_get_mean (book, *best, replications))
               <= 0) {
      *best = entry;
    }
  }
  return true;
}
