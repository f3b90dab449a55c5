/*
 * run_values_file.h - the numbers of a run from its summary.json
 */
#pragma once

#include "run_values.h"

/* From TEXT, which is that of the summary.json at PATH.  NULL with ERROR (G_FILE_ERROR) set to "PATH: what is wrong; what
 * would be right" if it is none.  The caller frees it with run_values_free(). */
RunValues *run_values_parse (const char *text, const char *path, GError **error);

/* The same from the file at PATH. */
RunValues *run_values_open (const char *path, GError **error);
