/* expect_table.c - what a scenario may expect of its run, and how far from its baseline numbers may be */
#include "scenario.h"
#include "scenario_table.h"

#define PERCENTILE(tenths_) (SCENARIO_STATISTIC_PERCENTILES + (tenths_))

static const SchemaWord statistic_words[] = {
  { "min", SCENARIO_STATISTIC_MIN, "the least" },
  { "max", SCENARIO_STATISTIC_MAX, "the greatest" },
  { "mean", SCENARIO_STATISTIC_MEAN, "the mean of the samples" },
  { "last", SCENARIO_STATISTIC_LAST, "that of the last sample" },
  { "total", SCENARIO_STATISTIC_TOTAL, "of a counter the sum; of a ratio, that of the sums of its counters" },
  { "p1", PERCENTILE (10), "percentiles of the samples" },
  { "p5", PERCENTILE (50), "" },
  { "p10", PERCENTILE (100), "" },
  { "p25", PERCENTILE (250), "" },
  { "p50", PERCENTILE (500), "the median" },
  { "p75", PERCENTILE (750), "" },
  { "p90", PERCENTILE (900), "" },
  { "p95", PERCENTILE (950), "" },
  { "p99", PERCENTILE (990), "" },
  { "p999", PERCENTILE (999), "" },
};

/* A number, perhaps with a unit. */
#define MEASURE(struct_, key_, doc_) SCHEMA_KEY (#key_, TEXT, struct_, key_, (doc_), .absent = "no limit")

static const SchemaField expectation_fields[] = {
  SCHEMA_KEY ("metric", TEXT, ScenarioExpectation, metric,
              "a number of summary.json, as in hit_rate, misses.cold, freemem.min, setup.maxwindow or "
              "workloads.PROCESS.WORKLOAD.latency_ns.p99; with statistic, a column of series.csv",
              .absent = "that says what is expected"),
  SCHEMA_KEY (
      "that", TEXT, ScenarioExpectation, that, "a relation that holds, as in 'misses.cold <= entries.max'",
      .absent = "metric says what is expected",
      .details =
          "It may have numbers, %, + - * /, < <= > >= == !=, && and ||, parentheses, and names in double "
          "quotes.  With from or to it is one between columns of series.csv, and must hold at every sample."),
  MEASURE (ScenarioExpectation, min,
           "the least that it may be: a number, or one with %, a time's or a size's unit"),
  MEASURE (ScenarioExpectation, max, "the greatest that it may be, likewise"),
  MEASURE (ScenarioExpectation, equals, "what it is, likewise"),
  SCHEMA_KEY ("within", TEXT, ScenarioExpectation, within,
              "how far from equals it may be: 5% of that, or a number likewise", .absent = "0"),
  SCHEMA_KEY ("statistic", ENUM, ScenarioExpectation, statistic,
              "which number of the metric's samples from from to to", SCHEMA_WORDS (statistic_words),
              .absent = "the number of the summary"),
  SCHEMA_KEY ("from", TIME, ScenarioExpectation, from_ns, "the first sample that counts",
              .range = { 0, SCHEMA_TIME_MAX_NS }, .absent = "the end of the warm-up"),
  SCHEMA_KEY ("to", TIME, ScenarioExpectation, to_ns, "the last one", .range = { 0, SCHEMA_TIME_MAX_NS },
              .absent = "the end of the run"),
};

const SchemaTable EXPECTATION_TABLE = {
  SCHEMA_TABLE_OF ("expectation", "expectations", ScenarioExpectation, expectation_fields),
};

static const SchemaField tolerance_fields[] = {
  SCHEMA_KEY ("metric", TEXT, ScenarioTolerance, metric,
              "a number of summary.json, or several, with * for any letters", .required = true),
  SCHEMA_KEY ("within", TEXT, ScenarioTolerance, within,
              "how far from that of the baseline it may be: 5% of that, or a number, perhaps with a unit",
              .required = true),
};

const SchemaTable TOLERANCE_TABLE = {
  SCHEMA_TABLE_OF ("tolerance", "tolerances", ScenarioTolerance, tolerance_fields),
};
