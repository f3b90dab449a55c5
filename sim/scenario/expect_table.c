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
#define MEASURE(struct_, key_, doc_)                                                                  \
  {                                                                                                   \
    .key = #key_, .type = SCHEMA_TEXT, SCHEMA_AT (struct_, key_, const char *), .absent = "no limit", \
    .doc = (doc_)                                                                                     \
  }

static const SchemaField expectation_fields[] = {
  { .key = "metric",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (ScenarioExpectation, metric, const char *),
    .absent = "that says what is expected",
    .doc = "a number of summary.json, as in hit_rate, misses.cold, freemem.min, setup.maxwindow or "
           "workloads.PROCESS.WORKLOAD.latency_ns.p99; with statistic, a column of series.csv" },
  { .key = "that",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (ScenarioExpectation, that, const char *),
    .absent = "metric says what is expected",
    .doc = "a relation that holds, as in 'misses.cold <= entries.max'",
    .details =
        "It may have numbers, %, + - * /, < <= > >= == !=, && and ||, parentheses, and names in double "
        "quotes.  With from or to it is one between columns of series.csv, and must hold at every sample." },
  MEASURE (ScenarioExpectation, min,
           "the least that it may be: a number, or one with %, a time's or a size's unit"),
  MEASURE (ScenarioExpectation, max, "the greatest that it may be, likewise"),
  MEASURE (ScenarioExpectation, equals, "what it is, likewise"),
  { .key = "within",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (ScenarioExpectation, within, const char *),
    .absent = "0",
    .doc = "how far from equals it may be: 5% of that, or a number likewise" },
  { .key = "statistic",
    .type = SCHEMA_ENUM,
    SCHEMA_AT (ScenarioExpectation, statistic, ScenarioStatistic),
    SCHEMA_WORDS (statistic_words),
    .absent = "the number of the summary",
    .doc = "which number of the metric's samples from from to to" },
  { .key = "from",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioExpectation, from_ns, uint64_t),
    .range = { 0, SCHEMA_TIME_MAX_NS },
    .absent = "the end of the warm-up",
    .doc = "the first sample that counts" },
  { .key = "to",
    .type = SCHEMA_TIME,
    SCHEMA_AT (ScenarioExpectation, to_ns, uint64_t),
    .range = { 0, SCHEMA_TIME_MAX_NS },
    .absent = "the end of the run",
    .doc = "the last one" },
};

const SchemaTable EXPECTATION_TABLE = {
  .noun = "expectation",
  .plural = "expectations",
  .size = sizeof (ScenarioExpectation),
  .fields = expectation_fields,
  .field_count = G_N_ELEMENTS (expectation_fields),
};

static const SchemaField tolerance_fields[] = {
  { .key = "metric",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (ScenarioTolerance, metric, const char *),
    .required = true,
    .doc = "a number of summary.json, or several, with * for any letters" },
  { .key = "within",
    .type = SCHEMA_TEXT,
    SCHEMA_AT (ScenarioTolerance, within, const char *),
    .required = true,
    .doc = "how far from that of the baseline it may be: 5% of that, or a number, perhaps with a unit" },
};

const SchemaTable TOLERANCE_TABLE = {
  .noun = "tolerance",
  .plural = "tolerances",
  .size = sizeof (ScenarioTolerance),
  .fields = tolerance_fields,
  .field_count = G_N_ELEMENTS (tolerance_fields),
};
