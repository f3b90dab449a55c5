/*
 * series_reduce.h - as many samples as a picture can show
 *
 * Of a long series a picture shows more samples than it has pixels.  What is kept of the samples of one column of
 * pixels are those at which a value is at its least or its greatest there: so no spike gets lost, however narrow, and
 * what is drawn is samples of the run, at their own times, not means.  The first and the last sample are kept too.
 */
#pragma once

#include "series_file.h"

/* The rows (SeriesRow, in their order) of FILE to draw over PIXELS columns, of which those in COLUMNS (COUNT, in rising
 * order) are looked at.  The caller frees them with g_array_unref().  NULL with ERROR set if a row is malformed. */
GArray *series_reduce (const SeriesFile *file, const size_t *columns, size_t count, unsigned pixels,
                       GError **error);
