/*
 * metric_row.h - describes a number that a run counts: its name, unit and meaning
 *
 * A struct of counters is written as a list of rows, one for each counter: its member, its name in results,
 * its unit and what it means.  The members of the struct and the table of its metrics are both made from the
 * list.  A new counter needs a new row, and the code that counts:
 *
 *   #define RDMA_COUNTERS(ROW, of_) \
 *     ROW (of_, COUNTER, deregistrations, "rdma.deregistrations", "", "regions given up") \
 *     ROW (of_, GAUGE, bytes, "rdma.bytes", "bytes", "bytes of these", .advice = "...")
 *   typedef struct { RDMA_COUNTERS (METRIC_MEMBER, _) } RdmaCounters;
 *   extern const MetricTable RDMA_METRICS;
 *
 * A source file has METRIC_TABLE (RDMA_METRICS, RdmaCounters, RDMA_COUNTERS).  A table is registered with the
 * address of its struct (metric.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  METRIC_COUNTER, /* only grows; a sample shows what was added since the last one */
  METRIC_GAUGE,   /* the value at the moment */
  METRIC_RATIO,   /* one counter divided by the sum of others, over the same time */
  METRIC_QUANTILE /* a quantile of the values added to a histogram over the same time */
} MetricKind;

#define METRIC_NO_VALUE UINT64_MAX /* what a gauge without a value has */

typedef struct {
  MetricKind kind;
  const char *name; /* words joined by '_', groups of words joined by '.' */
  const char *unit; /* "pages", "entries", "ns", "" for a plain count or ratio */
  const char *doc;  /* what it is, in one line */
  /* The value of a counter or gauge: a uint64_t at OFFSET in the table's struct, or what READ returns. */
  size_t offset;
  uint64_t (*read) (const void *base);
  const char *numerator, *denominator; /* of a ratio: the names of counters */
  const char *after;  /* the metric after which it is listed; NULL: the metric of the row before */
  const char *colour; /* "#rrggbb" in pictures; NULL: any */
  const char *moves;  /* when it changes; NULL: DOC says so */
  const char *advice; /* what to do when it is large; NULL: nothing */
} MetricRow;

typedef struct {
  const MetricRow *rows;
  size_t count;
} MetricTable;

/* NOLINTBEGIN(bugprone-macro-parentheses): types, members and lists of columns cannot stand in parentheses */

/* Makes a row of a list a member of its struct. */
#define METRIC_MEMBER(of_, kind_, member_, ...) uint64_t member_;

/* Makes a row of a list a row of the table of the struct OF_. DOC follows, then any other columns by name. */
#define METRIC_ROW(of_, kind_, member_, name_, unit_, ...)                                       \
  {                                                                                              \
    .kind = METRIC_##kind_, .offset = offsetof (of_, member_), .name = (name_), .unit = (unit_), \
    .doc = __VA_ARGS__                                                                           \
  }

/* The same, in a list of the counters of a struct. */
#define METRIC_LISTED(...) METRIC_ROW (__VA_ARGS__),

/* A row for the element INDEX_ of the array ARRAY_ in the struct OF_. */
#define METRIC_ELEMENT(of_, kind_, array_, index_, name_, unit_, ...)                                \
  {                                                                                                  \
    .kind = METRIC_##kind_, .offset = offsetof (of_, array_) + (size_t)(index_) * sizeof (uint64_t), \
    .name = (name_), .unit = (unit_), .doc = __VA_ARGS__                                             \
  }

/* A row for what the function READ_ returns for the struct. */
#define METRIC_READ(kind_, read_, name_, unit_, ...)                                              \
  {                                                                                               \
    .kind = METRIC_##kind_, .read = (read_), .name = (name_), .unit = (unit_), .doc = __VA_ARGS__ \
  }

#define METRIC_TABLE_OF(table_, rows_) const MetricTable table_ = { rows_, sizeof (rows_) / sizeof *(rows_) }
#define METRIC_TABLE(table_, of_, list_)                                   \
  static const MetricRow table_##_rows[] = { list_ (METRIC_LISTED, of_) }; \
  METRIC_TABLE_OF (table_, table_##_rows)

/* NOLINTEND(bugprone-macro-parentheses) */

/* The sum of N numbers. */
static inline uint64_t metric_sum (const uint64_t *values, size_t n)
{
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    sum += values[i];
  }
  return sum;
}
