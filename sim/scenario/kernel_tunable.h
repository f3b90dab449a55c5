/*
 * kernel_tunable.h - the variables of the kernel that a scenario can set
 *
 * Some rows of the schema stand for a variable of the kernel, which an administrator sets in /etc/system
 * under the same name and in the kernel's own unit.
 */
#pragma once

#include "scenario.h"
#include "schema.h"

#include <glib.h>

typedef struct {
  const SchemaField *section; /* the section of the scenario: "tunables" or "machine" */
  const SchemaField *field;   /* its key is the variable's name */
} KernelTunable;

/* Finds tunable number INDEX, from 0 on, in the order of the schema; false if there is none. */
bool kernel_tunable_at (size_t index, KernelTunable *tunable);

/* Finds the tunable called NAME; false if there is none. */
bool kernel_tunable_find (const char *name, KernelTunable *tunable);

/* The value that SCENARIO has for TUNABLE, in the kernel's unit. */
int64_t kernel_tunable_get (const KernelTunable *tunable, const Scenario *scenario);

/* The line for /etc/system that sets TUNABLE to VALUE; NULL if VALUE is the default, which needs no line.
 * The caller frees it with g_free(). */
char *kernel_tunable_line (const KernelTunable *tunable, int64_t value);

/* One variable that an /etc/system file sets. */
typedef struct {
  SourcePlace place; /* of the value */
  const char *path;  /* in the scenario: "tunables.segpcache_shrink_shift" */
  const char *value; /* a decimal number */
} SystemSetting;

/* Returns the settings in LENGTH bytes of TEXT, the /etc/system file FILE, in the order of the file: an array
 * of SystemSetting, which the caller frees with g_array_unref().  ARENA owns the strings.  A line `set name =
 * value` or `set module:name = value` counts if the scenario has the variable.  Numbers are decimal,
 * hexadecimal (0x) or octal (0).  Comments, other commands and other variables are ignored.  But an unknown
 * name that begins like the cache's variables is surely misspelt, and so a mistake.  Mistakes are added to
 * DIAGNOSTICS. */
GArray *kernel_tunable_read_system (Arena *arena, const char *file, const char *text, size_t length,
                                    Diagnostics *diagnostics);
