/* metric.c - the table of what a run can be asked */
#include "metric.h"

#include <string.h>

struct MetricSet {
  GPtrArray *metrics;  /* of Metric *, which stay where they are */
  GHashTable *by_name; /* its name → index + 1 */
  void (*refresh) (void *user);
  void *user;
};

static void metric_free (void *data)
{
  Metric *metric = data;
  g_free ((char *)metric->name);
  g_free (metric);
}

MetricSet *metric_set_new (void (*refresh) (void *user), void *user)
{
  MetricSet *set = g_new0 (MetricSet, 1);
  set->metrics = g_ptr_array_new_with_free_func (metric_free);
  set->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  set->refresh = refresh;
  set->user = user;
  return set;
}

void metric_set_free (MetricSet *set)
{
  if (set == NULL) {
    return;
  }
  g_hash_table_destroy (set->by_name);
  g_ptr_array_free (set->metrics, TRUE);
  g_free (set);
}

/* Words of a-z, 0-9 and '_', joined by '.'. */
static bool is_metric_name (const char *name)
{
  bool in_word = false;
  for (; *name != '\0'; name++) {
    if (*name == '.' && !in_word) {
      return false;
    }
    if (*name != '.' && *name != '_' && !g_ascii_islower (*name) && !g_ascii_isdigit (*name)) {
      return false;
    }
    in_word = *name != '.';
  }
  return in_word;
}

/* Where names become nested groups, `a` beside `a.b` is shown as `a.total`: nothing else may have that place. */
static bool takes_place_of_another (const MetricSet *set, const char *name)
{
  g_autofree char *total = g_strconcat (name, "." METRIC_TOTAL, NULL);
  g_autofree char *group = NULL;
  if (g_str_has_suffix (name, "." METRIC_TOTAL)) {
    group = g_strndup (name, strlen (name) - strlen ("." METRIC_TOTAL));
  }
  return metric_set_find (set, name, NULL) || metric_set_find (set, total, NULL)
         || (group != NULL && metric_set_find (set, group, NULL));
}

/* Texts but NAME stay the caller's. */
static Metric *add_metric (MetricSet *set, MetricKind kind, const char *name, const char *unit,
                           const char *doc)
{
  if (!is_metric_name (name)) {
    g_error ("metric '%s': a name is words of a-z, 0-9 and '_', joined by '.'", name);
  }
  if (takes_place_of_another (set, name)) {
    g_error ("metric '%s' is there already", name);
  }
  Metric *metric = g_new (Metric, 1);
  *metric = (Metric){ .kind = kind, .name = g_strdup (name), .unit = unit, .doc = doc };
  g_ptr_array_add (set->metrics, metric);
  g_hash_table_insert (set->by_name, (void *)metric->name, GSIZE_TO_POINTER (set->metrics->len));
  return metric;
}

size_t metric_set_add (MetricSet *set, MetricKind kind, const char *name, const char *unit, const char *doc,
                       const uint64_t *value)
{
  if (kind != METRIC_COUNTER && kind != METRIC_GAUGE) {
    g_error ("metric '%s': ratios and quantiles have functions of their own", name);
  }
  add_metric (set, kind, name, unit, doc)->value = value;
  return set->metrics->len - 1;
}

static size_t metric_find_counter (const MetricSet *set, const char *ratio, const char *name)
{
  size_t index;
  if (!metric_set_find (set, name, &index) || metric_set_get (set, index)->kind != METRIC_COUNTER) {
    g_error ("ratio '%s': there is no counter '%s'", ratio, name);
  }
  return index;
}

size_t metric_set_add_ratio (MetricSet *set, const char *name, const char *doc, const char *numerator,
                             const char *const *denominators)
{
  Metric *metric = add_metric (set, METRIC_RATIO, name, "", doc);
  metric->numerator = metric_find_counter (set, name, numerator);
  for (; *denominators != NULL; denominators++) {
    if (metric->n_denominator == METRIC_RATIO_TERMS) {
      g_error ("ratio '%s': more than %d counters to divide by", name, METRIC_RATIO_TERMS);
    }
    metric->denominator[metric->n_denominator++] = metric_find_counter (set, name, *denominators);
  }
  if (metric->n_denominator == 0) {
    g_error ("ratio '%s': no counter to divide by", name);
  }
  return set->metrics->len - 1;
}

size_t metric_set_add_quantile (MetricSet *set, const char *name, const char *unit, const char *doc,
                                const Histogram *histogram, unsigned parts)
{
  Metric *metric = add_metric (set, METRIC_QUANTILE, name, unit, doc);
  metric->histogram = histogram;
  metric->parts = parts;
  return set->metrics->len - 1;
}

/* ---- tables ---- */

static void metric_move_index (size_t *index, size_t from, size_t to)
{
  if (*index == from) {
    *index = to;
  } else if (*index >= to && *index < from) {
    (*index)++;
  }
}

/* The metric that was added last is at TO from here on. */
static void metric_set_move_last (MetricSet *set, size_t to)
{
  size_t from = set->metrics->len - 1;
  Metric *moved = g_ptr_array_steal_index (set->metrics, (guint)from);
  g_ptr_array_insert (set->metrics, (gint)to, moved);
  for (size_t i = 0; i < set->metrics->len; i++) {
    Metric *metric = g_ptr_array_index (set->metrics, i);
    g_hash_table_insert (set->by_name, (void *)metric->name, GSIZE_TO_POINTER (i + 1));
    metric_move_index (&metric->numerator, from, to);
    for (size_t term = 0; term < metric->n_denominator; term++) {
      metric_move_index (&metric->denominator[term], from, to);
    }
  }
}

typedef struct {
  const MetricRow *row;
  const void *base;
} MetricPending;

/* Adds the row at PENDING; false if what it is to stand behind is not there yet. */
static bool metric_set_add_row (MetricSet *set, const MetricPending *pending)
{
  const MetricRow *row = pending->row;
  size_t index, before = 0;
  if (row->after != NULL && !metric_set_find (set, row->after, &before)) {
    return false;
  }
  if (pending->base == NULL) {
    static const uint64_t none = METRIC_NO_VALUE;
    index = metric_set_add (set, METRIC_GAUGE, row->name, row->unit ? row->unit : "", row->doc, &none);
  } else if (row->kind == METRIC_RATIO) {
    index = metric_set_add_ratio (set, row->name, row->doc, row->numerator,
                                  (const char *const[]){ row->denominator, NULL });
  } else {
    const void *value = row->read == NULL ? (const char *)pending->base + row->offset : NULL;
    index = metric_set_add (set, row->kind, row->name, row->unit, row->doc, value);
  }
  Metric *metric = g_ptr_array_index (set->metrics, index);
  metric->read = pending->base != NULL ? row->read : NULL;
  metric->base = pending->base;
  metric->moves = row->moves;
  metric->advice = row->advice;
  metric->colour = row->colour;
  if (row->after != NULL) {
    metric_set_move_last (set, before + 1);
  }
  return true;
}

/* Adds those of PENDING that can be, and takes them out. */
static void metric_set_add_pending (MetricSet *set, GArray *pending)
{
  guint left = 0;
  for (guint i = 0; i < pending->len; i++) {
    MetricPending next = g_array_index (pending, MetricPending, i);
    if (!metric_set_add_row (set, &next)) {
      g_array_index (pending, MetricPending, left++) = next;
    }
  }
  if (left == pending->len && left > 0) {
    const MetricRow *row = g_array_index (pending, MetricPending, 0).row;
    g_error ("metric '%s' is to stand behind '%s', which is not there", row->name, row->after);
  }
  g_array_set_size (pending, left);
}

void metric_set_add_tables (MetricSet *set, const MetricSource *sources, size_t n)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (MetricPending));
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < sources[i].table->count; j++) {
      MetricPending next = { &sources[i].table->rows[j], sources[i].base };
      g_array_append_val (pending, next);
    }
  }
  while (pending->len > 0) {
    metric_set_add_pending (set, pending);
  }
}

size_t metric_set_count (const MetricSet *set)
{
  return set->metrics->len;
}

const Metric *metric_set_get (const MetricSet *set, size_t index)
{
  g_assert (index < set->metrics->len);
  return g_ptr_array_index (set->metrics, index);
}

bool metric_set_find (const MetricSet *set, const char *name, size_t *index)
{
  size_t found = GPOINTER_TO_SIZE (g_hash_table_lookup (set->by_name, name));
  if (found != 0 && index != NULL) {
    *index = found - 1;
  }
  return found != 0;
}

void metric_set_read (const MetricSet *set, uint64_t *values)
{
  if (set->refresh != NULL) {
    set->refresh (set->user);
  }
  for (size_t i = 0; i < set->metrics->len; i++) {
    const Metric *metric = g_ptr_array_index (set->metrics, i);
    values[i] = metric_read (metric);
  }
}

uint64_t metric_denominator (const Metric *ratio, const uint64_t *counters)
{
  uint64_t sum = 0;
  for (size_t i = 0; i < ratio->n_denominator; i++) {
    sum += counters[ratio->denominator[i]];
  }
  return sum;
}
