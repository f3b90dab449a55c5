/*
 * progress.h - how far something is, while it goes on
 *
 * A line on the terminal that is redrawn at most ten times a second and erased at the end.  That of a run:
 *
 *     12.3 s of 60 s, 20 %, 3.2 M events/s, 15 s left
 *
 * A run looks at the wall clock nowhere else.  Nothing that it decides or writes depends on the clock, only
 * how often it pauses to look at signals and to draw: progress_get_stop().
 */
#pragma once

#include "sim_time.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct {
  FILE *to; /* NULL: no line is drawn */
  gint64 started_us, drawn_us;
  bool is_drawn;
} ProgressLine;

/* Makes a line, and starts its clock. */
ProgressLine progress_line_begin (FILE *to);

/* Real time since the line began, in us. */
uint64_t progress_line_get_elapsed_us (const ProgressLine *line);

/* Whether it is time to draw again. */
bool progress_line_is_due (const ProgressLine *line);

void progress_line_draw (ProgressLine *line, const char *text);
void progress_line_erase (ProgressLine *line);

/* "1 h 6 min left".  The caller frees it with g_free(). */
char *progress_line_format_left (double seconds);

/* ---- of a run ---- */

typedef struct Progress Progress;

/* Makes the progress of a run that ends at END_NS and starts now, drawn on TO; NULL: no line is drawn. */
Progress *progress_new (FILE *to, sim_time end_ns);

/* Erases the line.  NULL is accepted. */
void progress_free (Progress *progress);

/* The run is at NOW and fired EVENTS so far. */
void progress_update (Progress *progress, sim_time now, uint64_t events);

/* Returns the time to which a run, which is at NOW on its way to GOAL, should go before it looks at signals
 * and at the progress again: some hundredths of a second of real time away, judged by the past. */
sim_time progress_get_stop (Progress *progress, sim_time now, sim_time goal);

/* Real time since the start, in us. */
uint64_t progress_get_elapsed_us (const Progress *progress);

/* The line for a run at NOW of END_NS after EVENTS and ELAPSED_US.  The caller frees it with g_free(). */
char *progress_format (sim_time now, sim_time end_ns, uint64_t events, uint64_t elapsed_us);

/* "3.2 M" for people: COUNT with a unit of thousands.  The caller frees it with g_free(). */
char *progress_format_count (uint64_t count);

/* Returns the events a second, for EVENTS in ELAPSED_US. */
uint64_t progress_get_rate (uint64_t events, uint64_t elapsed_us);
