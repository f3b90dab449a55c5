/* expectation.c - reads expectations, and checks at each sample whether they hold */
#include "expectation.h"

#include "units.h"

#include <math.h>

/* ---- reading ---- */

typedef struct {
  const Scenario *scenario;
  Diagnostics *diagnostics;
  NameSource source;
} Reader;

static void add_mistake (const Reader *reader, const Expectation *expectation, const void *member,
                         const char *key, const char *mistake)
{
  SourcePlace place = scenario_place_of (reader->scenario, member);
  diagnostics_add (reader->diagnostics, place.file != NULL ? place : expectation->place, "%s%s%s", key,
                   *key != '\0' ? " " : "", mistake);
}

/* Returns the number that *TEXT stands for; FALLBACK if the scenario does not give it. */
static double read_measure (const Reader *reader, const Expectation *expectation, const char *const *text,
                            const char *key, double fallback)
{
  if (*text == NULL) {
    return fallback;
  }
  Measure measure;
  double value = fallback;
  g_autofree char *mistake = NULL;
  if (!measure_parse (*text, scenario_page_bytes (reader->scenario), &measure, &mistake)
      || !measure_convert (&measure, expectation->number->unit, &value, &mistake)) {
    add_mistake (reader, expectation, text, key, mistake);
  }
  return value;
}

static void read_limits (const Reader *reader, Expectation *expectation)
{
  const ScenarioExpectation *config = expectation->config;
  expectation->low = read_measure (reader, expectation, &config->min, "min", -HUGE_VAL);
  expectation->high = read_measure (reader, expectation, &config->max, "max", HUGE_VAL);
  if (config->equals == NULL) {
    return;
  }
  double wanted = read_measure (reader, expectation, &config->equals, "equals", 0), within = 0;
  Measure measure;
  g_autofree char *mistake = NULL;
  if (config->within != NULL
      && measure_parse (config->within, scenario_page_bytes (reader->scenario), &measure, &mistake)
      && measure.kind == MEASURE_PERCENT) {
    within = fabs (wanted) * measure.value;
  } else {
    within = read_measure (reader, expectation, &config->within, "within", 0);
  }
  expectation->low = MAX (expectation->low, wanted - within);
  expectation->high = MIN (expectation->high, wanted + within);
}

static void read_expectation (const Reader *reader, Expectation *expectation)
{
  const ScenarioExpectation *config = expectation->config;
  if (config->that != NULL) {
    GError *error = NULL;
    expectation->relation = named_relation_new (&reader->source, config->that, config->is_over_time, &error);
    if (expectation->relation == NULL) {
      add_mistake (reader, expectation, &config->that, "that:", error->message);
      g_error_free (error);
    }
    return;
  }
  g_autofree char *mistake = NULL;
  expectation->number = named_number_find (&reader->source, config->metric, config->is_over_time, &mistake);
  if (expectation->number == NULL) {
    add_mistake (reader, expectation, &config->metric, "", mistake);
    return;
  }
  MetricKind kind = config->is_over_time
                        ? metric_set_get (reader->source.metrics, expectation->number->metric)->kind
                        : METRIC_COUNTER;
  if (config->statistic == SCENARIO_STATISTIC_TOTAL && kind != METRIC_COUNTER && kind != METRIC_RATIO) {
    add_mistake (reader, expectation, &config->statistic, "",
                 "total is of counters and ratios only; use min, max, mean, last or a percentile");
  }
  read_limits (reader, expectation);
}

ExpectationSet *expectation_set_new (const Scenario *scenario, const Simulation *simulation,
                                     Diagnostics *diagnostics)
{
  ExpectationSet *set = g_new0 (ExpectationSet, 1);
  set->scenario = scenario;
  set->simulation = simulation;
  set->metrics = simulation_get_view (simulation).metrics;
  set->count = scenario->expectation_count;
  set->items = g_new0 (Expectation, set->count);
  set->row = summary_new (set->metrics);
  RunValues *values = simulation_take_values (simulation);
  Reader reader = { scenario, diagnostics, { set->metrics, simulation_get_view (simulation).setup, values } };
  for (size_t i = 0; i < set->count; i++) {
    const ScenarioExpectation *config = &scenario->expectations[i];
    set->items[i] = (Expectation){ .config = config,
                                   .place = config->place,
                                   .samples = g_array_new (FALSE, FALSE, sizeof (double)) };
    read_expectation (&reader, &set->items[i]);
  }
  run_values_free (values);
  return set;
}

void expectation_set_free (ExpectationSet *set)
{
  if (set == NULL) {
    return;
  }
  for (size_t i = 0; i < set->count; i++) {
    named_number_free (set->items[i].number);
    named_relation_free (set->items[i].relation);
    g_array_unref (set->items[i].samples);
  }
  summary_free (set->row);
  g_free (set->items);
  g_free (set);
}

/* ---- while it runs ---- */

/* Returns the present value of NUMBER. */
static double get_present (const ExpectationSet *set, const NamedNumber *number)
{
  return named_number_get (number,
                           number->is_column ? set->row : simulation_get_view (set->simulation).summary);
}

double expectation_get_number (void *user, size_t slot)
{
  Evaluation *evaluation = user;
  const NamedNumber *number = g_ptr_array_index (evaluation->relation->numbers, slot);
  double value = evaluation->values != NULL && !number->is_column
                     ? run_values_get_named (evaluation->values, number->name)
                     : get_present (evaluation->set, number);
  evaluation->has_none = evaluation->has_none || isnan (value);
  return value;
}

bool expectation_is_within (const Expectation *expectation, double value)
{
  return value >= expectation->low && value <= expectation->high;
}

/* Notes whether EXPECTATION is broken at NOW.  STAYS: once broken, it stays broken. */
static void note (Expectation *expectation, sim_time now, bool is_broken, bool stays)
{
  if (is_broken && !expectation->is_broken) {
    expectation->since = now;
  }
  expectation->is_broken = is_broken || (stays && expectation->is_broken);
}

static void add_total (Expectation *expectation, const ExpectationSet *set)
{
  const Metric *metric = metric_set_get (set->metrics, expectation->number->metric);
  const uint64_t *added = summary_get_added (set->row);
  expectation->sums[0] +=
      added[metric->kind == METRIC_RATIO ? metric->numerator->index : expectation->number->metric];
  expectation->sums[1] += metric->kind == METRIC_RATIO ? added[metric->denominator->index] : 0;
}

/* Whether all numbers of EXPECTATION have a value now; if so, sets *HOLDS, and *VALUE for a single number. */
static bool look (const Expectation *expectation, const ExpectationSet *set, bool *holds, double *value)
{
  if (expectation->relation != NULL) {
    Evaluation evaluation = { .set = set, .relation = expectation->relation };
    *holds = expression_is_true (expectation->relation->expression, expectation_get_number, &evaluation);
    return !evaluation.has_none;
  }
  *value = get_present (set, expectation->number);
  *holds = expectation_is_within (expectation, *value);
  return !isnan (*value);
}

static void sample_over_time (Expectation *expectation, const ExpectationSet *set, sim_time now)
{
  const ScenarioExpectation *config = expectation->config;
  bool holds = false;
  double value = 0;
  if (now < config->from_ns || now > config->to_ns) {
    return;
  }
  if (look (expectation, set, &holds, &value)) {
    expectation->sample_count++;
    note (expectation, now, !holds, true);
    if (expectation->number != NULL) {
      g_array_append_val (expectation->samples, value);
    }
  }
  /* A sample at the very beginning of the period counts what came before the period. */
  if (expectation->number != NULL && config->statistic == SCENARIO_STATISTIC_TOTAL && now > config->from_ns) {
    add_total (expectation, set);
  }
}

static void sample_summary (Expectation *expectation, const ExpectationSet *set, sim_time now)
{
  bool holds = false;
  double value = 0;
  bool has_value = look (expectation, set, &holds, &value);
  note (expectation, now, has_value && !holds, false);
}

void expectation_set_sample (void *user, sim_time now, const uint64_t *values)
{
  ExpectationSet *set = user;
  summary_add_sample (set->row, values);
  for (size_t i = 0; i < set->count; i++) {
    Expectation *expectation = &set->items[i];
    if (expectation->config->is_over_time) {
      sample_over_time (expectation, set, now);
    } else if (now >= set->scenario->warmup_ns) {
      sample_summary (expectation, set, now);
    }
  }
  summary_begin (set->row, values);
}
