/*
 * report_internal.h - the parts of a page
 */
#pragma once

#include "run_folder.h"

extern const char REPORT_STYLE[];
extern const char REPORT_SCRIPT[];

/* report_tables.c: what was run and set; every number of the summaries, of what was set up or of the metrics, with differences
 * where there are two; the scenarios' text. */
void report_append_identity (GString *page, RunFolder *const *runs, size_t count);
void report_append_numbers (GString *page, RunFolder *const *runs, size_t count, const char *title,
                            bool is_setup);
void report_append_scenarios (GString *page, RunFolder *const *runs, size_t count);

/* report_charts.c: over time.  False with ERROR set if a series is malformed. */
bool report_append_time_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);

/* report_census.c: at the end. */
bool report_append_census_charts (GString *page, RunFolder *const *runs, size_t count, GError **error);
