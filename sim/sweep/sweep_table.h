/*
 * sweep_table.h - the results of a sweep as tables
 *
 * Results are put in the order of the plan, whatever the order in which they came.  The tables: `sweep.csv`
 * has a row for each run.  `points.csv` has a row for each point, with the mean of each metric, half of its
 * 95 % confidence interval over the replications (`.ci95`), and both for the difference from the base, taken
 * replication by replication (`.diff`, `.diff_ci95`).  The same plan and results give the same bytes.
 */
#pragma once

#include "journal.h"
#include "output_set.h"
#include "statistics.h"
#include "sweep_plan.h"

#define SWEEP_TABLE_RUNS "sweep.csv"
#define SWEEP_TABLE_POINTS "points.csv"

typedef struct SweepTable SweepTable;

/* Returns the result of KEY as text; NULL: there is none. */
typedef const char *(*SweepTableFind) (const void *user, const char *key);

/* The caller keeps PLAN, which must live as long as the table.  NULL with ERROR set if the result of a run is
 * missing or malformed. */
SweepTable *sweep_table_new (const SweepPlan *plan, SweepTableFind find, const void *user, GError **error);
void sweep_table_free (SweepTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweepTable, sweep_table_free)

/* Estimate METRIC (an index) over the replications of POINT, and its difference from point 0. */
Estimate sweep_table_estimate (const SweepTable *table, size_t point, size_t metric);
Estimate sweep_table_compare (const SweepTable *table, size_t point, size_t metric);

/* Returns how many runs ended with an error.  *FIRST is the message of the first error, or NULL. */
size_t sweep_table_count_errors (const SweepTable *table, const char **first);

/* Adds both files to OUTPUTS. */
bool sweep_table_write (const SweepTable *table, OutputSet *outputs, GError **error);

/* Returns a table of the points for people, with at most ROWS rows (0: all).  A star marks a difference whose
 * interval does not contain 0.  The caller frees it with g_free(). */
char *sweep_table_format (const SweepTable *table, size_t rows);
