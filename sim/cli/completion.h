/*
 * completion.h - what shells complete
 */
#pragma once

/* Scripts for bash (a file of bash-completion) and zsh (a function of the completion system), made from the tables of the
 * subcommands. The caller frees them with g_free(). */
char *completion_bash (void);
char *completion_zsh (void);
