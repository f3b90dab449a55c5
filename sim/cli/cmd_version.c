/* cmd_version.c - the subcommand `version` */
#include "command.h"

static ExitCode run_version (const void *values, const char *const *operands, GError **error)
{
  (void)values, (void)operands, (void)error;
  puts (TOOL_NAME " " TOOL_VERSION);
  return EXIT_CODE_OK;
}

const Command COMMAND_VERSION = {
  .name = "version",
  .operands = "",
  .summary = "print the version",
  .description = "Prints the tool's name and version, which stand in every summary.json, too.",
  .example = "  pcachesim --version\n",
  .run = run_version,
};
