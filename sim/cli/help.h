/*
 * help.h - what `--help` and `pcachesim help` say, from the tables
 */
#pragma once

#include "command.h"

#include <stdio.h>

/* All subcommands, a line each. */
void help_print_usage (FILE *to);

/* One subcommand in full: usage, description, options, exit codes, example. */
void help_print_command (const Command *command);

/* The table of exit codes. */
void help_print_exit_codes (void);
