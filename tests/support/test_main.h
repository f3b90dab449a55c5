/*
 * test_main.h - what every Check program of the suite shares
 *
 * A test program lists its suites and ends with `return test_main (suite_a (), suite_b (), NULL);`.  The exit
 * status is 0 only if every test passed, and a program that ran no test fails.
 */
#pragma once

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A program that cannot run here returns this, and meson counts it as skipped; REASON, such as "there is no X here", is
 * shown. */
static inline int test_skip (const char *reason)
{
  printf ("skipped: %s\n", reason);
  return 77;
}

static inline int test_main (Suite *first, ...)
{
  SRunner *runner = srunner_create (first);
  va_list rest;
  va_start (rest, first);
  for (Suite *suite; (suite = va_arg (rest, Suite *)) != NULL;) {
    srunner_add_suite (runner, suite);
  }
  va_end (rest);
  srunner_run_all (runner, CK_ENV);
  int ran = srunner_ntests_run (runner);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
