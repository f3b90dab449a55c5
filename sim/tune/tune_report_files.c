/* tune_report_files.c - writes tune.json and points.csv */
#include "tune_report.h"

#include "json_writer.h"
#include "tool.h"

#include <math.h>
#include <string.h>

/* A value that a tunable has; negative ones are those that the scenario gave. */
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

static void tune_report_files_add_change (JsonWriter *writer, const char *key, const TuneChange *change)
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
    tune_report_files_add_change (writer, keys[kind], &result->sensitivities[number][kind]);
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
  JsonWriter writer;
  json_writer_init (&writer, text);
  json_writer_begin_object (&writer, NULL);
  json_writer_add_text (&writer, "tool", TOOL_NAME);
  json_writer_add_text (&writer, "version", TOOL_VERSION);
  json_writer_add_text (&writer, "scenario", runner_get_scenario (result->runner)->name);
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

static void tune_report_files_append_number (GString *text, double value)
{
  char buffer[EVALUATION_NUMBER_BYTES];
  g_string_append_printf (text, ",%s", evaluation_format_number (buffer, value));
}

/* A point that breaks a constraint has by how much; one without a result has neither. */
static void tune_report_files_append_point (GString *text, const TuneResult *result, size_t number)
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
  tune_report_files_append_number (text, tune_goal_get_value (result->goal, mean));
  tune_report_files_append_number (text, isinf (mean.excess) ? NAN : mean.excess);
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
    tune_report_files_append_point (text, result, i);
  }
  return g_string_free (text, FALSE);
}

static bool tune_report_files_add_file (OutputSet *outputs, const char *name, char *text, GError **error)
{
  OutputFile *file = output_set_add (outputs, name, error);
  if (file != NULL) {
    output_file_write (file, text, strlen (text));
  }
  g_free (text);
  return file != NULL;
}

bool tune_report_write (const TuneResult *result, OutputSet *outputs, GError **error)
{
  return tune_report_files_add_file (outputs, TUNE_REPORT_POINTS, format_points (result), error)
         && tune_report_files_add_file (outputs, TUNE_REPORT_JSON, tune_report_format_json (result), error);
}
