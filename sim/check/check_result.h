/*
 * check_result.h - what came out of checking a scenario, as people and CI systems read it
 */
#pragma once

#include "diagnostics.h"

#include <glib.h>
#include <stdbool.h>

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

/* `text` for people; TAP version 13; JUnit's XML as the Jenkins plug-in defines it; and the workflow commands of GitHub, which mark
 * the lines of a scenario in a change.  In each of them a scenario has one case more than it states: that it runs to its end.
 * Nothing in them depends on time or on which run was done first. */
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
