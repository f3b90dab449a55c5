/* expect_check.c - checks expectations and tolerances */
#include "scenario_check.h"
#include "units.h"

static void check_measure (const ScenarioCheck *check, const char *const *member, const char *key)
{
  Measure measure;
  g_autofree char *mistake = NULL;
  if (*member != NULL && !measure_parse (*member, check->context->page_bytes, &measure, &mistake)) {
    schema_mistake (check->context, member, check->whole, "%s %s", key, mistake);
  }
}

/* Refuses the keys that cannot stand beside `that`. */
static void check_that (const ScenarioCheck *check, const ScenarioExpectation *expectation)
{
  const struct {
    const void *member;
    const char *key;
  } keys[] = { { &expectation->metric, "metric" }, { &expectation->min, "min" },
               { &expectation->max, "max" },       { &expectation->equals, "equals" },
               { &expectation->within, "within" }, { &expectation->statistic, "statistic" } };
  for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (schema_is_given (check->context, keys[i].member)) {
      schema_mistake (check->context, keys[i].member, expectation->place,
                      "%s does not go with that; write it into the relation, or as another expectation",
                      keys[i].key);
    }
  }
}

static void check_metric (const ScenarioCheck *check, const ScenarioExpectation *expectation)
{
  if (!schema_is_given (check->context, &expectation->min)
      && !schema_is_given (check->context, &expectation->max)
      && !schema_is_given (check->context, &expectation->equals)) {
    schema_mistake (check->context, NULL, expectation->place,
                    "the expectation has no limit; add min, max or equals");
  }
  if (expectation->within != NULL && !schema_is_given (check->context, &expectation->equals)) {
    schema_mistake (check->context, &expectation->within, expectation->place,
                    "within has no meaning without equals; add 'equals:', or use min and max");
  }
  if (expectation->is_over_time && !schema_is_given (check->context, &expectation->statistic)) {
    schema_mistake (
        check->context, NULL, expectation->place,
        "statistic is missing; with from or to, say which number of the samples is meant: 'statistic: mean', "
        "min, max, last, total or a percentile");
  }
}

static void check_expectation (const ScenarioCheck *check, ScenarioExpectation *expectation)
{
  bool has_metric = schema_is_given (check->context, &expectation->metric);
  bool has_that = schema_is_given (check->context, &expectation->that);
  bool has_from = schema_is_given (check->context, &expectation->from_ns);
  expectation->is_over_time = expectation->statistic != SCENARIO_STATISTIC_NONE || has_from
                              || schema_is_given (check->context, &expectation->to_ns);
  if (expectation->is_over_time && !has_from) {
    expectation->from_ns = check->scenario->warmup_ns;
  }
  scenario_check_span (check, &expectation->from_ns, &expectation->to_ns, "from", "to", expectation->place);
  if (has_that) {
    check_that (check, expectation);
  } else if (has_metric) {
    check_metric (check, expectation);
  } else {
    schema_mistake (check->context, NULL, expectation->place,
                    "the expectation says nothing; add 'metric:' and a limit, or 'that:'");
  }
  check_measure (check, &expectation->min, "min");
  check_measure (check, &expectation->max, "max");
  check_measure (check, &expectation->equals, "equals");
  check_measure (check, &expectation->within, "within");
}

void scenario_check_expectations (const ScenarioCheck *check)
{
  Scenario *scenario = check->scenario;
  for (size_t i = 0; i < scenario->expectation_count; i++) {
    check_expectation (check, &scenario->expectations[i]);
  }
  for (size_t i = 0; i < scenario->tolerance_count; i++) {
    check_measure (check, &scenario->tolerances[i].within, "within");
  }
}
