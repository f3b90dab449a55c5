/*
 * sweep_file.h - a plan of a sweep in a YAML file
 *
 * Read by a table, as a scenario is (schema.h), with all mistakes and their places.
 */
#pragma once

#include "arena.h"
#include "sweep_plan.h"

#define SWEEP_FILE_NO_SEED UINT64_MAX

typedef struct {
  SweepRequest request;
  const char *const *metrics, *const *sets; /* ended by NULL; NULL if not given */
  uint64_t seed;                            /* SWEEP_FILE_NO_SEED: that of the scenario */
  size_t counts;                            /* of a list: the reader of the table leaves it there */
  Arena *arena;                             /* holds it */
} SweepFile;

/* Loads the plan at PATH; NULL: one that says nothing.  NULL with ERROR set if there are mistakes.  The
 * caller frees it with sweep_file_free(). */
SweepFile *sweep_file_load (const char *path, GError **error);
void sweep_file_free (SweepFile *file);
