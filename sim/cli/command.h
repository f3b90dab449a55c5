/*
 * command.h - the subcommands
 *
 * A subcommand is one file with a Command, and its row in command_table.c.  Everything that is the same for all of
 * them (options, help, usage errors) is done by command.c from what the Command says.
 */
#pragma once

#include "exit_code.h"
#include "option_table.h"

typedef struct {
  const char *name;
  const char *operands; /* in help: "SCENARIO" */
  unsigned operands_min, operands_max;
  const char *summary;     /* one line */
  const char *description; /* paragraphs, in lines of at most 90 columns */
  const char *example;     /* lines to type, with what they do */
  const Option *options;   /* ended by OPTION_END; NULL: none.  --help is there for all */
  size_t values_size;      /* of the struct that options go to */
  /* VALUES is that struct; OPERANDS ends with NULL.  Messages have been printed when it returns. */
  ExitCode (*run) (const void *values, const char *const *operands);
} Command;

extern const Command *const COMMANDS[];
extern const size_t COMMAND_COUNT;

extern const Command COMMAND_CHECK;
extern const Command COMMAND_COMPARE;
extern const Command COMMAND_RUN;
extern const Command COMMAND_SWEEP;
extern const Command COMMAND_INSPECT;
extern const Command COMMAND_MERGE;
extern const Command COMMAND_TUNE;
extern const Command COMMAND_TUNABLES;
extern const Command COMMAND_PLOT;
extern const Command COMMAND_REPORT;
extern const Command COMMAND_SCHEMA;
extern const Command COMMAND_HELP;
extern const Command COMMAND_VERSION;

/* "pcachesim run [OPTION...] SCENARIO".  The caller frees it with g_free(). */
char *command_make_usage (const Command *command);

/* The options of COMMAND that people are shown: the first one when OPTION is NULL, else the one after OPTION; NULL: no more. */
const Option *command_next_option (const Command *command, const Option *option);

/* Runs the tool with ARGUMENTS, what follows its name, ended by NULL. */
ExitCode command_main (const char *const *arguments);

/* The command NAME; NULL, after a message, if there is none. */
const Command *command_find (const char *name);
