/*
 * check_run.h - runs a scenario, checks the run, and writes the result for people and for CI systems
 */
#pragma once

#include "run_values.h"
#include "scenario_load.h"
#include <stdbool.h>

/* ---- results (check_result.c) ---- */

/* One check and its outcome. */
typedef struct {
  SourcePlace place; /* of the line that demands it; the case owns the copy of `file` */
  char *title;       /* "hit_rate is at least 0.9" */
  char *message;     /* why it failed, in lines; the first one is a summary; NULL: it passed */
} CheckCase;

typedef struct {
  char *path;    /* of the scenario, as given */
  char *name;    /* of the scenario; the name of its file if it cannot be read */
  GArray *cases; /* of CheckCase; the first: it runs to its end (if not, there may be no others) */
  char *note;    /* what else was done, say saving a baseline; NULL: nothing */
} CheckResult;

CheckResult *check_result_new (const char *path);
/* Frees a CheckResult, or accepts NULL; a GDestroyNotify. */
void check_result_free (void *result);

/* Notes in RESULT that the scenario could not be checked, because of ERROR (NULL: there is none). */
void check_result_set_error (CheckResult *result, const GError *error);
bool check_result_is_broken (const CheckResult *result);

/* Adds a case.  RESULT takes over TITLE and MESSAGE (NULL if the case passed), and copies PLACE. */
void check_result_add (CheckResult *result, SourcePlace place, char *title, char *message);

/* Returns how many cases failed, the first case included. */
unsigned check_result_count_failed (const CheckResult *result);

/* ---- formats ---- */

/* `text` for people; TAP version 13; JUnit's XML as the Jenkins plug-in defines it; and the workflow commands
 * of GitHub, which mark the lines of a scenario in a change.  In each format a scenario has one case more
 * than it states: that it runs to its end.  The output does not depend on time, nor on the order in which the
 * runs ended. */
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
  CHECK_BASELINE_UPDATE   /* show the differences, and replace the baseline */
} CheckBaseline;

typedef struct {
  ScenarioChanges changes;
  CheckBaseline baseline;
  const char
      *output;   /* the folder for a folder of each run, named by its scenario; NULL: files are not kept */
  unsigned most; /* differences from a baseline to show at most */
} CheckOptions;

/* Checks that the scenarios at PATHS, ended by NULL, have different folders in the `output` of OPTIONS (if it
 * is set).  False with ERROR (G_OPTION_ERROR) set, which names two scenarios with the same folder.  Skips a
 * scenario that cannot be read: check_run() reports it. */
bool check_run_have_folders (const char *const *paths, const CheckOptions *options, GError **error);

/* Runs the scenario at PATH on this thread and checks it.  If it cannot be checked, the result has the error.
 * The caller frees the result with check_result_free(). */
CheckResult *check_run (const char *path, const CheckOptions *options);

/* ---- the baseline (baseline.c) ----
 *
 * The baseline of scenarios/NAME.yaml is scenarios/NAME.baseline.json, the summary of a run of it.  A later
 * run must have the same numbers, to the last digit where the scenario has no tolerance for them: runs are
 * deterministic.  If numbers differ, the settings, the scenarios and the versions of both runs are compared,
 * too.  The numbers that are nearest to the cause are listed first: the setup, purges, refusals, misses, and
 * then times. */

/* The path of the baseline of the scenario at PATH.  The caller frees it with g_free(). */
char *baseline_path (const char *path);

/* Describes how a run with the values NOW differs from BASELINE beyond the tolerances of SCENARIO: lines, the
 * first a summary, with at most MOST numbers.  NULL if nothing differs.  The caller frees with g_free(). */
char *baseline_compare (const Scenario *scenario, const RunValues *baseline, const RunValues *now,
                        unsigned most);
