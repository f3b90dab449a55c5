/*
 * chart.h - a picture of values over time, or of counts by bins, as SVG
 *
 * The SVG is part of the page and prints without a script.  Next to the SVG are the numbers, from which the
 * page's script shows the values under the pointer.  Colours are numbers of colours of the page.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { CHART_LINE, CHART_DASHED, CHART_IMPULSES, CHART_AREA, CHART_BARS, CHART_DOTS } ChartStyle;

typedef struct Chart Chart;

/* Makes an empty chart; UNIT is the unit of the y axis.  IS_LOG: the y axis is logarithmic. */
Chart *chart_new (const char *title, const char *unit, bool is_log);
void chart_free (Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chart, chart_free)

/* Adds an axis: places on the x axis for series, COUNT numbers at X, copied.  Returns the axis's number. */
unsigned chart_add_axis (Chart *chart, const double *x, size_t count);

/* Adds a series over AXIS.  VALUES are copied; NAN is no value.  SHOWN are the values that the pointer shows;
 * NULL: VALUES.  A stack needs SHOWN: areas are drawn from sums, the highest first, but show their own. */
void chart_add_series (Chart *chart, const char *name, ChartStyle style, unsigned colour, unsigned axis,
                       const double *values, const double *shown);

/* Gives the bars at 0, 1, … COUNT names (LABELS, copied); without labels the x axis is time, in s. */
void chart_set_labels (Chart *chart, const char *x_label, const char *const *labels, size_t count);

void chart_append (Chart *chart, GString *page);
