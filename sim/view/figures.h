/*
 * figures.h - the tables of pictures and of figures over time
 *
 * A figure is one pair of axes: its title and unit, the columns of series.csv that it shows, and how.  A
 * picture is what `plot` writes into one file.  A gnuplot script, plots/NAME.gp, draws the picture: either
 * the figures with the picture's name, or a file about the run's end.  The report draws the same figures as
 * charts of a page.  To add a picture, add its row here, and its script.
 */
#pragma once

#include "run_folder.h"
#include "run_record.h"

/* Columns: the name, the file of the run that it draws, and one line on what it shows. */
#define PICTURES_TABLE(ROW)                                                                               \
  ROW ("reap", RUN_RECORD_SERIES,                                                                         \
       "the window and its limit, purges by cause, free memory and its thresholds, over time")            \
  ROW ("hits", RUN_RECORD_SERIES, "the hit rate, and misses by reason, over time")                        \
  ROW ("latency", RUN_RECORD_SERIES, "percentiles of the latency of I/Os over time, if the run has them") \
  ROW ("entries", RUN_RECORD_ENTRIES, "entries by age and by size, at the end")                           \
  ROW ("chains", RUN_RECORD_CHAINS, "lengths of hash chains, beside those of a perfect hash, at the end")

typedef struct {
  const char *name;  /* also of the script, NAME.gp */
  const char *file;  /* of the run */
  const char *about; /* one line */
} Picture;

extern const Picture PICTURES[];
extern const size_t PICTURE_COUNT;

#define FIGURE_MEMBERS 8

/* One line of a figure.  A name that ends with '.' stands for all columns that begin with it. */
typedef struct {
  const char *name;
  const char *label; /* in the legend; NULL: the column's name without its beginning */
  double factor;
  bool is_dashed;
} FigureMember;

/* The last two are drawn once for each run, because their parts need all colours. */
typedef enum { FIGURE_LINES, FIGURE_IMPULSES, FIGURE_STACK, FIGURE_PERCENTILES } FigureKind;

typedef struct {
  const char *picture;
  const char *title, *unit;
  FigureKind kind;
  FigureMember members[FIGURE_MEMBERS]; /* a picture needs the first member of its first figure */
  bool is_log;
  bool is_rate; /* the values are per sample and are shown per second */
} Figure;

extern const Figure FIGURES[];
extern const size_t FIGURE_COUNT;

/* Whether COLUMN of a series belongs to MEMBER. */
bool figure_has_column (const FigureMember *member, const char *column);

/* Finds the picture NAME.  NULL with ERROR set, which has a hint, if there is none. */
const Picture *picture_find (const char *name, GError **error);

/* Returns the columns (size_t, in rising order) of SERIES that PICTURE shows.  A long series is reduced to
 * the samples at which these columns have extremes.  The caller frees the array with g_array_unref(). */
GArray *picture_find_columns (const Picture *picture, const SeriesFile *series);

/* Says in words what RUN lacks for PICTURE; NULL if nothing.  The caller frees the text with g_free(). */
char *picture_find_lack (const Picture *picture, const RunFolder *run);
