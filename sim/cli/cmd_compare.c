/* cmd_compare.c - the subcommand `compare` */
#include "command.h"
#include "run_comparison.h"
#include "run_folder.h"

typedef struct {
  bool all, json, quiet;
  const char *const *fail_on; /* NULL: none */
} CompareOptions;

static const Option table[] = {
  OPTION_FLAG_ROW (CompareOptions, all, 0, "all", "show the numbers that are the same, too"),
  OPTION_FLAG_ROW (CompareOptions, json, 0, "json", "print JSON instead of tables"),
  OPTION_ROW (CompareOptions, fail_on, OPTION_LIST, 0, "fail-on", "EXPR",
              "exit 1 if it holds, say 'misses > 10%'; may be given many times"),
  OPTION_FLAG_ROW (CompareOptions, quiet, 'q', "quiet", "print nothing but errors and what --fail-on found"),
  OPTION_END,
};

/* Adds each of TEXTS that holds to FAILING (const char *), and a line to NOTES for each that cannot hold. */
static bool compare_judge (const char *const *texts, const RunValues *a, const RunValues *b,
                           GPtrArray *failing, GString *notes, GError **error)
{
  for (; texts != NULL && *texts != NULL; texts++) {
    bool holds;
    g_autofree char *missing = NULL;
    if (!compare_relation_evaluate (*texts, a, b, &holds, &missing, error)) {
      return false;
    }
    if (holds) {
      g_ptr_array_add (failing, (void *)(uintptr_t)*texts);
    } else if (missing != NULL) {
      g_string_append_printf (notes, "--fail-on '%s': '%s' has no value, so that no relation with it holds\n",
                              *texts, missing);
    }
  }
  return true;
}

static void compare_print (const CompareText *parts, bool is_json)
{
  g_autoptr (GString) text = g_string_new (NULL);
  (is_json ? compare_text_append_json : compare_text_append) (text, parts);
  (void)fputs (text->str, stdout);
  (void)fflush (stdout); /* before the messages */
}

static ExitCode run_compare (const void *values, const char *const *operands, GError **error)
{
  const CompareOptions *options = values;
  g_autoptr (RunValues) a = run_values_open (operands[0], error);
  g_autoptr (RunValues) b = a != NULL ? run_values_open (operands[1], error) : NULL;
  g_autoptr (GPtrArray) failing = g_ptr_array_new ();
  g_autoptr (GString) notes = g_string_new (NULL);
  if (b == NULL || !compare_judge (options->fail_on, a, b, failing, notes, error)) {
    return EXIT_CODE_BROKEN;
  }
  message_print (notes->str);
  if (!options->quiet) {
    g_autoptr (RunComparison) comparison = run_comparison_new (a, b);
    const char *const *texts = (const char *const *)failing->pdata;
    CompareText parts = { operands[0], operands[1], a, b, comparison, options->all, texts, failing->len };
    compare_print (&parts, options->json);
  }
  for (guint i = 0; i < failing->len; i++) {
    message_printf ("--fail-on '%s' holds", (const char *)g_ptr_array_index (failing, i));
  }
  return failing->len > 0 ? EXIT_CODE_FAILED_CHECK : EXIT_CODE_OK;
}

const Command COMMAND_COMPARE = {
  .name = "compare",
  .operands = "A B",
  .summary = "show how two runs differ",
  .description =
      "Shows two runs side by side: what was different before (scenario, settings, seed, version), and\n"
      "every number that came out differently, with the difference and in per cent of A.  A and B are\n"
      "folders of runs, or files like their summary.json, say a baseline.  A '*' marks changes of 1 % or\n"
      "more, those from 0, and numbers that one run does not have.\n"
      "\n"
      "EXPR of --fail-on is a condition: numbers, + - * /, < <= > >= == !=, && || and parentheses, over\n"
      "the names that the table has.  a.NAME is A's number, b.NAME B's, delta.NAME B's less A's.  NAME\n"
      "alone is B's; in a relation with a '%' it is the change from A to B as a part of A, so that\n"
      "'misses > 10%' says: more than a tenth more misses.  A change from 0 is more than any per cent.\n"
      "Names with other characters than letters, digits, '_' and '.' are put in double quotes.  The exit\n"
      "status is 1 if a condition holds; that runs differ is no failure.",
  .example = "  pcachesim compare out/before out/after\n"
             "  pcachesim compare out/before out/after --fail-on 'hit_rate < -1%' \\\n"
             "      --fail-on 'b.refusals.total > 0 && a.refusals.total == 0'\n",
  .options = table,
  .values_size = sizeof (CompareOptions),
  .run = run_compare,
};
