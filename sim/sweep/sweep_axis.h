/*
 * sweep_axis.h - reads the list or range of values of an axis
 *
 * `sweep` and `tune` have the same grammar for the values of an axis:
 *
 *     1,2,4                    a list: values with commas between (commas within {}, [] or quotes aside)
 *     FROM..TO[:SCALE][:N]     a range, with N values on a SCALE: linear (or lin), log, double
 *     lin:FROM:TO:N            the same as FROM..TO:linear:N
 *     log:FROM:TO:N            the same as FROM..TO:log:N
 *
 * Each of the two decides what values are (numbers, sizes, times), and what a range without a SCALE or N
 * means.
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

/* Reads TEXT, with an N from 2 to COUNT_MAX, into *WORDS, which the caller empties with axis_text_clear().
 * If TEXT has a mistake, false with *MISTAKE set, which the caller frees with g_free(). */
bool axis_text_parse (const char *text, uint32_t count_max, AxisText *words, char **mistake);
void axis_text_clear (AxisText *words);

/* The ends of a range, both multiples of GRID; FROM is above 0 unless the scale is linear. */
typedef struct {
  uint64_t from, to;
  uint64_t grid;
  AxisScale scale;
} AxisRange;

/* Returns COUNT (at least 2) values of RANGE, from FROM to TO, on the grid; if COUNT is 0, each value is
 * twice the one before.  Equal values are listed once.  The arithmetic is on integers and det_math.h, the
 * same on every machine.  The caller frees the array, of uint64_t, with g_array_unref(). */
GArray *axis_range_list_values (const AxisRange *range, uint64_t count);

/* Returns the value at FRACTION (0 to 1) of the way from FROM to TO on a logarithmic scale. */
uint64_t axis_range_get_log_value (const AxisRange *range, double fraction);

/* ---- axes of a sweep ----
 *
 * `PATH=` and the values in the grammar above: a list of values that --set takes, or a range.  A range with a
 * count or with the scale double stands for a list.  From any other range values are drawn (sweep_plan.h),
 * evenly or, with the scale log, evenly in the logarithm.
 *
 * FROM and TO are sizes (64MiB), times (10s) or numbers; numbers with a decimal point give values with
 * decimals.  Values are rounded to a grid on which FROM and TO lie: whole numbers; millionths if there is a
 * decimal point; whole pages if both ends are whole pages; for times a thousandth of the power of ten that
 * divides both ends.  Values that become equal by rounding are listed once.  The arithmetic is on integers
 * and det_math.h, the same on every machine. */

/* The kinds of quantities.  A decimal is counted in 10^-9. */
typedef enum { QUANTITY_NUMBER, QUANTITY_DECIMAL, QUANTITY_SIZE, QUANTITY_TIME } QuantityKind;

typedef struct {
  char *path;
  char **values;     /* in their order, ended by NULL; NULL for a range until values are drawn */
  size_t count;      /* of the values */
  bool is_drawn;     /* the values were drawn from the range */
  QuantityKind kind; /* of the ends of a range */
  AxisRange range;
  uint64_t page_bytes; /* of the machine */
} SweepAxis;

/* Reads TEXT, for a machine with base pages of PAGE_BYTES.  If TEXT is no axis, NULL with ERROR
 * (G_OPTION_ERROR) set, which begins with "--vary TEXT: ". */
SweepAxis *sweep_axis_parse (const char *text, uint64_t page_bytes, GError **error);
void sweep_axis_free (void *axis);

/* Gives AXIS, a range, COUNT values, which lie at FRACTIONS (0 <= FRACTION < 1) of the way. */
void sweep_axis_draw (SweepAxis *axis, const double *fractions, size_t count);
