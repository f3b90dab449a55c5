/* metric.c - the table of a run's metrics */
#include "metric.h"

#include <string.h>

struct MetricSet {
  GPtrArray *metrics;  /* of Metric *, which stay where they are */
  GHashTable *by_name; /* name → metric */
  uint64_t page_bytes;
  void (*refresh) (void *user);
  void *user;
};

static void metric_free (void *data)
{
  Metric *metric = data;
  g_free ((char *)metric->name);
  g_free (metric);
}

MetricSet *metric_set_new (uint64_t page_bytes, void (*refresh) (void *user), void *user)
{
  MetricSet *set = g_new0 (MetricSet, 1);
  set->metrics = g_ptr_array_new_with_free_func (metric_free);
  set->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  set->page_bytes = page_bytes;
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

/* Whether NAME is words of a-z, 0-9 and '_', joined by '.'. */
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

/* Whether NAME would collide in nested groups: `a` beside `a.b` is shown there as `a.total`. */
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

/* Adds a metric at INDEX, before those now at INDEX and behind.  Copies NAME; other texts stay the
 * caller's. */
static Metric *metric_set_insert (MetricSet *set, size_t index, MetricKind kind, const char *name,
                                  const char *unit, const char *doc)
{
  if (!is_metric_name (name)) {
    g_error ("metric '%s': a name is words of a-z, 0-9 and '_', joined by '.'", name);
  }
  if (takes_place_of_another (set, name)) {
    g_error ("metric '%s' is there already", name);
  }
  Metric *metric = g_new (Metric, 1);
  *metric = (Metric){ .kind = kind, .name = g_strdup (name), .unit = unit, .doc = doc };
  g_ptr_array_insert (set->metrics, (gint)index, metric);
  g_hash_table_insert (set->by_name, (void *)metric->name, metric);
  for (size_t i = index; i < set->metrics->len; i++) {
    ((Metric *)g_ptr_array_index (set->metrics, i))->index = i;
  }
  return metric;
}

static const Metric *metric_find_counter (const MetricSet *set, const char *ratio, const char *name)
{
  const Metric *counter = g_hash_table_lookup (set->by_name, name);
  if (counter == NULL || counter->kind != METRIC_COUNTER) {
    g_error ("ratio '%s': there is no counter '%s'", ratio, name);
  }
  return counter;
}

size_t metric_set_add_quantile (MetricSet *set, const char *name, const char *unit, const char *doc,
                                const Histogram *histogram, unsigned parts)
{
  Metric *metric = metric_set_insert (set, set->metrics->len, METRIC_QUANTILE, name, unit, doc);
  metric->histogram = histogram;
  metric->parts = parts;
  return metric->index;
}

/* ---- tables ---- */

typedef struct {
  const MetricRow *row;
  const void *base;
} MetricPending;

/* Adds the row at PENDING; false if the metric that it is to stand behind is not there yet. */
static bool metric_set_add_row (MetricSet *set, const MetricPending *pending)
{
  static const uint64_t none = METRIC_NO_VALUE;
  const MetricRow *row = pending->row;
  bool is_told = pending->base != NULL;
  size_t before = set->metrics->len - 1;
  if (row->after != NULL && !metric_set_find (set, row->after, &before)) {
    return false;
  }
  Metric *metric = metric_set_insert (set, before + 1, is_told ? row->kind : METRIC_GAUGE, row->name,
                                      row->unit != NULL ? row->unit : "", row->doc);
  if (metric->kind == METRIC_RATIO) {
    metric->numerator = metric_find_counter (set, row->name, row->numerator);
    metric->denominator = metric_find_counter (set, row->name, row->denominator);
  } else if (!is_told || row->read == NULL) {
    metric->value = is_told ? (const void *)((const char *)pending->base + row->offset) : &none;
  }
  metric->read = is_told ? row->read : NULL;
  metric->base = pending->base;
  metric->moves = row->moves;
  metric->advice = row->advice;
  metric->colour = row->colour;
  return true;
}

/* Adds those rows of PENDING that can be added, and takes them out of PENDING. */
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

uint64_t metric_set_get_page_bytes (const MetricSet *set)
{
  return set->page_bytes;
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
  const Metric *found = g_hash_table_lookup (set->by_name, name);
  if (found != NULL && index != NULL) {
    *index = found->index;
  }
  return found != NULL;
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
