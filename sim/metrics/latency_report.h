/*
 * latency_report.h - how long the I/Os of each workload took
 *
 * Percentiles, mean, and the mean of each part, from the end of the warm-up to the end of the run, for people
 * and for summary.json; and the whole histograms as CSV.
 */
#pragma once

#include "histogram.h"
#include "json_writer.h"
#include "output_set.h"

#include <glib.h>
#include <stddef.h>

/* A quantile that is shown. */
typedef struct {
  const char *name; /* "p99" */
  unsigned parts;   /* of HISTOGRAM_ALL */
} LatencyQuantile;

enum { LATENCY_QUANTILES = 5 };
extern const LatencyQuantile LATENCY_QUANTILE_ROWS[LATENCY_QUANTILES];

/* By LatencyPart. */
extern const char *const LATENCY_PART_NAMES[LATENCY_PARTS];

/* One workload of one process of the scenario; all copies of the process count together. */
typedef struct {
  const char *process;
  const char *workload;
  Latency *latency;
} LatencySource;

typedef struct LatencyReport LatencyReport;

/* Makes a report on COUNT SOURCES, which stay the caller's, with nothing recorded yet. */
LatencyReport *latency_report_new (const LatencySource *sources, size_t count);
void latency_report_free (LatencyReport *report);

/* Begins the time of the report: the warm-up ends now. */
void latency_report_begin (LatencyReport *report);

/* Writes an array KEY of an object for each workload: quantiles and means in ns, null if no I/O ended. */
void latency_report_write_json (const LatencyReport *report, JsonWriter *json, const char *key);

/* Appends a heading and a row for each workload that did I/O; nothing if none did. */
void latency_report_append (const LatencyReport *report, GString *text);

/* Writes a header, and a row for each bucket that is not empty: process, workload, lowest and highest value
 * in ns, how many. */
void latency_report_write_csv (const LatencyReport *report, OutputFile *file);
