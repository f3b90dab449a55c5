/*
 * report.h - a run, or several, as one page
 *
 * The page is complete in itself: it asks nothing of any network, and its one script only sorts tables and shows values under
 * the pointer, so that it reads and prints without it.  What comes from files stands in it as text.
 */
#pragma once

#include <glib.h>

/* The page of RUNS (RunFolder *).  The caller frees it with g_string_free().  NULL with ERROR set if a file of a run cannot be
 * read. */
GString *report_make (const GPtrArray *runs, GError **error);
