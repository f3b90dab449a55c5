/*
 * message.h - what the tool has to say, on standard error
 *
 * All messages go through here.  A line that begins with its place (FILE:LINE:) stands as it is, so that editors find
 * it; any other begins with the tool's name: "pcachesim: ".
 */
#pragma once

#include "tool.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Prints each line of TEXT. */
void message_print (const char *text);

void message_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Where progress is drawn: standard error, if it is a terminal and nobody wants quiet; else NULL. */
FILE *message_get_terminal (bool is_quiet);

/* TEXT as message_print() prints it.  The caller frees it with g_free(). */
char *message_format (const char *text);
