#include "command.h"
#include "progress.h"
#include "run_options.h"
#include "test_main.h"

#include <string.h>

typedef struct {
  bool quiet;
  const char *output;
  const char *const *set;
  uint64_t seed, duration_ns, limit;
  bool has_seed, has_limit;
  bool hidden;
} Values;

static const Option options[] = {
  { .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = offsetof (Values, quiet) },
  { .name = "output", .letter = 'o', .kind = OPTION_TEXT, .offset = offsetof (Values, output) },
  { .name = "set", .kind = OPTION_LIST, .offset = offsetof (Values, set) },
  OPTION_GIVEN_ROW (Values, seed, has_seed, OPTION_UNSIGNED, "seed", "N", ""),
  { .name = "duration", .kind = OPTION_TIME, .offset = offsetof (Values, duration_ns) },
  { .name = "limit",
    .letter = 'n',
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (Values, limit),
    .given_offset = offsetof (Values, has_limit),
    .least = 2,
    .most = 9,
    .fallback = 5 },
  { .name = "hidden", .kind = OPTION_FLAG, .offset = offsetof (Values, hidden), .is_internal = true },
  OPTION_END,
};

/* Parses LINE, words apart by blanks, and gives what is left joined likewise; NULL with ERROR set. */
static char *parse (const char *line, Values *values, GError **error)
{
  *values = (Values){ 0 };
  char **words = g_strsplit (line, " ", -1);
  bool is_good = option_table_parse (options, &words, values, NULL, error);
  char *rest = is_good ? g_strjoinv (" ", words) : NULL;
  g_strfreev (words);
  return rest;
}

static void clear (Values *values)
{
  option_table_clear (options, values);
}

START_TEST (options_and_operands_may_stand_in_any_order)
{
  Values values;
  g_autofree char *rest =
      parse ("a.yaml -q --set x=1 --output=here b --set y=2 --seed 0x10 --duration 1.5s", &values, NULL);
  ck_assert_str_eq (rest, "a.yaml b");
  ck_assert (values.quiet);
  ck_assert_str_eq (values.output, "here");
  ck_assert_str_eq (values.set[0], "x=1");
  ck_assert_str_eq (values.set[1], "y=2");
  ck_assert_ptr_null (values.set[2]);
  ck_assert (values.has_seed);
  ck_assert_uint_eq (values.seed, 16);
  ck_assert_uint_eq (values.duration_ns, 1500000000);
  clear (&values);
}
END_TEST

START_TEST (what_is_not_given_is_not_set)
{
  Values values;
  g_autofree char *rest = parse ("a.yaml", &values, NULL);
  ck_assert_str_eq (rest, "a.yaml");
  ck_assert (!values.quiet && values.output == NULL && values.set == NULL && !values.has_seed);
  ck_assert (values.limit == 5 && !values.has_limit);
  clear (&values);
}
END_TEST

START_TEST (the_last_of_a_value_counts_and_words_after_two_dashes_are_operands)
{
  Values values;
  g_autofree char *rest = parse ("-o a -o b -- --seed -q", &values, NULL);
  ck_assert_str_eq (rest, "--seed -q");
  ck_assert_str_eq (values.output, "b");
  ck_assert (!values.quiet);
  clear (&values);
}
END_TEST

START_TEST (a_value_of_any_bytes_is_taken_as_it_is)
{
  Values values;
  g_autofree char *rest = parse ("-o \xff\xc3\xa4 \xfe", &values, NULL);
  ck_assert_str_eq (rest, "\xfe");
  ck_assert_str_eq (values.output, "\xff\xc3\xa4");
  clear (&values);
}
END_TEST

static const struct {
  const char *line, *says;
} mistakes[] = {
  { "--sead 4", "unknown option '--sead'; did you mean '--seed'?" },
  { "--sead=4", "unknown option '--sead'; did you mean '--seed'?" },
  { "--quit", "unknown option '--quit'; did you mean '--quiet'?" },
  { "--hiden", "unknown option '--hiden'; use --quiet, --output, --set, --seed, --duration or --limit" },
  { "-x", "unknown option '-x'; use --quiet, --output, --set, --seed, --duration or --limit" },
  { "--seed", "Missing argument for --seed" },
  { "--seed 12x", "--seed '12x': not a number; use a whole number from 0 to" },
  { "--seed -1", "--seed '-1': not a number; use a whole number from 0 to" },
  { "--seed 18446744073709551616", "not a number; use a whole number from 0 to 18446744073709551615" },
  { "--limit 1", "--limit 1: use a number from 2 to 9" },
  { "-n 10", "--limit 10: use a number from 2 to 9" },
  { "--duration 5", "--duration '5': time '5' has no unit" },
  { "--duration 5parsecs", "has no known unit; use ns, us, ms, s, min or h" },
};

START_TEST (a_mistake_is_told_with_what_would_be_right)
{
  Values values;
  GError *error = NULL;
  ck_assert_ptr_null (parse (mistakes[_i].line, &values, &error));
  ck_assert_msg (strstr (error->message, mistakes[_i].says) != NULL, "%s", error->message);
  g_error_free (error);
  clear (&values);
}
END_TEST

/* What the first process of --twice tells the second is understood as it was meant. */
START_TEST (the_second_run_gets_the_options_of_the_first)
{
  static const char *const line[] = { "--seed=7", "--run=2",    "--set", "a=b c",   "--set",
                                      "d='e'",    "--duration", "90s",   "--quiet", "-o",
                                      "here",     "x.yaml",     NULL };
  RunOptions first = { 0 }, second = { 0 };
  char **words = g_strdupv ((char **)line);
  ck_assert (option_table_parse (RUN_OPTIONS, &words, &first, NULL, NULL));
  g_strfreev (words);
  words = run_options_for_second (&first, "-odd name.yaml", "there", "trail", 10, 20);
  ck_assert (option_table_parse (RUN_OPTIONS, &words, &second, NULL, NULL));
  ck_assert_str_eq (words[0], "run");
  ck_assert_str_eq (words[1], "-odd name.yaml");
  ck_assert_ptr_null (words[2]);
  g_strfreev (words);
  ck_assert_uint_eq (second.machine.seed, 7);
  ck_assert_uint_eq (second.machine.run, 2);
  ck_assert_str_eq (second.changes.sets[0], "a=b c");
  ck_assert_str_eq (second.changes.sets[1], "d='e'");
  ck_assert_uint_eq (second.machine.duration_ns, UINT64_C (90000000000));
  ck_assert (second.quiet && !second.twice);
  ck_assert_str_eq (second.output, "there");
  ck_assert_str_eq (second.trail_file, "trail");
  ck_assert_uint_eq (second.trail_low, 10);
  ck_assert_uint_eq (second.trail_high, 20);
  option_table_clear (RUN_OPTIONS, &first);
  option_table_clear (RUN_OPTIONS, &second);
}
END_TEST

/* What stands for VALUE in the words of an option of this KIND; NULL for a flag. */
static const char *example_of (OptionKind kind)
{
  return kind == OPTION_UNSIGNED ? "3" : kind == OPTION_TIME ? "4s" : kind == OPTION_FLAG ? NULL : "five";
}

/* Options that the second run has of its own, whatever the first one has. */
static const char *const own_of_second[] = {
  "output", "twice", "second-trail-file", "second-trail-low", "second-trail-high", NULL
};

/* An option that is added to the table reaches the second run, whoever forgets it. */
START_TEST (each_option_of_the_first_run_reaches_the_second)
{
  unsigned count = 0;
  for (const Option *option = RUN_OPTIONS; option->name != NULL; option++) {
    if (g_strv_contains (own_of_second, option->name)) {
      continue;
    }
    const char *example = example_of (option->kind);
    g_autofree char *given = g_strconcat ("--", option->name, example != NULL ? "=" : NULL, example, NULL);
    char **line = g_strsplit (given, "\n", -1);
    RunOptions first = { 0 };
    ck_assert (option_table_parse (RUN_OPTIONS, &line, &first, NULL, NULL));
    g_auto (GStrv) words = run_options_for_second (&first, "x.yaml", "there", "trail", 10, 20);
    g_autofree char *joined = g_strjoinv (" ", words);
    g_autofree char *name = g_strconcat ("--", option->name, NULL);
    ck_assert_msg (strstr (joined, name) != NULL, "--%s is not in: %s", option->name, joined);
    g_strfreev (line);
    option_table_clear (RUN_OPTIONS, &first);
    count++;
  }
  ck_assert_uint_ge (count, 13);
}
END_TEST

START_TEST (messages_say_who_speaks_unless_they_begin_with_their_place)
{
  static const struct {
    const char *text, *message;
  } cases[] = { { "out of ideas", "pcachesim: out of ideas\n" },
                { "a.yaml:3:4: bad\nb.iolog:17: worse", "a.yaml:3:4: bad\nb.iolog:17: worse\n" },
                { "out/x: cannot be", "pcachesim: out/x: cannot be\n" },
                { "at 12:30 nothing", "pcachesim: at 12:30 nothing\n" },
                { ":3: none", "pcachesim: :3: none\n" },
                { "a.yaml:3:4: bad\nand 7 more\n", "a.yaml:3:4: bad\npcachesim: and 7 more\n" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *message = message_format (cases[i].text);
    ck_assert_str_eq (message, cases[i].message);
  }
}
END_TEST

START_TEST (progress_tells_time_share_rate_and_what_is_left)
{
  static const struct {
    uint64_t now_ms, end_ms, events, elapsed_us;
    const char *line;
  } cases[] = { { 12300, 60000, 12800000, 4000000, "12.3 s of 1 min, 20 %, 3.2 M events/s, 15 s left" },
                { 0, 1000, 0, 0, "0 ns of 1 s, 0 %, 0 events/s" },
                { 500, 1000, 999, 1000000, "500 ms of 1 s, 50 %, 999 events/s, 1 s left" },
                { 1, 1000, 1000, 1000000, "1 ms of 1 s, 0 %, 1.0 k events/s, 16 min 39 s left" },
                { 1, 100000, 1, 1000000, "1 ms of 1.67 min, 0 %, 1 events/s, 27 h 46 min left" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line = progress_format (cases[i].now_ms * NS_PER_MS, cases[i].end_ms * NS_PER_MS,
                                             cases[i].events, cases[i].elapsed_us);
    ck_assert_str_eq (line, cases[i].line);
  }
}
END_TEST

START_TEST (stops_lie_beyond_now_and_not_beyond_the_goal)
{
  Progress *progress = progress_new (NULL, UINT64_MAX);
  sim_time now = 0;
  for (unsigned i = 0; i < 200; i++) {
    sim_time goal = now + (UINT64_C (1) << (i % 50));
    sim_time stop = progress_get_stop (progress, now, goal);
    ck_assert_uint_gt (stop, now);
    ck_assert_uint_le (stop, goal);
    now = stop / 2;
  }
  ck_assert_uint_eq (progress_get_stop (progress, SIM_TIME_NEVER - 2, SIM_TIME_NEVER - 1),
                     SIM_TIME_NEVER - 1);
  progress_free (progress);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("options");
  TCase *tests = tcase_create ("options");
  tcase_add_test (tests, options_and_operands_may_stand_in_any_order);
  tcase_add_test (tests, what_is_not_given_is_not_set);
  tcase_add_test (tests, the_last_of_a_value_counts_and_words_after_two_dashes_are_operands);
  tcase_add_test (tests, a_value_of_any_bytes_is_taken_as_it_is);
  tcase_add_loop_test (tests, a_mistake_is_told_with_what_would_be_right, 0, (int)G_N_ELEMENTS (mistakes));
  tcase_add_test (tests, the_second_run_gets_the_options_of_the_first);
  tcase_add_test (tests, each_option_of_the_first_run_reaches_the_second);
  tcase_add_test (tests, messages_say_who_speaks_unless_they_begin_with_their_place);
  tcase_add_test (tests, progress_tells_time_share_rate_and_what_is_left);
  tcase_add_test (tests, stops_lie_beyond_now_and_not_beyond_the_goal);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
