/*
 * tune_search.h - finding the best point within a budget of runs
 *
 * Runs cost, and a single one says little where chance has a part.  So many points are looked at with few replications, and few
 * with many:
 *
 * 1. Successive halving: the points of a Latin hypercube are run once; the better half once more, the better half of that twice more, and
 *    so on, until what is left has all replications.  Where the whole grid is not larger, it is taken instead.  Only replications
 *    are saved on, never simulated time: a shorter run is another question, with more of its warm-up and without what
 *    happens late.
 * 2. Local search from the best that is left: steps along each axis, and along two axes at once where one alone leads nowhere; they
 *    become smaller until none of one value leads on; then from the next best, while there are runs.  A point that falls behind
 *    the best after one or two replications gets no more of them.
 *
 * All points have the same replications (common random numbers), and every decision follows from the scores alone, in a fixed
 * order: a search that is made again makes the same trials, on every machine.
 */
#pragma once

#include "tune_book.h"

typedef struct {
  unsigned replications; /* of the points in question at the end; 1 to TUNE_REPLICATIONS_MAX */
  uint64_t seed;         /* of the hypercube */
} TuneSearchOptions;

/* The least budget that a search makes sense with: the base, and a few points of a hypercube. */
uint64_t tune_search_least_runs (const TuneGrid *grid, const TuneSearchOptions *options);

/* Searches with what BOOK has left of its budget. Afterwards tune_book_find_best() knows the best; BOOK has the base with all
 * replications.  False with ERROR set if evaluating failed. */
bool tune_search (TuneBook *book, const TuneSearchOptions *options, GError **error);
