/* chart.c - draws axes, lines, areas and bars as SVG */
#include "chart.h"

#include "det_math.h"
#include "html.h"

#include <math.h>
#include <string.h>

/* Of the picture, and of the field with the axes in it. */
enum { WIDTH = 960, HEIGHT = 250, LEFT = 84, RIGHT = 948, TOP = 10, BOTTOM = 206, TICKS = 5, BINS_MIN = 6 };

typedef struct {
  char *name;
  ChartStyle style;
  unsigned colour, axis;
  double *values, *shown;
} ChartSeries;

typedef struct {
  double *x;
  size_t count;
} ChartAxis;

typedef struct {
  double from, to;
} Range;

struct Chart {
  char *title, *unit, *x_label;
  bool is_log;
  GArray *axes;   /* of ChartAxis */
  GArray *series; /* of ChartSeries */
  char **labels;  /* NULL: time */
};

Chart *chart_new (const char *title, const char *unit, bool is_log)
{
  Chart *chart = g_new0 (Chart, 1);
  chart->title = g_strdup (title);
  chart->unit = g_strdup (unit);
  chart->x_label = g_strdup ("simulated time, s");
  chart->is_log = is_log;
  chart->axes = g_array_new (FALSE, FALSE, sizeof (ChartAxis));
  chart->series = g_array_new (FALSE, FALSE, sizeof (ChartSeries));
  return chart;
}

static ChartAxis *chart_get_axis (const Chart *chart, size_t i)
{
  return &g_array_index (chart->axes, ChartAxis, i);
}

static ChartSeries *get_series (const Chart *chart, size_t i)
{
  return &g_array_index (chart->series, ChartSeries, i);
}

void chart_free (Chart *chart)
{
  for (guint i = 0; i < chart->axes->len; i++) {
    g_free (chart_get_axis (chart, i)->x);
  }
  for (guint i = 0; i < chart->series->len; i++) {
    g_free (get_series (chart, i)->name);
    g_free (get_series (chart, i)->values);
    g_free (get_series (chart, i)->shown);
  }
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
  size_t bytes = chart_get_axis (chart, axis)->count * sizeof *values;
  ChartSeries series = { .name = g_strdup (name),
                         .style = style,
                         .colour = colour,
                         .axis = axis,
                         .values = g_memdup2 (values, bytes),
                         .shown = shown != NULL ? g_memdup2 (shown, bytes) : NULL };
  g_array_append_val (chart->series, series);
}

void chart_set_labels (Chart *chart, const char *x_label, const char *const *labels, size_t count)
{
  g_free (chart->x_label);
  chart->x_label = g_strdup (x_label);
  g_strfreev (chart->labels);
  chart->labels = g_new0 (char *, count + 1);
  for (size_t i = 0; i < count; i++) {
    chart->labels[i] = g_strdup (labels[i]);
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

/* The exponents of the decades of a logarithmic axis. */
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
    const ChartSeries *series = get_series (chart, i);
    for (size_t j = 0; j < chart_get_axis (chart, series->axis)->count; j++) {
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

/* 1, 2 or 5 times a power of ten, so that there are about TICKS of them. */
static double chart_find_step (Range range)
{
  double rough = (range.to - range.from) / TICKS;
  double power = det_pow (10, get_decade_below (rough));
  double ratio = rough / power;
  return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
}

/* The multiples of STEP in RANGE. */
typedef struct {
  double first; /* how many steps from 0 */
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

static double place_x (double value, Range range)
{
  return chart_scale (value, range, LEFT, RIGHT);
}

static double place_y (const Chart *chart, double value, Range range)
{
  double on_axis = chart->is_log ? det_log (value) / det_log (10) : value;
  return chart_scale (MAX (on_axis, range.from), range, BOTTOM, TOP);
}

/* ---- drawing ---- */

/* A place in the picture, to a tenth. */
static void append_place (GString *page, double place)
{
  int tenths = (int)(place * 10 + 0.5);
  g_string_append_printf (page, "%d", tenths / 10);
  if (tenths % 10 != 0) {
    g_string_append_printf (page, ".%d", tenths % 10);
  }
}

static void append_pair (GString *page, const char *before, double x, double y)
{
  g_string_append (page, before);
  append_place (page, x);
  g_string_append_c (page, ' ');
  append_place (page, y);
}

static void append_y_ticks (const Chart *chart, GString *page, Range range)
{
  double step = chart->is_log ? 1 : chart_find_step (range);
  Ticks ticks = find_ticks (range, step);
  for (int i = 0; i < ticks.count; i++) {
    double tick = (ticks.first + i) * step;
    double y = chart_scale (tick, range, BOTTOM, TOP);
    append_pair (page, "<path class=\"grid\" d=\"M", LEFT, y);
    g_string_append_printf (page, "H%d\"/><text class=\"y\" x=\"%d\" y=\"", RIGHT, LEFT - 6);
    append_place (page, y + 4);
    g_string_append (page, "\">");
    html_append_number (page, chart->is_log ? det_pow (10, tick) : tick, 3);
    g_string_append (page, "</text>");
  }
}

static void append_x_tick (GString *page, double x, const char *label, bool has_grid)
{
  if (has_grid) {
    append_pair (page, "<path class=\"grid\" d=\"M", x, TOP);
    g_string_append_printf (page, "V%d\"/>", BOTTOM);
  }
  g_string_append (page, "<text class=\"x\" x=\"");
  append_place (page, x);
  g_string_append_printf (page, "\" y=\"%d\">", BOTTOM + 17);
  html_append (page, label);
  g_string_append (page, "</text>");
}

static void append_x_ticks (const Chart *chart, GString *page, Range range)
{
  if (chart->labels != NULL) {
    size_t count = g_strv_length (chart->labels);
    size_t every = count / 16 + 1;
    for (size_t i = 0; i < count; i += every) {
      append_x_tick (page, place_x ((double)i, range), chart->labels[i], false);
    }
    return;
  }
  double step = chart_find_step (range);
  Ticks ticks = find_ticks (range, step);
  for (int i = 0; i < ticks.count; i++) {
    double tick = (ticks.first + i) * step;
    g_autoptr (GString) label = g_string_new (NULL);
    html_append_number (label, tick, 6);
    append_x_tick (page, place_x (tick, range), label->str, true);
  }
}

static bool is_drawn (const Chart *chart, double value)
{
  return isfinite (value) && (!chart->is_log || value > 0);
}

/* A line has gaps where there are no values. */
static void append_line (const Chart *chart, const ChartSeries *series, GString *page, Range x_range,
                         Range y_range)
{
  const ChartAxis *axis = chart_get_axis (chart, series->axis);
  bool is_begun = false;
  for (size_t i = 0; i < axis->count; i++) {
    if (is_drawn (chart, series->values[i])) {
      append_pair (page, is_begun ? "L" : "M", place_x (axis->x[i], x_range),
                   place_y (chart, series->values[i], y_range));
      is_begun = true;
    } else {
      is_begun = false;
    }
    if (is_begun && (i + 1 == axis->count || !is_drawn (chart, series->values[i + 1]))) {
      g_string_append (page, "h.1"); /* a lone sample is a dot */
    }
  }
}

static void append_impulses (const Chart *chart, const ChartSeries *series, GString *page, Range x_range,
                             Range y_range)
{
  const ChartAxis *axis = chart_get_axis (chart, series->axis);
  for (size_t i = 0; i < axis->count; i++) {
    if (series->values[i] > 0) {
      append_pair (page, "M", place_x (axis->x[i], x_range), BOTTOM);
      g_string_append_c (page, 'V');
      append_place (page, place_y (chart, series->values[i], y_range));
    }
  }
}

static void append_area (const Chart *chart, const ChartSeries *series, GString *page, Range x_range,
                         Range y_range)
{
  const ChartAxis *axis = chart_get_axis (chart, series->axis);
  if (axis->count == 0) {
    return;
  }
  append_pair (page, "M", place_x (axis->x[0], x_range), BOTTOM);
  for (size_t i = 0; i < axis->count; i++) {
    double value = isfinite (series->values[i]) ? series->values[i] : 0;
    append_pair (page, "L", place_x (axis->x[i], x_range), place_y (chart, value, y_range));
  }
  append_pair (page, "L", place_x (axis->x[axis->count - 1], x_range), BOTTOM);
  g_string_append_c (page, 'Z');
}

static void chart_append_title (const Chart *chart, const ChartSeries *series, size_t i, GString *page)
{
  g_string_append (page, "<title>");
  html_append (page, series->name);
  g_string_append (page, ", ");
  size_t label = (size_t)(chart_get_axis (chart, series->axis)->x[i] + 0.5);
  html_append (page, label < g_strv_length (chart->labels) ? chart->labels[label] : "");
  g_string_append (page, ": ");
  html_append_number (page, series->values[i], 3);
  g_string_append (page, "</title>");
}

/* Bars of several series stand beside each other: their places are parts of a bin. */
static void append_marks (const Chart *chart, const ChartSeries *series, GString *page, Range x_range,
                          Range y_range, double width)
{
  const ChartAxis *axis = chart_get_axis (chart, series->axis);
  for (size_t i = 0; i < axis->count; i++) {
    if (!is_drawn (chart, series->values[i])) {
      continue;
    }
    double x = place_x (axis->x[i], x_range);
    double y = place_y (chart, series->values[i], y_range);
    if (series->style == CHART_DOTS) {
      g_string_append_printf (page, "<circle class=\"f%u\" r=\"4\" cx=\"", series->colour);
      append_place (page, x);
      g_string_append (page, "\" cy=\"");
      append_place (page, y);
      g_string_append (page, "\">");
    } else {
      g_string_append_printf (page, "<path class=\"f%u\" d=\"", series->colour);
      append_pair (page, "M", x - width / 2, BOTTOM);
      g_string_append_c (page, 'V');
      append_place (page, y);
      g_string_append_c (page, 'H');
      append_place (page, x + width / 2);
      g_string_append_printf (page, "V%dZ\">", BOTTOM);
    }
    chart_append_title (chart, series, i, page);
    g_string_append (page, series->style == CHART_DOTS ? "</circle>" : "</path>");
  }
}

static double find_bar_width (const Chart *chart, Range x_range)
{
  size_t bars = 0;
  for (guint i = 0; i < chart->series->len; i++) {
    bars += get_series (chart, i)->style == CHART_BARS;
  }
  return (RIGHT - LEFT) / (x_range.to - x_range.from) * 0.84 / (double)MAX (bars, 1);
}

static void append_one_series (const Chart *chart, const ChartSeries *series, GString *page, Range x_range,
                               Range y_range)
{
  static const char *const begins[] = { [CHART_LINE] = "<path class=\"l l%u\" d=\"",
                                        [CHART_DASHED] = "<path class=\"l d l%u\" d=\"",
                                        [CHART_IMPULSES] = "<path class=\"i l%u\" d=\"",
                                        [CHART_AREA] = "<path class=\"f%u\" d=\"" };
  static void (*const append[]) (const Chart *, const ChartSeries *, GString *, Range, Range) = {
    [CHART_LINE] = append_line,
    [CHART_DASHED] = append_line,
    [CHART_IMPULSES] = append_impulses,
    [CHART_AREA] = append_area,
  };
  if (series->style == CHART_BARS || series->style == CHART_DOTS) {
    append_marks (chart, series, page, x_range, y_range, find_bar_width (chart, x_range));
    return;
  }
  const char *class = begins[series->style];
  const char *number = strstr (class, "%u");
  g_string_append_len (page, class, number - class);
  g_string_append_printf (page, "%u%s", series->colour, number + 2);
  append[series->style](chart, series, page, x_range, y_range);
  g_string_append (page, "\"/>");
}

static void append_picture (const Chart *chart, GString *page, Range x_range, Range y_range)
{
  g_string_append_printf (page, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
  html_append (page, chart->title);
  g_string_append (page, "\">");
  append_y_ticks (chart, page, y_range);
  append_x_ticks (chart, page, x_range);
  for (guint i = 0; i < chart->series->len; i++) {
    append_one_series (chart, get_series (chart, i), page, x_range, y_range);
  }
  g_string_append_printf (page, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, BOTTOM, RIGHT);
  g_string_append_printf (page, "<text class=\"x\" x=\"%d\" y=\"%d\">", (LEFT + RIGHT) / 2, HEIGHT - 8);
  html_append (page, chart->x_label);
  g_string_append_printf (page, "</text><text class=\"x\" transform=\"translate(14 %d) rotate(-90)\">",
                          (TOP + BOTTOM) / 2);
  html_append (page, chart->unit);
  g_string_append_printf (page, "</text><path class=\"cross\" d=\"M0 %dV%d\"/></svg>", TOP, BOTTOM);
}

static void append_legend (const Chart *chart, GString *page)
{
  g_string_append (page, "<div class=\"legend\">");
  for (guint i = 0; i < chart->series->len; i++) {
    const ChartSeries *series = get_series (chart, i);
    g_string_append_printf (page, "<span><i class=\"%s b%u\"></i>",
                            series->style == CHART_DASHED ? "dash"
                            : series->style == CHART_DOTS ? "dot"
                                                          : "",
                            series->colour);
    html_append (page, series->name);
    g_string_append (page, "</span> ");
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

/* What the pointer shows. */
static void chart_append_numbers (const Chart *chart, GString *page, Range x_range)
{
  g_string_append_printf (
      page, "<script type=\"application/json\">{\"left\":%d,\"right\":%d,\"width\":%d,\"from\":", LEFT, RIGHT,
      WIDTH);
  html_append_json_number (page, x_range.from);
  g_string_append (page, ",\"to\":");
  html_append_json_number (page, x_range.to);
  g_string_append (page, ",\"x\":[");
  for (guint i = 0; i < chart->axes->len; i++) {
    g_string_append (page, i > 0 ? "," : "");
    append_array (page, chart_get_axis (chart, i)->x, chart_get_axis (chart, i)->count);
  }
  g_string_append (page, "],\"series\":[");
  for (guint i = 0; i < chart->series->len; i++) {
    const ChartSeries *series = get_series (chart, i);
    g_string_append (page, i > 0 ? ",{\"name\":" : "{\"name\":");
    html_append_json_string (page, series->name);
    g_string_append_printf (page, ",\"axis\":%u,\"y\":", series->axis);
    append_array (page, series->shown != NULL ? series->shown : series->values,
                  chart_get_axis (chart, series->axis)->count);
    g_string_append_c (page, '}');
  }
  g_string_append (page, "]}</script>");
}

void chart_append (const Chart *chart, GString *page)
{
  Range x_range = find_x_range (chart);
  g_string_append_printf (page, "<figure%s><figcaption>", chart->labels == NULL ? " class=\"time\"" : "");
  html_append (page, chart->title);
  g_string_append (page, "</figcaption>");
  append_picture (chart, page, x_range, find_y_range (chart));
  append_legend (chart, page);
  if (chart->labels == NULL) {
    chart_append_numbers (chart, page, x_range);
  }
  g_string_append (page, "<div class=\"tip\" hidden></div></figure>\n");
}
