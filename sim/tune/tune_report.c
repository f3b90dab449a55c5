/* tune_report.c - prints the result of a search, and writes tune.json and points.csv */
#include "tune.h"

#include "json_writer.h"
#include "text_table.h"
#include "tool.h"

#include <math.h>
#include <string.h>

/* ---- for people ---- */

static const char *get_name (const TuneAxis *axis)
{
  return axis->tunable.field->key;
}

static void append_values (GString *text, const TuneResult *result)
{
  static const char *const headings[] = { "", "as it is", "best", NULL };
  g_autoptr (TextTable) table = text_table_new ("lll");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    text_table_add_cell (table, get_name (axis));
    text_table_take_cell (table, tune_axis_format_value (axis, result->base_values[i]));
    text_table_take_cell (table, tune_axis_format_value (axis, result->best_values[i]));
    text_table_end_row (table);
  }
  text_table_append (table, text);
}

/* Describes how the best point differs from the scenario as it is, and how certain the gain is. */
static char *format_gain (const TuneResult *result)
{
  Estimate difference = result->fresh_difference;
  g_autofree char *text = estimate_format (difference);
  const char *sign = difference.mean > 0 ? "+" : "";
  if (isnan (difference.half) || fabs (difference.mean) <= difference.half) {
    return g_strconcat (sign, text, isnan (difference.mean) ? "" : ", which may be chance", NULL);
  }
  if (isnan (result->gain)) {
    return g_strconcat (sign, text, NULL);
  }
  g_autofree char *share = estimate_format_number (100 * fabs (result->gain), 3);
  return g_strdup_printf ("%s%s, %s by %s %%", sign, text, result->gain > 0 ? "better" : "worse", share);
}

static void tune_report_add_row (TextTable *table, const char *name, char *value)
{
  text_table_add_cell (table, name);
  text_table_take_cell (table, value);
  text_table_end_row (table);
}

static void append_gain (GString *text, const TuneResult *result)
{
  g_string_append_printf (
      text, "\n%s %s, in %u fresh replications (--run %d to %d), ± half of the 95 %% confidence interval:\n",
      result->goal->is_to_maximize ? "maximize" : "minimize", result->goal->text, result->options->fresh,
      TUNE_FRESH_RUN, TUNE_FRESH_RUN + (int)result->options->fresh - 1);
  g_autoptr (TextTable) table = text_table_new ("ll");
  tune_report_add_row (table, "as it is", estimate_format (result->fresh_base));
  tune_report_add_row (table, "best", estimate_format (result->fresh_best));
  tune_report_add_row (table, "difference", format_gain (result));
  text_table_append (table, text);
  if (result->fresh_broken > 0) {
    g_string_append_printf (text, "In %zu of them the best breaks a constraint.\n", result->fresh_broken);
  }
}

static void take_change (TextTable *table, const TuneAxis *axis, const TuneChange *change)
{
  if (isnan (change->change.mean)) {
    text_table_add_cell (table, "-");
    return;
  }
  g_autofree char *to = tune_axis_format_value (axis, change->value);
  g_autofree char *by = estimate_format_difference (change->change);
  text_table_take_cell (table,
                        g_strconcat (to, ": ", by, change->breaks ? " (breaks a constraint)" : "", NULL));
}

static void append_sensitivities (GString *text, const TuneResult *result)
{
  static const char *const headings[] = { "", "less", "more", "as it is", NULL };
  unsigned replications = result->options->replications;
  g_string_append_printf (text,
                          "\nHow far that goes if one is changed and the others stay (%u replication%s of "
                          "the search), * surely:\n",
                          replications, replications == 1 ? "" : "s");
  g_autoptr (TextTable) table = text_table_new ("llll");
  text_table_add_row (table, headings);
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    text_table_add_cell (table, get_name (axis));
    for (size_t kind = 0; kind < TUNE_CHANGES; kind++) {
      take_change (table, axis, &result->sensitivities[i][kind]);
    }
    text_table_end_row (table);
  }
  text_table_append (table, text);
}

static void append_runs (GString *text, const TuneResult *result)
{
  uint64_t runs = result->search_runs + result->sensitivity_runs + result->fresh_runs;
  g_string_append_printf (
      text,
      "%s: %zu points in %" G_GUINT64_FORMAT " runs of %" G_GUINT64_FORMAT " (search %" G_GUINT64_FORMAT
      ", sensitivities %" G_GUINT64_FORMAT ", comparison %" G_GUINT64_FORMAT ")\n",
      result->runner->scenario->name, (size_t)result->book->entries->len, runs, result->options->budget,
      result->search_runs, result->sensitivity_runs, result->fresh_runs);
  if (result->failed > 0) {
    g_string_append_printf (text, "%" G_GUINT64_FORMAT " run%s gave no result; the first: %s\n",
                            result->failed, result->failed == 1 ? "" : "s", result->failure);
  }
}

char *tune_report_format (const TuneResult *result)
{
  GString *text = g_string_new (NULL);
  append_runs (text, result);
  g_string_append_c (text, '\n');
  if (!result->keeps_constraints) {
    g_string_append (text, "No point keeps the constraints; this one breaks them least:\n\n");
  }
  if (result->best == result->base) {
    g_string_append (text, "Nothing better than the scenario as it is was found.\n\n");
  }
  append_values (text, result);
  append_gain (text, result);
  append_sensitivities (text, result);
  if (result->best != result->base) {
    g_string_append_printf (text, "\nTo run it:\n  %s\n", result->command);
  }
  g_string_append (text, "\nFor /etc/system:\n");
  for (char **line = result->system_lines; *line != NULL; line++) {
    g_string_append_printf (text, "%s\n", *line);
  }
  if (result->system_lines[0] == NULL) {
    g_string_append (text, "* all is as the kernel has it\n");
  }
  return g_string_free (text, FALSE);
}

/* ---- tune.json ---- */

/* Adds the value of a tunable; only a value that the scenario sets can be negative. */
static void add_value (JsonWriter *writer, const char *key, int64_t value)
{
  json_writer_add_double (writer, key, (double)value);
}

static void add_estimate (JsonWriter *writer, const char *key, Estimate estimate)
{
  json_writer_begin_object (writer, key);
  json_writer_add_unsigned (writer, "replications", estimate.count);
  json_writer_add_double (writer, "mean", estimate.mean);
  json_writer_add_double (writer, "ci95", estimate.half);
  json_writer_end_object (writer);
}

static void write_change (JsonWriter *writer, const char *key, const TuneChange *change)
{
  if (isnan (change->change.mean)) {
    json_writer_add_null (writer, key);
    return;
  }
  json_writer_begin_object (writer, key);
  add_value (writer, "value", change->value);
  add_estimate (writer, "change", change->change);
  json_writer_add_bool (writer, "keeps_constraints", !change->breaks);
  json_writer_end_object (writer);
}

static void add_tunable (JsonWriter *writer, const TuneResult *result, size_t number)
{
  const TuneAxis *axis = result->axes->pdata[number];
  static const char *const keys[TUNE_CHANGES] = { "less", "more", "as_it_is" };
  json_writer_begin_object (writer, NULL);
  json_writer_add_text (writer, "name", axis->tunable.field->key);
  json_writer_add_text (writer, "path", axis->path);
  json_writer_add_text (writer, "unit", axis->tunable.field->kernel_unit);
  add_value (writer, "from", axis->values[0]);
  add_value (writer, "to", axis->values[axis->count - 1]);
  json_writer_add_unsigned (writer, "values", axis->count);
  add_value (writer, "as_it_is", result->base_values[number]);
  add_value (writer, "best", result->best_values[number]);
  json_writer_begin_object (writer, "sensitivity");
  for (size_t kind = 0; kind < TUNE_CHANGES; kind++) {
    write_change (writer, keys[kind], &result->sensitivities[number][kind]);
  }
  json_writer_end_object (writer);
  json_writer_end_object (writer);
}

static void add_texts (JsonWriter *writer, const char *key, char **texts)
{
  json_writer_begin_array (writer, key);
  for (; *texts != NULL; texts++) {
    json_writer_add_text (writer, NULL, *texts);
  }
  json_writer_end_array (writer);
}

static void add_runs (JsonWriter *writer, const TuneResult *result)
{
  json_writer_begin_object (writer, "runs");
  json_writer_add_unsigned (writer, "budget", result->options->budget);
  json_writer_add_unsigned (writer, "search", result->search_runs);
  json_writer_add_unsigned (writer, "sensitivity", result->sensitivity_runs);
  json_writer_add_unsigned (writer, "comparison", result->fresh_runs);
  json_writer_add_unsigned (writer, "without_result", result->failed);
  json_writer_end_object (writer);
}

static void add_comparison (JsonWriter *writer, const TuneResult *result)
{
  json_writer_begin_object (writer, "comparison");
  json_writer_add_unsigned (writer, "first_run", TUNE_FRESH_RUN);
  add_estimate (writer, "as_it_is", result->fresh_base);
  add_estimate (writer, "best", result->fresh_best);
  add_estimate (writer, "difference", result->fresh_difference);
  json_writer_add_double (writer, "gain", result->gain);
  json_writer_add_unsigned (writer, "constraints_broken", result->fresh_broken);
  json_writer_end_object (writer);
}

char *tune_report_format_json (const TuneResult *result)
{
  GString *text = g_string_new (NULL);
  JsonWriter writer = { .text = text };
  json_writer_begin_object (&writer, NULL);
  json_writer_add_text (&writer, "tool", TOOL_NAME);
  json_writer_add_text (&writer, "version", TOOL_VERSION);
  json_writer_add_text (&writer, "scenario", result->runner->scenario->name);
  json_writer_add_text (&writer, "path", result->options->runner.path);
  json_writer_add_text (&writer, result->goal->is_to_maximize ? "maximize" : "minimize", result->goal->text);
  add_runs (&writer, result);
  json_writer_add_unsigned (&writer, "points", result->book->entries->len);
  json_writer_add_unsigned (&writer, "replications", result->options->replications);
  json_writer_add_bool (&writer, "keeps_constraints", result->keeps_constraints);
  json_writer_begin_array (&writer, "tunables");
  for (size_t i = 0; i < result->axes->len; i++) {
    add_tunable (&writer, result, i);
  }
  json_writer_end_array (&writer);
  add_comparison (&writer, result);
  add_texts (&writer, "set", result->sets);
  json_writer_add_text (&writer, "command", result->command);
  add_texts (&writer, "system", result->system_lines);
  json_writer_end_object (&writer);
  json_writer_finish (&writer);
  return g_string_free (text, FALSE);
}

/* ---- points.csv ---- */

/* Appends a row: values, replications, objective, and excess; the last two are empty without a result. */
static void tune_report_append_point (GString *text, const TuneResult *result, size_t number)
{
  const TuneEntry *entry = tune_book_get (result->book, number);
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    if (entry->point.index[i] != TUNE_AS_IS) {
      g_string_append_printf (text, "%" G_GINT64_FORMAT, axis->values[entry->point.index[i]]);
    }
    g_string_append_c (text, ',');
  }
  g_string_append_printf (text, "%u", entry->known);
  TuneScore mean = { 0, INFINITY };
  if (entry->known > 0) {
    mean = tune_book_get_mean (result->book, number, entry->known);
  }
  evaluation_append_cell (text, tune_goal_get_value (result->goal, mean));
  evaluation_append_cell (text, isinf (mean.excess) ? NAN : mean.excess);
  g_string_append_c (text, '\n');
}

static char *format_points (const TuneResult *result)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < result->axes->len; i++) {
    const TuneAxis *axis = result->axes->pdata[i];
    g_string_append_printf (text, "%s,", axis->path);
  }
  g_string_append (text, "replications,objective,excess\n");
  for (size_t i = 0; i < result->book->entries->len; i++) {
    tune_report_append_point (text, result, i);
  }
  return g_string_free (text, FALSE);
}

bool tune_report_write (const TuneResult *result, OutputSet *outputs, GError **error)
{
  g_autofree char *points = format_points (result), *json = tune_report_format_json (result);
  return output_set_add_text (outputs, TUNE_REPORT_POINTS, points, strlen (points), error)
         && output_set_add_text (outputs, TUNE_REPORT_JSON, json, strlen (json), error);
}
