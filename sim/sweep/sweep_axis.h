/*
 * sweep_axis.h - what is varied, and which values it takes
 *
 * `PATH=` and the values, as axis_text.h reads them: a list of what --set takes, or a range.  A range with a count or of the
 * scale double is a list of its values; another one is drawn from (sweep_plan.h), evenly or, of the scale log, evenly in the
 * logarithm.
 *
 * FROM and TO are sizes (64MiB), times (10s) or numbers, of which those with a decimal point give numbers with decimals.
 * Values are rounded to a grid on which FROM and TO lie: whole numbers, millionths where there is a decimal point, whole pages where both
 * are, for times a thousandth of the power of ten that divides both.  A value that rounding makes twice is there once.  All is
 * arithmetic on integers and det_math.h, the same on every machine.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct SweepAxis SweepAxis;

/* Reads TEXT.  NULL with ERROR (G_OPTION_ERROR) set, which begins with "--vary TEXT: ", if it is none. */
SweepAxis *sweep_axis_parse (const char *text, GError **error);
void sweep_axis_free (SweepAxis *axis);

const char *sweep_axis_get_path (const SweepAxis *axis);

/* The values in their order, ended by NULL; NULL of a range. */
const char *const *sweep_axis_get_values (const SweepAxis *axis);

/* The value of a range FRACTION (0 <= FRACTION < 1) of the way.  The caller frees it with g_free(). */
char *sweep_axis_pick (const SweepAxis *axis, double fraction);
