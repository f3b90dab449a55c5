/*
 * scenario_command.h - the command that runs a scenario again
 */
#pragma once

#include "scenario.h"

#include <glib.h>

/* Appends "pcachesim run FILE" to TEXT, with --set for each change that SCENARIO was loaded with, as a shell reads it. */
void scenario_append_command (const Scenario *scenario, GString *text);

/* Appends " --set SET", as a shell reads it. */
void scenario_append_set (const char *set, GString *text);
