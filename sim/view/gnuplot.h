/*
 * gnuplot.h - draws pictures with gnuplot
 *
 * gnuplot is a separate program that may not be installed.  It works in a scratch folder, which has a folder
 * with data for each run.  So scripts get short and harmless names, and a picture is moved to its place only
 * when it is complete.
 */
#pragma once

#include "figures.h"
#include "output_set.h"

typedef struct {
  const char *terminal;   /* svg, png, dumb */
  unsigned width, height; /* pixels, or characters; 0: the script's own size */
  bool has_colours;       /* only for the terminal dumb */
} GnuplotTerminal;

typedef struct Gnuplot Gnuplot;

/* Finds gnuplot and the scripts, in SCRIPTS, or if SCRIPTS is NULL in the tool's own folder.  PALETTE,
 * "misses.cold #56b4e9 ...", has the colours of columns; the caller keeps it; NULL: the scripts choose
 * colours.  If something is missing, NULL with ERROR set, which says how to get it. */
Gnuplot *gnuplot_new (const char *scripts, const char *palette, GError **error);

/* Removes the scratch folder.  NULL is accepted. */
void gnuplot_free (Gnuplot *gnuplot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gnuplot, gnuplot_free)

/* Prepares PICTURE of RUNS (RunFolder *) for gnuplot_draw().  Series are reduced to PIXELS columns. */
bool gnuplot_prepare (Gnuplot *gnuplot, const Picture *picture, const GPtrArray *runs, unsigned pixels,
                      GError **error);

/* Appends a line of gnuplot that sets the variable NAME to TEXT. */
void gnuplot_append_setting (GString *settings, const char *name, const char *text);

/* Prepares SCRIPT, "heat" for heat.gp, to draw the table at PATH, with SETTINGS, lines of gnuplot.  The
 * script finds the table by the variable `points`. */
bool gnuplot_prepare_table (Gnuplot *gnuplot, const char *script, const char *path, const char *settings,
                            GError **error);

/* Draws the picture on TERMINAL and returns gnuplot's output, which the caller frees with g_bytes_unref().
 * NULL with ERROR set if gnuplot fails. */
GBytes *gnuplot_draw (Gnuplot *gnuplot, const GnuplotTerminal *terminal, GError **error);

/* Where pictures are written. */
typedef struct {
  OutputSet *outputs;
  char *folder;    /* of the outputs */
  GString *report; /* lists the paths of the outputs, one a line */
} GnuplotFiles;

/* All formats, ended by NULL. */
extern const char *const GNUPLOT_FORMATS[];

/* Adds the picture in each of FORMATS (ended by NULL) to FILES, as NAME.FORMAT.  False with ERROR set if
 * gnuplot fails or a file cannot be written. */
bool gnuplot_draw_files (Gnuplot *gnuplot, const char *name, const char *const *formats,
                         const GnuplotFiles *files, GError **error);
