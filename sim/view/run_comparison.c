/* run_comparison.c - pairs the numbers, the facts and the settings of two runs */
#include "run_comparison.h"

#include <math.h>
#include <string.h>

#define MARKED_PERCENT 1.0

NumberChange number_change_of (double a, double b)
{
  NumberChange change = { .difference = b - a, .percent = NAN };
  if (isnan (change.difference)) {
    change.is_change = isnan (a) != isnan (b);
    change.is_marked = change.is_change;
    return change;
  }
  change.is_change = b < a || b > a;
  if (a < 0 || a > 0) {
    change.percent = change.difference / fabs (a) * 100;
  }
  change.is_marked = change.is_change && !(fabs (change.percent) < MARKED_PERCENT);
  return change;
}

double number_change_get_relative (double a, double b)
{
  if (isnan (a) || isnan (b) || a < 0 || a > 0) {
    return (b - a) / fabs (a);
  }
  return b > 0 ? (double)INFINITY : b < 0 ? -(double)INFINITY : 0;
}

static void run_comparison_add_number (RunComparison *comparison, const char *name, double a, double b)
{
  ComparedNumber number = { name, a, b, number_change_of (a, b) };
  comparison->changed += number.change.is_change ? 1 : 0;
  comparison->marked += number.change.is_marked ? 1 : 0;
  g_array_append_val (comparison->numbers, number);
}

static void run_comparison_add_numbers (RunComparison *comparison, const RunValues *a, const RunValues *b)
{
  for (size_t i = 0; i < run_values_count (a); i++) {
    const char *name = run_values_get_name (a, i);
    run_comparison_add_number (comparison, name, run_values_get (a, i), run_values_get_named (b, name));
  }
  for (size_t i = 0; i < run_values_count (b); i++) {
    const char *name = run_values_get_name (b, i);
    if (!run_values_find (a, name, NULL)) {
      run_comparison_add_number (comparison, name, (double)NAN, run_values_get (b, i));
    }
  }
}

static void run_comparison_add_text (GArray *texts, ComparedText text)
{
  if (g_strcmp0 (text.a, text.b) != 0) {
    g_array_append_val (texts, text);
  }
}

static const struct {
  ComparedKind kind;
  const char *fact, *name, *noun;
} facts[] = {
  { COMPARED_SCENARIO, "scenario.name", "scenario", "the scenario's name" },
  { COMPARED_SCENARIO, "scenario.sha256", "SHA-256 of the scenario", "the scenario's file" },
  { COMPARED_FACT, "seed", "seed", "the seed" },
  { COMPARED_FACT, "run", "replication", "the replication" },
  { COMPARED_FACT, "duration_s", "duration, s", "the duration" },
  { COMPARED_FACT, "warmup_s", "warm-up, s", "the warm-up" },
  { COMPARED_FACT, "sample_s", "sample, s", "the sample time" },
  { COMPARED_FACT, "version", "version", "the version of the tool" },
};

static void add_facts (RunComparison *comparison, const RunValues *a, const RunValues *b)
{
  for (size_t i = 0; i < G_N_ELEMENTS (facts); i++) {
    run_comparison_add_text (comparison->causes, (ComparedText){ facts[i].kind, facts[i].name, facts[i].noun,
                                                                 run_values_get_fact (a, facts[i].fact),
                                                                 run_values_get_fact (b, facts[i].fact) });
  }
}

/* ---- what was set ---- */

/* Returns the last value for PATH in SETS, which is the one in force; NULL if there is none. */
static const char *find_set (const char *const *sets, const char *path)
{
  const char *value = NULL;
  size_t length = strlen (path);
  for (; *sets != NULL; sets++) {
    if (strncmp (*sets, path, length) == 0 && (*sets)[length] == '=') {
      value = *sets + length + 1;
    }
  }
  return value;
}

/* Adds to TEXTS those paths of FROM, which is A or B, that are not SEEN and in which A and B differ. */
static void add_sets (RunComparison *comparison, GArray *texts, const char *const *from, GHashTable *seen,
                      const char *const *a, const char *const *b)
{
  for (; *from != NULL; from++) {
    char *path = g_strndup (*from, strcspn (*from, "="));
    g_ptr_array_add (comparison->paths, path);
    if (g_hash_table_add (seen, path)) {
      run_comparison_add_text (
          texts, (ComparedText){ COMPARED_SET, path, NULL, find_set (a, path), find_set (b, path) });
    }
  }
}

RunComparison *run_comparison_new (const RunValues *a, const RunValues *b)
{
  RunComparison *comparison = g_new0 (RunComparison, 1);
  comparison->numbers = g_array_new (FALSE, FALSE, sizeof (ComparedNumber));
  comparison->causes = g_array_new (FALSE, FALSE, sizeof (ComparedText));
  comparison->settings = g_array_new (FALSE, FALSE, sizeof (ComparedText));
  comparison->paths = g_ptr_array_new_with_free_func (g_free);
  run_comparison_add_numbers (comparison, a, b);
  add_facts (comparison, a, b);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *sets_a = run_values_get_sets (a), *const *sets_b = run_values_get_sets (b);
  add_sets (comparison, comparison->causes, sets_a, seen, sets_a, sets_b);
  add_sets (comparison, comparison->causes, sets_b, seen, sets_a, sets_b);
  g_hash_table_remove_all (seen);
  sets_a = run_values_get_settings (a);
  sets_b = run_values_get_settings (b);
  add_sets (comparison, comparison->settings, sets_b, seen, sets_a, sets_b);
  add_sets (comparison, comparison->settings, sets_a, seen, sets_a, sets_b);
  const char *fingerprint = run_values_get_fact (a, "fingerprint");
  comparison->has_same_fingerprint =
      fingerprint != NULL && g_strcmp0 (fingerprint, run_values_get_fact (b, "fingerprint")) == 0;
  return comparison;
}

void run_comparison_free (RunComparison *comparison)
{
  g_array_unref (comparison->numbers);
  g_array_unref (comparison->causes);
  g_array_unref (comparison->settings);
  g_ptr_array_unref (comparison->paths);
  g_free (comparison);
}

const ComparedNumber *run_comparison_get (const RunComparison *comparison, size_t index)
{
  return &g_array_index (comparison->numbers, ComparedNumber, index);
}

const ComparedText *run_comparison_get_cause (const RunComparison *comparison, size_t index)
{
  return &g_array_index (comparison->causes, ComparedText, index);
}
