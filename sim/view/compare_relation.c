/* compare_relation.c - evaluates a condition such as `b.misses < 1.1 * a.misses` over two runs */
#include "run_comparison.h"

#include "expression.h"
#include "metric.h"
#include "words.h"

#include <math.h>
#include <string.h>

#define TOTAL "." METRIC_TOTAL

typedef struct {
  char *name; /* as written */
  double value;
} Slot;

struct CompareRelation {
  char *text;
  Expression *expression;
  GArray *slots; /* of Slot */
};

/* What a name with PREFIX stands for: the number of the run that it asks, or the change between both. */
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
  GArray *slots;
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
  const Lookup *lookup = user;
  const Meaning *meaning = find_meaning (name, has_percent);
  const char *bare = name + strlen (meaning->prefix);
  if ((meaning->asks_a && !run_values_find (lookup->a, bare, NULL))
      || (meaning->asks_b && !run_values_find (lookup->b, bare, NULL))) {
    return false;
  }
  double a = run_values_get_named (lookup->a, bare), b = run_values_get_named (lookup->b, bare);
  Slot found = { g_strdup (name), get_meant (meaning, a, b) };
  *slot = lookup->slots->len;
  g_array_append_val (lookup->slots, found);
  return true;
}

/* A group goes without its `total`. */
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

static void clear_slot (void *slot)
{
  g_free (((Slot *)slot)->name);
}

CompareRelation *compare_relation_new (const char *text, const RunValues *a, const RunValues *b,
                                       GError **error)
{
  CompareRelation *relation = g_new0 (CompareRelation, 1);
  relation->text = g_strdup (text);
  relation->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_array_set_clear_func (relation->slots, clear_slot);
  Lookup lookup = { a, b, relation->slots };
  ExpressionNames names = { .user = &lookup,
                            .find = compare_relation_find_name,
                            .hint = compare_relation_hint_name };
  relation->expression = expression_new (text, &names, error);
  if (relation->expression == NULL) {
    g_prefix_error (error, "--fail-on '%s': ", text);
    compare_relation_free (relation);
    return NULL;
  }
  return relation;
}

void compare_relation_free (void *data)
{
  CompareRelation *relation = data;
  if (relation != NULL) {
    expression_free (relation->expression);
    g_array_unref (relation->slots);
    g_free (relation->text);
    g_free (relation);
  }
}

const char *compare_relation_get_text (const CompareRelation *relation)
{
  return relation->text;
}

static double get_slot (void *user, size_t slot)
{
  const CompareRelation *relation = user;
  return g_array_index (relation->slots, Slot, slot).value;
}

bool compare_relation_holds (const CompareRelation *relation)
{
  return expression_is_true (relation->expression, get_slot, (void *)relation);
}

const char *compare_relation_find_missing (const CompareRelation *relation)
{
  for (guint i = 0; i < relation->slots->len; i++) {
    const Slot *slot = &g_array_index (relation->slots, Slot, i);
    if (isnan (slot->value)) {
      return slot->name;
    }
  }
  return NULL;
}
