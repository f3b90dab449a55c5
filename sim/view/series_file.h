/*
 * series_file.h - reads series.csv
 *
 * A series is mapped, not loaded, and read row by row, so its size does not matter.  Only the columns that
 * the caller wants are parsed.  The file has comment lines ('#') before the header and after the last row.  A
 * run writes the last comment line when it is complete; a file without that line is an error.
 *
 * Errors are G_FILE_ERROR with a message "PATH: what is wrong; what would be right", with a line number if
 * the mistake is in a line.
 */
#pragma once

#include "sim_time.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Everybody may read the members. */
typedef struct {
  char *path;
  GMappedFile *map;
  const char *text; /* of the whole file: comment lines, header, rows, comment lines */
  size_t rows;      /* the offset at which rows begin */
  size_t rows_end;  /* the offset at which rows end */
  size_t rows_line; /* the line number of the first row */
  char **columns;   /* names, "time_s" first, ended by NULL */
  size_t column_count;
} SeriesFile;

/* A row: part of the text of the file, without the line's end; valid as long as the file is open. */
typedef struct {
  const char *text;
  size_t length;
  sim_time time_ns;
} SeriesRow;

/* The position of a reader of rows; all zeroes is the first row. */
typedef struct {
  size_t offset; /* of the next row, in bytes */
  size_t line;   /* number of that row's line, from 1 */
} SeriesCursor;

/* Opens the series at PATH and reads its header.  NULL with ERROR set if the file is no series. */
SeriesFile *series_file_open (const char *path, GError **error);
void series_file_free (SeriesFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeriesFile, series_file_free)

/* Returns the time after NAME in a comment line, as in "sample 0.100000000 s", in ns; FALLBACK if none. */
sim_time series_file_get_time (const SeriesFile *file, const char *name, sim_time fallback);

/* Gets the times of the first and of the last row; false if there is no row. */
bool series_file_get_span (const SeriesFile *file, sim_time *first_ns, sim_time *last_ns);

/* Reads the row at CURSOR and moves CURSOR to the next row.  False at the end, or with ERROR set if a row is
 * malformed. */
bool series_file_next (const SeriesFile *file, SeriesCursor *cursor, SeriesRow *row, GError **error);

/* Stores the numbers of ROW in COUNT COLUMNS, which are in rising order, to VALUES; NAN: it has none. */
void series_row_read (const SeriesRow *row, const size_t *columns, size_t count, double *values);

/* Returns the rows (SeriesRow, in their order) of FILE that a picture PIXELS wide needs: for each column of
 * pixels the samples at which a value is smallest or greatest there, and the first and the last sample.  So
 * even the narrowest spike is drawn, and the picture shows samples at their own times, not means.  Only
 * values in COLUMNS (COUNT, in rising order) are compared.  The caller frees the array with g_array_unref().
 * NULL with ERROR set if a row is malformed. */
GArray *series_reduce (const SeriesFile *file, const size_t *columns, size_t count, unsigned pixels,
                       GError **error);
