/*
 * sweep_shard.h - splits a sweep into shards for several machines, and merges their results
 *
 * Shard K of N (K from 1) makes every N-th run of the plan, beginning with the K-th.  It writes its own
 * journal, into the folder of the sweep, which all shards may share, or into another folder.  A run whose
 * result is in the journal is not made again: a sweep that was killed continues, a sweep with more values or
 * replications makes only the new runs, and results of another plan stay.
 *
 * The head of a journal is the shard and the plan (sweep_plan_format()).
 */
#pragma once

#include "journal.h"
#include "sweep_plan.h"

/* Shard 1 of 1 is the whole sweep. */
typedef struct {
  uint64_t number;
  uint64_t count;
} SweepShard;

/* Reads TEXT, "K/N", into *SHARD.  False with ERROR set if TEXT is no shard. */
bool sweep_shard_parse (const char *text, SweepShard *shard, GError **error);

/* Returns the journal's name: `sweep.journal`, `shard-3-of-8.journal`.  The caller frees it with g_free(). */
char *sweep_shard_make_name (SweepShard shard);

/* Make the head of the journal of SHARD, which the caller frees with g_free(), and read it back into a plan,
 * which the caller frees with sweep_plan_free(): NULL if TEXT is no head. */
char *sweep_shard_format_head (SweepShard shard, const SweepPlan *plan);
SweepPlan *sweep_shard_parse_head (const char *text, SweepShard *shard);

/* Lists the runs of SHARD (Evaluation) in plan order, each once.  The caller frees with g_array_unref(). */
GArray *sweep_shard_list_runs (SweepShard shard, const SweepPlan *plan);

/* ---- merging ---- */

/* The journal of one shard. */
typedef struct {
  char *path;
  Journal *journal;
  SweepShard shard;
  SweepPlan *plan;
} SweepPart;

/* Reads the journals (NAME.journal) in FOLDERS, ended by NULL, in the order of the folders and of the names.
 * The caller frees the array, of SweepPart *, with g_ptr_array_unref().  Unless the journals are all shards
 * of one plan, made by one build of the tool, NULL with ERROR set, which says what is wrong or missing. */
GPtrArray *sweep_parts_read (const char *const *folders, GError **error);

/* Finds the result of KEY in PARTS (of sweep_parts_read()); a SweepTableFind. */
const char *sweep_parts_find (const void *parts, const char *key);
