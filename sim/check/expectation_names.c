/* expectation_names.c - finds the metric, column or setup value that a name means, and reads it */
#include "expectation.h"

#include "number_format.h"
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
  return words_hint_or (name, names,
                        is_column ? "use one of the columns of series.csv"
                                  : "use a name as in summary.json, with dots between its words");
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
  number->has_metric = true;
  number->metric = column;
  number->unit = metric_set_get (source->metrics, column)->unit;
  return number;
}

/* The numbers of a gauge in the summary. */
static const struct {
  const char *name;
  size_t offset; /* in SummaryGauge */
  double divisor;
} gauge_parts[] = {
  { "min", offsetof (SummaryGauge, min), 1 },
  { "max", offsetof (SummaryGauge, max), 1 },
  { "mean", offsetof (SummaryGauge, mean_scaled), 1e3 },
  { "last", offsetof (SummaryGauge, last), 1 },
};

/* Whether the name of NUMBER belongs to one of METRICS; if so, stores where NUMBER is in a summary:
 * `freemem.min` is the least value of a gauge, `misses.total` the counter `misses`. */
static bool find_place (const MetricSet *metrics, NamedNumber *number)
{
  if (metric_set_find (metrics, number->name, &number->metric)) {
    return metric_set_get (metrics, number->metric)->kind != METRIC_GAUGE;
  }
  const char *dot = strrchr (number->name, '.');
  g_autofree char *group = dot != NULL ? g_strndup (number->name, (size_t)(dot - number->name)) : NULL;
  if (group == NULL || !metric_set_find (metrics, group, &number->metric)) {
    return false;
  }
  if (metric_set_get (metrics, number->metric)->kind != METRIC_GAUGE) {
    return strcmp (dot + 1, METRIC_TOTAL) == 0;
  }
  while (number->part < G_N_ELEMENTS (gauge_parts) && strcmp (gauge_parts[number->part].name, dot + 1) != 0) {
    number->part++;
  }
  return number->part < G_N_ELEMENTS (gauge_parts);
}

static NamedNumber *find_value (const NameSource *source, const char *name)
{
  size_t index;
  if (!run_values_find (source->values, name, &index)) {
    return NULL;
  }
  NamedNumber *number = number_new (run_values_get_name (source->values, index), false);
  number->has_metric = find_place (source->metrics, number);
  size_t setup;
  if (number->has_metric) {
    number->unit = metric_set_get (source->metrics, number->metric)->unit;
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

static double named_number_divide (uint64_t value, double divisor)
{
  return value == METRIC_NO_VALUE ? (double)NAN : (double)value / divisor;
}

G_STATIC_ASSERT (NUMBER_MEAN_DECIMALS == 3 && NUMBER_RATIO_DECIMALS == 6);

double named_number_get (const NamedNumber *number, const Summary *summary)
{
  if (!number->has_metric) {
    return (double)NAN;
  }
  MetricKind kind = metric_set_get (summary_get_metrics (summary), number->metric)->kind;
  uint64_t value = summary_get_number (summary, number->metric);
  if (kind == METRIC_COUNTER) {
    return (double)value;
  }
  if (kind != METRIC_GAUGE || number->is_column) {
    return named_number_divide (value, kind == METRIC_RATIO ? 1e6 : 1);
  }
  SummaryGauge gauge = summary_get_gauge (summary, number->metric);
  const char *member = (const char *)&gauge + gauge_parts[number->part].offset;
  return named_number_divide (*(const uint64_t *)(const void *)member, gauge_parts[number->part].divisor);
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
