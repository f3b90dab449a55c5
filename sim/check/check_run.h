/*
 * check_run.h - one scenario, run and checked
 */
#pragma once

#include "check_result.h"
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
