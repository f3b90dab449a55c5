/*
 * tune_report.h - what came out of a search, for people and programs
 *
 * `tune.json` has the whole result; `points.csv` a row a point that was tried, in the order in which they were first, with the mean of
 * the objective over as many replications as it got.  The same search gives the same bytes, however often it was interrupted.
 */
#pragma once

#include "output_set.h"
#include "tune.h"

#define TUNE_REPORT_JSON "tune.json"
#define TUNE_REPORT_POINTS "points.csv"

/* In a screenful.  The caller frees it with g_free(). */
char *tune_report_format (const TuneResult *result);

/* As JSON.  The caller frees it with g_free(). */
char *tune_report_format_json (const TuneResult *result);

/* Adds both files to OUTPUTS. */
bool tune_report_write (const TuneResult *result, OutputSet *outputs, GError **error);
