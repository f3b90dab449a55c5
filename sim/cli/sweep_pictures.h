/*
 * sweep_pictures.h - what a sweep shows, drawn by gnuplot from points.csv
 *
 * A heat map for each metric (plots/heat.gp) and a Pareto front of two of them (plots/pareto.gp).
 */
#pragma once

#include "sweep_plan.h"

/* The two metrics of a Pareto front, and whether the greatest of each is good. */
typedef struct {
  char *metrics[2];
  bool is_max[2];
} SweepFront;

/* The front that CHOSEN asks for ("METRIC:max", "METRIC:min"; ended by NULL), or, if it is NULL, of the first and the last of METRICS, of
 * which rates are good when great.  FRONT's metrics are of METRICS.  False with ERROR set if CHOSEN makes no sense. */
bool sweep_front_choose (const GPtrArray *chosen, const char *const *metrics, SweepFront *front,
                         GError **error);

/* Draws the points.csv in FOLDER, which is of PLAN, into FOLDER/plots, as SVG and PNG, and prints where they are. */
bool sweep_pictures_draw (const SweepPlan *plan, const char *folder, const GPtrArray *chosen, bool is_quiet,
                          GError **error);
