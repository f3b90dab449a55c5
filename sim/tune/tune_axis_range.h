/*
 * tune_axis_range.h - from a range to the values to try
 *
 * And the ranges of those tunables that one may want to try without knowing what makes sense.
 */
#ifndef TUNE_AXIS_RANGE_H
#define TUNE_AXIS_RANGE_H

#include "scenario.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum { TUNE_SCALE_FITTING, TUNE_SCALE_LINEAR, TUNE_SCALE_LOG, TUNE_SCALE_DOUBLE } TuneScale;

typedef struct {
  int64_t from, to;
  TuneScale scale;
  uint32_t count; /* 0: as many as fit the scale */
} TuneRange;

/* "linear", "log", "double".  False if WORD is none of them. */
bool tune_scale_parse (const char *word, TuneScale *scale);

/* The range of the tunable NAME in SCENARIO's machine; false if it has none. */
bool tune_range_find (const char *name, const Scenario *scenario, TuneRange *range);

/* Its values, ascending: *COUNT of them.  The caller frees them with g_free(). */
int64_t *tune_range_make_values (const TuneRange *range, uint32_t *count);

#endif
