/* machine_watch.c - the first event at which a condition on metrics holds */
#include "machine_watch.h"

#include "expression.h"
#include "machine_internal.h"
#include "words.h"

#include <math.h>

#define SETUP "setup."
#define TOTAL "." METRIC_TOTAL
#define LATENCY "latency." /* the metrics that are brought up to date when they are asked for */

typedef struct {
  const Metric *metric;
  const MetricSet *set;
} Watched;

struct MachineWatch {
  Machine *machine;
  Expression *expression;
  GArray *watched; /* of Watched, by slot */
  bool needs_latencies;
};

static bool find_in (const MetricSet *set, const char *name, Watched *watched)
{
  size_t index;
  g_autofree char *total = g_strconcat (name, TOTAL, NULL);
  if (!metric_set_find (set, name, &index) && !metric_set_find (set, total, &index)) {
    return false;
  }
  *watched = (Watched){ metric_set_get (set, index), set };
  return true;
}

static bool find_name (void *user, const char *name, bool has_percent, size_t *slot)
{
  (void)has_percent;
  MachineWatch *watch = user;
  Watched watched;
  bool is_setup = g_str_has_prefix (name, SETUP);
  if (!find_in (is_setup ? watch->machine->setup : watch->machine->metrics,
                is_setup ? name + strlen (SETUP) : name, &watched)) {
    return false;
  }
  watch->needs_latencies |= g_str_has_prefix (watched.metric->name, LATENCY);
  *slot = watch->watched->len;
  g_array_append_val (watch->watched, watched);
  return true;
}

static void machine_collect_names (const MetricSet *set, const char *prefix, GPtrArray *names)
{
  for (size_t i = 0; i < metric_set_count (set); i++) {
    const char *name = metric_set_get (set, i)->name;
    size_t length = strlen (name) - (g_str_has_suffix (name, TOTAL) ? strlen (TOTAL) : 0);
    g_ptr_array_add (names, g_strdup_printf ("%s%.*s", prefix, (int)length, name));
  }
}

static char *hint_name (void *user, const char *name)
{
  const MachineWatch *watch = user;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  machine_collect_names (watch->machine->metrics, "", names);
  machine_collect_names (watch->machine->setup, SETUP, names);
  const char *nearest = words_nearest (name, (const char *const *)names->pdata, names->len);
  return nearest != NULL ? g_strdup_printf ("did you mean '%s'?", nearest)
                         : g_strdup ("use one of the columns of series.csv, or 'setup.' and what "
                                     "summary.json has under setup");
}

static const Metric *get_metric (const Watched *watched, size_t index)
{
  return metric_set_get (watched->set, index);
}

MachineWatch *machine_watch_new (Machine *machine, const char *text, GError **error)
{
  MachineWatch *watch = g_new0 (MachineWatch, 1);
  watch->machine = machine;
  watch->watched = g_array_new (FALSE, FALSE, sizeof (Watched));
  ExpressionNames names = { .user = watch, .find = find_name, .hint = hint_name };
  watch->expression = expression_new (text, &names, error);
  if (!watch->expression) {
    machine_watch_free (watch);
    return NULL;
  }
  return watch;
}

void machine_watch_free (MachineWatch *watch)
{
  if (watch) {
    expression_free (watch->expression);
    g_array_unref (watch->watched);
    g_free (watch);
  }
}

static double divide (const Watched *watched)
{
  const Metric *ratio = watched->metric;
  uint64_t denominator = 0;
  for (size_t term = 0; term < ratio->n_denominator; term++) {
    denominator += metric_read (get_metric (watched, ratio->denominator[term]));
  }
  return denominator > 0 ? (double)metric_read (get_metric (watched, ratio->numerator)) / (double)denominator
                         : (double)NAN;
}

static double get_value (void *user, size_t slot)
{
  const MachineWatch *watch = user;
  const Watched *watched = &g_array_index (watch->watched, Watched, slot);
  if (watched->metric->kind == METRIC_RATIO) {
    return divide (watched);
  }
  uint64_t value = watched->metric->kind == METRIC_QUANTILE
                       ? histogram_quantile (watched->metric->histogram, NULL, watched->metric->parts)
                       : metric_read (watched->metric);
  return value == METRIC_NO_VALUE ? (double)NAN : (double)value;
}

bool machine_watch_holds (void *user)
{
  MachineWatch *watch = user;
  if (watch->needs_latencies) {
    machine_workloads_sum_latencies (&watch->machine->workloads);
  }
  return expression_is_true (watch->expression, get_value, watch);
}
