/*
 * sweep_end.h - how a sweep ends, whether it was made here or put together from shards
 */
#pragma once

#include "exit_code.h"
#include "sweep_table.h"

typedef struct {
  const char *output; /* the folder */
  bool quiet;
  bool plot;
  const GPtrArray *front; /* char *, ended by NULL: "METRIC:max" or "METRIC:min"; NULL: none were said */
} SweepEnd;

/* Whether FRONT is what a Pareto front of METRICS can be drawn of.  False with ERROR set if not. */
bool sweep_end_check (const SweepEnd *end, const char *const *metrics, GError **error);

/* Writes the tables of PLAN with the results that FIND has, prints what they show, draws, and says what became of it; messages have
 * been printed. */
ExitCode sweep_end_write (const SweepEnd *end, const SweepPlan *plan, SweepTableFind find, const void *user);
