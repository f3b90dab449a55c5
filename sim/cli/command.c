/* command.c - finds the subcommand, reads its options, runs it, and prints messages */
#include "command.h"

#include "interrupt.h"
#include "words.h"

#include <string.h>
#include <unistd.h>

/* ---- messages ---- */

/* Whether LINE begins with "FILE:LINE:". */
static bool has_place (const char *line)
{
  for (const char *colon = strchr (line, ':'); colon != NULL; colon = strchr (colon + 1, ':')) {
    size_t digits = strspn (colon + 1, "0123456789");
    if (colon != line && digits > 0 && colon[1 + digits] == ':') {
      return true;
    }
  }
  return false;
}

char *message_format (const char *text)
{
  GString *message = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    if (**line != '\0') {
      g_string_append_printf (message, "%s%s\n", has_place (*line) ? "" : TOOL_NAME ": ", *line);
    }
  }
  return g_string_free (message, FALSE);
}

void message_print (const char *text)
{
  g_autofree char *message = message_format (text);
  (void)fputs (message, stderr);
}

void message_printf (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message_print (text);
}

FILE *message_get_terminal (bool is_quiet)
{
  return !is_quiet && isatty (STDERR_FILENO) ? stderr : NULL;
}

/* ---- subcommands ---- */

#define COMMAND_POINTER(name_) &COMMAND_##name_,
const Command *const COMMANDS[] = { COMMANDS_TABLE (COMMAND_POINTER) };
const size_t COMMAND_COUNT = G_N_ELEMENTS (COMMANDS);

const Command *command_find (const char *name)
{
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp (COMMANDS[i]->name, name) == 0) {
      return COMMANDS[i];
    }
  }
  const char *names[G_N_ELEMENTS (COMMANDS)];
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    names[i] = COMMANDS[i]->name;
  }
  g_autofree char *quoted = words_quote (name);
  g_autofree char *hint = words_hint (name, names, COMMAND_COUNT);
  message_printf ("unknown subcommand %s; %s", quoted, hint);
  return NULL;
}

const Option *command_next_option (const Command *command, const Option *option)
{
  option = option == NULL ? command->options : option + 1;
  while (option != NULL && option->name != NULL && option->is_internal) {
    option++;
  }
  return option != NULL && option->name != NULL ? option : NULL;
}

static bool check_operands (const Command *command, const char *const *operands)
{
  unsigned count = g_strv_length ((char **)operands);
  g_auto (GStrv) named = g_strsplit (command->operands, " ", -1);
  unsigned least = command->operands[0] != '[' ? g_strv_length (named) : 0, most = MAX (least, 1);
  if (command->operands[0] == '\0') {
    most = 0;
  } else if (g_str_has_suffix (command->operands, "...")) {
    most = command->operands_max != 0 ? command->operands_max : UINT_MAX;
  }
  if (count < least) {
    message_printf ("%s: %s is missing; usage: " TOOL_NAME " %s %s", command->name, command->operands,
                    command->name, command->operands);
    return false;
  }
  if (count > most) {
    g_autofree char *quoted = words_quote (operands[most]);
    message_printf ("%s: unexpected argument %s; usage: " TOOL_NAME " %s %s", command->name, quoted,
                    command->name, command->operands);
    return false;
  }
  return true;
}

/* Prints ERROR, frees it, and returns its exit code. */
static ExitCode command_report_error (GError *error)
{
  bool is_interrupt = g_error_matches (error, INTERRUPT_ERROR, 0);
  message_print (error->message);
  g_error_free (error);
  return is_interrupt ? EXIT_CODE_INTERRUPTED : EXIT_CODE_BROKEN;
}

static ExitCode run_command (const Command *command, const char *const *arguments)
{
  static const Option none[] = { OPTION_END };
  const Option *options = command->options != NULL ? command->options : none;
  g_autofree char *values = g_malloc0 (command->values_size);
  g_auto (GStrv) words = g_strdupv ((char **)arguments);
  bool is_help = false;
  GError *error = NULL;
  ExitCode code = EXIT_CODE_BROKEN;
  if (!option_table_parse (options, &words, values, &is_help, &error)) {
    g_prefix_error (&error, "%s: ", command->name);
  } else if (is_help) {
    help_print_command (command);
    code = EXIT_CODE_OK;
  } else if (check_operands (command, (const char *const *)words)) {
    code = command->run (values, (const char *const *)words, &error);
  }
  option_table_clear (options, values);
  return error != NULL ? command_report_error (error) : code;
}

/* Flushes standard output, which may fail, say on a full disk, and returns the final exit code. */
static ExitCode finish_output (ExitCode code)
{
  if (fflush (stdout) != 0 || ferror (stdout) != 0) {
    message_printf ("standard output cannot be written");
    return code == EXIT_CODE_OK ? EXIT_CODE_BROKEN : code;
  }
  return code;
}

/* Options that may replace a subcommand. */
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
