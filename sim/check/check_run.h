/*
 * check_run.h - one scenario, run and checked
 */
#pragma once

#include "check_result.h"
#include "run_values.h"
#include "scenario_load.h"

typedef enum {
  CHECK_BASELINE_COMPARE, /* if there is one */
  CHECK_BASELINE_SAVE,    /* if there is none */
  CHECK_BASELINE_UPDATE   /* show the differences, and replace it */
} CheckBaseline;

typedef struct {
  ScenarioChanges changes;
  CheckBaseline baseline;
  const char
      *output;   /* a folder, in which each run gets one of its scenario's name; NULL: files are not kept */
  unsigned most; /* of the differences from a baseline that are shown */
} CheckOptions;

/* Whether each of the scenarios at PATHS, ended by NULL, has a folder of its own in the `output` of OPTIONS, if there is one.  False with
 * ERROR (G_OPTION_ERROR) set, which names the two that have not; of one that cannot be read its check tells. */
bool check_run_have_folders (const char *const *paths, const CheckOptions *options, GError **error);

/* Runs the scenario at PATH on this thread and checks it.  What cannot be checked has its error in the result.  The caller
 * frees it with check_result_free(). */
CheckResult *check_run (const char *path, const CheckOptions *options);

/* ---- the baseline (baseline.c) ----
 *
 * The baseline of scenarios/NAME.yaml is scenarios/NAME.baseline.json, the summary of a run of it.  A later run must have the same
 * numbers, to the last digit where the scenario has no tolerance for them: runs are deterministic.  Where they differ, what
 * made them is compared as well (settings, scenario, version), and the numbers that are nearest to the cause come first: what
 * was set up, purges, refusals, misses, and only then times. */

/* The path of the baseline of the scenario at PATH.  The caller frees it with g_free(). */
char *baseline_path (const char *path);

/* How a run with the values NOW differs from BASELINE, with the tolerances of SCENARIO, in lines of which the first says it all,
 * and of the numbers at most MOST; NULL if it does not.  The caller frees it with g_free(). */
char *baseline_compare (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                        unsigned most);
