/* test_words.c - tests of how words are quoted and guessed in messages */
#include "test_main.h"
#include "words.h"

#include <string.h>

START_TEST (near_words_are_found)
{
  static const char *const words[] = { "time", "op", "size", "offset" };
  static const char *const cases[][2] = {
    { "tiem", "time" }, { "TIME", "time" }, { "ofset", "offset" }, { "offsets", "offset" },
    { "sze", "size" },  { "banana", NULL }, { "", NULL },          { "x", NULL },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *near = words_nearest (cases[i][0], words, G_N_ELEMENTS (words));
    ck_assert_msg (g_strcmp0 (near, cases[i][1]) == 0, "%s: %s", cases[i][0], near ? near : "none");
  }
}
END_TEST

START_TEST (what_is_quoted_can_be_printed_and_is_short)
{
  static const struct {
    const char *bytes;
    size_t length;
    const char *quoted;
  } cases[] = {
    { "", 0, "''" },
    { "plain text", 10, "'plain text'" },
    { "a\nb\tc\\d", 7, "'a\\nb\\tc\\\\d'" },
    { "a\0b", 3, "'a\\x00b'" },
    { "\x01\x7f\xff", 3, "'\\x01\\x7f\\xff'" },
    { "\xc3\xa9\xc3", 3, "'\xc3\xa9\\xc3'" },
    { "\xe2\x80\x8b", 3, "'\\u{200b}'" },
    { "123456789012345678901234567890123456789012345678901234567890", 60,
      "'123456789012345678901234567890123456789012345678901234567890'" },
    { "123456789012345678901234567890123456789012345678901234567890x", 61,
      "'123456789012345678901234567890123456789012345678901234567890...'" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *quoted = words_quote_bytes (cases[i].bytes, cases[i].length);
    ck_assert_str_eq (quoted, cases[i].quoted);
  }
}
END_TEST

START_TEST (a_hint_may_say_something_else)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_ptr_array_add (names, (void *)"misses.cold");
  g_autofree char *near = words_hint_or ("misses.cald", names, "use a metric");
  g_autofree char *far = words_hint_or ("quux", names, "use a metric");
  ck_assert_str_eq (near, "did you mean 'misses.cold'?");
  ck_assert_str_eq (far, "use a metric");
}
END_TEST

static Suite *words_suite (void)
{
  Suite *suite = suite_create ("words");
  TCase *tests = tcase_create ("messages");
  tcase_add_test (tests, near_words_are_found);
  tcase_add_test (tests, what_is_quoted_can_be_printed_and_is_short);
  tcase_add_test (tests, a_hint_may_say_something_else);
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (words_suite (), NULL);
}
