/*
 * progress_line.h - the line on the terminal that says how far something is
 *
 * It is redrawn at most ten times a second and erased at the end; nothing depends on it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
  FILE *to; /* NULL: there is none */
  gint64 started_us, drawn_us;
  bool is_drawn;
} ProgressLine;

/* Starts the clock. */
ProgressLine progress_line_begin (FILE *to);

/* Real time since then. */
uint64_t progress_line_get_elapsed_us (const ProgressLine *line);

/* Whether it is time to draw again. */
bool progress_line_is_due (const ProgressLine *line);

void progress_line_draw (ProgressLine *line, const char *text);
void progress_line_erase (ProgressLine *line);

/* "1 h 6 min left".  The caller frees it with g_free(). */
char *progress_line_format_left (double seconds);
