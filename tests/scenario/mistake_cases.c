#include "mistake_cases.h"

static const MistakeCase *mistake_cases; /* set once, before the tests run */

START_TEST (mistakes_are_said_as_expected)
{
  const MistakeCase *mistake = &mistake_cases[_i];
  g_autofree char *mistakes = fixture_mistakes (mistake->text, mistake->length, NULL);
  ck_assert_msg (strcmp (mistakes, mistake->expected) == 0, "%s:\nexpected %s\nfound    %s", mistake->rule,
                 mistake->expected, mistakes);
}
END_TEST

Suite *mistake_suite (const char *name, const MistakeCase *cases, size_t count)
{
  mistake_cases = cases;
  Suite *suite = suite_create (name);
  TCase *tcase = tcase_create ("cases");
  tcase_add_loop_test (tcase, mistakes_are_said_as_expected, 0, (int)count);
  suite_add_tcase (suite, tcase);
  return suite;
}
