#include "command.h"

#include "help.h"
#include "message.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

const Command *command_find (const char *name)
{
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp (COMMANDS[i]->name, name) == 0) {
      return COMMANDS[i];
    }
  }
  const char **names = g_new (const char *, COMMAND_COUNT);
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    names[i] = COMMANDS[i]->name;
  }
  g_autofree char *quoted = words_quote (name);
  g_autofree char *hint = words_hint (name, names, COMMAND_COUNT);
  message_printf ("unknown subcommand %s; %s", quoted, hint);
  g_free (names);
  return NULL;
}

/* Of options that all subcommands have. */
typedef struct {
  bool help;
} CommonValues;

static const Option help_option = { .name = "help",
                                    .letter = 'h',
                                    .kind = OPTION_FLAG,
                                    .offset = offsetof (CommonValues, help),
                                    .doc = "say what this subcommand does" };

static bool check_operands (const Command *command, const char *const *operands)
{
  unsigned count = g_strv_length ((char **)operands);
  if (count < command->operands_min) {
    message_printf ("%s: %s is missing; usage: " TOOL_NAME " %s %s", command->name, command->operands,
                    command->name, command->operands);
    return false;
  }
  if (count > command->operands_max) {
    g_autofree char *quoted = words_quote (operands[command->operands_max]);
    message_printf ("%s: unexpected argument %s; usage: " TOOL_NAME " %s %s", command->name, quoted,
                    command->name, command->operands);
    return false;
  }
  return true;
}

/* The options of COMMAND, and --help, whose value goes behind the others. */
static Option *join_options (const Command *command, size_t common_offset)
{
  Option *options = g_new (Option, command->option_count + 1);
  for (size_t i = 0; i < command->option_count; i++) {
    options[i] = command->options[i];
  }
  options[command->option_count] = help_option;
  options[command->option_count].offset += common_offset;
  return options;
}

static ExitCode run_parsed (const Command *command, const void *values, const CommonValues *common,
                            const char *const *operands)
{
  if (common->help) {
    help_print_command (command);
    return EXIT_CODE_OK;
  }
  if (!check_operands (command, operands)) {
    return EXIT_CODE_BROKEN;
  }
  return command->run (values, operands);
}

static ExitCode run_command (const Command *command, const char *const *arguments)
{
  size_t common_offset = (command->values_size + 15) / 16 * 16;
  Option *options = join_options (command, common_offset);
  size_t option_count = command->option_count + 1;
  char *values = g_malloc0 (common_offset + sizeof (CommonValues));
  char **operands = g_strdupv ((char **)arguments);
  GError *error = NULL;
  ExitCode code;
  if (option_table_parse (options, option_count, &operands, values, &error)) {
    code = run_parsed (command, values, (const CommonValues *)(const void *)(values + common_offset),
                       (const char *const *)operands);
  } else {
    g_prefix_error (&error, "%s: ", command->name);
    code = exit_code_report (error);
  }
  option_table_clear (options, option_count, values);
  g_strfreev (operands);
  g_free (values);
  g_free (options);
  return code;
}

/* What was printed may still have to reach a full disk. */
static ExitCode finish_output (ExitCode code)
{
  if (fflush (stdout) != 0 || ferror (stdout) != 0) {
    message_printf ("standard output cannot be written");
    return code == EXIT_CODE_OK ? EXIT_CODE_BROKEN : code;
  }
  return code;
}

/* Options that stand in the place of a subcommand. */
static const struct {
  const char *option;
  const Command *command;
} top_options[] = { { "--help", &COMMAND_HELP }, { "-h", &COMMAND_HELP }, { "--version", &COMMAND_VERSION } };

ExitCode command_main (const char *const *arguments)
{
  if (arguments[0] == NULL) {
    help_print_usage (stderr);
    return EXIT_CODE_BROKEN;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (top_options); i++) {
    if (strcmp (arguments[0], top_options[i].option) == 0) {
      return finish_output (run_command (top_options[i].command, arguments + 1));
    }
  }
  if (arguments[0][0] == '-') {
    g_autofree char *quoted = words_quote (arguments[0]);
    message_printf ("unexpected option %s before the subcommand; see " TOOL_NAME " --help", quoted);
    return EXIT_CODE_BROKEN;
  }
  const Command *command = command_find (arguments[0]);
  return command != NULL ? finish_output (run_command (command, arguments + 1)) : EXIT_CODE_BROKEN;
}
