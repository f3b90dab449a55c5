#include "scenario_fixture.h"

#define MUTATIONS 1500
#define MUTATED_MAX 8192

/* What is likely to break a reader: syntax, numbers at limits, bytes that are no text. */
static const char *const fragments[] = {
  "\n",
  " ",
  "  ",
  "\t",
  ":",
  ": ",
  "- ",
  "-",
  "[",
  "]",
  "{",
  "}",
  ",",
  "'",
  "\"",
  "#",
  "&a ",
  "*a",
  "*segment",
  "<<: *segment",
  "!",
  "|",
  ">",
  "%",
  "@",
  "?",
  "---\n",
  "...\n",
  "~",
  "null",
  "true",
  "0",
  "-1",
  "18446744073709551616",
  "0x",
  "1e9",
  ".",
  "9999999999999999999999TiB",
  "0.0000000000000000000000001ns",
  "GiB",
  "pages",
  "\xff",
  "\xc3",
  "\xe2\x80\xa8",
  "\xef\xbb\xbf",
  "\\",
  "name: p",
  "type: shared",
  "type: replay",
  "{zipf: 1}",
  "{uniform: [1ms, 2ms]}",
  "[[8KiB, 1]]",
  "size: 1GiB",
};

/* Cuts a piece out of TEXT, puts one in, changes a byte, or copies a piece to another place. */
static void mutate (GString *text, GRand *random)
{
  gint32 length = (gint32)text->len;
  gint32 at = length > 0 ? g_rand_int_range (random, 0, length) : 0;
  gint32 wanted = g_rand_int_range (random, 0, 40);
  gint32 piece = MIN (wanted, length - at);
  switch (g_rand_int_range (random, 0, 4)) {
  case 0:
    g_string_erase (text, at, piece);
    break;
  case 1:
    g_string_insert (text, at, fragments[g_rand_int_range (random, 0, G_N_ELEMENTS (fragments))]);
    break;
  case 2:
    if (length > 0) {
      text->str[at] = (char)g_rand_int_range (random, 0, 256);
    }
    break;
  default: {
    g_autofree char *copy = g_strndup (text->str + at, (gsize)piece);
    g_string_insert (text, g_rand_int_range (random, 0, length + 1), copy);
  }
  }
}

/* Each mistake begins with a place, and ends as a sentence about one. */
static void check_lines (const char *mistakes, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (mistakes, "\n", -1);
  for (size_t i = 0; lines[i]; i++) {
    bool has_place = g_str_has_prefix (lines[i], "t.yaml:") || g_str_has_prefix (lines[i], "--set ");
    bool is_rest = g_str_has_prefix (lines[i], "and ") && !lines[i + 1];
    ck_assert_msg (has_place || is_rest, "'%s' has no place; of\n%s", lines[i], text);
    ck_assert_msg (g_utf8_validate (lines[i], -1, NULL), "a message that is not UTF-8; of\n%s", text);
  }
}

START_TEST (mutated_scenarios_load_or_have_mistakes)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)_i + 1);
  g_autofree char *everything = fixture_everything ();
  size_t valid = 0;
  for (int i = 0; i < MUTATIONS; i++) {
    g_autoptr (GString) text = g_string_new (everything);
    for (int n = g_rand_int_range (random, 1, 5); n > 0 && text->len < MUTATED_MAX; n--) {
      mutate (text, random);
    }
    g_autofree char *mistakes = fixture_mistakes (text->str, text->len, NULL);
    valid += *mistakes == '\0';
    if (*mistakes != '\0') {
      check_lines (mistakes, text->str);
    }
  }
  ck_assert_msg (valid > 0 && valid < MUTATIONS, "%zu of %d are valid: the mutations show nothing", valid,
                 MUTATIONS);
}
END_TEST

START_TEST (mutated_overrides_load_or_have_mistakes)
{
  static const char *const sets[] = { "processes.db.workloads.reader.threads=4",
                                      "events[0]={at: 5s, action: force_purge}",
                                      "tunables.segpcache_maxwindow=128MiB",
                                      "processes[1].workloads[0].service={exponential: 1ms}" };
  g_autoptr (GRand) random = g_rand_new_with_seed (99);
  g_autofree char *everything = fixture_everything ();
  size_t length = strlen (everything);
  for (int i = 0; i < MUTATIONS; i++) {
    g_autoptr (GString) set = g_string_new (sets[g_rand_int_range (random, 0, G_N_ELEMENTS (sets))]);
    mutate (set, random);
    const char *const list[] = { set->str, NULL };
    g_autofree char *mistakes = fixture_mistakes (everything, length, list);
    ck_assert (g_utf8_validate (mistakes, -1, NULL));
  }
}
END_TEST

START_TEST (every_beginning_of_a_scenario_loads_or_has_mistakes)
{
  g_autofree char *everything = fixture_everything ();
  for (size_t length = 0; length < strlen (everything); length++) {
    g_autofree char *text = g_strndup (everything, length);
    g_autofree char *mistakes = fixture_mistakes (text, length, NULL);
    if (*mistakes != '\0') {
      check_lines (mistakes, text);
    }
  }
}
END_TEST

static Suite *mutation_suite (void)
{
  Suite *suite = suite_create ("scenario_mutation");
  TCase *tcase = tcase_create ("mutation");
  tcase_set_timeout (tcase, 300);
  tcase_add_loop_test (tcase, mutated_scenarios_load_or_have_mistakes, 0, 2);
  tcase_add_test (tcase, mutated_overrides_load_or_have_mistakes);
  tcase_add_test (tcase, every_beginning_of_a_scenario_loads_or_has_mistakes);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (mutation_suite (), NULL);
}
