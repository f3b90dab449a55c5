/*
 * scenario_load.h - from a file to a scenario, and the command that runs it again
 *
 * Reads YAML, applies the overrides of the command line, checks everything and fills in the defaults.  The
 * result is a complete and consistent scenario, or an error with all mistakes, one to a line:
 *
 *     file:line:col: what is wrong; what would be right
 */
#pragma once

#include "scenario.h"

#include <glib.h>
#include <stddef.h>

#define SCENARIO_ERROR (scenario_error_quark ())

typedef enum {
  SCENARIO_ERROR_FILE,   /* the file cannot be read */
  SCENARIO_ERROR_INVALID /* the scenario has mistakes; the message lists all */
} ScenarioErrorCode;

GQuark scenario_error_quark (void);

/* The changes made after the file is read, in this order. */
typedef struct {
  const char *system_path; /* an /etc/system file, for the variables that a scenario has; NULL: none */
  const char *const *sets; /* overrides "path=value", ended by NULL; NULL: none */
} ScenarioChanges;

/* Loads the scenario at PATH with CHANGES (NULL: none).  NULL with ERROR set if there are mistakes.  The
 * caller frees it with scenario_free().  Its `sets` then include the settings of the /etc/system file. */
Scenario *scenario_load (const char *path, const ScenarioChanges *changes, GError **error);

/* The same with SETS alone, from LENGTH bytes of TEXT as if they were the file at PATH. */
Scenario *scenario_load_text (const char *path, const char *text, size_t length, const char *const *sets,
                              GError **error);

/* Appends "pcachesim run FILE" to TEXT, with a --set for each change of SCENARIO, quoted for a shell. */
void scenario_append_command (const Scenario *scenario, GString *text);

/* Appends " --set SET", quoted for a shell. */
void scenario_append_set (const char *set, GString *text);

/* Frees SCENARIO and everything in it.  NULL is accepted. */
void scenario_free (Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scenario, scenario_free)
