/* baseline.c - finds what differs from a baseline, and says why */
#include "check_run.h"

#include "number_format.h"
#include "run_comparison.h"
#include "units.h"

#include <math.h>
#include <string.h>

#define ENDING ".baseline.json"

char *baseline_path (const char *path)
{
  const char *dot = strrchr (path, '.');
  const char *slash = strrchr (path, '/');
  bool has_ending = dot != NULL && dot != path && (slash == NULL || dot > slash + 1);
  g_autofree char *stem = has_ending ? g_strndup (path, (size_t)(dot - path)) : g_strdup (path);
  return g_strconcat (stem, ENDING, NULL);
}

/* The topics of numbers, from causes to effects. */
static const struct {
  const char *prefix, *topic;
} topics[] = {
  { "setup.", "what was set up" },
  { "maxwindow.", "what was set up" },
  { "purge", "purging" },
  { "second_chances", "purging" },
  { "full_ahb", "purging" },
  { "empty_ahb", "purging" },
  { "low_memory_turns", "purging" },
  { "reclaim_callbacks", "purging" },
  { "refusals", "refusals" },
  { "inserts", "inserts" },
  { "misses", "misses" },
  { "cache_", "misses" },
  { "hit_rate", "misses" },
  { "lookups", "misses" },
  { "plocked", "the window" },
  { "entries", "the window" },
  { "freemem", "memory" },
  { "pageout", "memory" },
  { "page_ins", "memory" },
  { "", "what else there is" },
  { "io.", "requests" },
  { "latency", "times" },
  { "workloads.", "times" },
};

/* Finds the topic of the number NAME by the longest prefix. */
static size_t find_topic (const char *name)
{
  size_t best = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (topics); i++) {
    bool is_better = g_str_has_prefix (name, topics[i].prefix)
                     && (!g_str_has_prefix (name, topics[best].prefix)
                         || strlen (topics[i].prefix) > strlen (topics[best].prefix));
    best = is_better ? i : best;
  }
  return best;
}

/* Which runs have a number.  A new number or one that is gone differs, even if it has no value. */
typedef enum { IN_BOTH, NEW_HERE, GONE_HERE } Presence;

typedef struct {
  const ComparedNumber *number; /* A is the baseline's */
  Presence presence;
  size_t topic;
  size_t order;
} Difference;

static int compare_differences (const void *left, const void *right)
{
  const Difference *a = left, *b = right;
  if (strcmp (topics[a->topic].topic, topics[b->topic].topic) != 0) {
    return (a->topic > b->topic) - (a->topic < b->topic);
  }
  return (a->order > b->order) - (a->order < b->order);
}

static bool is_tolerated (const Scenario *scenario, const ComparedNumber *number)
{
  for (size_t i = 0; i < scenario->tolerance_count; i++) {
    const ScenarioTolerance *tolerance = &scenario->tolerances[i];
    if (!g_pattern_match_simple (tolerance->metric, number->name)) {
      continue;
    }
    Measure measure = { .kind = MEASURE_PLAIN };
    g_autofree char *mistake = NULL;
    (void)measure_parse (tolerance->within, scenario_page_bytes (scenario), &measure, &mistake);
    double within = measure.kind == MEASURE_PERCENT ? fabs (number->a) * measure.value : measure.value;
    return fabs (number->change.difference) <= within;
  }
  return false;
}

static Presence find_presence (const RunValues *baseline, const RunValues *now, const ComparedNumber *number)
{
  return !run_values_find (baseline, number->name, NULL) ? NEW_HERE
         : !run_values_find (now, number->name, NULL)    ? GONE_HERE
                                                         : IN_BOTH;
}

static GArray *baseline_collect (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                                 const RunComparison *comparison)
{
  GArray *differences = g_array_new (FALSE, FALSE, sizeof (Difference));
  for (size_t i = 0; i < comparison->numbers->len; i++) {
    const ComparedNumber *number = run_comparison_get (comparison, i);
    Presence presence = find_presence (baseline, now, number);
    if (presence != IN_BOTH || (number->change.is_change && !is_tolerated (scenario, number))) {
      Difference difference = { number, presence, find_topic (number->name), i };
      g_array_append_val (differences, difference);
    }
  }
  g_array_sort (differences, compare_differences);
  return differences;
}

/* ---- possible causes ---- */

#define SETTINGS_SHOWN 8

/* Lists the values of the scenario that differ, except those that append_facts() lists. */
static void append_settings (GString *text, const GArray *settings)
{
  static const char *const facts[] = { "seed", "duration", "warmup", "sample", NULL };
  unsigned listed = 0;
  for (guint i = 0; i < settings->len; i++) {
    const ComparedText *setting = &g_array_index (settings, ComparedText, i);
    if (!g_strv_contains (facts, setting->name) && listed++ < SETTINGS_SHOWN) {
      g_string_append_printf (text, "\n%s was %s, is %s", setting->name,
                              setting->a != NULL ? setting->a : "not set",
                              setting->b != NULL ? setting->b : "not set");
    }
  }
  if (listed > SETTINGS_SHOWN) {
    g_string_append_printf (text, "\nand %u more values", listed - SETTINGS_SHOWN);
  }
}

/* Tells whether the scenario's file has changed, and lists its values that differ; there are none if only
 * comments or expectations changed.  True if the change can be why numbers differ. */
static bool append_file_change (GString *text, const RunValues *baseline, const RunValues *now,
                                const RunComparison *comparison)
{
  if (g_strcmp0 (run_values_get_fact (baseline, "scenario.sha256"),
                 run_values_get_fact (now, "scenario.sha256"))
      == 0) {
    return false;
  }
  g_string_append (text, "\nthe scenario's file has changed since the baseline was saved");
  if (*run_values_get_settings (baseline) == NULL) {
    return true; /* an old baseline, which has no settings */
  }
  bool is_cause = comparison->settings->len > 0;
  g_string_append (text, is_cause ? ":" : ", though not in a value that describes the run");
  append_settings (text, comparison->settings);
  return is_cause;
}

/* Lists the paths that were set in this run (IS_NOW) or in the baseline's. */
static void append_sets (GString *text, const RunComparison *comparison, bool is_now, const char *words)
{
  const char *between = words;
  for (guint i = 0; i < comparison->causes->len; i++) {
    const ComparedText *cause = run_comparison_get_cause (comparison, i);
    const char *value = is_now ? cause->b : cause->a;
    if (cause->kind == COMPARED_SET && value != NULL) {
      g_string_append_printf (text, "%s%s=%s", between, cause->name, value);
      between = ", ";
    }
  }
}

static void append_facts (GString *text, const RunComparison *comparison)
{
  for (guint i = 0; i < comparison->causes->len; i++) {
    const ComparedText *cause = run_comparison_get_cause (comparison, i);
    if (cause->kind == COMPARED_FACT) {
      g_string_append_printf (text, "\n%s was %s, is %s", cause->noun, cause->a != NULL ? cause->a : "none",
                              cause->b != NULL ? cause->b : "none");
    }
  }
}

/* Lists the possible causes of differences; false if there are none. */
static bool baseline_append_causes (GString *text, const RunValues *baseline, const RunValues *now,
                                    const RunComparison *comparison)
{
  size_t before = text->len;
  append_sets (text, comparison, true, "\nset here, not in the baseline: ");
  append_sets (text, comparison, false, "\nset in the baseline, not here: ");
  bool is_cause = text->len > before;
  is_cause = append_file_change (text, baseline, now, comparison) || is_cause;
  before = text->len;
  append_facts (text, comparison);
  return is_cause || text->len > before;
}

/* ---- in words ---- */

static void baseline_append_difference (GString *text, const Difference *difference)
{
  const ComparedNumber *number = difference->number;
  g_autofree char *before = number_text (number->a, ""), *now = number_text (number->b, "");
  if (difference->presence != IN_BOTH) {
    bool is_new = difference->presence == NEW_HERE;
    g_string_append_printf (text, "\n  %s %s %s", number->name, is_new ? "is new:" : "is gone: it was",
                            is_new ? now : before);
    return;
  }
  g_string_append_printf (text, "\n  %s was %s, is %s", number->name, before, now);
  if (isfinite (number->change.percent)) {
    g_autofree char *change = number_text_change (number->change.percent);
    g_string_append_printf (text, " (%s)", change);
  }
}

static void append_differences (GString *text, const GArray *differences, unsigned most)
{
  const char *topic = "";
  for (guint i = 0; i < differences->len && i < most; i++) {
    const Difference *difference = &g_array_index (differences, Difference, i);
    if (strcmp (topic, topics[difference->topic].topic) != 0) {
      topic = topics[difference->topic].topic;
      g_string_append_printf (text, "\n%s:", topic);
    }
    baseline_append_difference (text, difference);
  }
  if (differences->len > most) {
    g_string_append_printf (text, "\nand %u more; --verbose shows all", differences->len - most);
  }
}

char *baseline_compare (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                        unsigned most)
{
  g_autoptr (RunComparison) comparison = run_comparison_new (baseline, now);
  g_autoptr (GArray) differences = baseline_collect (scenario, baseline, now, comparison);
  bool has_moved = !comparison->has_same_fingerprint;
  if (differences->len == 0 && (!has_moved || scenario->tolerance_count > 0)) {
    return NULL;
  }
  GString *text = g_string_new (NULL);
  if (differences->len > 0) {
    g_string_append_printf (text, "%u of %" G_GSIZE_FORMAT " numbers are not those of the baseline",
                            differences->len, run_values_count (now));
  } else {
    g_string_append (
        text, "the fingerprint is not that of the baseline: events came in another order, though every "
              "number is the same");
  }
  if (!baseline_append_causes (text, baseline, now, comparison) && differences->len > 0) {
    const Difference *first = &g_array_index (differences, Difference, 0);
    g_string_append_printf (
        text,
        "\nscenario, settings and version are the same, so the simulator itself has changed; "
        "nearest to the cause: %s",
        topics[first->topic].topic);
  }
  append_differences (text, differences, most);
  return g_string_free (text, FALSE);
}
