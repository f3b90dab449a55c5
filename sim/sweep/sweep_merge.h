/*
 * sweep_merge.h - the shards of a sweep, together again
 *
 * Reads the journals in some folders.  If they are the shards of one plan, made by one build of the tool (tool_build.h), and none
 * is missing, it has the results of all of them.  Otherwise it says what does not fit and which shards are missing.
 */
#pragma once

#include "sweep_plan.h"

typedef struct SweepMerge SweepMerge;

/* Of the journals (NAME.journal) in FOLDERS, ended by NULL.  NULL with ERROR set if they are not all shards of one sweep. */
SweepMerge *sweep_merge_new (const char *const *folders, GError **error);
void sweep_merge_free (SweepMerge *merge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweepMerge, sweep_merge_free)

const SweepPlan *sweep_merge_get_plan (const SweepMerge *merge);

/* A SweepTableFind of a SweepMerge. */
const char *sweep_merge_find (const void *merge, const char *key);
