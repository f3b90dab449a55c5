#include "json_writer.h"
#include "test_main.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>

static JsonNode *parse (const char *text)
{
  GError *error = NULL;
  JsonNode *node = json_from_string (text, &error);
  ck_assert_msg (node != NULL, "%s in:\n%s", error != NULL ? error->message : "nothing", text);
  return node;
}

START_TEST (values_nest_and_keep_their_order)
{
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  json_writer_add_unsigned (&json, "zebra", UINT64_MAX);
  json_writer_begin_array (&json, "list");
  json_writer_add_fixed (&json, NULL, 912345, 6);
  json_writer_add_null (&json, NULL);
  json_writer_add_text (&json, NULL, NULL);
  json_writer_end_array (&json);
  json_writer_begin_object (&json, "empty");
  json_writer_end_object (&json);
  json_writer_add_text (&json, "ant", "x");
  json_writer_end_object (&json);
  json_writer_finish (&json);
  ck_assert_str_eq (text->str, "{\n"
                               "  \"zebra\": 18446744073709551615,\n"
                               "  \"list\": [\n"
                               "    0.912345,\n"
                               "    null,\n"
                               "    null\n"
                               "  ],\n"
                               "  \"empty\": {},\n"
                               "  \"ant\": \"x\"\n"
                               "}\n");
  json_node_unref (parse (text->str));
  g_string_free (text, TRUE);
}
END_TEST

START_TEST (any_text_comes_back_from_a_reader)
{
  static const struct {
    const char *text, *read;
  } cases[] = { { "a \"b\" \\ /c", "a \"b\" \\ /c" },
                { "line\nend\ttab\r\b\x01\x1f\x7f", "line\nend\ttab\r\b\x01\x1f\x7f" },
                { "Gr\xc3\xbc\xc3\x9f"
                  "e \xf0\x9f\x90\x8e",
                  "Gr\xc3\xbc\xc3\x9f"
                  "e \xf0\x9f\x90\x8e" },
                { "\xff.iolog", "\xef\xbf\xbd.iolog" },
                { "", "" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *text = g_string_new (NULL);
    JsonWriter json = { .text = text };
    json_writer_begin_object (&json, NULL);
    json_writer_add_text (&json, cases[i].text, cases[i].text);
    json_writer_end_object (&json);
    json_writer_finish (&json);
    JsonNode *node = parse (text->str);
    ck_assert_str_eq (json_object_get_string_member (json_node_get_object (node), cases[i].read),
                      cases[i].read);
    json_node_unref (node);
    g_string_free (text, TRUE);
  }
}
END_TEST

START_TEST (doubles_are_decimal_or_null)
{
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text, .is_compact = true };
  json_writer_begin_array (&json, NULL);
  json_writer_add_double (&json, NULL, 0.6 - 0.5);
  json_writer_add_double (&json, NULL, -1234567890123.0);
  json_writer_add_double (&json, NULL, (double)NAN);
  json_writer_add_double (&json, NULL, (double)INFINITY);
  json_writer_add_bool (&json, NULL, true);
  json_writer_add_bool (&json, NULL, false);
  json_writer_end_array (&json);
  json_writer_finish (&json);
  ck_assert_str_eq (text->str, "[0.1,-1234567890123,null,null,true,false]\n");
  g_string_free (text, TRUE);
}
END_TEST

START_TEST (a_wrong_end_aborts)
{
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  json_writer_end_array (&json);
}
END_TEST

START_TEST (a_member_without_a_key_aborts)
{
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
  json_writer_begin_object (&json, NULL);
  json_writer_add_null (&json, NULL);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("json_writer");
  TCase *tests = tcase_create ("json_writer");
  tcase_add_test (tests, values_nest_and_keep_their_order);
  tcase_add_test (tests, any_text_comes_back_from_a_reader);
  tcase_add_test (tests, doubles_are_decimal_or_null);
  tcase_add_test_raise_signal (tests, a_wrong_end_aborts, SIGABRT);
  tcase_add_test_raise_signal (tests, a_member_without_a_key_aborts, SIGABRT);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
