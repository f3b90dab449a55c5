/*
 * gnuplot.h - drawing by gnuplot
 *
 * gnuplot is a program of its own that need not be there.  It works in a scratch folder, in which each run
 * has one with what is drawn of it, so that scripts are given short and harmless names, and what it makes
 * gets its place when it is complete.
 */
#pragma once

#include "figures.h"
#include "output_set.h"

typedef struct {
  const char *terminal;   /* svg, png, dumb */
  unsigned width, height; /* pixels, or characters; 0: as the script has it */
  bool has_colours;       /* of the terminal dumb */
} GnuplotTerminal;

typedef struct Gnuplot Gnuplot;

/* Finds gnuplot, and the scripts: in SCRIPTS, or in the tool's own folder if that is NULL.  PALETTE,
 * "misses.cold #56b4e9 ...", has the colours of columns for the scripts, and stays the caller's; NULL: they
 * choose colours themselves.  NULL with ERROR set, which says how to get what is not there. */
Gnuplot *gnuplot_new (const char *scripts, const char *palette, GError **error);

/* Removes the scratch folder.  NULL is accepted. */
void gnuplot_free (Gnuplot *gnuplot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gnuplot, gnuplot_free)

/* Prepares PICTURE of RUNS (RunFolder *) for gnuplot_draw(), of series what shows over PIXELS columns. */
bool gnuplot_prepare (Gnuplot *gnuplot, const Picture *picture, const GPtrArray *runs, unsigned pixels,
                      GError **error);

/* Appends a line of gnuplot that sets NAME to TEXT. */
void gnuplot_append_setting (GString *settings, const char *name, const char *text);

/* Prepares SCRIPT, "heat" for heat.gp, to draw the table at PATH, with SETTINGS, lines of gnuplot; it finds
 * the table by its own setting `points`. */
bool gnuplot_prepare_table (Gnuplot *gnuplot, const char *script, const char *path, const char *settings,
                            GError **error);

/* What TERMINAL makes of the picture; the caller frees it with g_bytes_unref().  NULL with ERROR set if
 * gnuplot fails. */
GBytes *gnuplot_draw (Gnuplot *gnuplot, const GnuplotTerminal *terminal, GError **error);

/* Where pictures go to. */
typedef struct {
  OutputSet *outputs;
  char *folder;    /* of these */
  GString *report; /* of their paths, a line each */
} GnuplotFiles;

/* All formats, ended by NULL. */
extern const char *const GNUPLOT_FORMATS[];

/* Adds the picture in each of FORMATS (ended by NULL) to FILES, as NAME.FORMAT.  False with ERROR set if
 * gnuplot fails, or that cannot be written. */
bool gnuplot_draw_files (Gnuplot *gnuplot, const char *name, const char *const *formats,
                         const GnuplotFiles *files, GError **error);
