/* summary_json.c - writes a summary as JSON, nested by the dots of names */
#include "summary.h"

#include "number_format.h"

#include <string.h>

/* Metrics as nested groups.  A path is a name, or its beginning before a dot. */
typedef struct {
  const MetricSet *metrics;
  const void *values; /* for WRITE */
  void (*write) (const void *values, size_t index, JsonWriter *json, const char *key);
  JsonWriter *json;
} Nesting;

/* Returns the first metric from FROM on that is PATH itself or lies in the group PATH; the count of metrics
 * if there is none. */
static size_t find_under (const MetricSet *metrics, const char *path, size_t length, size_t from)
{
  for (; from < metric_set_count (metrics); from++) {
    const char *name = metric_set_get (metrics, from)->name;
    if (strncmp (name, path, length) == 0 && (name[length] == '\0' || name[length] == '.')) {
      break;
    }
  }
  return from;
}

static void write_members (const Nesting *nesting, const char *prefix);

/* Writes the metrics at PATH, of which FIRST is the first, as KEY: as a group, unless PATH itself is the only
 * one. */
static void write_member (const Nesting *nesting, const char *path, size_t first, const char *key)
{
  size_t length = strlen (path);
  size_t index = first;
  bool is_metric = metric_set_find (nesting->metrics, path, &index);
  if (is_metric && index == first
      && find_under (nesting->metrics, path, length, first + 1) == metric_set_count (nesting->metrics)) {
    nesting->write (nesting->values, index, nesting->json, key);
    return;
  }
  json_writer_begin_object (nesting->json, key);
  if (is_metric) {
    nesting->write (nesting->values, index, nesting->json, METRIC_TOTAL);
  }
  g_autofree char *prefix = g_strconcat (path, ".", NULL);
  write_members (nesting, prefix);
  json_writer_end_object (nesting->json);
}

/* Writes the metrics whose names begin with PREFIX, which is empty or ends with a dot.  A group stands where
 * its first metric is. */
static void write_members (const Nesting *nesting, const char *prefix)
{
  size_t prefix_length = strlen (prefix);
  for (size_t i = 0; i < metric_set_count (nesting->metrics); i++) {
    const char *name = metric_set_get (nesting->metrics, i)->name;
    if (!g_str_has_prefix (name, prefix)) {
      continue;
    }
    size_t length = prefix_length + strcspn (name + prefix_length, ".");
    if (find_under (nesting->metrics, name, length, 0) == i) {
      g_autofree char *path = g_strndup (name, length);
      write_member (nesting, path, i, path + prefix_length);
    }
  }
}

static void write_nested (const Nesting *nesting, const char *key)
{
  json_writer_begin_object (nesting->json, key);
  write_members (nesting, "");
  json_writer_end_object (nesting->json);
}

static void write_gauge (const SummaryGauge *gauge, JsonWriter *json, const char *key)
{
  json_writer_begin_object (json, key);
  json_writer_add_known (json, "min", gauge->min, 0);
  json_writer_add_known (json, "max", gauge->max, 0);
  json_writer_add_known (json, "mean", gauge->mean_scaled, NUMBER_MEAN_DECIMALS);
  json_writer_add_known (json, "last", gauge->last, 0);
  json_writer_end_object (json);
}

static void write_summary_metric (const void *values, size_t index, JsonWriter *json, const char *key)
{
  const Summary *summary = values;
  MetricKind kind = metric_set_get (summary_get_metrics (summary), index)->kind;
  if (kind == METRIC_GAUGE) {
    SummaryGauge gauge = summary_get_gauge (summary, index);
    write_gauge (&gauge, json, key);
  } else {
    json_writer_add_known (json, key, summary_get_number (summary, index),
                           kind == METRIC_RATIO ? NUMBER_RATIO_DECIMALS : 0);
  }
}

void summary_write_json (const Summary *summary, JsonWriter *json, const char *key)
{
  Nesting nesting = { summary_get_metrics (summary), summary, write_summary_metric, json };
  write_nested (&nesting, key);
}

static void write_value (const void *values, size_t index, JsonWriter *json, const char *key)
{
  json_writer_add_known (json, key, ((const uint64_t *)values)[index], 0);
}

void summary_write_values_json (const MetricSet *metrics, JsonWriter *json, const char *key)
{
  g_autofree uint64_t *values = g_new (uint64_t, metric_set_count (metrics) + 1);
  metric_set_read (metrics, values);
  Nesting nesting = { metrics, values, write_value, json };
  write_nested (&nesting, key);
}
