/*
 * refuse.h - errors of what the user asked for
 *
 * Each function sets ERROR, whose message says what is wrong and what would be right, and is false, so that a function that
 * finds a mistake ends with `return refuse_option (...)`.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* An option, or a value that an option sets: G_OPTION_ERROR_BAD_VALUE. */
bool refuse_option (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What a file holds: G_FILE_ERROR_INVAL.  The message begins with its path. */
bool refuse_file (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
