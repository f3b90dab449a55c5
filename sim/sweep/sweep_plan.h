/*
 * sweep_plan.h - the points of a sweep, in their order
 *
 * A point is a value for each of the paths that are varied.  Point 0 is the base with which the other points
 * are compared: the scenario as it is, unless the user sets another base.  Then come all combinations of the
 * listed values; the last path changes fastest.  If there are ranges, N points are drawn from them for each
 * combination.  Each point is run once for each replication.  A replication has the same random numbers at
 * all points (common random numbers), so that differences between points are precise.
 *
 * A plan has everything that tables need (sweep_table.h).  Its text is the same on every machine, which shows
 * that shards belong to the same sweep.
 */
#pragma once

#include "runner.h"

/* What the user asks for.  Lists end with NULL; an empty list may be NULL. */
typedef struct {
  const char *const *vary; /* axes in the grammar of sweep_axis.h */
  const char *const *base; /* "PATH=VALUE": values of varied paths in the base */
  uint64_t random_points;  /* N points to draw from the ranges; 0: none */
  uint64_t lhs_points; /* N points of a Latin hypercube: each of N equal parts of a range has one; 0: none */
  uint64_t draw_seed;  /* for drawing points */
  uint64_t replications; /* at least 1 */
} SweepRequest;

/* Its members are for all to read. */
typedef struct {
  char *version;  /* and build: RUNNER_TOOL_BUILD */
  char *scenario; /* the name */
  char *sha256;   /* of the scenario */
  char **sets;    /* "PATH=VALUE" for all points */
  char *duration; /* replaces the scenario's; "": the scenario's is kept */
  char *seed;     /* of the scenario, or its replacement */
  char **metrics;
  char **paths; /* that are varied */
  size_t metric_count, path_count;
  GPtrArray *points; /* char **: a value for each path; "" in the base: the scenario's value */
  size_t replications;
  char **keys; /* of the first run of each point */
} SweepPlan;

/* Makes the plan, and loads the scenario of each point.  NULL with ERROR set, as for --set, on mistakes. */
SweepPlan *sweep_plan_new (Runner *runner, const SweepRequest *request, GError **error);
void sweep_plan_free (SweepPlan *plan);

/* Returns the value of the path with index PATH at POINT. */
const char *sweep_plan_get_value (const SweepPlan *plan, size_t point, size_t path);

/* Returns the "PATH=VALUE" to set for POINT.  The caller frees the list with g_strfreev(). */
char **sweep_plan_make_sets (const SweepPlan *plan, size_t point);

size_t sweep_plan_count_runs (const SweepPlan *plan);

/* The key of a run.  The caller frees it with g_free(). */
char *sweep_plan_make_key (const SweepPlan *plan, size_t point, size_t replication);

/* Write a plan as a line of text, which the caller frees with g_free(), and read it; NULL: it is no plan. */
char *sweep_plan_format (const SweepPlan *plan);
SweepPlan *sweep_plan_parse (const char *text);

/* Says in words what differs between two plans; NULL if nothing does. */
const char *sweep_plan_find_difference (const SweepPlan *a, const SweepPlan *b);
