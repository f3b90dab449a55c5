/*
 * number_text.h - numbers of a run, for people
 */
#pragma once

#include <glib.h>

/* VALUE with its UNIT, as metrics have it: "1.5 ms", "1,024 pages", "0.912345", "without a value".  The caller frees it with g_free(). */
char *number_text (double value, const char *unit);

/* A change of PERCENT: "+4.25 %"; "-" if it is no number.  The caller frees it with g_free(). */
char *number_text_change (double percent);
