/* sweep_table.c - writes means, confidence intervals and differences from the base */
#include "sweep_table.h"

#include "refuse.h"
#include "text_table.h"
#include "tool.h"

#include <math.h>
#include <string.h>

struct SweepTable {
  const SweepPlan *plan;
  EvaluationResult *results; /* that of run R of point P is at P × replications + R */
  double *values;            /* metric M of that run is at M × runs + P × replications + R */
  size_t runs;
};

/* ---- results ---- */

static bool sweep_table_take_result (SweepTable *table, size_t run, const char *text, GError **error)
{
  EvaluationResult *result = &table->results[run];
  if (text == NULL || !evaluation_result_parse (text, table->plan->metric_count, result)) {
    return refuse_file (error, "run %zu of point %zu has no result%s", run % table->plan->replications,
                        run / table->plan->replications, text != NULL ? " that can be read" : "");
  }
  for (size_t i = 0; i < table->plan->metric_count; i++) {
    table->values[i * table->runs + run] = result->error == NULL ? result->values[i] : NAN;
  }
  return true;
}

SweepTable *sweep_table_new (const SweepPlan *plan, SweepTableFind find, const void *user, GError **error)
{
  SweepTable *table = g_new0 (SweepTable, 1);
  table->plan = plan;
  table->runs = sweep_plan_count_runs (plan);
  table->results = g_new0 (EvaluationResult, table->runs);
  table->values = g_new (double, table->runs * plan->metric_count + 1);
  for (size_t i = 0; i < table->runs; i++) {
    g_autofree char *key = sweep_plan_make_key (plan, i / plan->replications, i % plan->replications);
    if (!sweep_table_take_result (table, i, find (user, key), error)) {
      sweep_table_free (table);
      return NULL;
    }
  }
  return table;
}

void sweep_table_free (SweepTable *table)
{
  if (table != NULL) {
    for (size_t i = 0; i < table->runs; i++) {
      evaluation_result_clear (&table->results[i]);
    }
    g_free (table->results);
    g_free (table->values);
    g_free (table);
  }
}

static const double *find_values (const SweepTable *table, size_t point, size_t metric)
{
  return &table->values[metric * table->runs + point * table->plan->replications];
}

Estimate sweep_table_estimate (const SweepTable *table, size_t point, size_t metric)
{
  return statistics_estimate (find_values (table, point, metric), table->plan->replications);
}

Estimate sweep_table_compare (const SweepTable *table, size_t point, size_t metric)
{
  return statistics_estimate_difference (find_values (table, point, metric), find_values (table, 0, metric),
                                         table->plan->replications);
}

size_t sweep_table_count_errors (const SweepTable *table, const char **first)
{
  size_t count = 0;
  *first = NULL;
  for (size_t i = table->runs; i-- > 0;) {
    if (table->results[i].error != NULL) {
      *first = table->results[i].error;
      count++;
    }
  }
  return count;
}

/* ---- CSV ---- */

static void sweep_table_append_cell (GString *text, const char *cell)
{
  if (strpbrk (cell, ",\"\n\r") == NULL) {
    g_string_append (text, cell);
    return;
  }
  g_string_append_c (text, '"');
  for (; *cell != '\0'; cell++) {
    g_string_append (text, *cell == '"' ? "\"" : "");
    g_string_append_c (text, *cell == '\n' || *cell == '\r' ? ' ' : *cell);
  }
  g_string_append_c (text, '"');
}

/* Appends a comma and a cell for each of CELLS. */
static void append_cells (GString *text, char *const *cells)
{
  for (; *cells != NULL; cells++) {
    g_string_append_c (text, ',');
    sweep_table_append_cell (text, *cells);
  }
}

static void sweep_table_append_head (GString *text, const SweepPlan *plan)
{
  g_string_append_printf (text, "# " TOOL_NAME " %s, sweep of scenario %s, sha256 %s\n", plan->version,
                          plan->scenario, plan->sha256);
  g_string_append_printf (text, "# seed %s, %zu point%s, %zu replication%s%s%s\n", plan->seed,
                          (size_t)plan->points->len, plan->points->len == 1 ? "" : "s", plan->replications,
                          plan->replications == 1 ? "" : "s", *plan->duration != '\0' ? ", duration " : "",
                          plan->duration);
  for (char **set = plan->sets; *set != NULL; set++) {
    g_autofree char *one_line = g_strdelimit (g_strdup (*set), "\n\r", ' ');
    g_string_append_printf (text, "# set %s\n", one_line);
  }
  g_string_append (text, "point");
  append_cells (text, plan->paths);
}

static void sweep_table_append_point (GString *text, const SweepPlan *plan, size_t point)
{
  g_string_append_printf (text, "%zu", point);
  append_cells (text, g_ptr_array_index (plan->points, point));
}

static GString *sweep_table_make_runs (const SweepTable *table)
{
  const SweepPlan *plan = table->plan;
  GString *text = g_string_new (NULL);
  sweep_table_append_head (text, plan);
  g_string_append (text, ",run");
  for (size_t i = 0; i < plan->metric_count; i++) {
    g_string_append_printf (text, ",%s", plan->metrics[i]);
  }
  g_string_append (text, ",fingerprint,error\n");
  for (size_t run = 0; run < table->runs; run++) {
    const EvaluationResult *result = &table->results[run];
    sweep_table_append_point (text, plan, run / plan->replications);
    g_string_append_printf (text, ",%zu", run % plan->replications);
    for (size_t i = 0; i < plan->metric_count; i++) {
      evaluation_append_cell (text, table->values[i * table->runs + run]);
    }
    if (result->error == NULL) {
      g_string_append_printf (text, ",%016" G_GINT64_MODIFIER "x,\n", result->fingerprint);
    } else {
      g_string_append (text, ",,");
      sweep_table_append_cell (text, result->error);
      g_string_append_c (text, '\n');
    }
  }
  return text;
}

static size_t count_good (const SweepTable *table, size_t point)
{
  size_t count = 0;
  for (size_t i = 0; i < table->plan->replications; i++) {
    count += table->results[point * table->plan->replications + i].error == NULL;
  }
  return count;
}

static GString *sweep_table_make_points (const SweepTable *table)
{
  const SweepPlan *plan = table->plan;
  GString *text = g_string_new (NULL);
  sweep_table_append_head (text, plan);
  g_string_append (text, ",runs");
  for (size_t i = 0; i < plan->metric_count; i++) {
    const char *name = plan->metrics[i];
    g_string_append_printf (text, ",%s,%s.ci95,%s.diff,%s.diff_ci95", name, name, name, name);
  }
  g_string_append_c (text, '\n');
  for (size_t point = 0; point < plan->points->len; point++) {
    sweep_table_append_point (text, plan, point);
    g_string_append_printf (text, ",%zu", count_good (table, point));
    for (size_t i = 0; i < plan->metric_count; i++) {
      Estimate estimate = sweep_table_estimate (table, point, i),
               difference = sweep_table_compare (table, point, i);
      evaluation_append_cell (text, estimate.mean);
      evaluation_append_cell (text, estimate.half);
      evaluation_append_cell (text, difference.mean);
      evaluation_append_cell (text, difference.half);
    }
    g_string_append_c (text, '\n');
  }
  return text;
}

bool sweep_table_write (const SweepTable *table, OutputSet *outputs, GError **error)
{
  g_autoptr (GString) runs = sweep_table_make_runs (table);
  g_autoptr (GString) points = sweep_table_make_points (table);
  return output_set_add_text (outputs, SWEEP_TABLE_RUNS, runs->str, runs->len, error)
         && output_set_add_text (outputs, SWEEP_TABLE_POINTS, points->str, points->len, error);
}

/* ---- for people ---- */

static void add_head_row (const SweepTable *table, TextTable *text)
{
  const SweepPlan *plan = table->plan;
  text_table_add_cell (text, "point");
  for (size_t i = 0; i < plan->path_count; i++) {
    const char *dot = strrchr (plan->paths[i], '.');
    text_table_add_cell (text, dot != NULL ? dot + 1 : plan->paths[i]);
  }
  for (size_t i = 0; i < plan->metric_count; i++) {
    text_table_add_cell (text, plan->metrics[i]);
    text_table_add_cell (text, "- base");
  }
  text_table_end_row (text);
}

static void sweep_table_add_row (const SweepTable *table, TextTable *text, size_t point)
{
  const SweepPlan *plan = table->plan;
  text_table_take_cell (text, point == 0 ? g_strdup ("base") : g_strdup_printf ("%zu", point));
  for (size_t i = 0; i < plan->path_count; i++) {
    const char *value = sweep_plan_get_value (plan, point, i);
    text_table_add_cell (text, *value != '\0' ? value : "as it is");
  }
  for (size_t i = 0; i < plan->metric_count; i++) {
    text_table_take_cell (text, estimate_format (sweep_table_estimate (table, point, i)));
    Estimate difference = sweep_table_compare (table, point, i);
    text_table_take_cell (text, point == 0 ? g_strdup ("") : estimate_format_difference (difference));
  }
  text_table_end_row (text);
}

char *sweep_table_format (const SweepTable *table, size_t rows)
{
  const SweepPlan *plan = table->plan;
  size_t columns = 1 + plan->path_count + 2 * plan->metric_count;
  g_autofree char *alignment = g_strnfill (columns, 'r');
  g_autoptr (TextTable) text = text_table_new (alignment);
  add_head_row (table, text);
  size_t shown = rows > 0 ? MIN (rows, plan->points->len) : plan->points->len;
  for (size_t i = 0; i < shown; i++) {
    sweep_table_add_row (table, text, i);
  }
  GString *whole = g_string_new (NULL);
  text_table_append (text, whole);
  if (shown < plan->points->len) {
    g_string_append_printf (whole, "and %zu more points in " SWEEP_TABLE_POINTS "\n",
                            plan->points->len - shown);
  }
  return g_string_free (whole, FALSE);
}
