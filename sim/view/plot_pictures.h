/*
 * plot_pictures.h - the pictures that there are
 *
 * A picture is a gnuplot script in plots/ that draws one of the files of a run.  The table says which columns it looks at,
 * so that of a long series the samples are kept at which these are at their extremes, and what a run must have for it.
 */
#ifndef PLOT_PICTURES_H
#define PLOT_PICTURES_H

#include "run_folder.h"

#define PICTURE_COLUMNS 8

typedef struct {
  const char *name;  /* and of the script NAME.gp */
  const char *about; /* one line */
  const char *file;  /* of the run */
  /* Of series.csv: names, or their beginnings if they end with '.'. The first is what the picture cannot do without. */
  const char *columns[PICTURE_COLUMNS];
} Picture;

extern const Picture PICTURES[];
extern const size_t PICTURE_COUNT;

/* The picture NAME.  NULL with ERROR set, which has a hint, if there is none. */
const Picture *picture_find (const char *name, GError **error);

/* The columns of SERIES that PICTURE looks at, in rising order: size_t, which the caller frees with g_array_unref(). */
GArray *picture_find_columns (const Picture *picture, const SeriesFile *series);

/* What RUN lacks for PICTURE, in words, which the caller frees with g_free(); NULL if nothing. */
char *picture_find_lack (const Picture *picture, const RunFolder *run);

#endif
