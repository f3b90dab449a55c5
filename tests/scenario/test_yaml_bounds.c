#include "scenario_fixture.h"
#include "yaml_tree.h"

/* TEXT's mistakes; TEXT is freed. */
static char *mistakes_of (GString *text)
{
  char *mistakes = fixture_mistakes (text->str, text->len, NULL);
  g_string_free (text, TRUE);
  return mistakes;
}

static void append_repeated (GString *text, const char *part, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    g_string_append (text, part);
  }
}

START_TEST (a_large_document_is_refused)
{
  GString *text = g_string_new (RUN);
  append_repeated (text, "# as long as it gets\n", YAML_MAX_BYTES / 21 + 1);
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes, "t.yaml: larger than 4 MiB; a scenario needs far less");
}
END_TEST

START_TEST (a_document_of_many_values_is_refused)
{
  GString *text = g_string_new ("seed: [");
  append_repeated (text, "1,", YAML_MAX_NODES);
  g_string_append (text, "1]\n");
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes,
                    "t.yaml:1:400002: the document has more than 200000 values; a scenario needs far fewer");
}
END_TEST

START_TEST (a_deep_document_is_refused)
{
  GString *text = g_string_new ("seed: ");
  append_repeated (text, "[", YAML_MAX_DEPTH);
  append_repeated (text, "]", YAML_MAX_DEPTH);
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes, "t.yaml:1:70: values are nested more than 64 deep; a scenario needs far less");
}
END_TEST

START_TEST (a_document_that_is_just_not_too_deep_is_read)
{
  GString *text = g_string_new (RUN "seed: ");
  append_repeated (text, "[", YAML_MAX_DEPTH - 1);
  append_repeated (text, "]", YAML_MAX_DEPTH - 1);
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes,
                    "t.yaml:4:7: seed is a list; expected a whole number from 0 to 18446744073709551615");
}
END_TEST

START_TEST (deep_unclosed_brackets_are_refused_quickly)
{
  GString *text = g_string_new (NULL);
  append_repeated (text, "[", 1000000);
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes, "t.yaml:1:65: values are nested more than 64 deep; a scenario needs far less");
}
END_TEST

START_TEST (aliases_that_nest_deeply_are_refused)
{
  GString *text = g_string_new ("a0: &a0 [1]\n");
  for (int i = 1; i < YAML_MAX_DEPTH; i++) {
    g_string_append_printf (text, "a%d: &a%d [*a%d]\n", i, i, i - 1);
  }
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes,
                    "t.yaml:63:12: alias '*a61' nests values more than 64 deep; a scenario needs far less");
}
END_TEST

START_TEST (aliases_that_multiply_are_refused)
{
  GString *text = g_string_new ("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
  for (int i = 1; i < 20; i++) {
    g_string_append_printf (text, "a%d: &a%d [", i, i);
    for (int j = 0; j < 10; j++) {
      g_string_append_printf (text, "*a%d, ", i - 1);
    }
    g_string_append (text, "]\n");
  }
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (mistakes, "t.yaml:6:15: aliases make the document larger than 200000 values when they "
                              "are written out; use fewer");
}
END_TEST

START_TEST (merged_keys_that_multiply_are_refused)
{
  GString *text = g_string_new ("a: &a {");
  for (int i = 0; i < 1000; i++) {
    g_string_append_printf (text, "k%d: 1, ", i);
  }
  g_string_append (text, "}\nb:\n");
  append_repeated (text, "- <<: *a\n", 1000);
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert (g_str_has_suffix (
      mistakes, "aliases make the document larger than 200000 values when they are written out; use fewer"));
}
END_TEST

START_TEST (mistakes_are_counted_beyond_the_first_hundred)
{
  GString *text = g_string_new (RUN "objects:\n");
  append_repeated (text, "- {name: 1}\n", 100);
  char **lines = NULL;
  g_autofree char *mistakes = mistakes_of (text);
  lines = g_strsplit (mistakes, "\n", -1);
  ck_assert_uint_eq (g_strv_length (lines), 101);
  ck_assert_str_eq (lines[0], "t.yaml:5:3: missing key 'size' in object '1'; add 'size:' with a size such as "
                              "64MiB, from 4 KiB to 4 TiB");
  ck_assert_str_eq (lines[100], "and 100 more mistakes");
  g_strfreev (lines);
}
END_TEST

START_TEST (long_and_odd_text_is_quoted_short)
{
  GString *text = g_string_new (RUN "seed: \"\\e[31m\\n");
  append_repeated (text, "x", 100);
  g_string_append (text, "\"\n");
  g_autofree char *mistakes = mistakes_of (text);
  ck_assert_str_eq (
      mistakes,
      "t.yaml:4:7: seed is the text '\\x1b[31m\\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'; "
      "expected a whole number from 0 to 18446744073709551615");
}
END_TEST

START_TEST (a_byte_order_mark_and_windows_line_ends_are_accepted)
{
  static const char text[] = "\xef\xbb\xbfname: t\r\nduration: 10s\r\nmachine: {memory: 64MiB}\r\nsed: 1\r\n";
  g_autofree char *mistakes = fixture_mistakes (text, sizeof text - 1, NULL);
  ck_assert_str_eq (mistakes, "t.yaml:4:1: unknown key 'sed' in scenario 't'; did you mean 'seed'?");
}
END_TEST

static Suite *yaml_suite (void)
{
  Suite *suite = suite_create ("yaml_bounds");
  TCase *tcase = tcase_create ("bounds");
  tcase_add_test (tcase, a_large_document_is_refused);
  tcase_add_test (tcase, a_document_of_many_values_is_refused);
  tcase_add_test (tcase, a_deep_document_is_refused);
  tcase_add_test (tcase, a_document_that_is_just_not_too_deep_is_read);
  tcase_add_test (tcase, deep_unclosed_brackets_are_refused_quickly);
  tcase_add_test (tcase, aliases_that_nest_deeply_are_refused);
  tcase_add_test (tcase, aliases_that_multiply_are_refused);
  tcase_add_test (tcase, merged_keys_that_multiply_are_refused);
  tcase_add_test (tcase, mistakes_are_counted_beyond_the_first_hundred);
  tcase_add_test (tcase, long_and_odd_text_is_quoted_short);
  tcase_add_test (tcase, a_byte_order_mark_and_windows_line_ends_are_accepted);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (yaml_suite (), NULL);
}
