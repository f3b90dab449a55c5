/*
 * command.h - the subcommands
 *
 * A subcommand is one file with a Command, and its name in COMMANDS_TABLE.  command.c does everything that is
 * the same for all subcommands (options, help, usage errors, messages, exit codes) from what the Command
 * says.
 */
#pragma once

#include "option_table.h"
#include "refuse.h"
#include "tool.h"

#include <stdio.h>

/* The exit statuses of the tool; `pcachesim help exit-codes` explains them. */
typedef enum {
  EXIT_CODE_OK = 0,
  EXIT_CODE_FAILED_CHECK = 1,
  EXIT_CODE_BROKEN = 2,
  EXIT_CODE_INTERRUPTED = 130
} ExitCode;

typedef struct {
  const char *name;
  const char *operands;  /* "SCENARIO", "A B", "[SCENARIO]" if it may be missing, "DIR..." for at least one */
  unsigned operands_max; /* of "DIR..."; 0: no limit */
  const char *summary;   /* one line */
  const char *description; /* paragraphs, in lines of at most 100 columns */
  const char *example;     /* lines to type */
  const Option *options;   /* ended by OPTION_END; NULL: none.  Every subcommand has --help */
  size_t values_size;      /* of the struct for the values of the options */
  /* Runs the subcommand.  VALUES is the struct for the options; OPERANDS ends with NULL.  If ERROR is set, it
   * is printed, and it decides the exit code instead of the return value. */
  ExitCode (*run) (const void *values, const char *const *operands, GError **error);
} Command;

/* The NAME in COMMAND_NAME of each subcommand, in the order of the help. */
#define COMMANDS_TABLE(ROW) \
  ROW (RUN)                 \
  ROW (CHECK)               \
  ROW (SWEEP)               \
  ROW (MERGE)               \
  ROW (TUNE)                \
  ROW (PLOT) ROW (REPORT) ROW (COMPARE) ROW (INSPECT) ROW (TUNABLES) ROW (SCHEMA) ROW (HELP) ROW (VERSION)

#define COMMAND_DECLARE(name_) extern const Command COMMAND_##name_;
COMMANDS_TABLE (COMMAND_DECLARE)

extern const Command *const COMMANDS[];
extern const size_t COMMAND_COUNT;

/* Steps through the options of COMMAND that people are shown: returns the first one if OPTION is NULL, else
 * the one after OPTION; NULL: no more. */
const Option *command_next_option (const Command *command, const Option *option);

/* Runs the tool with ARGUMENTS, the words after its name, ended by NULL. */
ExitCode command_main (const char *const *arguments);

/* Returns the command called NAME.  If there is none, prints a message and returns NULL. */
const Command *command_find (const char *name);

/* ---- messages on standard error ---- */

/* Prints each line of TEXT.  A line that begins with its place (FILE:LINE:) is printed unchanged, so that
 * editors find the place; any other line gets the tool's name before it: "pcachesim: ". */
void message_print (const char *text);

void message_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Returns where to draw progress: standard error if it is a terminal and IS_QUIET is false; else NULL. */
FILE *message_get_terminal (bool is_quiet);

/* TEXT as message_print() prints it.  The caller frees it with g_free(). */
char *message_format (const char *text);

/* ---- help for people, and completions for shells ---- */

/* Prints all subcommands, one line each. */
void help_print_usage (FILE *to);

/* Prints the full help of COMMAND: usage, description, options, exit codes, example. */
void help_print_command (const Command *command);

/* Return scripts for bash (a file of bash-completion) and zsh (a function of the completion system).  The
 * caller frees them with g_free().  They are in completion.c. */
char *completion_bash (void);
char *completion_zsh (void);
