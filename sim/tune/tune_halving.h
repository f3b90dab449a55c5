/*
 * tune_halving.h - many points with few runs, few points with many
 *
 * The first part of a search (tune_search.h).
 */
#pragma once

#include "tune_search.h"

/* Replications at which points are compared: 1, 2, 4, …, and then all.  The one after REPLICATIONS (0: the first), at most ALL. */
unsigned tune_halving_next (unsigned replications, unsigned all);

/* What halving POINTS costs. */
uint64_t tune_halving_count_runs (uint64_t points, unsigned replications);

/* Halves as many points as RUNS suffice for. */
bool tune_halving_run (TuneBook *book, const TuneSearchOptions *options, uint64_t runs, GError **error);
