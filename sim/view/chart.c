/* chart.c - draws axes, lines, areas and bars as SVG */
#include "chart.h"

#include "det_math.h"
#include "html.h"

#include <math.h>
#include <string.h>

/* Sizes of the picture, and of the field with the axes in the picture. */
enum { WIDTH = 960, HEIGHT = 250, LEFT = 84, RIGHT = 948, TOP = 10, BOTTOM = 206, TICKS = 5, BINS_MIN = 6 };

typedef struct {
  double *x;
  size_t count;
} ChartAxis;

typedef struct {
  char *name;
  ChartStyle style;
  unsigned colour, axis;
  const double *x; /* places on the axis */
  size_t count;
  double *values, *shown;
} ChartSeries;

typedef struct {
  double from, to;
} Range;

/* Texts are escaped for HTML, except names of series, which are used in JSON, too. */
struct Chart {
  char *title, *unit, *x_label;
  bool is_log;
  GArray *axes;   /* of ChartAxis */
  GArray *series; /* of ChartSeries */
  char **labels;  /* NULL: the x axis is time */
  Range x, y;     /* valid while drawing; y has exponents if is_log */
};

static void chart_clear_axis (void *axis)
{
  g_free (((ChartAxis *)axis)->x);
}

static void chart_clear_series (void *data)
{
  ChartSeries *series = data;
  g_free (series->name);
  g_free (series->values);
  g_free (series->shown);
}

Chart *chart_new (const char *title, const char *unit, bool is_log)
{
  Chart *chart = g_new0 (Chart, 1);
  chart->title = html_escape (title);
  chart->unit = html_escape (unit);
  chart->x_label = g_strdup ("simulated time, s");
  chart->is_log = is_log;
  chart->axes = g_array_new (FALSE, FALSE, sizeof (ChartAxis));
  chart->series = g_array_new (FALSE, FALSE, sizeof (ChartSeries));
  g_array_set_clear_func (chart->axes, chart_clear_axis);
  g_array_set_clear_func (chart->series, chart_clear_series);
  return chart;
}

static const ChartAxis *chart_get_axis (const Chart *chart, size_t i)
{
  return &g_array_index (chart->axes, ChartAxis, i);
}

static const ChartSeries *chart_get_series (const Chart *chart, size_t i)
{
  return &g_array_index (chart->series, ChartSeries, i);
}

void chart_free (Chart *chart)
{
  g_array_unref (chart->axes);
  g_array_unref (chart->series);
  g_strfreev (chart->labels);
  g_free (chart->title);
  g_free (chart->unit);
  g_free (chart->x_label);
  g_free (chart);
}

unsigned chart_add_axis (Chart *chart, const double *x, size_t count)
{
  ChartAxis axis = { g_memdup2 (x, count * sizeof *x), count };
  g_array_append_val (chart->axes, axis);
  return chart->axes->len - 1;
}

void chart_add_series (Chart *chart, const char *name, ChartStyle style, unsigned colour, unsigned axis,
                       const double *values, const double *shown)
{
  const ChartAxis *of = chart_get_axis (chart, axis);
  size_t bytes = of->count * sizeof *values;
  ChartSeries series = {
    g_strdup (name),          style, colour, axis, of->x, of->count, g_memdup2 (values, bytes),
    g_memdup2 (shown, bytes),
  };
  g_array_append_val (chart->series, series);
}

void chart_set_labels (Chart *chart, const char *x_label, const char *const *labels, size_t count)
{
  g_free (chart->x_label);
  chart->x_label = html_escape (x_label);
  chart->labels = g_new0 (char *, count + 1);
  for (size_t i = 0; i < count; i++) {
    chart->labels[i] = html_escape (labels[i]);
  }
}

/* ---- ranges and ticks ---- */

static void widen (Range *range, double value)
{
  if (isfinite (value)) {
    range->from = !(value >= range->from) ? value : range->from;
    range->to = !(value <= range->to) ? value : range->to;
  }
}

static Range find_x_range (const Chart *chart)
{
  Range range = { NAN, NAN };
  if (chart->labels != NULL) {
    return (Range){ -0.5, MAX ((double)g_strv_length (chart->labels), BINS_MIN) - 0.5 };
  }
  for (guint i = 0; i < chart->axes->len; i++) {
    const ChartAxis *axis = chart_get_axis (chart, i);
    if (axis->count > 0) {
      widen (&range, axis->x[0]);
      widen (&range, axis->x[axis->count - 1]);
    }
  }
  if (!isfinite (range.from)) {
    return (Range){ 0, 1 };
  }
  return range.to > range.from ? range : (Range){ range.from - 0.5, range.from + 0.5 };
}

static double get_decade_below (double value)
{
  return floor (det_log (value) / det_log (10) + 1e-9);
}

/* Returns the exponents of the decades of a logarithmic axis. */
static Range find_decades (Range values)
{
  double from = values.from > 0 ? get_decade_below (values.from) : 0;
  double to = values.to > 0 ? get_decade_below (values.to) + 1 : 1;
  return (Range){ from, MAX (to, from + 1) };
}

static Range find_y_range (const Chart *chart)
{
  Range range = { NAN, NAN };
  for (guint i = 0; i < chart->series->len; i++) {
    const ChartSeries *series = chart_get_series (chart, i);
    for (size_t j = 0; j < series->count; j++) {
      if (!chart->is_log || series->values[j] > 0) {
        widen (&range, series->values[j]);
      }
    }
  }
  if (chart->is_log) {
    return find_decades (range);
  }
  double to = range.to > 0 ? range.to : 1;
  return (Range){ 0, to * 1.05 };
}

/* Returns 1, 2 or 5 times a power of ten, so that RANGE has about TICKS steps. */
static double chart_find_step (Range range)
{
  double rough = (range.to - range.from) / TICKS;
  double power = det_pow (10, get_decade_below (rough));
  double ratio = rough / power;
  return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
}

/* The multiples of STEP in RANGE. */
typedef struct {
  double first; /* in steps from 0 */
  int count;
} Ticks;

static Ticks find_ticks (Range range, double step)
{
  double first = ceil (range.from / step - 1e-9);
  return (Ticks){ first, (int)(floor (range.to / step + 1e-9) - first) + 1 };
}

static double chart_scale (double value, Range range, double from, double to)
{
  return from + (value - range.from) / (range.to - range.from) * (to - from);
}

static double place_x (const Chart *chart, double value)
{
  return chart_scale (value, chart->x, LEFT, RIGHT);
}

static double place_y (const Chart *chart, double value)
{
  double on_axis = chart->is_log ? det_log (value) / det_log (10) : value;
  return chart_scale (MAX (on_axis, chart->y.from), chart->y, BOTTOM, TOP);
}

/* ---- drawing ---- */

/* A place in the picture as text, with at most one decimal. */
typedef struct {
  char text[24];
} Place;

static Place make_place (double place)
{
  Place made;
  int tenths = (int)(place * 10 + 0.5);
  (void)g_snprintf (made.text, sizeof made.text, tenths % 10 != 0 ? "%d.%d" : "%d", tenths / 10, tenths % 10);
  return made;
}

static void append_pair (GString *page, const char *before, double x, double y)
{
  g_string_append_printf (page, "%s%s %s", before, make_place (x).text, make_place (y).text);
}

static void append_y_ticks (const Chart *chart, GString *page)
{
  double step = chart->is_log ? 1 : chart_find_step (chart->y);
  Ticks ticks = find_ticks (chart->y, step);
  for (int i = 0; i < ticks.count; i++) {
    double tick = (ticks.first + i) * step;
    double y = chart_scale (tick, chart->y, BOTTOM, TOP);
    g_string_append_printf (page,
                            "<path class=\"grid\" d=\"M%d %sH%d\"/><text class=\"y\" x=\"%d\" y=\"%s\">",
                            LEFT, make_place (y).text, RIGHT, LEFT - 6, make_place (y + 4).text);
    html_append_number (page, chart->is_log ? det_pow (10, tick) : tick, 3);
    g_string_append (page, "</text>");
  }
}

static void append_x_tick (GString *page, double x, const char *label)
{
  g_string_append_printf (page, "<text class=\"x\" x=\"%s\" y=\"%d\">%s</text>", make_place (x).text,
                          BOTTOM + 17, label);
}

static void append_x_ticks (const Chart *chart, GString *page)
{
  size_t count = chart->labels != NULL ? g_strv_length (chart->labels) : 0;
  for (size_t i = 0; i < count; i += count / 16 + 1) {
    append_x_tick (page, place_x (chart, (double)i), chart->labels[i]);
  }
  double step = chart_find_step (chart->x);
  Ticks ticks = find_ticks (chart->x, step);
  for (int i = 0; i < ticks.count && chart->labels == NULL; i++) {
    double tick = (ticks.first + i) * step;
    g_autoptr (GString) label = g_string_new (NULL);
    html_append_number (label, tick, 6);
    append_pair (page, "<path class=\"grid\" d=\"M", place_x (chart, tick), TOP);
    g_string_append_printf (page, "V%d\"/>", BOTTOM);
    append_x_tick (page, place_x (chart, tick), label->str);
  }
}

static bool is_drawn (const Chart *chart, double value)
{
  return isfinite (value) && (!chart->is_log || value > 0);
}

/* Draws a line, with gaps where there are no values. */
static void append_line (const Chart *chart, const ChartSeries *series, GString *page)
{
  bool is_begun = false;
  for (size_t i = 0; i < series->count; i++) {
    if (!is_drawn (chart, series->values[i])) {
      is_begun = false;
      continue;
    }
    append_pair (page, is_begun ? "L" : "M", place_x (chart, series->x[i]),
                 place_y (chart, series->values[i]));
    is_begun = true;
    if (i + 1 == series->count || !is_drawn (chart, series->values[i + 1])) {
      g_string_append (page, "h.1"); /* a lone sample is a dot */
    }
  }
}

static void append_impulses (const Chart *chart, const ChartSeries *series, GString *page)
{
  for (size_t i = 0; i < series->count; i++) {
    if (series->values[i] > 0) {
      append_pair (page, "M", place_x (chart, series->x[i]), BOTTOM);
      g_string_append_printf (page, "V%s", make_place (place_y (chart, series->values[i])).text);
    }
  }
}

static void append_area (const Chart *chart, const ChartSeries *series, GString *page)
{
  if (series->count == 0) {
    return;
  }
  append_pair (page, "M", place_x (chart, series->x[0]), BOTTOM);
  for (size_t i = 0; i < series->count; i++) {
    double value = isfinite (series->values[i]) ? series->values[i] : 0;
    append_pair (page, "L", place_x (chart, series->x[i]), place_y (chart, value));
  }
  append_pair (page, "L", place_x (chart, series->x[series->count - 1]), BOTTOM);
  g_string_append_c (page, 'Z');
}

static double find_bar_width (const Chart *chart)
{
  size_t bars = 0;
  for (guint i = 0; i < chart->series->len; i++) {
    bars += chart_get_series (chart, i)->style == CHART_BARS;
  }
  return (RIGHT - LEFT) / (chart->x.to - chart->x.from) * 0.84 / (double)MAX (bars, 1);
}

/* Draws bars or dots.  Bars of several series stand beside each other: they share the width of a bin. */
static void append_marks (const Chart *chart, const ChartSeries *series, GString *page)
{
  g_autofree char *name = html_escape (series->name);
  double half = find_bar_width (chart) / 2;
  for (size_t i = 0; i < series->count; i++) {
    if (!is_drawn (chart, series->values[i])) {
      continue;
    }
    double x = place_x (chart, series->x[i]), y = place_y (chart, series->values[i]);
    if (series->style == CHART_DOTS) {
      g_string_append_printf (page, "<circle class=\"f%u\" r=\"4\" cx=\"%s\" cy=\"%s\">", series->colour,
                              make_place (x).text, make_place (y).text);
    } else {
      g_string_append_printf (page, "<path class=\"f%u\" d=\"M%s %dV%sH%sV%dZ\">", series->colour,
                              make_place (x - half).text, BOTTOM, make_place (y).text,
                              make_place (x + half).text, BOTTOM);
    }
    size_t label = (size_t)(series->x[i] + 0.5);
    g_string_append_printf (page, "<title>%s, %s: ", name,
                            label < g_strv_length (chart->labels) ? chart->labels[label] : "");
    html_append_number (page, series->values[i], 3);
    g_string_append_printf (page, "</title></%s>", series->style == CHART_DOTS ? "circle" : "path");
  }
}

static void append_series (const Chart *chart, const ChartSeries *series, GString *page)
{
  static const struct {
    const char *class;
    void (*append) (const Chart *, const ChartSeries *, GString *);
  } paths[] = {
    [CHART_LINE] = { "l l", append_line },
    [CHART_DASHED] = { "l d l", append_line },
    [CHART_IMPULSES] = { "i l", append_impulses },
    [CHART_AREA] = { "f", append_area },
  };
  if (series->style == CHART_BARS || series->style == CHART_DOTS) {
    append_marks (chart, series, page);
    return;
  }
  g_string_append_printf (page, "<path class=\"%s%u\" d=\"", paths[series->style].class, series->colour);
  paths[series->style].append (chart, series, page);
  g_string_append (page, "\"/>");
}

static void append_picture (const Chart *chart, GString *page)
{
  g_string_append_printf (page, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT,
                          chart->title);
  append_y_ticks (chart, page);
  append_x_ticks (chart, page);
  for (guint i = 0; i < chart->series->len; i++) {
    append_series (chart, chart_get_series (chart, i), page);
  }
  g_string_append_printf (page, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, BOTTOM, RIGHT);
  g_string_append_printf (page, "<text class=\"x\" x=\"%d\" y=\"%d\">%s</text>", (LEFT + RIGHT) / 2,
                          HEIGHT - 8, chart->x_label);
  g_string_append_printf (page, "<text class=\"x\" transform=\"translate(14 %d) rotate(-90)\">%s</text>",
                          (TOP + BOTTOM) / 2, chart->unit);
  g_string_append_printf (page, "<path class=\"cross\" d=\"M0 %dV%d\"/></svg>", TOP, BOTTOM);
}

static void append_legend (const Chart *chart, GString *page)
{
  static const char *const classes[] = { [CHART_DASHED] = "dash", [CHART_DOTS] = "dot" };
  g_string_append (page, "<div class=\"legend\">");
  for (guint i = 0; i < chart->series->len; i++) {
    const ChartSeries *series = chart_get_series (chart, i);
    const char *class = classes[series->style];
    g_autofree char *name = html_escape (series->name);
    g_string_append_printf (page, "<span><i class=\"%s b%u\"></i>%s</span> ", class != NULL ? class : "",
                            series->colour, name);
  }
  g_string_append (page, chart->series->len == 0 ? "<span>nothing to show</span></div>" : "</div>");
}

static void append_array (GString *page, const double *values, size_t count)
{
  g_string_append_c (page, '[');
  for (size_t i = 0; i < count; i++) {
    g_string_append (page, i > 0 ? "," : "");
    html_append_json_number (page, values[i]);
  }
  g_string_append_c (page, ']');
}

/* Appends the numbers that the pointer shows. */
static void chart_append_numbers (const Chart *chart, GString *page)
{
  g_string_append_printf (
      page, "<script type=\"application/json\">{\"left\":%d,\"right\":%d,\"width\":%d,\"from\":", LEFT, RIGHT,
      WIDTH);
  html_append_json_number (page, chart->x.from);
  g_string_append (page, ",\"to\":");
  html_append_json_number (page, chart->x.to);
  g_string_append (page, ",\"x\":[");
  for (guint i = 0; i < chart->axes->len; i++) {
    g_string_append (page, i > 0 ? "," : "");
    append_array (page, chart_get_axis (chart, i)->x, chart_get_axis (chart, i)->count);
  }
  g_string_append (page, "],\"series\":[");
  for (guint i = 0; i < chart->series->len; i++) {
    const ChartSeries *series = chart_get_series (chart, i);
    g_string_append (page, i > 0 ? ",{\"name\":" : "{\"name\":");
    html_append_json_string (page, series->name);
    g_string_append_printf (page, ",\"axis\":%u,\"y\":", series->axis);
    append_array (page, series->shown != NULL ? series->shown : series->values, series->count);
    g_string_append_c (page, '}');
  }
  g_string_append (page, "]}</script>");
}

void chart_append (Chart *chart, GString *page)
{
  chart->x = find_x_range (chart);
  chart->y = find_y_range (chart);
  g_string_append_printf (page, "<figure%s><figcaption>%s</figcaption>",
                          chart->labels == NULL ? " class=\"time\"" : "", chart->title);
  append_picture (chart, page);
  append_legend (chart, page);
  if (chart->labels == NULL) {
    chart_append_numbers (chart, page);
  }
  g_string_append (page, "<div class=\"tip\" hidden></div></figure>\n");
}
