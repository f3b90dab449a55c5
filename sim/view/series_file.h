/*
 * series_file.h - series.csv, read back
 *
 * A series is mapped, not loaded, and read row by row: its size does not matter.  Of a row only the columns
 * that are asked for are looked at.  Comment lines ('#') before the header and after the last row belong to
 * it: the last one, which a run writes when it is complete, must be there.
 *
 * Errors are G_FILE_ERROR, with a message "PATH: what is wrong; what would be right", with the line where
 * there is one.
 */
#pragma once

#include "sim_time.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Its members are for all to read. */
typedef struct {
  char *path;
  GMappedFile *map;
  const char *text; /* what stands before the rows, comment lines and header, comes first */
  size_t rows;      /* where they begin */
  size_t rows_end;  /* and end */
  size_t rows_line;
  char **columns; /* names, "time_s" first, ended by NULL */
  size_t column_count;
} SeriesFile;

/* A row, in the file's own text, without the line's end; good as long as the file. */
typedef struct {
  const char *text;
  size_t length;
  sim_time time_ns;
} SeriesRow;

/* Where a reader of rows is; all zeroes is the beginning. */
typedef struct {
  size_t offset; /* of the next row, in bytes */
  size_t line;   /* its number, from 1 */
} SeriesCursor;

/* Opens the series at PATH and reads its header.  NULL with ERROR set if it is none. */
SeriesFile *series_file_open (const char *path, GError **error);
void series_file_free (SeriesFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeriesFile, series_file_free)

/* The value that the comment lines have after NAME, as in "sample 0.100000000 s", in ns; FALLBACK if none. */
sim_time series_file_get_time (const SeriesFile *file, const char *name, sim_time fallback);

/* The time of the first and of the last row; false if there is no row. */
bool series_file_get_span (const SeriesFile *file, sim_time *first_ns, sim_time *last_ns);

/* The row at CURSOR, which goes on to the next.  False at the end, or with ERROR set if a row is
 * malformed. */
bool series_file_next (const SeriesFile *file, SeriesCursor *cursor, SeriesRow *row, GError **error);

/* The numbers that ROW has in the COUNT COLUMNS, in rising order, at VALUES; NAN where there is none. */
void series_row_read (const SeriesRow *row, const size_t *columns, size_t count, double *values);

/* Of a long series a picture shows more samples than it has pixels.  Those of one column of pixels are kept
 * at which a value is at its least or its greatest there: so no spike gets lost, however narrow, and what is
 * drawn is samples of the run, at their own times, not means.  The first and the last sample are kept too.
 *
 * The rows (SeriesRow, in their order) of FILE to draw over PIXELS columns, of which those in COLUMNS (COUNT,
 * in rising order) are looked at.  Freed with g_array_unref().  NULL with ERROR set if a row is malformed. */
GArray *series_reduce (const SeriesFile *file, const size_t *columns, size_t count, unsigned pixels,
                       GError **error);
