/*
 * sweep_end.h - how a sweep ends, whether it was made here or put together from shards
 *
 * With its tables, and with pictures drawn by gnuplot from points.csv: a heat map for each metric
 * (plots/heat.gp) and a Pareto front of two of them (plots/pareto.gp).
 */
#pragma once

#include "command.h"
#include "sweep_table.h"

/* What the user asks for. */
typedef struct {
  const char *output; /* the folder */
  bool plot;
  const char *const *front; /* ended by NULL: "METRIC:max" or "METRIC:min"; NULL: none were said */
  bool quiet;
} SweepEnd;

/* clang-format off */
/* Rows for all but the output of the SweepEnd in STRUCT; PREFIX leads to its members: nothing, or `end.`. */
#define SWEEP_END_ROWS(struct_, prefix_)                                                                     \
  OPTION_FLAG_ROW (struct_, prefix_ plot, 0, "plot",                                           \
              "draw a heat map of each metric, and a Pareto front, with gnuplot, into DIR/plots"),           \
  OPTION_ROW (struct_, prefix_ front, OPTION_LIST, 0, "front", "METRIC:WHICH",                               \
              "one of the two metrics of the Pareto front, and whether max or min is good; to be given "     \
              "twice"),                                                                                      \
  OPTION_QUIET_ROW (struct_, prefix_ quiet)
/* clang-format on */

/* Writes the tables of PLAN with the results that FIND has, prints what they show, and draws.
 * EXIT_CODE_BROKEN, after messages, if runs failed, or with ERROR set. */
ExitCode sweep_end_write (const SweepEnd *end, const SweepPlan *plan, SweepTableFind find, const void *user,
                          GError **error);

/* Whether the front of END is one that can be drawn of METRICS.  False with ERROR set if not. */
bool sweep_end_check (const SweepEnd *end, const char *const *metrics, GError **error);
