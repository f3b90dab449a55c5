/*
 * sweep_axis.h - which values something takes
 *
 * One grammar for what `sweep` varies and for what `tune` searches:
 *
 *     1,2,4                    a list: values with commas between (commas within {}, [] or quotes aside)
 *     FROM..TO[:SCALE][:N]     a range, with N values on a SCALE: linear (or lin), log, double
 *     lin:FROM:TO:N            the same as FROM..TO:linear:N
 *     log:FROM:TO:N            the same as FROM..TO:log:N
 *
 * What values are (numbers, sizes, times), and what a range without a SCALE or N means, is its reader's to
 * say.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  AXIS_SCALE_NONE, /* not said */
  AXIS_SCALE_LINEAR,
  AXIS_SCALE_LOG,
  AXIS_SCALE_DOUBLE /* each value twice the one before, until TO; with an N like AXIS_SCALE_LOG */
} AxisScale;

typedef struct {
  char **values;   /* of a list, ended by NULL; NULL: a range */
  char *from, *to; /* of a range */
  AxisScale scale;
  uint32_t count; /* N; 0: not said */
} AxisText;

/* Reads TEXT, with an N from 2 to COUNT_MAX, into *WORDS, which axis_text_clear() empties.  False with
 * *MISTAKE set, to be freed with g_free(), if it makes no sense. */
bool axis_text_parse (const char *text, uint32_t count_max, AxisText *words, char **mistake);
void axis_text_clear (AxisText *words);

/* From one end to the other, both multiples of GRID; FROM is above 0 unless the scale is linear. */
typedef struct {
  uint64_t from, to;
  uint64_t grid;
  AxisScale scale;
} AxisRange;

/* The values of RANGE, from FROM to TO, on the grid, each once: COUNT of them (at least 2), or if that is 0
 * from each the double.  Arithmetic on integers and det_math.h, so the same on every machine.  An array of
 * uint64_t, to be freed with g_array_unref(). */
GArray *axis_range_list_values (const AxisRange *range, uint64_t count);

/* The value FRACTION of the way along the logarithm. */
uint64_t axis_range_get_log_value (const AxisRange *range, double fraction);

/* ---- axes of a sweep ----
 *
 * `PATH=` and the values, read by the grammar above: a list of what --set takes, or a range.  A range with a
 * count or of the scale double is a list of its values; another one is drawn from (sweep_plan.h), evenly or,
 * of the scale log, evenly in the logarithm.
 *
 * FROM and TO are sizes (64MiB), times (10s) or numbers, of which those with a decimal point give numbers
 * with decimals.  Values are rounded to a grid on which FROM and TO lie: whole numbers, millionths where
 * there is a decimal point, whole pages where both are, for times a thousandth of the power of ten that
 * divides both.  A value that rounding makes twice is there once.  All is arithmetic on integers and
 * det_math.h, the same on every machine. */

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

/* Reads TEXT, for a machine with base pages of PAGE_BYTES.  NULL with ERROR (G_OPTION_ERROR) set, which
 * begins with "--vary TEXT: ", if it is none. */
SweepAxis *sweep_axis_parse (const char *text, uint64_t page_bytes, GError **error);
void sweep_axis_free (void *axis);

/* Gives AXIS, a range, COUNT values: FRACTIONS (0 <= FRACTION < 1) of the way. */
void sweep_axis_draw (SweepAxis *axis, const double *fractions, size_t count);
