/*
 * tune_sensitivity.h - what each tunable has to do with the best
 */
#pragma once

#include "tune.h"

/* The runs that it takes at most. */
uint64_t tune_sensitivity_count_runs (const TuneGrid *grid, unsigned replications);

/* Fills in RESULT's sensitivities; the best and the values are known.  False with ERROR set if evaluating failed. */
bool tune_sensitivity_find (TuneResult *result, GError **error);
