/*
 * figures.h - what is drawn of a run over time, and which pictures there are
 *
 * A figure is one pair of axes: its title and unit, the columns of series.csv that it shows, and how.  A
 * picture is what `plot` writes into one file: a gnuplot script, plots/NAME.gp, which draws the figures of
 * its name, or a file of the run's end.  The report draws the same figures as charts of a page.  To add a
 * picture: its row here, and its script.
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
  const char *name;  /* and of the script NAME.gp */
  const char *file;  /* of the run */
  const char *about; /* one line */
} Picture;

extern const Picture PICTURES[];
extern const size_t PICTURE_COUNT;

#define FIGURE_MEMBERS 8

/* One line of a figure.  A member that ends with '.' stands for all columns that begin so. */
typedef struct {
  const char *name;
  const char *label; /* in the legend; NULL: the column's, without the beginning */
  double factor;
  bool is_dashed;
} FigureMember;

/* The last two are drawn for each run, since it takes all colours to tell their parts apart. */
typedef enum { FIGURE_LINES, FIGURE_IMPULSES, FIGURE_STACK, FIGURE_PERCENTILES } FigureKind;

typedef struct {
  const char *picture;
  const char *title, *unit;
  FigureKind kind;
  FigureMember
      members[FIGURE_MEMBERS]; /* the first of a picture's first figure is what it cannot do without */
  bool is_log;
  bool is_rate; /* values are per sample, and shown per second */
} Figure;

extern const Figure FIGURES[];
extern const size_t FIGURE_COUNT;

/* Whether COLUMN of a series is of MEMBER. */
bool figure_has_column (const FigureMember *member, const char *column);

/* The picture NAME.  NULL with ERROR set, which has a hint, if there is none. */
const Picture *picture_find (const char *name, GError **error);

/* The columns of SERIES that PICTURE looks at, in rising order: size_t, which the caller frees with
 * g_array_unref().  Of a long series the samples are kept at which these are at their extremes. */
GArray *picture_find_columns (const Picture *picture, const SeriesFile *series);

/* What RUN lacks for PICTURE, in words, which the caller frees with g_free(); NULL if nothing. */
char *picture_find_lack (const Picture *picture, const RunFolder *run);
