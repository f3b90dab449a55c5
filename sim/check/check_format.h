/*
 * check_format.h - what checks found, as people and CI systems read it
 *
 * `text` for people; TAP version 13; JUnit's XML as the Jenkins plug-in defines it; and the workflow commands of GitHub, which
 * mark the lines of a scenario in a change.  In each of them a scenario has one case more than it states: that it runs to its end.
 * Nothing in them depends on time or on which run was done first.
 */
#pragma once

#include "check_result.h"

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
