/*
 * help.h - what the tables of subcommands, options and exit codes say to people and to shells
 */
#pragma once

#include "command.h"

/* All subcommands, a line each. */
void help_print_usage (FILE *to);

/* One subcommand in full: usage, description, options, exit codes, example. */
void help_print_command (const Command *command);

/* Scripts for bash (a file of bash-completion) and zsh (a function of the completion system) (completion.c).  The caller frees
 * them with g_free(). */
char *completion_bash (void);
char *completion_zsh (void);
