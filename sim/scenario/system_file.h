/*
 * system_file.h - what an /etc/system file sets
 *
 * Of the lines `set name = value` and `set module:name = value` those whose variable the scenario has (kernel_tunable.h).
 * Numbers are decimal, hexadecimal (0x) or octal (0).  Comments, other commands and other variables are left alone, but for
 * names that begin as the cache's do, which are surely misspelt.
 */
#pragma once

#include "arena.h"
#include "diagnostics.h"

#include <glib.h>

typedef struct {
  SourcePlace place; /* of the value */
  const char *path;  /* in the scenario: "tunables.segpcache_shrink_shift" */
  const char *value; /* a decimal number */
} SystemSetting;

/* The settings in LENGTH bytes of TEXT, those of FILE, in its order, as SystemSetting. Mistakes are added to DIAGNOSTICS. The
 * caller frees the array with g_array_unref(); the strings are of ARENA. */
GArray *system_file_read (Arena *arena, const char *file, const char *text, size_t length,
                          Diagnostics *diagnostics);
