/* compare_text.c - writes what differs between two runs as tables and as JSON */
#include "compare_text.h"

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
  size_t count;
  const ComparedText *causes = run_comparison_get_causes (compare->comparison, &count);
  if (count == 0) {
    g_string_append (text, "Scenario, settings, seed and version are the same.\n");
    return;
  }
  g_string_append (text, "What was run differs:\n");
  TextTable *table = text_table_new ("lll");
  text_table_add_cell (table, "");
  text_table_add_cell (table, "A");
  text_table_add_cell (table, "B");
  text_table_end_row (table);
  for (size_t i = 0; i < count; i++) {
    text_table_add_cell (table, causes[i].name);
    text_table_add_cell (table, causes[i].a != NULL ? causes[i].a : NOT_SET);
    text_table_add_cell (table, causes[i].b != NULL ? causes[i].b : NOT_SET);
    text_table_end_row (table);
  }
  text_table_append (table, text);
  text_table_free (table);
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
  text_table_take_cell (table, number->change.is_change ? format_difference (number->change.difference)
                                                        : g_strdup (""));
  text_table_take_cell (table, number->change.is_change ? number_text_change (number->change.percent)
                                                        : g_strdup (""));
  text_table_end_row (table);
}

static void compare_text_append_numbers (GString *text, const CompareText *compare)
{
  static const char *const headings[] = { "", "name", "A", "B", "difference", "of A" };
  TextTable *table = text_table_new ("llrrrr");
  for (size_t i = 0; i < G_N_ELEMENTS (headings); i++) {
    text_table_add_cell (table, headings[i]);
  }
  text_table_end_row (table);
  for (size_t i = 0; i < run_comparison_count (compare->comparison); i++) {
    const ComparedNumber *number = run_comparison_get (compare->comparison, i);
    if (compare->all || number->change.is_change) {
      compare_text_add_row (table, number);
    }
  }
  text_table_append (table, text);
  text_table_free (table);
}

static void append_verdict (GString *text, const CompareText *compare)
{
  size_t count = run_comparison_count (compare->comparison);
  size_t changed = run_comparison_count_changed (compare->comparison);
  if (changed > 0) {
    g_string_append_printf (text,
                            "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " numbers differ, %" G_GSIZE_FORMAT
                            " of them (*) by at least 1 %%, from 0, or since one run does not have them\n",
                            changed, count, run_comparison_count_marked (compare->comparison));
  } else if (run_comparison_has_same_fingerprint (compare->comparison)) {
    g_string_append_printf (text,
                            "The runs are identical: all %" G_GSIZE_FORMAT
                            " numbers are the same, and so is the fingerprint.\n",
                            count);
  } else {
    g_string_append_printf (
        text,
        "All %" G_GSIZE_FORMAT
        " numbers are the same, but not the fingerprint: the events of the runs differ.\n",
        count);
  }
}

void compare_text_append (GString *text, const CompareText *compare)
{
  append_run (text, "A", compare->path_a, compare->a);
  append_run (text, "B", compare->path_b, compare->b);
  compare_text_append_causes (text, compare);
  append_verdict (text, compare);
  if (compare->all || run_comparison_count_changed (compare->comparison) > 0) {
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
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  write_run (&json, "a", compare->path_a, compare->a);
  write_run (&json, "b", compare->path_b, compare->b);
  json_writer_add_bool (&json, "same_fingerprint", run_comparison_has_same_fingerprint (comparison));
  json_writer_add_unsigned (&json, "numbers_compared", run_comparison_count (comparison));
  json_writer_add_unsigned (&json, "numbers_changed", run_comparison_count_changed (comparison));
  json_writer_add_unsigned (&json, "numbers_marked", run_comparison_count_marked (comparison));
  size_t count;
  const ComparedText *causes = run_comparison_get_causes (comparison, &count);
  json_writer_begin_object (&json, "causes");
  for (size_t i = 0; i < count; i++) {
    json_writer_begin_object (&json, causes[i].name);
    json_writer_add_text (&json, "a", causes[i].a);
    json_writer_add_text (&json, "b", causes[i].b);
    json_writer_end_object (&json);
  }
  json_writer_end_object (&json);
  json_writer_begin_array (&json, "failing");
  for (size_t i = 0; i < compare->failing_count; i++) {
    json_writer_add_text (&json, NULL, compare->failing[i]);
  }
  json_writer_end_array (&json);
  json_writer_begin_object (&json, "numbers");
  for (size_t i = 0; i < run_comparison_count (comparison); i++) {
    const ComparedNumber *number = run_comparison_get (comparison, i);
    if (compare->all || number->change.is_change) {
      compare_text_write_number (&json, number);
    }
  }
  json_writer_end_object (&json);
  json_writer_end_object (&json);
  json_writer_finish (&json);
}
