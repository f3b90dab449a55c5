#include "html.h"
#include "test_main.h"

#include <math.h>

static const struct {
  const char *text, *page, *json;
} texts[] = {
  { "plain 1.5 %", "plain 1.5 %", "\"plain 1.5 %\"" },
  { "<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;", "\"\\u003cb\\u003e\\u0026\\u0022\\u0027\"" },
  { "a\\b\n\tc", "a\\b\n\tc", "\"a\\u005cb\\u000a\\u0009c\"" },
  { "\x01\x7f", "\xef\xbf\xbd\xef\xbf\xbd", "\"\\u0001\\u007f\"" },
  { "gr\xc3\xb6\xc3\x9f"
    "e\xff",
    "gr\xc3\xb6\xc3\x9f"
    "e\xef\xbf\xbd",
    "\"gr\xc3\xb6\xc3\x9f"
    "e\xef\xbf\xbd\"" },
};

START_TEST (texts_stand_in_pages_and_scripts_as_they_are)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  html_append (page, texts[_i].text);
  html_append_json_string (json, texts[_i].text);
  ck_assert_str_eq (page->str, texts[_i].page);
  ck_assert_str_eq (json->str, texts[_i].json);
}
END_TEST

static const struct {
  double value;
  unsigned decimals;
  const char *page, *json;
} numbers[] = {
  { 0, 2, "0", "0" },
  { 1234567, 2, "1,234,567", "1234567" },
  { 999, 2, "999", "999" },
  { -1000, 0,
    "\xe2\x88\x92"
    "1,000",
    "-1000" },
  { 0.5, 2, "0.5", "0.5" },
  { 1234.5678, 2, "1,234.57", "1234.5678" },
  { -0.0000001, 2, "0", "0" },
  { 100, 6, "100", "100" },
  { 18446744073709551615.0, 2, "18,446,744,073,709,551,616", "18446744073709551616" },
};

START_TEST (numbers_are_grouped_for_people_and_plain_for_scripts)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  html_append_number (page, numbers[_i].value, numbers[_i].decimals);
  html_append_json_number (json, numbers[_i].value);
  ck_assert_str_eq (page->str, numbers[_i].page);
  ck_assert_str_eq (json->str, numbers[_i].json);
}
END_TEST

START_TEST (what_is_no_number_is_none)
{
  g_autoptr (GString) text = g_string_new (NULL);
  html_append_number (text, NAN, 2);
  html_append_json_number (text, INFINITY);
  html_append_json_number (text, NAN);
  ck_assert_str_eq (text->str, "-nullnull");
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("html");
  TCase *tests = tcase_create ("html");
  tcase_add_loop_test (tests, texts_stand_in_pages_and_scripts_as_they_are, 0, G_N_ELEMENTS (texts));
  tcase_add_loop_test (tests, numbers_are_grouped_for_people_and_plain_for_scripts, 0,
                       G_N_ELEMENTS (numbers));
  tcase_add_test (tests, what_is_no_number_is_none);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
