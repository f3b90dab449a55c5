/*
 * tune_axis_range.h - from a range to the values to try
 *
 * And the ranges of those tunables that one may want to try without knowing what makes sense.
 */
#pragma once

#include "axis_text.h"
#include "scenario.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int64_t from, to;
  AxisScale scale; /* AXIS_SCALE_NONE: what fits the range */
  uint32_t count;  /* 0: as many as fit the scale */
} TuneRange;

/* The range of the tunable NAME in SCENARIO's machine; false if it has none. */
bool tune_range_find (const char *name, const Scenario *scenario, TuneRange *range);

/* Its values, ascending: *COUNT of them.  The caller frees them with g_free(). */
int64_t *tune_range_make_values (const TuneRange *range, uint32_t *count);
