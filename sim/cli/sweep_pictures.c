/* sweep_pictures.c - chooses heat maps, lines or points for each metric of a sweep */
#include "sweep_pictures.h"

#include "gnuplot.h"
#include "output_set.h"
#include "sweep_table.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  Gnuplot *gnuplot;
  OutputSet *outputs;
  char *folder;
  char *points; /* the path of points.csv */
  bool is_quiet;
} Drawing;

/* ---- the front ---- */

static bool choose_metric (const char *text, const char *const *metrics, SweepFront *front, size_t index,
                           GError **error)
{
  const char *colon = strrchr (text, ':');
  bool is_max = colon != NULL && strcmp (colon, ":max") == 0;
  if (colon == NULL || (!is_max && strcmp (colon, ":min") != 0)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--front %s: write it as METRIC:max or METRIC:min, whichever is good", text);
    return false;
  }
  g_autofree char *name = g_strndup (text, (size_t)(colon - text));
  for (size_t i = 0; metrics[i] != NULL; i++) {
    if (strcmp (metrics[i], name) == 0) {
      front->metrics[index] = (char *)(uintptr_t)metrics[i];
      front->is_max[index] = is_max;
      return true;
    }
  }
  g_autofree char *hint = words_hint (name, metrics, g_strv_length ((char **)(uintptr_t)metrics));
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--front %s: no such metric is recorded; %s",
               text, hint);
  return false;
}

bool sweep_front_choose (const GPtrArray *chosen, const char *const *metrics, SweepFront *front,
                         GError **error)
{
  size_t count = g_strv_length ((char **)(uintptr_t)metrics);
  if (chosen == NULL) {
    const char *const pair[] = { metrics[0], metrics[count - 1] };
    for (size_t i = 0; i < 2; i++) {
      front->metrics[i] = (char *)(uintptr_t)pair[i];
      front->is_max[i] = g_str_has_suffix (pair[i], "_rate");
    }
    return true;
  }
  if (chosen->len != 3) {
    g_set_error_literal (
        error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "a front is of two metrics; give --front twice, say --front hit_rate:max --front latency.p99:min");
    return false;
  }
  return choose_metric (g_ptr_array_index (chosen, 0), metrics, front, 0, error)
         && choose_metric (g_ptr_array_index (chosen, 1), metrics, front, 1, error);
}

/* ---- drawing ---- */

/* TEXT as a string of gnuplot. */
static void append_setting (GString *settings, const char *name, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *quoted = g_strjoinv ("''", parts);
  g_string_append_printf (settings, "%s = '%s'\n", name, quoted);
}

/* Draws SCRIPT with SETTINGS, and adds it as NAME. */
static bool draw (Drawing *drawing, const char *script, const char *name, const GString *settings,
                  GError **error)
{
  static const char *const formats[] = { "svg", "png" };
  if (!gnuplot_prepare_table (drawing->gnuplot, script, drawing->points, settings->str, error)) {
    return false;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *file_name =
        gnuplot_draw_file (drawing->gnuplot, name, formats[i], drawing->outputs, error);
    if (file_name == NULL) {
      return false;
    }
    if (!drawing->is_quiet) {
      g_autofree char *path = g_build_filename (drawing->folder, file_name, NULL);
      printf ("%s\n", path);
    }
  }
  return true;
}

static void append_plan (GString *settings, const SweepPlan *plan)
{
  append_setting (settings, "title", plan->scenario);
  append_setting (settings, "path_x", plan->path_count > 0 ? plan->paths[0] : "");
  append_setting (settings, "path_y", plan->path_count > 1 ? plan->paths[1] : "");
  g_string_append_printf (settings, "others = %zu\n", plan->path_count > 2 ? plan->path_count - 2 : 0);
}

static bool sweep_pictures_draw_all (Drawing *drawing, const SweepPlan *plan, const SweepFront *front,
                                     GError **error)
{
  for (size_t i = 0; i < plan->metric_count && plan->path_count > 0; i++) {
    g_autoptr (GString) settings = g_string_new (NULL);
    append_plan (settings, plan);
    append_setting (settings, "metric", plan->metrics[i]);
    g_autofree char *name = g_strconcat ("heat-", plan->metrics[i], NULL);
    if (!draw (drawing, "heat", name, settings, error)) {
      return false;
    }
  }
  if (strcmp (front->metrics[0], front->metrics[1]) == 0) {
    return true; /* there is only one */
  }
  g_autoptr (GString) settings = g_string_new (NULL);
  append_plan (settings, plan);
  append_setting (settings, "metric_x", front->metrics[0]);
  append_setting (settings, "metric_y", front->metrics[1]);
  g_string_append_printf (settings, "max_x = %d\nmax_y = %d\n", front->is_max[0], front->is_max[1]);
  return draw (drawing, "pareto", "pareto", settings, error);
}

bool sweep_pictures_draw (const SweepPlan *plan, const char *folder, const GPtrArray *chosen, bool is_quiet,
                          GError **error)
{
  SweepFront front;
  if (!sweep_front_choose (chosen, (const char *const *)plan->metrics, &front, error)) {
    return false;
  }
  Drawing drawing = { .gnuplot = gnuplot_new (NULL, error), .is_quiet = is_quiet };
  if (drawing.gnuplot == NULL) {
    return false;
  }
  drawing.folder = g_build_filename (folder, "plots", NULL);
  drawing.points = g_build_filename (folder, SWEEP_TABLE_POINTS, NULL);
  drawing.outputs = output_set_new (drawing.folder, error);
  bool is_good = drawing.outputs != NULL && sweep_pictures_draw_all (&drawing, plan, &front, error)
                 && output_set_commit (drawing.outputs, error);
  output_set_free (drawing.outputs);
  gnuplot_free (drawing.gnuplot);
  g_free (drawing.folder);
  g_free (drawing.points);
  return is_good;
}
