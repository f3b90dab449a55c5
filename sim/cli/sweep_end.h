/*
 * sweep_end.h - writes the results of a sweep, which was made here or merged from shards
 *
 * The results are tables, and pictures that gnuplot draws from points.csv: a heat map for each metric
 * (plots/heat.gp) and a Pareto front of two metrics (plots/pareto.gp).
 */
#pragma once

#include "command.h"
#include "sweep_table.h"

/* What the user asks for. */
typedef struct {
  const char *output; /* the folder */
  bool plot;
  const char *const *front; /* ended by NULL: "METRIC:max" or "METRIC:min"; NULL: not given */
  bool quiet;
} SweepEnd;

/* clang-format off */
/* Rows for all members but `output` of the SweepEnd in STRUCT.  PREFIX leads to them: empty, or `end.`. */
#define SWEEP_END_ROWS(struct_, prefix_)                                                                     \
  OPTION_FLAG_ROW (struct_, prefix_ plot, 0, "plot",                                           \
              "draw a heat map of each metric, and a Pareto front, with gnuplot, into DIR/plots"),           \
  OPTION_ROW (struct_, prefix_ front, OPTION_LIST, 0, "front", "METRIC:WHICH",                               \
              "one of the two metrics of the Pareto front, and whether max or min is good; to be given "     \
              "twice"),                                                                                      \
  OPTION_QUIET_ROW (struct_, prefix_ quiet)
/* clang-format on */

/* Writes the tables of PLAN with the results that FIND returns, prints a table of the points, and draws.
 * EXIT_CODE_BROKEN, after messages, if runs failed, or with ERROR set. */
ExitCode sweep_end_write (const SweepEnd *end, const SweepPlan *plan, SweepTableFind find, const void *user,
                          GError **error);

/* Checks that the front of END can be drawn from METRICS.  False with ERROR set if not. */
bool sweep_end_check (const SweepEnd *end, const char *const *metrics, GError **error);
