/*
 * mistake_cases.h - tables of mistakes and the messages that they must give
 */
#pragma once

#include "scenario_fixture.h"

typedef struct {
  const char *rule;
  const char *text;
  size_t length; /* TEXT may have NULs in it */
  const char *expected;
} MistakeCase;

#define MISTAKE(rule_, text_, expected_)              \
  {                                                   \
    (rule_), (text_), sizeof (text_) - 1, (expected_) \
  }

/* A suite with a test for each of the CASES: that the mistakes are exactly those expected. */
Suite *mistake_suite (const char *name, const MistakeCase *cases, size_t count);
