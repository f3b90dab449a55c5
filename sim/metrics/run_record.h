/*
 * run_record.h - the files that say what a run was, and what came out
 *
 * `summary.json`: what is needed to make the run again (the tool's version, the scenario with its hash, what
 * was set, seed and run), what was derived from it, every metric, and the run's fingerprint.  `series.csv`:
 * the metrics over time, between comment lines that say what is needed to make the run again; `entries.csv`
 * and `chains.csv`: what was in the cache at the end, between the same lines.  No file depends on when, where
 * or how fast the run was made.
 */
#pragma once

#include "json_writer.h"
#include "latency_report.h"
#include "output_set.h"
#include "sim_time.h"
#include "summary.h"

#define RUN_RECORD_SERIES "series.csv"
#define RUN_RECORD_ENTRIES "entries.csv"
#define RUN_RECORD_CHAINS "chains.csv"
#define RUN_RECORD_LATENCY "latency.csv"
#define RUN_RECORD_SUMMARY "summary.json"

/* What a run was made from.  All strings are the caller's. */
typedef struct {
  const char *tool;
  const char *version;
  const char *scenario;        /* its name */
  const char *scenario_path;   /* as given */
  const char *scenario_sha256; /* of its bytes */
  const char *const *sets;     /* "path=value", ends with NULL; NULL: none */
  const char *const *settings; /* the whole scenario likewise, with the sets; NULL: not known */
  uint64_t seed;
  uint64_t run; /* which replication of the seed */
  sim_time duration_ns;
  sim_time warmup_ns;
  sim_time sample_ns;
} RunIdentity;

/* What came out beside the metrics. */
typedef struct {
  uint64_t events;      /* taken from the queue */
  uint64_t steps;       /* folded into the fingerprint */
  uint64_t fingerprint; /* over every event and every outcome of the cache */
} RunOutcome;

/* Adds members with IDENTITY, or with OUTCOME, to the object that JSON is in. */
void run_record_write_identity (JsonWriter *json, const RunIdentity *identity);
void run_record_write_outcome (JsonWriter *json, const RunOutcome *outcome);

/* Writes summary.json by JSON.  SETUP has gauges and counters only. */
void run_record_write_summary (JsonWriter *json, const RunIdentity *identity, const RunOutcome *outcome,
                               const MetricSet *setup, const Summary *summary, const LatencyReport *latency);

/* Writes what begins each CSV file: comment lines ("# ") with IDENTITY. */
void run_record_write_csv_head (OutputFile *file, const RunIdentity *identity);

/* Writes what ends each CSV file: a comment line with the fingerprint. */
void run_record_write_csv_tail (OutputFile *file, const RunOutcome *outcome);
