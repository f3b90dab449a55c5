#include "command.h"
#include "help.h"

#include <string.h>

static ExitCode run_help (const void *values, const char *const *operands)
{
  (void)values;
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
  .example = "  pcachesim help run\n",
  .run = run_help,
};
