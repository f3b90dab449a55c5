/*
 * run_folder.h - opens the files that a run wrote
 *
 * Opens folders that `pcachesim run` wrote, for pictures and reports.  Errors say what is wrong with a folder
 * and what would be right.
 */
#pragma once

#include "run_values.h"
#include "series_file.h"

typedef struct {
  char *path;  /* as given */
  char *label; /* the last part of its path, or the whole path if two runs have the same last part */
  SeriesFile *series;
  sim_time sample_ns;
  RunValues *values; /* of its summary; NULL until it is read */
} RunFolder;

/* Opens the folders at PATHS (ended by NULL) and returns an array of RunFolder *, in the same order.  The
 * caller frees it with g_ptr_array_unref().  NULL with ERROR set if a folder has no complete run. */
GPtrArray *run_folders_open (const char *const *paths, GError **error);

/* Returns the path of the file NAME in RUN; NULL if there is none.  The caller frees it with g_free(). */
char *run_folder_find (const RunFolder *run, const char *name);

/* Reads the numbers of a run from TEXT, its summary.json, whose path is PATH.  NULL with ERROR (G_FILE_ERROR)
 * "PATH: what is wrong; what would be right" if TEXT is none.  The caller frees with run_values_free(). */
RunValues *run_values_parse (const char *text, const char *path, GError **error);

/* The same for the file at PATH, say a baseline, or for the run in the folder PATH. */
RunValues *run_values_open (const char *path, GError **error);
