/* report_charts.c - charts of runs over time */
#include "chart.h"
#include "figures.h"
#include "report.h"

#include <math.h>
#include <string.h>

enum { PIXELS = 400, COLOURS = 8 };

/* One run's part of a chart. */
typedef struct {
  GArray *columns; /* size_t, rising */
  GArray *members; /* of const FigureMember *, one for each column */
  GArray *rows;    /* of SeriesRow */
  double *times;
  double *values; /* all values of the first column, then those of the next */
} ChartData;

/* Whether MEMBER shows COLUMN; the total of a group is not shown, it is the height of the stack. */
static bool report_shows_column (const FigureMember *member, const char *column)
{
  return figure_has_column (member, column)
         && !(g_str_has_suffix (member->name, ".") && g_str_has_suffix (column, ".total"));
}

static void data_clear (ChartData *data)
{
  g_array_unref (data->columns);
  g_array_unref (data->members);
  g_clear_pointer (&data->rows, g_array_unref);
  g_free (data->times);
  g_free (data->values);
}

static void data_read (ChartData *data)
{
  size_t count = data->columns->len;
  data->times = g_new0 (double, data->rows->len + 1);
  data->values = g_new0 (double, (data->rows->len + 1) * (count + 1));
  double *row_values = g_new (double, count + 1);
  for (guint i = 0; i < data->rows->len; i++) {
    const SeriesRow *row = &g_array_index (data->rows, SeriesRow, i);
    data->times[i] = (double)row->time_ns / 1e9;
    series_row_read (row, (const size_t *)(const void *)data->columns->data, count, row_values);
    for (size_t column = 0; column < count; column++) {
      data->values[column * data->rows->len + i] = row_values[column];
    }
  }
  g_free (row_values);
}

/* Reads the columns of FIGURE in RUN.  A column belongs to the first member that has it. */
static bool data_init (ChartData *data, const Figure *figure, const RunFolder *run, GError **error)
{
  *data = (ChartData){ .columns = g_array_new (FALSE, FALSE, sizeof (size_t)),
                       .members = g_array_new (FALSE, FALSE, sizeof (const FigureMember *)) };
  char *const *names = run->series->columns;
  for (size_t i = 0; names[i] != NULL; i++) {
    for (size_t j = 0; j < FIGURE_MEMBERS && figure->members[j].name != NULL; j++) {
      if (report_shows_column (&figure->members[j], names[i])) {
        const FigureMember *member = &figure->members[j];
        g_array_append_val (data->columns, i);
        g_array_append_val (data->members, member);
        break;
      }
    }
  }
  data->rows = series_reduce (run->series, (const size_t *)(const void *)data->columns->data,
                              data->columns->len, PIXELS, error);
  if (data->rows == NULL) {
    data_clear (data);
    return false;
  }
  data_read (data);
  return true;
}

/* Returns the values of COLUMN times FACTOR, which the caller frees; NULL if all are 0. */
static double *get_values (const ChartData *data, size_t column, double factor)
{
  double *values = g_new (double, data->rows->len + 1);
  bool is_something = false;
  for (guint i = 0; i < data->rows->len; i++) {
    double value = data->values[column * data->rows->len + i];
    is_something = is_something || (isfinite (value) && value != 0);
    values[i] = value * factor;
  }
  if (!is_something) {
    g_clear_pointer (&values, g_free);
  }
  return values;
}

static char *report_charts_make_label (const FigureMember *member, const char *column, const RunFolder *run,
                                       bool has_others)
{
  const char *label = member->label != NULL ? member->label : column + strlen (member->name);
  return has_others ? g_strconcat (run->label, ": ", label, NULL) : g_strdup (label);
}

/* Adds the lines of RUN.  In a chart of one run each line has a colour; of several runs, each run has one. */
static void add_lines (Chart *picture, const Figure *figure, const ChartData *data, const RunFolder *run,
                       size_t index, bool has_others)
{
  unsigned axis = chart_add_axis (picture, data->times, data->rows->len);
  unsigned colour = 0;
  for (size_t m = 0; m < FIGURE_MEMBERS && figure->members[m].name != NULL; m++) {
    const FigureMember *member = &figure->members[m];
    for (guint i = 0; i < data->columns->len; i++) {
      const char *column = run->series->columns[g_array_index (data->columns, size_t, i)];
      g_autofree double *values =
          report_shows_column (member, column) ? get_values (data, i, member->factor) : NULL;
      if (values == NULL) {
        continue;
      }
      g_autofree char *label = report_charts_make_label (member, column, run, has_others);
      ChartStyle style = figure->kind == FIGURE_IMPULSES ? CHART_IMPULSES
                         : member->is_dashed             ? CHART_DASHED
                                                         : CHART_LINE;
      /* With several runs, colours tell the runs apart; dashes and labels tell the lines of a run apart. */
      unsigned shown = has_others ? (unsigned)index : colour;
      chart_add_series (picture, label, style, shown % COLOURS, axis, values, NULL);
      colour++;
    }
  }
}

static void add_stack (Chart *picture, const Figure *figure, const ChartData *data, const RunFolder *run)
{
  static const unsigned colours[] = { 5, 4, 1, 3, 0, 2, 6, 7 };
  unsigned axis = chart_add_axis (picture, data->times, data->rows->len);
  size_t length = data->rows->len;
  double factor = figure->is_rate && run->sample_ns > 0 ? 1e9 / (double)run->sample_ns : 1;
  double *sums = g_new0 (double, length + 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < data->columns->len; i++) {
    double *values = get_values (data, i, factor);
    if (values != NULL) {
      g_ptr_array_add (kept, values);
      g_array_append_val (names, i);
      for (size_t row = 0; row < length; row++) {
        sums[row] += isfinite (values[row]) ? values[row] : 0;
      }
    }
  }
  for (guint k = kept->len; k > 0; k--) {
    const double *values = g_ptr_array_index (kept, k - 1);
    guint column = g_array_index (names, guint, k - 1);
    const FigureMember *member = g_array_index (data->members, const FigureMember *, column);
    const char *name = run->series->columns[g_array_index (data->columns, size_t, column)];
    g_autofree char *label = report_charts_make_label (member, name, run, false);
    chart_add_series (picture, label, CHART_AREA, colours[(k - 1) % G_N_ELEMENTS (colours)], axis, sums,
                      values);
    for (size_t row = 0; row < length; row++) {
      sums[row] -= isfinite (values[row]) ? values[row] : 0;
    }
  }
  g_free (sums);
}

/* Appends one chart for all runs. */
static bool append_shared (GString *page, const Figure *figure, RunFolder *const *runs, size_t count,
                           GError **error)
{
  g_autoptr (Chart) picture = chart_new (figure->title, figure->unit, figure->is_log);
  bool is_there = false;
  for (size_t i = 0; i < count; i++) {
    ChartData data;
    if (!data_init (&data, figure, runs[i], error)) {
      return false;
    }
    is_there = is_there || data.columns->len > 0;
    add_lines (picture, figure, &data, runs[i], i, count > 1);
    data_clear (&data);
  }
  if (is_there) {
    chart_append (picture, page);
  }
  return true;
}

/* Appends a chart for each run. */
static bool append_separate (GString *page, const Figure *figure, RunFolder *const *runs, size_t count,
                             GError **error)
{
  for (size_t i = 0; i < count; i++) {
    ChartData data;
    if (!data_init (&data, figure, runs[i], error)) {
      return false;
    }
    g_autofree char *title = g_strconcat (figure->title, ": ", runs[i]->label, NULL);
    g_autoptr (Chart) picture = chart_new (count > 1 ? title : figure->title, figure->unit, figure->is_log);
    if (figure->kind == FIGURE_STACK) {
      add_stack (picture, figure, &data, runs[i]);
    } else {
      add_lines (picture, figure, &data, runs[i], i, false);
    }
    if (data.columns->len > 0) {
      chart_append (picture, page);
    }
    data_clear (&data);
  }
  return true;
}

bool report_append_time_charts (GString *page, RunFolder *const *runs, size_t count, GError **error)
{
  g_string_append (
      page, "<h2 id=\"time\">Over time</h2>\n<p class=\"hint\">The pointer shows the values of the nearest "
            "sample that is drawn.</p>\n");
  for (size_t i = 0; i < FIGURE_COUNT; i++) {
    bool is_good = FIGURES[i].kind >= FIGURE_STACK ? append_separate (page, &FIGURES[i], runs, count, error)
                                                   : append_shared (page, &FIGURES[i], runs, count, error);
    if (!is_good) {
      return false;
    }
  }
  return true;
}
