/* machine_watch.c - the first event at which a condition on metrics holds */
#include "machine_watch.h"

#include "expression.h"
#include "machine_internal.h"
#include "words.h"

#include <math.h>

#define SETUP "setup."
#define TOTAL "." METRIC_TOTAL
#define LATENCY "latency." /* begins the names of metrics that are brought up to date only when asked for */

struct MachineWatch {
  Machine *machine;
  Expression *expression;
  GPtrArray *watched; /* of const Metric, by slot */
  bool needs_latencies;
};

static bool find_name (void *user, const char *name, bool has_percent, size_t *slot)
{
  (void)has_percent;
  MachineWatch *watch = user;
  bool is_setup = g_str_has_prefix (name, SETUP);
  const MetricSet *set = is_setup ? watch->machine->setup : watch->machine->metrics;
  const char *rest = is_setup ? name + strlen (SETUP) : name;
  g_autofree char *total = g_strconcat (rest, TOTAL, NULL);
  size_t index;
  if (!metric_set_find (set, rest, &index) && !metric_set_find (set, total, &index)) {
    return false;
  }
  watch->needs_latencies |= g_str_has_prefix (metric_set_get (set, index)->name, LATENCY);
  *slot = watch->watched->len;
  g_ptr_array_add (watch->watched, (void *)metric_set_get (set, index));
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
  return words_hint_or (
      name, names, "use one of the columns of series.csv, or 'setup.' and what summary.json has under setup");
}

MachineWatch *machine_watch_new (Machine *machine, const char *text, GError **error)
{
  MachineWatch *watch = g_new0 (MachineWatch, 1);
  watch->machine = machine;
  watch->watched = g_ptr_array_new ();
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
    g_ptr_array_unref (watch->watched);
    g_free (watch);
  }
}

static double get_value (void *user, size_t slot)
{
  const MachineWatch *watch = user;
  const Metric *metric = g_ptr_array_index (watch->watched, slot);
  if (metric->kind == METRIC_RATIO) {
    uint64_t denominator = metric_read (metric->denominator);
    return denominator > 0 ? (double)metric_read (metric->numerator) / (double)denominator : (double)NAN;
  }
  uint64_t value = metric->kind == METRIC_QUANTILE
                       ? histogram_quantile (metric->histogram, NULL, metric->parts)
                       : metric_read (metric);
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
