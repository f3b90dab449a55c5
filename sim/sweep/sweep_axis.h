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

#include "axis_text.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* What is counted, and in what: numbers with a decimal point in 10^-9. */
typedef enum { QUANTITY_NUMBER, QUANTITY_DECIMAL, QUANTITY_SIZE, QUANTITY_TIME } QuantityKind;

typedef struct {
  char *path;
  char **values;     /* in their order, ended by NULL; NULL of a range that is to be drawn from */
  size_t count;      /* of the values */
  bool is_drawn;     /* the values were drawn from the range */
  QuantityKind kind; /* of the ends of a range */
  AxisRange range;
  uint64_t page_bytes; /* of the machine */
} SweepAxis;

/* Reads TEXT, for a machine with base pages of PAGE_BYTES.  NULL with ERROR (G_OPTION_ERROR) set, which begins with
 * "--vary TEXT: ", if it is none. */
SweepAxis *sweep_axis_parse (const char *text, uint64_t page_bytes, GError **error);
void sweep_axis_free (void *axis);

/* Gives AXIS, a range, COUNT values: FRACTIONS (0 <= FRACTION < 1) of the way. */
void sweep_axis_draw (SweepAxis *axis, const double *fractions, size_t count);
