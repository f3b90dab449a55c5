/*
 * baseline.h - a run that is held to what it was before
 *
 * The baseline of scenarios/NAME.yaml is scenarios/NAME.baseline.json, the summary of a run of it.  A later run must have the same
 * numbers, to the last digit where the scenario has no tolerance for them: runs are deterministic.  Where they differ, what
 * made them is compared as well (settings, scenario, version), and of the numbers those come first that are nearest to the
 * cause: what was set up, purges, refusals, misses, and only then times.
 */
#pragma once

#include "run_values.h"
#include "scenario.h"

/* The path of the baseline of the scenario at PATH.  The caller frees it with g_free(). */
char *baseline_path (const char *path);

/* How a run with the values NOW differs from BASELINE, with the tolerances of SCENARIO, in lines of which the first says it all,
 * and of the numbers at most MOST; NULL if it does not.  The caller frees it with g_free(). */
char *baseline_compare (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                        unsigned most);
