/*
 * settings.h - the values of a scenario, one by one
 *
 * Flattens a scenario's tree into "path=value", with paths as `--set` takes them, so that what two runs were made of can be
 * compared value by value.
 */
#pragma once

#include "scenario.h"
#include "yaml_tree.h"

/* STRINGS of ARENA, which it takes over. */
ScenarioStrings settings_take (Arena *arena, GPtrArray *strings);

/* All values under ROOT that describe the run, in their order; neither name and description, nor what is expected. */
ScenarioStrings settings_list (Arena *arena, const YamlNode *root);
