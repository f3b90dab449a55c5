/*
 * report.h - a run, or several, as one page
 *
 * The page is complete in itself: it asks nothing of any network, and its one script only sorts tables and
 * shows values under the pointer, so that it reads and prints without it.  What comes from files stands in it
 * as text.
 */
#pragma once

#include "run_folder.h"

/* The page of RUNS (RunFolder *).  The caller frees it with g_string_free().  NULL with ERROR set if a file
 * of a run cannot be read. */
GString *report_make (const GPtrArray *runs, GError **error);

/* ---- its parts ---- */

/* report_page.c: how it looks, and what it does. */
extern const char REPORT_STYLE[];
extern const char REPORT_SCRIPT[];

/* report_charts.c: over time.  False with ERROR set if a series is malformed. */
bool report_append_time_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);

/* report_census.c: at the end. */
bool report_append_census_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);
