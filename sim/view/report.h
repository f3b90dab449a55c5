/*
 * report.h - makes a page of HTML that describes one run or several runs
 *
 * The page is one file and needs no network.  Its only script sorts tables and shows values under the
 * pointer; the page can be read and printed without the script.  All text that comes from files is escaped.
 */
#pragma once

#include "run_folder.h"

/* Makes the page of RUNS (RunFolder *), which the caller frees with g_string_free().  NULL with ERROR set if
 * a file of a run cannot be read. */
GString *report_make (const GPtrArray *runs, GError **error);

/* ---- its parts ---- */

/* report_page.c: the style sheet and the script of the page. */
extern const char REPORT_STYLE[];
extern const char REPORT_SCRIPT[];

/* report_charts.c: charts over time.  False with ERROR set if a series is malformed. */
bool report_append_time_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);

/* report_census.c: charts of the cache at the end of the runs. */
bool report_append_census_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);
