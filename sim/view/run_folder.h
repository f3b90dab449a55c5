/*
 * run_folder.h - what a run left, found again
 *
 * A folder that `pcachesim run` wrote, opened for pictures and reports.  Errors say what is wrong with the folder and what
 * would be right.
 */
#pragma once

#include "run_values_file.h"
#include "series_file.h"

typedef struct {
  char *path; /* as given */
  char
      *label; /* what it is called beside others: the end of its path, or all of it where ends are the same */
  SeriesFile *series;
  sim_time sample_ns;
  RunValues *values; /* of its summary; NULL until run_folder_read_values() */
} RunFolder;

/* Opens the folders at PATHS (ended by NULL): the first and those that follow in an array of RunFolder *, which the caller
 * frees with g_ptr_array_unref().  NULL with ERROR set if one is no complete run. */
GPtrArray *run_folders_open (const char *const *paths, GError **error);

/* Reads the summary of RUN.  False with ERROR set if it is none. */
bool run_folder_read_values (RunFolder *run, GError **error);

/* The path of NAME in RUN, if there is such a file; NULL if not.  The caller frees it with g_free(). */
char *run_folder_find (const RunFolder *run, const char *name);
