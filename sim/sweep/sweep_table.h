/*
 * sweep_table.h - what came out of a sweep
 *
 * The results of a plan, put in its order whatever the order in which they came, and the tables made of them:
 * `sweep.csv`, a row a run; `points.csv`, a row a point, with the mean of each metric, half of its 95 %
 * confidence interval over the replications (`.ci95`), and the same of the difference from the base,
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

/* Who has the result of a key, as text; NULL: there is none. */
typedef const char *(*SweepTableFind) (const void *user, const char *key);

/* PLAN stays the caller's and must live as long.  NULL with ERROR set if a run has no result, or one that
 * makes no sense. */
SweepTable *sweep_table_new (const SweepPlan *plan, SweepTableFind find, const void *user, GError **error);
void sweep_table_free (SweepTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweepTable, sweep_table_free)

/* Of the metric at an index, over the replications of POINT; and its difference from point 0. */
Estimate sweep_table_estimate (const SweepTable *table, size_t point, size_t metric);
Estimate sweep_table_compare (const SweepTable *table, size_t point, size_t metric);

/* How many runs ended with an error.  *FIRST is the message of the first of them, or NULL. */
size_t sweep_table_count_errors (const SweepTable *table, const char **first);

/* Adds both files to OUTPUTS. */
bool sweep_table_write (const SweepTable *table, OutputSet *outputs, GError **error);

/* The points for people, at most ROWS of them (0: all); a star marks a difference whose interval does not
 * have 0 in it. The caller frees it with g_free(). */
char *sweep_table_format (const SweepTable *table, size_t rows);
