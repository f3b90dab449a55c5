/*
 * run_values.h - the numbers of a run's summary, by name
 *
 * What comparing, checking and searching work with: each number of summary.json under a name of words joined by dots.
 * Those of its metrics are called as there (`lookups`, `misses.cold`, `freemem.min`, `hit_rate`), what was set up has `setup`
 * before it, and a workload `workloads`, its process and its name (`workloads.db.reader.latency_ns.p99`).  A run that was just made
 * and one that was read back give the same.
 */
#ifndef RUN_VALUES_H
#define RUN_VALUES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct RunValues RunValues;

/* From TEXT, which is that of the summary.json at PATH.  NULL with ERROR (G_FILE_ERROR) set to "PATH: what is wrong; what
 * would be right" if it is none.  The caller frees it with run_values_free(). */
RunValues *run_values_parse (const char *text, const char *path, GError **error);

/* The same from the file at PATH. */
RunValues *run_values_open (const char *path, GError **error);

void run_values_free (RunValues *values);

/* In the order of the summary. */
size_t run_values_count (const RunValues *values);
const char *run_values_get_name (const RunValues *values, size_t index);

/* NAN if the summary has null. */
double run_values_get (const RunValues *values, size_t index);

/* Finds NAME; that of a group, say `misses`, is its `total`.  INDEX may be NULL. */
bool run_values_find (const RunValues *values, const char *name, size_t *index);

/* That of NAME, found likewise; NAN if there is none, or the summary has null. */
double run_values_get_named (const RunValues *values, const char *name);

/* What the summary says of the run itself, as text: NAME is that of a member outside of the metrics, "version",
 * "scenario.sha256", "fingerprint", "seed"; the numbers as they are written there.  NULL if there is none. */
const char *run_values_get_fact (const RunValues *values, const char *name);

/* The `set` of the run, ended by NULL. */
const char *const *run_values_get_sets (const RunValues *values);

/* The values of its scenario, "path=value", likewise; empty if the summary does not have them. */
const char *const *run_values_get_settings (const RunValues *values);

#endif
