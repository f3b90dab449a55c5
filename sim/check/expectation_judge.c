/* expectation_judge.c - judges expectations at the end of a run, and describes the outcome in words */
#include "expectation.h"
#include "number_format.h"
#include "tool.h"
#include "units.h"

#include <math.h>

static int compare_doubles (const void *left, const void *right)
{
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double get_total (const Expectation *expectation, const ExpectationSet *set)
{
  if (metric_set_get (set->metrics, expectation->number->metric)->kind == METRIC_COUNTER) {
    return (double)expectation->sums[0];
  }
  return expectation->sums[1] == 0 ? (double)NAN
                                   : (double)expectation->sums[0] / (double)expectation->sums[1];
}

static double get_mean (const GArray *samples)
{
  double sum = 0;
  for (guint i = 0; i < samples->len; i++) {
    sum += g_array_index (samples, double, i);
  }
  return sum / samples->len;
}

/* Returns the smallest sample that at least THOUSANDTHS of all samples do not exceed. */
static double get_rank (const GArray *samples, unsigned thousandths)
{
  GArray *sorted = g_array_copy ((GArray *)samples);
  g_array_sort (sorted, compare_doubles);
  guint rank = (guint)(((uint64_t)sorted->len * thousandths + 999) / 1000);
  double value = g_array_index (sorted, double, rank > 0 ? rank - 1 : 0);
  g_array_unref (sorted);
  return value;
}

static double get_statistic (const Expectation *expectation, const ExpectationSet *set)
{
  ScenarioStatistic statistic = expectation->config->statistic;
  const GArray *samples = expectation->samples;
  if (statistic == SCENARIO_STATISTIC_TOTAL) {
    return get_total (expectation, set);
  }
  if (samples->len == 0) {
    return (double)NAN;
  }
  switch (statistic) {
  case SCENARIO_STATISTIC_MEAN:
    return get_mean (samples);
  case SCENARIO_STATISTIC_LAST:
    return g_array_index (samples, double, samples->len - 1);
  case SCENARIO_STATISTIC_MIN:
    return get_rank (samples, 0);
  case SCENARIO_STATISTIC_MAX:
    return get_rank (samples, 1000);
  default:
    return get_rank (samples, (unsigned)(statistic - SCENARIO_STATISTIC_PERCENTILES));
  }
}

static const char *get_statistic_name (ScenarioStatistic statistic)
{
  static const char *const names[] = { "", "min of ", "max of ", "mean of ", "last of ", "total of " };
  return statistic < G_N_ELEMENTS (names) ? names[statistic] : "percentile of ";
}

static void append_limits (GString *title, const Expectation *expectation)
{
  const ScenarioExpectation *config = expectation->config;
  const char *between = " is ";
  const struct {
    const char *word, *text;
  } limits[] = { { "", config->equals }, { "at least ", config->min }, { "at most ", config->max } };
  for (size_t i = 0; i < G_N_ELEMENTS (limits); i++) {
    if (limits[i].text != NULL) {
      g_string_append_printf (title, "%s%s%s", between, limits[i].word, limits[i].text);
      between = " and ";
    }
    if (i == 0 && config->within != NULL) {
      g_string_append_printf (title, " within %s", config->within);
    }
  }
}

static char *make_title (const Expectation *expectation)
{
  const ScenarioExpectation *config = expectation->config;
  GString *title = g_string_new (NULL);
  if (config->that != NULL) {
    g_string_append (title, config->that);
  } else {
    if (config->statistic > SCENARIO_STATISTIC_PERCENTILES) {
      unsigned tenths = (unsigned)(config->statistic - SCENARIO_STATISTIC_PERCENTILES);
      g_string_append_printf (title, "p%u of ", tenths % 10 == 0 ? tenths / 10 : tenths);
    } else {
      g_string_append (title, get_statistic_name (config->statistic));
    }
    g_string_append (title, config->metric);
    append_limits (title, expectation);
  }
  if (config->is_over_time) {
    g_autofree char *from = units_format_exact (&UNITS_TIME, config->from_ns);
    g_autofree char *to = units_format_exact (&UNITS_TIME, config->to_ns);
    g_string_append_printf (title, ", from %s to %s", from, to);
  }
  return g_string_free (title, FALSE);
}

/* The picture of `plot` that shows the metrics whose names begin with a prefix. */
static const struct {
  const char *prefix, *picture;
} pictures[] = {
  { "hit", "hits" },        { "cache_hit", "hits" },  { "cache_miss", "hits" },     { "miss", "hits" },
  { "lookups", "hits" },    { "latency", "latency" }, { "workloads.", "latency" },  { "io.", "latency" },
  { "entries", "entries" }, { "plocked", "reap" },    { "maxwindow", "reap" },      { "purged", "reap" },
  { "freemem", "reap" },    { "lotsfree", "reap" },   { "desfree", "reap" },        { "minfree", "reap" },
  { "refused", "reap" },    { "refusals", "reap" },   { "second_chances", "reap" },
};

/* Returns the picture that shows METRIC; NULL if none does. */
static const char *picture_of (const char *metric)
{
  for (size_t i = 0; i < G_N_ELEMENTS (pictures); i++) {
    if (g_str_has_prefix (metric, pictures[i].prefix)) {
      return pictures[i].picture;
    }
  }
  return NULL;
}

static const char *choose_picture (const Expectation *expectation)
{
  if (expectation->number != NULL) {
    return picture_of (expectation->number->name);
  }
  const char *picture = NULL;
  for (guint i = 0; i < expectation->relation->numbers->len && picture == NULL; i++) {
    const NamedNumber *number = g_ptr_array_index (expectation->relation->numbers, i);
    picture = picture_of (number->name);
  }
  return picture;
}

static void append_when (GString *message, const Expectation *expectation, const ExpectationSet *set,
                         const char *folder)
{
  if (expectation->is_broken) {
    g_autofree char *since = units_format_exact (&UNITS_TIME, expectation->since);
    g_string_append_printf (message, "\n%s%s", expectation->config->is_over_time ? "first at " : "so from ",
                            since);
    g_string_append (message, expectation->config->is_over_time ? "" : " on");
  }
  const char *picture = choose_picture (expectation);
  if (picture == NULL) {
    return;
  }
  g_string_append (message, "\nto see it: " TOOL_NAME);
  if (folder == NULL) {
    g_string_append_printf (message, " run %s", set->scenario->path);
    for (const char *const *one = set->scenario->sets; *one != NULL; one++) {
      g_autofree char *quoted = g_shell_quote (*one);
      g_string_append_printf (message, " --set %s", quoted);
    }
    g_string_append (message, " && " TOOL_NAME);
  }
  g_autofree char *usual = g_build_filename ("out", set->scenario->name, NULL);
  g_string_append_printf (message, " plot %s --picture %s", folder != NULL ? folder : usual, picture);
}

static void expectation_judge_append_numbers (GString *message, const NamedRelation *relation,
                                              const RunValues *values)
{
  for (guint i = 0; i < relation->numbers->len; i++) {
    const NamedNumber *number = g_ptr_array_index (relation->numbers, i);
    if (!number->is_column) {
      g_autofree char *text = number_text (run_values_get_named (values, number->name), number->unit);
      g_string_append_printf (message, "%s%s is %s", i == 0 ? ": " : ", ", number->name, text);
    }
  }
}

static char *judge_relation (const Expectation *expectation, const ExpectationSet *set,
                             const RunValues *values, const char *folder)
{
  const ScenarioExpectation *config = expectation->config;
  Evaluation evaluation = { .set = set, .relation = expectation->relation, .values = values };
  bool holds = config->is_over_time ? !expectation->is_broken && expectation->sample_count > 0
                                    : expression_is_true (expectation->relation->expression,
                                                          expectation_get_number, &evaluation);
  if (holds) {
    return NULL;
  }
  GString *message = g_string_new (NULL);
  g_string_append_printf (message, "'%s' does not hold", config->that);
  expectation_judge_append_numbers (message, expectation->relation, values);
  if (config->is_over_time && expectation->sample_count == 0) {
    g_string_append (message, ": at no sample did all of it have a value");
  }
  append_when (message, expectation, set, folder);
  return g_string_free (message, FALSE);
}

static char *judge_number (const Expectation *expectation, const ExpectationSet *set, const RunValues *values,
                           const char *folder)
{
  double value = expectation->config->is_over_time ? get_statistic (expectation, set)
                                                   : run_values_get_named (values, expectation->number->name);
  if (expectation_is_within (expectation, value)) {
    return NULL;
  }
  g_autofree char *title = make_title (expectation);
  g_autofree char *text = number_text (value, expectation->number->unit);
  GString *message = g_string_new (NULL);
  g_string_append_printf (message, "%s, expected: %s", text, title);
  append_when (message, expectation, set, folder);
  return g_string_free (message, FALSE);
}

void expectation_set_finish (const ExpectationSet *set, const RunValues *values, const char *folder,
                             CheckResult *result)
{
  for (size_t i = 0; i < set->count; i++) {
    const Expectation *expectation = &set->items[i];
    char *message = expectation->relation != NULL ? judge_relation (expectation, set, values, folder)
                                                  : judge_number (expectation, set, values, folder);
    check_result_add (result, expectation->place, make_title (expectation), message);
  }
}
