/* cmd_help.c - help and the manual page from the tables of commands and options, and the subcommand `help` */
#include "command.h"

#include "text_table.h"

#include <string.h>

static const struct {
  ExitCode code;
  const char *doc;
} exit_codes[] = {
  { EXIT_CODE_OK, "all went well" },
  { EXIT_CODE_FAILED_CHECK,
    "a check failed: an expectation, a baseline, --twice, --fail-on, --when or --subject-to" },
  { EXIT_CODE_BROKEN, "broken input or usage, or the output cannot be written" },
  { EXIT_CODE_INTERRUPTED, "interrupted by SIGINT or SIGTERM; no half output was written" },
};

/* Returns "pcachesim run [OPTION...] SCENARIO".  The caller frees it with g_free(). */
static char *make_usage (const Command *command)
{
  return g_strdup_printf (TOOL_NAME " %s%s%s%s", command->name,
                          command->options != NULL ? " [OPTION...]" : "",
                          command->operands[0] != '\0' ? " " : "", command->operands);
}

static void help_print_table (const TextTable *table, FILE *to)
{
  g_autoptr (GString) text = g_string_new (NULL);
  text_table_append (table, text);
  (void)fputs (text->str, to);
}

static void help_print_exit_codes (void)
{
  g_autoptr (TextTable) table = text_table_new ("rl");
  for (size_t i = 0; i < G_N_ELEMENTS (exit_codes); i++) {
    text_table_take_cell (table, g_strdup_printf ("  %d", (int)exit_codes[i].code));
    text_table_add_cell (table, exit_codes[i].doc);
    text_table_end_row (table);
  }
  (void)fputs ("Exit codes:\n", stdout);
  help_print_table (table, stdout);
}

void help_print_usage (FILE *to)
{
  (void)fputs ("Usage: " TOOL_NAME " SUBCOMMAND [OPTION...] [ARGUMENT...]\n\n"
               "Simulates the illumos pagelock cache on a machine and workload that a scenario describes.\n\n"
               "Subcommands:\n",
               to);
  g_autoptr (TextTable) table = text_table_new ("ll");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    text_table_take_cell (table, g_strconcat ("  ", COMMANDS[i]->name, NULL));
    text_table_add_cell (table, COMMANDS[i]->summary);
    text_table_end_row (table);
  }
  help_print_table (table, to);
  (void)fputs ("\n'" TOOL_NAME " help SUBCOMMAND' says more, '" TOOL_NAME
               " help exit-codes' what exit codes mean.\n",
               to);
}

static void add_option_row (TextTable *table, const Option *option)
{
  GString *name = g_string_new ("  ");
  if (option->letter != '\0') {
    g_string_append_printf (name, "-%c, ", option->letter);
  }
  g_string_append_printf (name, "--%s", option->name);
  if (option->kind != OPTION_FLAG) {
    g_string_append_printf (name, " %s", option->argument);
  }
  text_table_take_cell (table, g_string_free (name, FALSE));
  text_table_add_cell (table, option->doc);
  text_table_end_row (table);
}

static void print_options (const Command *command)
{
  g_autoptr (TextTable) table = text_table_new ("ll");
  for (const Option *option = NULL; (option = command_next_option (command, option)) != NULL;) {
    add_option_row (table, option);
  }
  static const Option help = { .name = "help", .letter = 'h', .kind = OPTION_FLAG, .doc = "print this" };
  add_option_row (table, &help);
  (void)fputs ("\nOptions:\n", stdout);
  help_print_table (table, stdout);
}

void help_print_command (const Command *command)
{
  g_autofree char *usage = make_usage (command);
  printf ("Usage: %s\n\n%s\n", usage, command->description);
  print_options (command);
  (void)fputs ("\n", stdout);
  help_print_exit_codes ();
  printf ("\nExample:\n%s", command->example);
}

/* ---- the manual page, in roff ---- */

/* Adds TEXT, escaped for roff: a line may begin with a dot or a quote, and hyphens stay hyphens. */
static void add_escaped (GString *page, const char *text)
{
  bool begins_line = true;
  for (; *text != '\0'; text++) {
    if (begins_line && (*text == '.' || *text == '\'')) {
      g_string_append (page, "\\&");
    }
    begins_line = *text == '\n';
    switch (*text) {
    case '\\':
      g_string_append (page, "\\e");
      break;
    case '-':
      g_string_append (page, "\\-");
      break;
    default:
      g_string_append_c (page, *text);
    }
  }
}

static void add_line (GString *page, const char *request, const char *text)
{
  g_string_append (page, request);
  add_escaped (page, text);
  g_string_append_c (page, '\n');
}

static void manual_add_option (GString *page, const Option *option)
{
  g_string_append (page, ".TP\n");
  if (option->letter != '\0') {
    g_string_append_printf (page, "\\fB\\-%c\\fR, ", option->letter);
  }
  g_string_append (page, "\\fB\\-\\-");
  add_escaped (page, option->name);
  if (option->kind != OPTION_FLAG) {
    g_string_append (page, "\\fR \\fI");
    add_escaped (page, option->argument);
  }
  add_line (page, "\\fR\n", option->doc);
}

static void add_example (GString *page, const char *example)
{
  g_string_append (page, ".PP\n.EX\n");
  add_escaped (page, example);
  g_string_append (page, ".EE\n");
}

static void add_command (GString *page, const Command *command)
{
  g_autofree char *usage = make_usage (command);
  add_line (page, ".SS ", usage);
  add_escaped (page, command->description);
  g_string_append_c (page, '\n');
  for (const Option *option = NULL; (option = command_next_option (command, option)) != NULL;) {
    manual_add_option (page, option);
  }
  add_example (page, command->example);
}

static void add_exit_status (GString *page)
{
  g_string_append (page, ".SH EXIT STATUS\n");
  for (size_t i = 0; i < G_N_ELEMENTS (exit_codes); i++) {
    g_string_append_printf (page, ".TP\n\\fB%d\\fR\n", (int)exit_codes[i].code);
    add_line (page, "", exit_codes[i].doc);
  }
}

static char *manual_page (void)
{
  GString *page =
      g_string_new (".TH PCACHESIM 1 \"\" \"pcachesim " TOOL_VERSION "\" \"User Commands\"\n"
                    ".SH NAME\n"
                    "pcachesim \\- simulator of the illumos pagelock cache\n"
                    ".SH SYNOPSIS\n"
                    ".B pcachesim\n"
                    ".I SUBCOMMAND\n"
                    "[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
                    ".SH DESCRIPTION\n"
                    "Simulates the pagelock cache of the illumos kernel, which keeps user memory locked "
                    "between I/Os,\non a machine and under a workload that a scenario file describes.\n"
                    "The same scenario, values and seed give the same bytes in every output file.\n"
                    ".SH SUBCOMMANDS\n"
                    "Every subcommand has an option \\fB\\-\\-help\\fR.\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    add_command (page, COMMANDS[i]);
  }
  add_exit_status (page);
  return g_string_free (page, FALSE);
}

/* ---- the subcommand ---- */

typedef struct {
  bool man, bash, zsh;
} HelpOptions;

static const Option table[] = {
  OPTION_FLAG_ROW (HelpOptions, man, 0, "man", "print the manual page, as roff"),
  OPTION_FLAG_ROW (HelpOptions, bash, 0, "bash", "print a script by which bash completes the command"),
  OPTION_FLAG_ROW (HelpOptions, zsh, 0, "zsh", "print one for zsh"),
  OPTION_END,
};

static void print_file (bool is_chosen, char *(*make) (void))
{
  if (is_chosen) {
    g_autofree char *text = make ();
    (void)fputs (text, stdout);
  }
}

static ExitCode run_help (const void *values, const char *const *operands, GError **error)
{
  const HelpOptions *chosen = values;
  (void)error;
  print_file (chosen->man, manual_page);
  print_file (chosen->bash, completion_bash);
  print_file (chosen->zsh, completion_zsh);
  if (chosen->man || chosen->bash || chosen->zsh) {
    return EXIT_CODE_OK;
  }
  if (operands[0] == NULL) {
    help_print_usage (stdout);
  } else if (strcmp (operands[0], "exit-codes") == 0) {
    help_print_exit_codes ();
  } else {
    const Command *command = command_find (operands[0]);
    if (command == NULL) {
      return EXIT_CODE_BROKEN;
    }
    help_print_command (command);
  }
  return EXIT_CODE_OK;
}

const Command COMMAND_HELP = {
  .name = "help",
  .operands = "[SUBCOMMAND | exit-codes]",
  .summary = "say what there is and how it is used",
  .description = "Lists the subcommands, describes one of them, or lists the exit codes.",
  .example = "  pcachesim help run\n"
             "  pcachesim help --bash >~/.local/share/bash-completion/completions/pcachesim\n",
  .options = table,
  .values_size = sizeof (HelpOptions),
  .run = run_help,
};
