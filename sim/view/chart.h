/*
 * chart.h - a picture of values over time, or of counts by bins, as SVG
 *
 * The picture stands in the page as it is, and prints; beside it stand the numbers, from which the page's
 * script shows values under the pointer.  Colours are those of the page, by number.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { CHART_LINE, CHART_DASHED, CHART_IMPULSES, CHART_AREA, CHART_BARS, CHART_DOTS } ChartStyle;

typedef struct Chart Chart;

/* An empty one; of its y axis UNIT says what it counts.  IS_LOG: the axis is logarithmic. */
Chart *chart_new (const char *title, const char *unit, bool is_log);
void chart_free (Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chart, chart_free)

/* The places on the x axis of the series that name them: COUNT numbers at X, copied.  Returns its number. */
unsigned chart_add_axis (Chart *chart, const double *x, size_t count);

/* A series over AXIS; VALUES are copied, NAN is no value.  SHOWN, what the pointer shows, is VALUES if it is
 * NULL: the areas of a stack are drawn from their sums, the highest first, and show their own. */
void chart_add_series (Chart *chart, const char *name, ChartStyle style, unsigned colour, unsigned axis,
                       const double *values, const double *shown);

/* Bars stand at 0, 1, … and have COUNT names (LABELS, copied); without them the x axis is time, in s. */
void chart_set_labels (Chart *chart, const char *x_label, const char *const *labels, size_t count);

void chart_append (Chart *chart, GString *page);
