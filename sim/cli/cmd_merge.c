/* cmd_merge.c - writes, prints and draws the tables of a complete sweep, and the subcommand `merge` */
#include "sweep_end.h"

#include "gnuplot.h"
#include "sweep_shard.h"
#include "words.h"

#include <string.h>

#define ROWS_SHOWN 50

/* The two metrics of a Pareto front, and whether the greatest of each is good. */
typedef struct {
  const char *metrics[2];
  bool is_max[2];
} Front;

/* The state of drawing. */
typedef struct {
  Gnuplot *gnuplot;
  GnuplotFiles files;
  const char *points; /* path of points.csv */
} Drawing;

/* ---- the front ---- */

static bool choose_metric (const char *text, const char *const *metrics, Front *front, size_t index,
                           GError **error)
{
  const char *colon = strrchr (text, ':');
  bool is_max = colon != NULL && strcmp (colon, ":max") == 0;
  if (colon == NULL || (!is_max && strcmp (colon, ":min") != 0)) {
    return refuse_option (error, "--front %s: write it as METRIC:max or METRIC:min, whichever is good", text);
  }
  g_autofree char *name = g_strndup (text, (size_t)(colon - text));
  for (size_t i = 0; metrics[i] != NULL; i++) {
    if (strcmp (metrics[i], name) == 0) {
      front->metrics[index] = metrics[i];
      front->is_max[index] = is_max;
      return true;
    }
  }
  g_autofree char *hint = words_hint (name, metrics, g_strv_length ((char **)(uintptr_t)metrics));
  return refuse_option (error, "--front %s: no such metric is recorded; %s", text, hint);
}

/* Sets FRONT as CHOSEN says; if CHOSEN is NULL, to the first and the last of METRICS, where great values are
 * good for rates only. */
static bool choose_front (const char *const *chosen, const char *const *metrics, Front *front, GError **error)
{
  if (chosen == NULL) {
    *front = (Front){ .metrics = { metrics[0], metrics[g_strv_length ((char **)(uintptr_t)metrics) - 1] } };
    for (size_t i = 0; i < 2; i++) {
      front->is_max[i] = g_str_has_suffix (front->metrics[i], "_rate");
    }
    return true;
  }
  if (g_strv_length ((char **)(uintptr_t)chosen) != 2) {
    return refuse_option (
        error,
        "a front is of two metrics; give --front twice, say --front hit_rate:max --front latency.p99:min");
  }
  return choose_metric (chosen[0], metrics, front, 0, error)
         && choose_metric (chosen[1], metrics, front, 1, error);
}

bool sweep_end_check (const SweepEnd *end, const char *const *metrics, GError **error)
{
  Front front;
  return end->front == NULL || choose_front (end->front, metrics, &front, error);
}

/* ---- drawing ---- */

/* Draws with SCRIPT and SETTINGS, and adds the pictures as NAME. */
static bool draw (Drawing *drawing, const char *script, const char *name, const GString *settings,
                  GError **error)
{
  return gnuplot_prepare_table (drawing->gnuplot, script, drawing->points, settings->str, error)
         && gnuplot_draw_files (drawing->gnuplot, name, GNUPLOT_FORMATS, &drawing->files, error);
}

static void append_plan (GString *settings, const SweepPlan *plan)
{
  gnuplot_append_setting (settings, "title", plan->scenario);
  gnuplot_append_setting (settings, "path_x", plan->path_count > 0 ? plan->paths[0] : "");
  gnuplot_append_setting (settings, "path_y", plan->path_count > 1 ? plan->paths[1] : "");
  g_string_append_printf (settings, "others = %zu\n", plan->path_count > 2 ? plan->path_count - 2 : 0);
}

static bool sweep_pictures_draw_all (Drawing *drawing, const SweepPlan *plan, const Front *front,
                                     GError **error)
{
  for (size_t i = 0; i < plan->metric_count && plan->path_count > 0; i++) {
    g_autoptr (GString) settings = g_string_new (NULL);
    append_plan (settings, plan);
    gnuplot_append_setting (settings, "metric", plan->metrics[i]);
    g_autofree char *name = g_strconcat ("heat-", plan->metrics[i], NULL);
    if (!draw (drawing, "heat", name, settings, error)) {
      return false;
    }
  }
  if (strcmp (front->metrics[0], front->metrics[1]) == 0) {
    return true; /* a front needs two metrics */
  }
  g_autoptr (GString) settings = g_string_new (NULL);
  append_plan (settings, plan);
  gnuplot_append_setting (settings, "metric_x", front->metrics[0]);
  gnuplot_append_setting (settings, "metric_y", front->metrics[1]);
  g_string_append_printf (settings, "max_x = %d\nmax_y = %d\n", front->is_max[0], front->is_max[1]);
  return draw (drawing, "pareto", "pareto", settings, error);
}

/* Draws points.csv of PLAN, in the output folder of END, as SVG and PNG into the folder plots there, and
 * prints the paths of the pictures. */
static bool sweep_pictures_draw (const SweepEnd *end, const SweepPlan *plan, GError **error)
{
  Front front = { { "", "" }, { false, false } };
  if (!choose_front (end->front, (const char *const *)plan->metrics, &front, error)) {
    return false;
  }
  g_autofree char *folder = g_build_filename (end->output, "plots", NULL);
  g_autofree char *points = g_build_filename (end->output, SWEEP_TABLE_POINTS, NULL);
  g_autoptr (Gnuplot) gnuplot = gnuplot_new (NULL, NULL, error);
  g_autoptr (OutputSet) outputs = gnuplot != NULL ? output_set_new (folder, error) : NULL;
  g_autoptr (GString) report = g_string_new (NULL);
  Drawing drawing = { gnuplot, { outputs, folder, report }, points };
  bool is_good = outputs != NULL && sweep_pictures_draw_all (&drawing, plan, &front, error)
                 && output_set_commit (outputs, error);
  if (is_good && !end->quiet) {
    (void)fputs (report->str, stdout);
  }
  return is_good;
}

/* ---- the tables ---- */

static void sweep_end_print_table (const SweepEnd *end, const SweepPlan *plan, const SweepTable *table)
{
  g_autofree char *text = sweep_table_format (table, ROWS_SHOWN);
  (void)fputs (text, stdout);
  printf ("\n%zu run%s of %zu point%s; after ± half of the 95 %% confidence interval, * a difference that "
          "has no 0 in its own\n"
          "written to %s: " SWEEP_TABLE_RUNS ", " SWEEP_TABLE_POINTS "\n",
          sweep_plan_count_runs (plan), sweep_plan_count_runs (plan) == 1 ? "" : "s",
          (size_t)plan->points->len, plan->points->len == 1 ? "" : "s", end->output);
}

static bool write_tables (const SweepEnd *end, const SweepTable *table, GError **error)
{
  g_autoptr (OutputSet) outputs = output_set_new (end->output, error);
  return outputs != NULL && sweep_table_write (table, outputs, error) && output_set_commit (outputs, error);
}

ExitCode sweep_end_write (const SweepEnd *end, const SweepPlan *plan, SweepTableFind find, const void *user,
                          GError **error)
{
  g_autoptr (SweepTable) table = sweep_table_new (plan, find, user, error);
  if (table == NULL || !write_tables (end, table, error)) {
    return EXIT_CODE_BROKEN;
  }
  if (!end->quiet) {
    sweep_end_print_table (end, plan, table);
    (void)fflush (stdout);
  }
  if (end->plot && !sweep_pictures_draw (end, plan, error)) {
    return EXIT_CODE_BROKEN;
  }
  const char *first;
  size_t errors = sweep_table_count_errors (table, &first);
  if (errors > 0) {
    message_printf ("%zu of %zu runs failed, see the column error of %s/" SWEEP_TABLE_RUNS "; the first:",
                    errors, sweep_plan_count_runs (plan), end->output);
    message_print (first);
  }
  return errors > 0 ? EXIT_CODE_BROKEN : EXIT_CODE_OK;
}

/* ---- the subcommand ---- */

static const Option table[] = {
  OPTION_ROW (SweepEnd, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the tables there; the default is the first folder"),
  SWEEP_END_ROWS (SweepEnd, ),
  OPTION_END,
};

static ExitCode run_merge (const void *values, const char *const *operands, GError **error)
{
  SweepEnd end = *(const SweepEnd *)values;
  end.output = end.output != NULL ? end.output : operands[0];
  g_autoptr (GPtrArray) parts = sweep_parts_read (operands, error);
  if (parts == NULL) {
    return EXIT_CODE_BROKEN;
  }
  const SweepPlan *plan = ((const SweepPart *)g_ptr_array_index (parts, 0))->plan;
  return sweep_end_check (&end, (const char *const *)plan->metrics, error)
             ? sweep_end_write (&end, plan, sweep_parts_find, parts, error)
             : EXIT_CODE_BROKEN;
}

const Command COMMAND_MERGE = {
  .name = "merge",
  .operands = "DIR...",
  .summary = "put the shards of a sweep together",
  .description =
      "Reads the journals that 'pcachesim sweep --shard K/N' left in each DIR, and writes the same tables,\n"
      "byte for byte, as the sweep would have on one machine.  Shards of another plan, scenario,\n"
      "version or build are refused; shards that are missing or not complete are named.",
  .example = "  pcachesim merge out/shards\n"
             "  pcachesim merge node1/out node2/out node3/out --output out/merged --plot\n",
  .options = table,
  .values_size = sizeof (SweepEnd),
  .run = run_merge,
};
