#include "command.h"

const Command *const COMMANDS[] = {
  &COMMAND_RUN,
  &COMMAND_SCHEMA,
  &COMMAND_HELP,
  &COMMAND_VERSION,
};
const size_t COMMAND_COUNT = G_N_ELEMENTS (COMMANDS);
