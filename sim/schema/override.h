/*
 * override.h - values of a scenario set from the command line
 *
 * `--set path=value` changes one value before the scenario is checked, so it obeys the same rules as the
 * file.  The path is made of keys and dots; an item of a list is named by its `name`, or by its index in
 * brackets:
 *
 *     tunables.segpcache_maxwindow=128MiB
 *     processes.db.workloads.reader.threads=4
 *     processes[0].workloads[1].think={exponential: 3ms}
 *
 * The value is YAML, so that lists and mappings can be set; missing keys are added.
 */
#pragma once

#include "arena.h"
#include "diagnostics.h"
#include "yaml_tree.h"

/* Returns a copy of the tree ROOT changed by SET, "path=value". On a mistake, adds it with the place "--set
 * path=value" and returns ROOT itself. */
const YamlNode *override_apply (Arena *arena, const YamlNode *root, const char *set,
                                Diagnostics *diagnostics);

/* The same for the scalar TEXT as the value of PATH; mistakes are reported at PLACE. */
const YamlNode *override_put (Arena *arena, const YamlNode *root, SourcePlace place, const char *path,
                              const char *text, Diagnostics *diagnostics);
