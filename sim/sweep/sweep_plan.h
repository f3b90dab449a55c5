/*
 * sweep_plan.h - the points of a sweep, in their order
 *
 * A point is a value for each of the paths that are varied.  Point 0 is the base with which the others are
 * compared: the scenario as it is, unless said otherwise.  Then come all combinations of the listed values,
 * the last path's fastest; where there are ranges, N points are drawn from them, for each of the
 * combinations.  Each point is run as often as there are replications, all points with the same: common
 * random numbers, which make differences sharp.
 *
 * A plan has all that tables need (sweep_table.h).  Its text is the same wherever the sweep is made: shards
 * of one sweep know each other by it.
 */
#pragma once

#include "runner.h"

/* What the user asks for; lists end with NULL, and may be NULL if empty. */
typedef struct {
  const char *const *vary; /* as sweep_axis.h has them */
  const char *const *base; /* "PATH=VALUE" of what is varied, for the base */
  uint64_t random_points;  /* drawn from the ranges; 0: none */
  uint64_t lhs_points; /* likewise, as a Latin hypercube: of N equal parts of each range one point has each */
  uint64_t draw_seed;  /* of what is drawn */
  uint64_t replications; /* at least 1 */
} SweepRequest;

/* Its members are for all to read. */
typedef struct {
  char *version;  /* and build: RUNNER_TOOL_BUILD */
  char *scenario; /* its name */
  char *sha256;
  char **sets;    /* what all points have in common */
  char *duration; /* instead of the scenario's; "" if that counts */
  char *seed;     /* of the scenario, or what counts instead */
  char **metrics;
  char **paths; /* what is varied */
  size_t metric_count, path_count;
  GPtrArray *points; /* char **, a value a path; "" in the base: as the scenario has it */
  size_t replications;
  char **keys; /* of the first run of each point */
} SweepPlan;

/* Makes the plan, and loads the scenario of each point.  NULL with ERROR set, as for --set, on mistakes. */
SweepPlan *sweep_plan_new (Runner *runner, const SweepRequest *request, GError **error);
void sweep_plan_free (SweepPlan *plan);

/* The value of PATH, by its index, at POINT. */
const char *sweep_plan_get_value (const SweepPlan *plan, size_t point, size_t path);

/* What to set for POINT: "PATH=VALUE".  The caller frees it with g_strfreev(). */
char **sweep_plan_make_sets (const SweepPlan *plan, size_t point);

size_t sweep_plan_count_runs (const SweepPlan *plan);

/* The key of a run.  The caller frees it with g_free(). */
char *sweep_plan_make_key (const SweepPlan *plan, size_t point, size_t replication);

/* PLAN on one line, and back.  The caller frees the text with g_free(); NULL if TEXT is no plan. */
char *sweep_plan_format (const SweepPlan *plan);
SweepPlan *sweep_plan_parse (const char *text);

/* What differs between two plans, in words; NULL if nothing does. */
const char *sweep_plan_find_difference (const SweepPlan *a, const SweepPlan *b);
