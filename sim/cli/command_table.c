/* command_table.c - the list of subcommands, in the order of the help */
#include "command.h"

const Command *const COMMANDS[] = {
  &COMMAND_RUN,    &COMMAND_CHECK,  &COMMAND_SWEEP,   &COMMAND_MERGE,   &COMMAND_TUNE,
  &COMMAND_PLOT,   &COMMAND_REPORT, &COMMAND_COMPARE, &COMMAND_INSPECT, &COMMAND_TUNABLES,
  &COMMAND_SCHEMA, &COMMAND_HELP,   &COMMAND_VERSION,
};
const size_t COMMAND_COUNT = G_N_ELEMENTS (COMMANDS);
