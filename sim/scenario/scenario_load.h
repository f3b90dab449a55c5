/*
 * scenario_load.h - from a file to a scenario, and the command that runs it again
 *
 * Reads YAML, applies the overrides of the command line, checks everything, fills in the defaults.  The result is
 * complete and consistent, or there is an error with all mistakes, a line each:
 *
 *     file:line:col: what is wrong; what would be right
 */
#pragma once

#include "scenario.h"

#include <glib.h>
#include <stddef.h>

#define SCENARIO_ERROR (scenario_error_quark ())

typedef enum {
  SCENARIO_ERROR_FILE,   /* it cannot be read */
  SCENARIO_ERROR_INVALID /* it has mistakes: the message has them all */
} ScenarioErrorCode;

GQuark scenario_error_quark (void);

/* What is changed after the file was read, in this order. */
typedef struct {
  const char
      *system_path; /* of an /etc/system file, whose settings of what the scenario has count; NULL: none */
  const char *const *sets; /* overrides "path=value", ended by NULL; NULL: none */
} ScenarioChanges;

/* Loads the scenario at PATH with CHANGES (NULL: none).  NULL with ERROR set if there are mistakes.  The caller frees it with
 * scenario_free().  The settings of an /etc/system file end up in its `sets`, as overrides. */
Scenario *scenario_load (const char *path, const ScenarioChanges *changes, GError **error);

/* The same with SETS alone, from LENGTH bytes of TEXT as if they were the file at PATH. */
Scenario *scenario_load_text (const char *path, const char *text, size_t length, const char *const *sets,
                              GError **error);

/* Appends "pcachesim run FILE" to TEXT, with a --set for each change of SCENARIO, as a shell reads it. */
void scenario_append_command (const Scenario *scenario, GString *text);

/* Appends " --set SET", as a shell reads it. */
void scenario_append_set (const char *set, GString *text);

/* Frees SCENARIO and all that hangs on it.  NULL is accepted. */
void scenario_free (Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scenario, scenario_free)
