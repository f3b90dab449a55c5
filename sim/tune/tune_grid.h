/*
 * tune_grid.h - where a search looks
 *
 * Each axis, a tunable, has a few values in ascending order (tune_axis.h), and a point one of them on each, told by its index: a search
 * knows neither names nor units.  On an axis a point may also leave things as they are, with a value that need not be of the axis.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TUNE_AXES_MAX 16
#define TUNE_VALUES_MAX 10000

/* Instead of an index: as the scenario has it. */
#define TUNE_AS_IS UINT32_MAX

typedef struct {
  size_t axis_count;
  uint32_t counts[TUNE_AXES_MAX]; /* values on each axis, at least 1 */
} TuneGrid;

/* Indices behind the last axis are 0. */
typedef struct {
  uint32_t index[TUNE_AXES_MAX];
} TunePoint;

/* The scenario as it is, on all axes. */
TunePoint tune_grid_make_base (const TuneGrid *grid);

/* How many points there are; UINT64_MAX if that is too large a number. */
uint64_t tune_grid_count (const TuneGrid *grid);

/* Number N (< tune_grid_count()), the last axis's index the fastest. */
TunePoint tune_grid_at (const TuneGrid *grid, uint64_t n);

/* Whether the TunePoints A and B are the same; a GEqualFunc. */
gboolean tune_point_equals (const void *a, const void *b);

/* COUNT points of a Latin hypercube, drawn with SEED into POINTS: of COUNT equal parts of each axis each has one point.  On an axis
 * with fewer values several have the same, none much more often than another. */
void tune_grid_draw (const TuneGrid *grid, uint64_t seed, TunePoint *points, size_t count);
