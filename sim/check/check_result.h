/*
 * check_result.h - what came out of checking a scenario
 */
#pragma once

#include "source_place.h"

#include <glib.h>
#include <stdbool.h>

/* One thing that was checked. */
typedef struct {
  SourcePlace place; /* of what demands it; file: the case's own copy */
  char *title;       /* "hit_rate is at least 0.9" */
  bool passed;
  char *message; /* of what failed: lines, the first of which says it all */
} CheckCase;

typedef struct {
  char *path;    /* of the scenario, as given */
  char *name;    /* its own; that of its file if it cannot be read */
  GArray *cases; /* of CheckCase */
  GError *error; /* NULL, or why it could not be checked; there may be no cases then */
  char *note;    /* what was done beside, NULL: nothing */
} CheckResult;

CheckResult *check_result_new (const char *path);
void check_result_free (CheckResult *result);

/* Adds a case; TITLE and MESSAGE (NULL if it passed) become the result's, what PLACE names is copied. */
void check_result_add (CheckResult *result, SourcePlace place, char *title, char *message);

unsigned check_result_count_failed (const CheckResult *result);
