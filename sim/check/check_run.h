/*
 * check_run.h - one scenario, run and checked, and what came out, as people and CI systems read it
 */
#pragma once

#include "run_values.h"
#include "scenario_load.h"
#include <stdbool.h>

/* ---- results (check_result.c) ---- */

/* One thing that was checked. */
typedef struct {
  SourcePlace place; /* of what demands it; file: the case's own copy */
  char *title;       /* "hit_rate is at least 0.9" */
  char *message;     /* of what failed: lines, the first of which says it all; NULL: it passed */
} CheckCase;

typedef struct {
  char *path; /* of the scenario, as given */
  char *name; /* its own; that of its file if it cannot be read */
  GArray *
      cases; /* of CheckCase, the first of which is that it runs to its end: none may follow if it does not */
  char *note; /* what was done beside, NULL: nothing */
} CheckResult;

CheckResult *check_result_new (const char *path);
/* Frees a CheckResult, or accepts NULL; a GDestroyNotify. */
void check_result_free (void *result);

/* ERROR (NULL: none) is why the scenario could not be checked. */
void check_result_set_error (CheckResult *result, const GError *error);
bool check_result_is_broken (const CheckResult *result);

/* Adds a case; TITLE and MESSAGE (NULL if it passed) become the result's, what PLACE names is copied. */
void check_result_add (CheckResult *result, SourcePlace place, char *title, char *message);

/* The first case included. */
unsigned check_result_count_failed (const CheckResult *result);

/* ---- formats ---- */

/* `text` for people; TAP version 13; JUnit's XML as the Jenkins plug-in defines it; and the workflow commands
 * of GitHub, which mark the lines of a scenario in a change.  In each of them a scenario has one case more
 * than it states: that it runs to its end.  Nothing in them depends on time or on which run was done
 * first. */
typedef struct {
  const char *word;
  /* Appends RESULTS (of CheckResult *) to OUT. */
  void (*append) (GString *out, const GPtrArray *results);
} CheckFormat;

/* The first is the default. */
extern const CheckFormat CHECK_FORMATS[];
extern const size_t CHECK_FORMAT_COUNT;

/* The format called WORD; NULL if there is none. */
const CheckFormat *check_format_find (const char *word);

/* ---- checking ---- */

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

/* Whether each of the scenarios at PATHS, ended by NULL, has a folder of its own in the `output` of OPTIONS,
 * if there is one.  False with ERROR (G_OPTION_ERROR) set, which names two that share one; a scenario that
 * cannot be read is left to its check. */
bool check_run_have_folders (const char *const *paths, const CheckOptions *options, GError **error);

/* Runs the scenario at PATH on this thread and checks it.  What cannot be checked has its error in the
 * result.  The caller frees it with check_result_free(). */
CheckResult *check_run (const char *path, const CheckOptions *options);

/* ---- the baseline (baseline.c) ----
 *
 * The baseline of scenarios/NAME.yaml is scenarios/NAME.baseline.json, the summary of a run of it.  A later
 * run must have the same numbers, to the last digit where the scenario has no tolerance for them: runs are
 * deterministic.  Where they differ, what made them is compared as well (settings, scenario, version), and
 * the numbers that are nearest to the cause come first: what was set up, purges, refusals, misses, and only
 * then times. */

/* The path of the baseline of the scenario at PATH.  The caller frees it with g_free(). */
char *baseline_path (const char *path);

/* How a run with the values NOW differs from BASELINE, with the tolerances of SCENARIO, in lines of which the
 * first says it all, and of the numbers at most MOST; NULL if it does not.  Freed with g_free(). */
char *baseline_compare (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                        unsigned most);
