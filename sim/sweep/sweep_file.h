/*
 * sweep_file.h - reads the plan of a sweep from a YAML file
 *
 * A table describes the file, as for a scenario (schema.h).  All mistakes are reported with their places.
 */
#pragma once

#include "arena.h"
#include "sweep_plan.h"

#define SWEEP_FILE_NO_SEED UINT64_MAX

typedef struct {
  SweepRequest request;
  const char *const *metrics, *const *sets; /* ended by NULL; NULL if not given */
  uint64_t seed;                            /* SWEEP_FILE_NO_SEED: the seed of the scenario */
  size_t counts;                            /* not used: the schema stores the lengths of lists here */
  Arena *arena;                             /* holds this struct and its lists */
} SweepFile;

/* Loads the plan at PATH; if PATH is NULL, returns an empty plan.  NULL with ERROR set if the file has
 * mistakes.  The caller frees the plan with sweep_file_free(). */
SweepFile *sweep_file_load (const char *path, GError **error);
void sweep_file_free (SweepFile *file);
