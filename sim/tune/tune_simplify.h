/*
 * tune_simplify.h - no change without a gain
 *
 * A search gives every tunable a value, even one that has nothing to do with the objective.  A user who takes its result to a machine
 * would rather change less.
 */
#pragma once

#include "tune_book.h"

/* The runs that it takes at most. */
uint64_t tune_simplify_count_runs (const TuneGrid *grid, unsigned replications);

/* Makes *BEST, an entry of which REPLICATIONS are known, leave as they are the tunables that it is no better for: one after another,
 * in their order.  False with ERROR set if evaluating failed. */
bool tune_simplify (TuneBook *book, unsigned replications, size_t *best, GError **error);
