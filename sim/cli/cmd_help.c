/* cmd_help.c - the subcommand `help` */
#include "help.h"

#include <string.h>

typedef struct {
  bool man, bash, zsh;
} HelpOptions;

static const Option table[] = {
  OPTION_ROW (HelpOptions, man, OPTION_FLAG, 0, "man", NULL, "print the manual page, as roff"),
  OPTION_ROW (HelpOptions, bash, OPTION_FLAG, 0, "bash", NULL,
              "print a script by which bash completes the command"),
  OPTION_ROW (HelpOptions, zsh, OPTION_FLAG, 0, "zsh", NULL, "print one for zsh"),
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
