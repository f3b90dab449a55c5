/*
 * run_values.h - the numbers of a run's summary, by name
 *
 * Comparing, checking and searching work with each number of summary.json under a name of words joined by
 * dots.  The numbers of metrics are named as in the summary (`lookups`, `misses.cold`, `freemem.min`,
 * `hit_rate`).  The name of a number from the set-up begins with `setup`, that of a workload's number with
 * `workloads`, its process and its name (`workloads.db.reader.latency_ns.p99`).
 *
 * The values are filled by a listener (json_writer.h), either while a run writes its summary or from a
 * summary.json that is read back (run_folder.h): both give the same.
 */
#pragma once

#include "json_writer.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct RunValues RunValues;

/* Makes an empty RunValues.  The caller frees it with run_values_free(). */
RunValues *run_values_new (void);
void run_values_free (RunValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunValues, run_values_free)

/* Returns a listener that takes one summary into VALUES, which must outlive the listener. */
JsonListener run_values_listen (RunValues *values);

/* In the order of the summary. */
size_t run_values_count (const RunValues *values);
const char *run_values_get_name (const RunValues *values, size_t index);

/* NAN if the summary has null. */
double run_values_get (const RunValues *values, size_t index);

/* Finds NAME; the name of a group, say `misses`, finds its `total`.  INDEX may be NULL. */
bool run_values_find (const RunValues *values, const char *name, size_t *index);

/* The number called NAME, found likewise; NAN if there is none, or the summary has null. */
double run_values_get_named (const RunValues *values, const char *name);

/* What the summary says of the run itself, as text: NAME is that of a member outside of the metrics,
 * "version", "scenario.sha256", "fingerprint", "seed".  NULL if there is none. */
const char *run_values_get_fact (const RunValues *values, const char *name);

/* The fact NAME as a number; NAN if there is none, or it is a text. */
double run_values_get_fact_number (const RunValues *values, const char *name);

/* The sets of the run, "path=value", ended by NULL. */
const char *const *run_values_get_sets (const RunValues *values);

/* The values of the run's scenario, likewise; empty if the summary does not have them. */
const char *const *run_values_get_settings (const RunValues *values);
