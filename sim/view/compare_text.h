/*
 * compare_text.h - two runs side by side, for people and for programs
 */
#pragma once

#include "run_comparison.h"

typedef struct {
  const char *path_a, *path_b; /* as given */
  const RunValues *a, *b;
  const RunComparison *comparison;
  bool all;                   /* the numbers that are the same, too */
  const char *const *failing; /* the conditions of --fail-on that hold */
  size_t failing_count;
} CompareText;

/* Appends tables in columns. */
void compare_text_append (GString *text, const CompareText *compare);

/* Appends an object in JSON. */
void compare_text_append_json (GString *text, const CompareText *compare);
