/*
 * sweep_shard.h - a sweep, whole or in parts on several machines, and the parts together again
 *
 * Of N shards, shard K (counted from 1) makes every N-th run of the plan.  It writes a journal of its own,
 * into the folder of the sweep, where all shards may write, or into another folder.  A run whose result the
 * journal has is not made again: a sweep that was killed goes on where it was, one with more values or
 * replications makes only the new runs, and results of another plan stay.
 *
 * The head of a journal is the shard and the plan (sweep_plan_format()).
 */
#pragma once

#include "journal.h"
#include "sweep_plan.h"

/* 1 of 1: the whole. */
typedef struct {
  uint64_t number;
  uint64_t count;
} SweepShard;

/* Reads "K/N" into *SHARD.  False with ERROR set if it is none. */
bool sweep_shard_parse (const char *text, SweepShard *shard, GError **error);

/* The name of its journal: `sweep.journal`, `shard-3-of-8.journal`.  The caller frees it with g_free(). */
char *sweep_shard_make_name (SweepShard shard);

/* The head of its journal, and back.  The caller frees the text with g_free(), and the plan with
 * sweep_plan_free(): NULL if TEXT is no head. */
char *sweep_shard_format_head (SweepShard shard, const SweepPlan *plan);
SweepPlan *sweep_shard_parse_head (const char *text, SweepShard *shard);

/* The runs that SHARD makes, in the plan's order, each once: Evaluation.  Freed with g_array_unref(). */
GArray *sweep_shard_list_runs (SweepShard shard, const SweepPlan *plan);

/* ---- together again ---- */

/* One journal. */
typedef struct {
  char *path;
  Journal *journal;
  SweepShard shard;
  SweepPlan *plan;
} SweepPart;

/* Reads the journals (NAME.journal) in FOLDERS, ended by NULL, in the order of the folders and of the names
 * in them: SweepPart *, to be freed with g_ptr_array_unref().  NULL with ERROR set, which says what does not
 * fit or is missing, if they are not all shards of one plan, made by one build of the tool. */
GPtrArray *sweep_parts_read (const char *const *folders, GError **error);

/* A SweepTableFind of these PARTS. */
const char *sweep_parts_find (const void *parts, const char *key);
