/* compare_text.c - writes what differs between two runs as tables and as JSON */
#include "run_comparison.h"

#include "json_writer.h"
#include "number_format.h"
#include "text_table.h"

#include <math.h>

#define NOT_SET "as in the scenario"

static const char *const identity[] = { "scenario.name", "version", "seed", "fingerprint" };
static const char *const identity_words[] = { "", "version ", "seed ", "fingerprint " };

static void append_run (GString *text, const char *letter, const char *path, const RunValues *values)
{
  g_string_append_printf (text, "%s: %s:", letter, path);
  const char *between = " ";
  for (size_t i = 0; i < G_N_ELEMENTS (identity); i++) {
    const char *fact = run_values_get_fact (values, identity[i]);
    if (fact != NULL) {
      g_string_append_printf (text, "%s%s%s", between, identity_words[i], fact);
      between = ", ";
    }
  }
  g_string_append_c (text, '\n');
}

static void compare_text_append_causes (GString *text, const CompareText *compare)
{
  const RunComparison *comparison = compare->comparison;
  if (comparison->causes->len == 0) {
    g_string_append (text, "Scenario, settings, seed and version are the same.\n");
    return;
  }
  g_string_append (text, "What was run differs:\n");
  g_autoptr (TextTable) table = text_table_new ("lll");
  text_table_add_row (table, (const char *const[]){ "", "A", "B", NULL });
  for (guint i = 0; i < comparison->causes->len; i++) {
    const ComparedText *cause = run_comparison_get_cause (comparison, i);
    text_table_add_cell (table, cause->name);
    text_table_add_cell (table, cause->a != NULL ? cause->a : NOT_SET);
    text_table_add_cell (table, cause->b != NULL ? cause->b : NOT_SET);
    text_table_end_row (table);
  }
  text_table_append (table, text);
}

static char *format_number (double value)
{
  return isnan (value) ? g_strdup ("-") : number_text (value, "");
}

static char *format_difference (double difference)
{
  if (isnan (difference)) {
    return g_strdup ("-");
  }
  g_autofree char *size = number_text (fabs (difference), "");
  return g_strdup_printf ("%s%s", difference < 0 ? "-" : difference > 0 ? "+" : "", size);
}

static void compare_text_add_row (TextTable *table, const ComparedNumber *number)
{
  text_table_add_cell (table, number->change.is_marked ? "*" : "");
  text_table_add_cell (table, number->name);
  text_table_take_cell (table, format_number (number->a));
  text_table_take_cell (table, format_number (number->b));
  if (number->change.is_change) {
    text_table_take_cell (table, format_difference (number->change.difference));
    text_table_take_cell (table, number_text_change (number->change.percent));
  }
  text_table_end_row (table);
}

static void compare_text_append_numbers (GString *text, const CompareText *compare)
{
  g_autoptr (TextTable) table = text_table_new ("llrrrr");
  text_table_add_row (table, (const char *const[]){ "", "name", "A", "B", "difference", "of A", NULL });
  for (size_t i = 0; i < compare->comparison->numbers->len; i++) {
    const ComparedNumber *number = run_comparison_get (compare->comparison, i);
    if (compare->all || number->change.is_change) {
      compare_text_add_row (table, number);
    }
  }
  text_table_append (table, text);
}

static void append_verdict (GString *text, const CompareText *compare)
{
  const RunComparison *comparison = compare->comparison;
  guint count = comparison->numbers->len;
  if (comparison->changed > 0) {
    g_string_append_printf (
        text,
        "%zu of %u numbers differ, %zu of them (*) by at least 1 %%, from 0, or since one run "
        "does not have them\n",
        comparison->changed, count, comparison->marked);
  } else if (comparison->has_same_fingerprint) {
    g_string_append_printf (
        text, "The runs are identical: all %u numbers are the same, and so is the fingerprint.\n", count);
  } else {
    g_string_append_printf (
        text, "All %u numbers are the same, but not the fingerprint: the events of the runs differ.\n",
        count);
  }
}

void compare_text_append (GString *text, const CompareText *compare)
{
  append_run (text, "A", compare->path_a, compare->a);
  append_run (text, "B", compare->path_b, compare->b);
  compare_text_append_causes (text, compare);
  append_verdict (text, compare);
  if (compare->all || compare->comparison->changed > 0) {
    g_string_append_c (text, '\n');
    compare_text_append_numbers (text, compare);
  }
}

/* ---- JSON ---- */

static void write_run (JsonWriter *json, const char *key, const char *path, const RunValues *values)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, "path", path);
  for (size_t i = 0; i < G_N_ELEMENTS (identity); i++) {
    json_writer_add_text (json, identity[i], run_values_get_fact (values, identity[i]));
  }
  json_writer_end_object (json);
}

static void compare_text_write_number (JsonWriter *json, const ComparedNumber *number)
{
  json_writer_begin_object (json, number->name);
  json_writer_add_double (json, "a", number->a);
  json_writer_add_double (json, "b", number->b);
  json_writer_add_double (json, "difference", number->change.difference);
  json_writer_add_double (json, "percent", number->change.percent);
  json_writer_add_bool (json, "marked", number->change.is_marked);
  json_writer_end_object (json);
}

void compare_text_append_json (GString *text, const CompareText *compare)
{
  const RunComparison *comparison = compare->comparison;
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  write_run (&json, "a", compare->path_a, compare->a);
  write_run (&json, "b", compare->path_b, compare->b);
  json_writer_add_bool (&json, "same_fingerprint", comparison->has_same_fingerprint);
  json_writer_add_unsigned (&json, "numbers_compared", comparison->numbers->len);
  json_writer_add_unsigned (&json, "numbers_changed", comparison->changed);
  json_writer_add_unsigned (&json, "numbers_marked", comparison->marked);
  json_writer_begin_object (&json, "causes");
  for (guint i = 0; i < comparison->causes->len; i++) {
    const ComparedText *cause = run_comparison_get_cause (comparison, i);
    json_writer_begin_object (&json, cause->name);
    json_writer_add_text (&json, "a", cause->a);
    json_writer_add_text (&json, "b", cause->b);
    json_writer_end_object (&json);
  }
  json_writer_end_object (&json);
  json_writer_begin_array (&json, "failing");
  for (size_t i = 0; i < compare->failing_count; i++) {
    json_writer_add_text (&json, NULL, compare->failing[i]);
  }
  json_writer_end_array (&json);
  json_writer_begin_object (&json, "numbers");
  for (size_t i = 0; i < comparison->numbers->len; i++) {
    const ComparedNumber *number = run_comparison_get (comparison, i);
    if (compare->all || number->change.is_change) {
      compare_text_write_number (&json, number);
    }
  }
  json_writer_end_object (&json);
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
