/*
 * run_folder.h - what a run left, found again
 *
 * A folder that `pcachesim run` wrote, opened for pictures and reports.  Errors say what is wrong with the
 * folder and what would be right.
 */
#pragma once

#include "run_values.h"
#include "series_file.h"

typedef struct {
  char *path; /* as given */
  char
      *label; /* what it is called beside others: the end of its path, or all of it where ends are the same */
  SeriesFile *series;
  sim_time sample_ns;
  RunValues *values; /* of its summary; NULL until it is read */
} RunFolder;

/* Opens the folders at PATHS (ended by NULL): the first and those that follow in an array of RunFolder *,
 * which the caller frees with g_ptr_array_unref().  NULL with ERROR set if one is no complete run. */
GPtrArray *run_folders_open (const char *const *paths, GError **error);

/* The path of NAME in RUN, if there is such a file; NULL if not.  The caller frees it with g_free(). */
char *run_folder_find (const RunFolder *run, const char *name);

/* The numbers of a run from the TEXT of its summary.json, which is at PATH.  NULL with ERROR (G_FILE_ERROR)
 * set to "PATH: what is wrong; what would be right" if it is none.  Freed with run_values_free(). */
RunValues *run_values_parse (const char *text, const char *path, GError **error);

/* The same of the file at PATH, say a baseline, or of the run whose folder is there. */
RunValues *run_values_open (const char *path, GError **error);
