/* expectation_names.c - finds the metric, column or setup value that a name means */
#include "expectation_names.h"

#include "words.h"

#include <math.h>
#include <string.h>

#define SETUP_PREFIX "setup."

static char *make_hint (const NameSource *source, const char *name, bool is_column)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; is_column && i < metric_set_count (source->metrics); i++) {
    g_ptr_array_add (names, g_strdup (metric_set_get (source->metrics, i)->name));
  }
  for (size_t i = 0; !is_column && i < run_values_count (source->values); i++) {
    g_ptr_array_add (names, g_strdup (run_values_get_name (source->values, i)));
  }
  const char *nearest = words_nearest (name, (const char *const *)names->pdata, names->len);
  return nearest != NULL
             ? g_strdup_printf ("did you mean '%s'?", nearest)
             : g_strdup_printf ("use %s", is_column
                                              ? "one of the columns of series.csv"
                                              : "a name as in summary.json, with dots between its words");
}

static NamedNumber *number_new (const char *name, bool is_column)
{
  NamedNumber *number = g_new0 (NamedNumber, 1);
  number->name = g_strdup (name);
  number->is_column = is_column;
  number->unit = "";
  return number;
}

static NamedNumber *find_column (const NameSource *source, const char *name)
{
  size_t column;
  g_autofree char *total = g_strconcat (name, "." METRIC_TOTAL, NULL);
  if (!metric_set_find (source->metrics, name, &column)
      && !metric_set_find (source->metrics, total, &column)) {
    return NULL;
  }
  NamedNumber *number = number_new (name, true);
  number->column = column;
  number->unit = metric_set_get (source->metrics, column)->unit;
  return number;
}

static NamedNumber *find_value (const NameSource *source, const char *name)
{
  size_t index;
  if (!run_values_find (source->values, name, &index)) {
    return NULL;
  }
  NamedNumber *number = number_new (run_values_get_name (source->values, index), false);
  number->is_running = summary_place_find (source->metrics, number->name, &number->place);
  size_t setup;
  if (number->is_running) {
    number->unit = metric_set_get (source->metrics, number->place.index)->unit;
  } else if (g_str_has_prefix (number->name, SETUP_PREFIX)
             && metric_set_find (source->setup, number->name + strlen (SETUP_PREFIX), &setup)) {
    number->unit = metric_set_get (source->setup, setup)->unit;
  } else if (strstr (number->name, ".latency_ns.") != NULL) {
    number->unit = "ns";
  }
  return number;
}

NamedNumber *named_number_find (const NameSource *source, const char *name, bool is_column, char **mistake)
{
  NamedNumber *number = is_column ? find_column (source, name) : find_value (source, name);
  if (number != NULL) {
    return number;
  }
  g_autofree char *quoted = words_quote (name);
  size_t column;
  if (!is_column && metric_set_find (source->metrics, name, &column)) {
    *mistake =
        g_strdup_printf ("%s is more than one number of the summary; use %s.min, .max, .mean or .last, or "
                         "add 'statistic:'",
                         quoted, name);
  } else {
    g_autofree char *hint = make_hint (source, name, is_column);
    *mistake = g_strdup_printf ("there is no metric %s; %s", quoted, hint);
  }
  return NULL;
}

void named_number_free (void *number)
{
  if (number != NULL) {
    g_free (((NamedNumber *)number)->name);
    g_free (number);
  }
}

double named_number_get_running (const NamedNumber *number, const Summary *summary)
{
  return number->is_running ? summary_place_get (summary, number->place) : (double)NAN;
}

double named_number_get_final (const NamedNumber *number, const RunValues *values)
{
  return run_values_get_named (values, number->name);
}

double named_number_get_sample (const NamedNumber *number, const Summary *row)
{
  MetricKind kind = metric_set_get (summary_get_metrics (row), number->column)->kind;
  return summary_place_scale (kind, summary_get_number (row, number->column));
}

/* ---- relations ---- */

typedef struct {
  const NameSource *source;
  bool is_column;
  GPtrArray *numbers;
} Lookup;

static bool expectation_names_find_name (void *user, const char *name, bool has_percent, size_t *slot)
{
  (void)has_percent;
  const Lookup *lookup = user;
  g_autofree char *mistake = NULL;
  NamedNumber *number = named_number_find (lookup->source, name, lookup->is_column, &mistake);
  if (number != NULL) {
    *slot = lookup->numbers->len;
    g_ptr_array_add (lookup->numbers, number);
  }
  return number != NULL;
}

static char *expectation_names_hint_name (void *user, const char *name)
{
  const Lookup *lookup = user;
  return make_hint (lookup->source, name, lookup->is_column);
}

NamedRelation *named_relation_new (const NameSource *source, const char *text, bool is_column, GError **error)
{
  Lookup lookup = { source, is_column, g_ptr_array_new_with_free_func (named_number_free) };
  ExpressionNames names = { .user = &lookup,
                            .find = expectation_names_find_name,
                            .hint = expectation_names_hint_name };
  Expression *expression = expression_new (text, &names, error);
  if (expression == NULL) {
    g_ptr_array_unref (lookup.numbers);
    return NULL;
  }
  NamedRelation *relation = g_new (NamedRelation, 1);
  *relation = (NamedRelation){ expression, lookup.numbers };
  return relation;
}

void named_relation_free (NamedRelation *relation)
{
  if (relation != NULL) {
    expression_free (relation->expression);
    g_ptr_array_unref (relation->numbers);
    g_free (relation);
  }
}
