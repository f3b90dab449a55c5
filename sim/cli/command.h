/*
 * command.h - the subcommands
 *
 * A subcommand is one file with a Command, and its name in COMMANDS_TABLE.  Everything that is the same for
 * all of them (options, help, usage errors, messages, exit codes) is done by command.c from what the Command
 * says.
 */
#pragma once

#include "option_table.h"
#include "refuse.h"
#include "tool.h"

#include <stdio.h>

/* What the tool's exit status says; `pcachesim help exit-codes` prints the table. */
typedef enum {
  EXIT_CODE_OK = 0,
  EXIT_CODE_FAILED_CHECK = 1,
  EXIT_CODE_BROKEN = 2,
  EXIT_CODE_INTERRUPTED = 130
} ExitCode;

typedef struct {
  const char *name;
  const char *operands;  /* "SCENARIO", "A B", "[SCENARIO]" if it may be missing, "DIR..." for at least one */
  unsigned operands_max; /* of "DIR..."; 0: as many as there are */
  const char *summary;   /* one line */
  const char *description; /* paragraphs, in lines of at most 100 columns */
  const char *example;     /* lines to type, with what they do */
  const Option *options;   /* ended by OPTION_END; NULL: none.  --help is there for all */
  size_t values_size;      /* of the struct that options go to */
  /* VALUES is that struct; OPERANDS ends with NULL.  If ERROR is set, it is printed, and it counts instead of
   * what is returned. */
  ExitCode (*run) (const void *values, const char *const *operands, GError **error);
} Command;

/* COMMAND_NAME of each subcommand, in the order of the help. */
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

/* The options of COMMAND that people are shown: the first one when OPTION is NULL, else the one after OPTION;
 * NULL: no more. */
const Option *command_next_option (const Command *command, const Option *option);

/* Runs the tool with ARGUMENTS, what follows its name, ended by NULL. */
ExitCode command_main (const char *const *arguments);

/* The command NAME; NULL, after a message, if there is none. */
const Command *command_find (const char *name);

/* ---- what the tool has to say, on standard error ---- */

/* Prints each line of TEXT.  A line that begins with its place (FILE:LINE:) stands as it is, so that editors
 * find it; any other begins with the tool's name: "pcachesim: ". */
void message_print (const char *text);

void message_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Where progress is drawn: standard error, if it is a terminal and nobody wants quiet; else NULL. */
FILE *message_get_terminal (bool is_quiet);

/* TEXT as message_print() prints it.  The caller frees it with g_free(). */
char *message_format (const char *text);

/* ---- what the tables of subcommands, options and exit codes say to people and to shells ---- */

/* All subcommands, a line each. */
void help_print_usage (FILE *to);

/* One subcommand in full: usage, description, options, exit codes, example. */
void help_print_command (const Command *command);

/* Scripts for bash (a file of bash-completion) and zsh (a function of the completion system) (completion.c).
 * The caller frees them with g_free(). */
char *completion_bash (void);
char *completion_zsh (void);
