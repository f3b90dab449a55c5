/*
 * refuse.h - errors of what the user asked for
 *
 * Each function sets ERROR and returns false, so a function that finds a mistake ends with `return
 * refuse_option (...)`.  The message says what is wrong and what would be right.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

bool refuse_with (GError **error, GQuark domain, int code, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Refuses an option, or a value that an option sets. */
#define refuse_option(error_, ...) refuse_with (error_, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, __VA_ARGS__)

/* Refuses what a file holds.  The message begins with the path of the file. */
#define refuse_file(error_, ...) refuse_with (error_, G_FILE_ERROR, G_FILE_ERROR_INVAL, __VA_ARGS__)
