/* summary_text.c - prints the lines of a summary, with shares and limits */
#include "summary_text.h"

#include "number_format.h"
#include "text_table.h"

#include <string.h>

/* Columns: label, number, remarks beside the number. */
#define COLUMNS "lrl"

/* ---- numbers with their unit ---- */

static void append_number (GString *text, uint64_t value)
{
  if (value == METRIC_NO_VALUE) {
    g_string_append (text, "none");
  } else {
    number_append_grouped (text, value);
  }
}

/* Appends the number, its unit, and for pages their size. */
static void append_quantity (GString *text, const MetricSet *metrics, uint64_t value, const char *unit)
{
  append_number (text, value);
  if (value == METRIC_NO_VALUE || unit[0] == '\0') {
    return;
  }
  g_string_append_printf (text, " %s", unit);
  bool is_pages = strcmp (unit, "pages") == 0;
  if (is_pages || strcmp (unit, "bytes") == 0) {
    g_string_append (text, " (");
    number_append_size (text, is_pages ? value * metric_set_get_page_bytes (metrics) : value);
    g_string_append_c (text, ')');
  }
}

/* Appends a comma between two remarks beside a number. */
static void append_comma (GString *beside)
{
  g_string_append (beside, beside->len > 0 ? ", " : "");
}

static void add_text_row (TextTable *table, const char *label, uint64_t value, const GString *beside)
{
  g_autoptr (GString) number = g_string_new (NULL);
  append_number (number, value);
  text_table_add_row (table, (const char *const[]){ label, number->str, beside->str, NULL });
}

/* Appends what stands beside a number of UNIT: the unit, and for pages their size. */
static void append_unit (GString *text, const MetricSet *metrics, uint64_t value, const char *unit)
{
  g_string_append (text, unit);
  if (strcmp (unit, "pages") == 0) {
    append_comma (text);
    number_append_size (text, value * metric_set_get_page_bytes (metrics));
  }
}

/* ---- counters ---- */

/* Returns the metric of KIND called NAME (may be NULL); NULL if there is none. */
static const Metric *summary_text_find (const Summary *summary, const char *name, MetricKind kind)
{
  const MetricSet *metrics = summary_get_metrics (summary);
  size_t index;
  if (name == NULL || !metric_set_find (metrics, name, &index)
      || metric_set_get (metrics, index)->kind != kind) {
    return NULL;
  }
  return metric_set_get (metrics, index);
}

/* Adds the row of a counter, with its share of WHOLE if WHOLE is not 0. */
static void add_counter_row (TextTable *table, const MetricSet *metrics, const char *label, uint64_t value,
                             const char *unit, uint64_t whole)
{
  g_autoptr (GString) beside = g_string_new (NULL);
  append_unit (beside, metrics, value, unit);
  if (whole > 0) {
    append_comma (beside);
    number_append_percent (beside, value, whole);
  }
  add_text_row (table, label, value, beside);
}

/* Returns the counter of which LINE shows a share; 0 if there is none. */
static uint64_t summary_text_get_whole (const Summary *summary, const SummaryLine *line)
{
  const Metric *whole = summary_text_find (summary, line->of, METRIC_COUNTER);
  return whole != NULL ? summary_get_number (summary, whole->index) : 0;
}

static void add_counter (TextTable *table, const SummaryLine *line, const Summary *summary)
{
  const Metric *metric = summary_text_find (summary, line->name, METRIC_COUNTER);
  uint64_t value = metric != NULL ? summary_get_number (summary, metric->index) : 0;
  if (metric != NULL && (value > 0 || !line->only_if_any)) {
    add_counter_row (table, summary_get_metrics (summary), line->label, value, metric->unit,
                     summary_text_get_whole (summary, line));
  }
}

/* A counter of a group. */
typedef struct {
  const char *word; /* the rest of its name after the group's */
  const char *unit;
  uint64_t value;
} GroupMember;

/* The largest first; the sort is stable, so equal ones stay in the order of the metrics. */
static int compare_members (const void *a, const void *b)
{
  uint64_t value_a = ((const GroupMember *)a)->value, value_b = ((const GroupMember *)b)->value;
  return (value_a < value_b) - (value_a > value_b);
}

/* Returns the counters under NAME that are not 0, without a total, and in *WHOLE their sum. */
static GArray *collect_group (const Summary *summary, const char *name, uint64_t *whole)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (GroupMember));
  const MetricSet *metrics = summary_get_metrics (summary);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  *whole = 0;
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    if (metric->kind != METRIC_COUNTER || !g_str_has_prefix (metric->name, prefix)) {
      continue;
    }
    GroupMember member = { metric->name + strlen (prefix), metric->unit, summary_get_number (summary, i) };
    if (strcmp (member.word, METRIC_TOTAL) == 0) {
      continue;
    }
    *whole += member.value;
    if (member.value > 0) {
      g_array_append_val (members, member);
    }
  }
  g_array_sort (members, compare_members);
  return members;
}

/* "purged_lowmem" as "  purged lowmem" */
static char *format_member_label (const char *word)
{
  char *label = g_strconcat ("  ", word, NULL);
  return g_strdelimit (label, "_.", ' ');
}

static void add_group (TextTable *table, const SummaryLine *line, const Summary *summary)
{
  const MetricSet *metrics = summary_get_metrics (summary);
  uint64_t whole;
  g_autoptr (GArray) members = collect_group (summary, line->name, &whole);
  if (line->label != NULL && (whole > 0 || !line->only_if_any)) {
    const char *unit = members->len > 0 ? g_array_index (members, GroupMember, 0).unit : "";
    add_counter_row (table, metrics, line->label, whole, unit, summary_text_get_whole (summary, line));
  }
  for (size_t i = 0; i < members->len; i++) {
    const GroupMember *member = &g_array_index (members, GroupMember, i);
    g_autofree char *label = format_member_label (member->word);
    add_counter_row (table, metrics, label, member->value, member->unit, whole);
  }
}

/* ---- gauges ---- */

static uint64_t gauge_value (const SummaryGauge *gauge, SummaryLineKind kind)
{
  switch (kind) {
  case SUMMARY_LINE_GAUGE_MIN:
    return gauge->min;
  case SUMMARY_LINE_GAUGE_MAX:
    return gauge->max;
  default:
    return gauge->last;
  }
}

/* Finds the last value of the gauge NAME, or the value called NAME in SETUP. */
static bool find_reference (const Summary *summary, const MetricSet *setup, const char *name, uint64_t *value)
{
  const Metric *gauge = summary_text_find (summary, name, METRIC_GAUGE);
  size_t index;
  if (gauge != NULL) {
    *value = summary_get_gauge (summary, gauge->index).last;
    return true;
  }
  if (setup != NULL && metric_set_find (setup, name, &index)) {
    *value = metric_read (metric_set_get (setup, index));
    return true;
  }
  return false;
}

/* Appends what VALUE is seen against, and if LINE has a share, the share of VALUE. */
static void append_references (GString *beside, const SummaryLine *line, uint64_t value,
                               const Summary *summary, const MetricSet *setup)
{
  for (size_t i = 0; i < SUMMARY_LINE_AGAINST && line->against[i].name != NULL; i++) {
    uint64_t reference;
    if (!find_reference (summary, setup, line->against[i].name, &reference)) {
      continue;
    }
    append_comma (beside);
    if (line->has_share && value != METRIC_NO_VALUE && reference != METRIC_NO_VALUE && reference > 0) {
      number_append_percent (beside, value, reference);
      g_string_append (beside, " of ");
    }
    g_string_append_printf (beside, "%s ", line->against[i].label);
    append_number (beside, reference);
  }
}

static void add_gauge (TextTable *table, const SummaryLine *line, const Summary *summary,
                       const MetricSet *setup)
{
  const Metric *metric = summary_text_find (summary, line->name, METRIC_GAUGE);
  if (metric == NULL) {
    return;
  }
  SummaryGauge gauge = summary_get_gauge (summary, metric->index);
  uint64_t value = gauge_value (&gauge, line->kind);
  if (line->only_if_any && (value == 0 || value == METRIC_NO_VALUE)) {
    return;
  }
  g_autoptr (GString) beside = g_string_new (NULL);
  if (value != METRIC_NO_VALUE) {
    append_unit (beside, summary_get_metrics (summary), value, metric->unit);
  }
  append_references (beside, line, value, summary, setup);
  add_text_row (table, line->label, value, beside);
}

void summary_text_append (GString *text, const SummaryLine *lines, size_t count, const Summary *summary,
                          const MetricSet *setup)
{
  g_autoptr (TextTable) table = text_table_new (COLUMNS);
  for (size_t i = 0; i < count; i++) {
    switch (lines[i].kind) {
    case SUMMARY_LINE_COUNTER:
      add_counter (table, &lines[i], summary);
      break;
    case SUMMARY_LINE_GROUP:
      add_group (table, &lines[i], summary);
      break;
    case SUMMARY_LINE_GAUGE_LAST:
    case SUMMARY_LINE_GAUGE_MIN:
    case SUMMARY_LINE_GAUGE_MAX:
      add_gauge (table, &lines[i], summary, setup);
      break;
    }
  }
  text_table_append (table, text);
}

/* ---- everything ---- */

static void append_gauge (GString *text, const MetricSet *metrics, const SummaryGauge *gauge,
                          const char *unit)
{
  append_quantity (text, metrics, gauge->last, unit);
  if (gauge->count > 0) {
    g_string_append (text, ", ");
    append_number (text, gauge->min);
    g_string_append (text, " to ");
    append_number (text, gauge->max);
  }
}

static void append_ratio (GString *text, const Summary *summary, size_t index)
{
  const Metric *metric = metric_set_get (summary_get_metrics (summary), index);
  const uint64_t *added = summary_get_added (summary);
  if (added[metric->denominator->index] == 0) {
    g_string_append (text, "none");
  } else {
    number_append_percent (text, added[metric->numerator->index], added[metric->denominator->index]);
  }
}

static void append_metric (GString *text, const Summary *summary, size_t index, const Metric *metric)
{
  if (metric->kind == METRIC_GAUGE) {
    SummaryGauge gauge = summary_get_gauge (summary, index);
    append_gauge (text, summary_get_metrics (summary), &gauge, metric->unit);
  } else if (metric->kind == METRIC_RATIO) {
    append_ratio (text, summary, index);
  } else {
    append_quantity (text, summary_get_metrics (summary), summary_get_number (summary, index), metric->unit);
  }
}

/* Appends a row for each of METRICS: what SUMMARY says of it, or its present value if SUMMARY is NULL. */
static void append_rows (GString *text, const MetricSet *metrics, const Summary *summary)
{
  g_autoptr (TextTable) table = text_table_new ("ll");
  g_autofree uint64_t *values = g_new (uint64_t, metric_set_count (metrics) + 1);
  if (summary == NULL) {
    metric_set_read (metrics, values);
  }
  for (size_t i = 0; i < metric_set_count (metrics); i++) {
    const Metric *metric = metric_set_get (metrics, i);
    g_autoptr (GString) cell = g_string_new (NULL);
    if (summary != NULL) {
      append_metric (cell, summary, i, metric);
    } else {
      append_quantity (cell, metrics, values[i], metric->unit);
    }
    text_table_add_row (table, (const char *const[]){ metric->name, cell->str, NULL });
  }
  text_table_append (table, text);
}

void summary_text_append_all (GString *text, const Summary *summary)
{
  append_rows (text, summary_get_metrics (summary), summary);
}

void summary_text_append_values (GString *text, const MetricSet *metrics)
{
  append_rows (text, metrics, NULL);
}
