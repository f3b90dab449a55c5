/*
 * tune_search.h - finds the best point within a budget of runs
 *
 * Runs take time, and a single run says little if chance has a part in its result.  So the search tries many
 * points with few replications, and few points with many replications:
 *
 * 1. Successive halving: the points of a Latin hypercube are run once, the better half of them once more, the
 *    better half of those twice more, and so on, until the points that are left have all replications.  If
 *    the whole grid has no more points, it is taken instead of the hypercube.  Halving saves replications,
 *    never simulated time: a shorter run has a larger share of warm-up and lacks what happens late.
 * 2. Local search from the best point that is left: steps along each axis; where no such step is better,
 *    steps along two axes at once.  The steps become smaller until no step of one value is better.  Then the
 *    search begins again from the next best point, while there are runs.  A point that falls behind the best
 *    after one or two replications gets no more.
 *
 * All points have the same replications (common random numbers), and every decision depends only on the
 * scores, in a fixed order: a search that is made again makes the same trials, on every machine.
 */
#pragma once

#include "tune_book.h"

/* Returns the least useful budget of a search: runs for the base and a few points of a hypercube. */
uint64_t tune_search_least_runs (const TuneGrid *grid, unsigned replications);

/* Searches with the rest of the budget of BOOK, from a hypercube drawn with DRAW_SEED.  Good points get all
 * REPLICATIONS (1 to TUNE_REPLICATIONS_MAX), and so does the base.  Afterwards tune_book_find_best() gives
 * the best point.  False with ERROR set if evaluating failed. */
bool tune_search (TuneBook *book, unsigned replications, uint64_t draw_seed, GError **error);

/* ---- its parts ---- */

/* Points are compared at rungs: after 1, 2, 4, … replications, and then ALL.  Returns the rung after
 * REPLICATIONS (0: the first rung), at most ALL. */
unsigned tune_halving_next (unsigned replications, unsigned all);

/* Returns how many runs the halving of POINTS takes. */
uint64_t tune_halving_count_runs (uint64_t points, unsigned replications);

/* ---- no change without a gain ---- */

/* Puts tunables of *BEST, an entry with REPLICATIONS known, back to the scenario's value, one after another
 * in their order, if that is not worse: a search gives every tunable a value, even one without any effect on
 * the objective.  False with ERROR set if evaluating failed. */
bool tune_simplify (TuneBook *book, unsigned replications, size_t *best, GError **error);

/* Returns the most runs that tune_simplify() takes. */
uint64_t tune_simplify_count_runs (const TuneGrid *grid, unsigned replications);
