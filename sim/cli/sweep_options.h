/*
 * sweep_options.h - what `pcachesim sweep` can be told, on the command line and in a plan file
 *
 * A plan file is YAML with the options under their names.  The command line adds to its lists, and its single values replace those of
 * the file:
 *
 *     vary:
 *       - tunables.segpcache_maxwindow=64MiB,128MiB,256MiB
 *       - tunables.segpcache_shrink_shift=lin:1:5:5
 *     replications: 10
 *     metrics: [hit_rate, latency.p99]
 */
#pragma once

#include "option_table.h"
#include "runner.h"
#include "sweep_plan.h"

typedef struct {
  GPtrArray *vary;
  OptionNumber random;
  OptionNumber lhs;
  OptionNumber draw_seed;
  GPtrArray *base;
  OptionNumber replications;
  GPtrArray *metric;
  const char *plan;
  const char *system;
  GPtrArray *set;
  OptionNumber seed;
  OptionNumber duration_ns;
  OptionNumber jobs;
  const char *shard;
  const char *output;
  bool plot;
  GPtrArray *front;
  bool quiet;
} SweepOptions;

extern const Option SWEEP_OPTIONS[];

/* What the options and the plan file together ask for. */
typedef struct {
  GPtrArray *vary, *base, *metrics, *sets; /* char *, ended by NULL */
  SweepRequest request;
  RunnerOptions runner;
} SweepWish;

/* For the scenario at PATH, which must live as long as the result.  NULL with ERROR set if the plan file or a value makes no sense. */
SweepWish *sweep_wish_new (const SweepOptions *options, const char *path, GError **error);
void sweep_wish_free (SweepWish *wish);
