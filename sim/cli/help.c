/* help.c - prints help from the tables of commands, options and exit codes */
#include "help.h"

#include "text_table.h"

static void help_print_table (const TextTable *table, FILE *to)
{
  g_autoptr (GString) text = g_string_new (NULL);
  text_table_append (table, text);
  (void)fputs (text->str, to);
}

void help_print_exit_codes (void)
{
  g_autoptr (TextTable) table = text_table_new ("rl");
  for (size_t i = 0; i < EXIT_CODE_COUNT; i++) {
    text_table_take_cell (table, g_strdup_printf ("  %d", (int)EXIT_CODES[i].code));
    text_table_add_cell (table, EXIT_CODES[i].doc);
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
  g_autofree char *usage = command_make_usage (command);
  printf ("Usage: %s\n\n%s\n", usage, command->description);
  print_options (command);
  (void)fputs ("\n", stdout);
  help_print_exit_codes ();
  printf ("\nExample:\n%s", command->example);
}
