/* compare_relation.c - evaluates a condition such as `b.misses < 1.1 * a.misses` over two runs */
#include "run_comparison.h"

#include "expression.h"
#include "metric.h"
#include "words.h"

#include <math.h>
#include <string.h>

#define TOTAL "." METRIC_TOTAL

/* What a name with PREFIX stands for: the number of a run, or the change between both runs. */
typedef struct {
  const char *prefix;
  bool asks_a, asks_b;
  bool is_relative;
} Meaning;

static const Meaning prefixes[] = {
  { "a.", true, false, false },
  { "b.", false, true, false },
  { "delta.", true, true, false },
};
static const Meaning plain = { "", false, true, false };
static const Meaning relative = { "", true, true, true };

static double get_meant (const Meaning *meaning, double a, double b)
{
  if (meaning->is_relative) {
    return number_change_get_relative (a, b);
  }
  return !meaning->asks_a ? b : meaning->asks_b ? b - a : a;
}

typedef struct {
  const RunValues *a, *b;
  GArray *values; /* double: the values of names, by slot */
  char *missing;  /* the first name without a value */
} Lookup;

static const Meaning *find_meaning (const char *name, bool has_percent)
{
  for (size_t i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (name, prefixes[i].prefix)) {
      return &prefixes[i];
    }
  }
  return has_percent ? &relative : &plain;
}

static bool compare_relation_find_name (void *user, const char *name, bool has_percent, size_t *slot)
{
  Lookup *lookup = user;
  const Meaning *meaning = find_meaning (name, has_percent);
  const char *bare = name + strlen (meaning->prefix);
  if ((meaning->asks_a && !run_values_find (lookup->a, bare, NULL))
      || (meaning->asks_b && !run_values_find (lookup->b, bare, NULL))) {
    return false;
  }
  double a = run_values_get_named (lookup->a, bare), b = run_values_get_named (lookup->b, bare);
  double value = get_meant (meaning, a, b);
  if (isnan (value) && lookup->missing == NULL) {
    lookup->missing = g_strdup (name);
  }
  *slot = lookup->values->len;
  g_array_append_val (lookup->values, value);
  return true;
}

/* Collects all names, for hints; the name of a group's total is that of the group. */
static void compare_relation_collect_names (const RunValues *values, GPtrArray *names)
{
  for (size_t i = 0; i < run_values_count (values); i++) {
    const char *name = run_values_get_name (values, i);
    size_t length = strlen (name);
    g_ptr_array_add (names, g_str_has_suffix (name, TOTAL) ? g_strndup (name, length - strlen (TOTAL))
                                                           : g_strdup (name));
  }
}

static char *compare_relation_hint_name (void *user, const char *name)
{
  const Lookup *lookup = user;
  const Meaning *meaning = find_meaning (name, false);
  const char *bare = name + strlen (meaning->prefix);
  bool in_a = run_values_find (lookup->a, bare, NULL), in_b = run_values_find (lookup->b, bare, NULL);
  if (in_a != in_b) {
    return g_strdup_printf ("the %s run alone has it; use %s.%s", in_a ? "first" : "second", in_a ? "a" : "b",
                            bare);
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  compare_relation_collect_names (lookup->a, names);
  compare_relation_collect_names (lookup->b, names);
  const char *nearest = words_nearest (bare, (const char *const *)names->pdata, names->len);
  return nearest != NULL
             ? g_strdup_printf ("did you mean '%s%s'?", meaning->prefix, nearest)
             : g_strdup ("use a name as 'pcachesim compare --all' lists them, perhaps with 'a.', 'b.' or "
                         "'delta.' before it");
}

static double get_slot (void *user, size_t slot)
{
  return g_array_index ((const GArray *)user, double, slot);
}

bool compare_relation_evaluate (const char *text, const RunValues *a, const RunValues *b, bool *holds,
                                char **missing, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  Lookup lookup = { a, b, values, NULL };
  const ExpressionNames names = { .user = &lookup,
                                  .find = compare_relation_find_name,
                                  .hint = compare_relation_hint_name };
  Expression *expression = expression_new (text, &names, error);
  if (expression == NULL) {
    g_prefix_error (error, "--fail-on '%s': ", text);
    g_free (lookup.missing);
    return false;
  }
  *holds = expression_is_true (expression, get_slot, values);
  *missing = lookup.missing;
  expression_free (expression);
  return true;
}
