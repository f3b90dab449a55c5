/* progress_line.c - draws and erases one line of a terminal */
#include "progress_line.h"

#define REDRAW_US 100000

ProgressLine progress_line_begin (FILE *to)
{
  return (ProgressLine){ .to = to, .started_us = g_get_monotonic_time () };
}

uint64_t progress_line_get_elapsed_us (const ProgressLine *line)
{
  return (uint64_t)(g_get_monotonic_time () - line->started_us);
}

bool progress_line_is_due (const ProgressLine *line)
{
  return line->to != NULL && g_get_monotonic_time () - line->drawn_us >= REDRAW_US;
}

void progress_line_draw (ProgressLine *line, const char *text)
{
  line->drawn_us = g_get_monotonic_time ();
  line->is_drawn = true;
  (void)fprintf (line->to, "\r%s\033[K", text);
  (void)fflush (line->to);
}

void progress_line_erase (ProgressLine *line)
{
  if (line->is_drawn) {
    (void)fputs ("\r\033[K", line->to);
    (void)fflush (line->to);
  }
}

char *progress_line_format_left (double seconds)
{
  uint64_t whole = seconds < 1e9 ? (uint64_t)seconds : UINT64_C (1000000000);
  if (whole >= 3600) {
    return g_strdup_printf ("%u h %u min left", (unsigned)(whole / 3600), (unsigned)(whole / 60 % 60));
  }
  if (whole >= 60) {
    return g_strdup_printf ("%u min %u s left", (unsigned)(whole / 60), (unsigned)(whole % 60));
  }
  return g_strdup_printf ("%u s left", (unsigned)whole);
}
