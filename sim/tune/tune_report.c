/* tune_report.c - prints what came out of a search */
#include "tune_report.h"

#include "estimate_text.h"
#include "text_table.h"

#include <math.h>

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

/* The difference of the best from the scenario as it is, and what that is worth. */
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
      runner_get_scenario (result->runner)->name, (size_t)result->book->entries->len, runs,
      result->options->budget, result->search_runs, result->sensitivity_runs, result->fresh_runs);
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
