/*
 * sweep_file.h - a plan of a sweep in a YAML file
 *
 * Read by a table, as a scenario is (schema.h), with all mistakes and their places.
 */
#pragma once

#include "arena.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *const *items; /* ends with NULL; NULL if the list was not given */
  size_t count;
} SweepFileStrings;

#define SWEEP_FILE_NO_SEED UINT64_MAX

typedef struct {
  SweepFileStrings vary, base, metrics, sets;
  uint64_t replications;
  uint64_t random, lhs, draw_seed;
  uint64_t seed; /* SWEEP_FILE_NO_SEED: that of the scenario */
  Arena *arena;  /* holds it */
} SweepFile;

/* Loads the plan at PATH; NULL: one that says nothing.  NULL with ERROR set if there are mistakes.  The caller frees it with
 * sweep_file_free(). */
SweepFile *sweep_file_load (const char *path, GError **error);
void sweep_file_free (SweepFile *file);
