/* cmd_help.c - the subcommand `help` */
#include "command.h"
#include "completion.h"
#include "help.h"
#include "manual.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  bool man;
  bool bash;
  bool zsh;
} HelpOptions;

static const Option options[] = {
  OPTION_ROW (HelpOptions, man, OPTION_FLAG, 0, "man", NULL, "print the manual page, as roff"),
  OPTION_ROW (HelpOptions, bash, OPTION_FLAG, 0, "bash", NULL,
              "print a script by which bash completes the command"),
  OPTION_ROW (HelpOptions, zsh, OPTION_FLAG, 0, "zsh", NULL, "print one for zsh"),
  OPTION_END,
};

/* For other programs than people. */
static bool print_files (const HelpOptions *chosen)
{
  char *(*const makers[]) (void) = { chosen->man ? manual_page : NULL, chosen->bash ? completion_bash : NULL,
                                     chosen->zsh ? completion_zsh : NULL };
  bool any = false;
  for (size_t i = 0; i < G_N_ELEMENTS (makers); i++) {
    if (makers[i] != NULL) {
      g_autofree char *text = makers[i]();
      (void)fputs (text, stdout);
      any = true;
    }
  }
  return any;
}

static ExitCode run_help (const void *values, const char *const *operands)
{
  if (print_files (values)) {
    return EXIT_CODE_OK;
  }
  if (operands[0] == NULL) {
    help_print_usage (stdout);
    return EXIT_CODE_OK;
  }
  if (strcmp (operands[0], "exit-codes") == 0) {
    help_print_exit_codes ();
    return EXIT_CODE_OK;
  }
  const Command *command = command_find (operands[0]);
  if (command == NULL) {
    return EXIT_CODE_BROKEN;
  }
  help_print_command (command);
  return EXIT_CODE_OK;
}

const Command COMMAND_HELP = {
  .name = "help",
  .operands = "[SUBCOMMAND | exit-codes]",
  .operands_max = 1,
  .summary = "say what there is and how it is used",
  .description = "Lists the subcommands, describes one of them, or lists the exit codes.",
  .example = "  pcachesim help run\n"
             "  pcachesim help --bash >~/.local/share/bash-completion/completions/pcachesim\n",
  .options = options,
  .values_size = sizeof (HelpOptions),
  .run = run_help,
};
