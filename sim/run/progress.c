/* progress.c - draws how far something is, and decides how long a run goes on between looks at the clock */
#include "progress.h"

#include "number_format.h"
#include "units.h"

#define US_PER_SEC UINT64_C (1000000)
#define REDRAW_US 100000

/* ---- the line ---- */

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

/* ---- of a run ---- */

enum {
  SLICE_MIN_US = 10000, /* a slice of the run that took less time is followed by a longer one */
  SLICE_MAX_US = 50000  /* a slice that took more time is followed by a shorter one */
};

struct Progress {
  ProgressLine line;
  sim_time end_ns;
  sim_time slice_ns;
  gint64 slice_started_us;
};

Progress *progress_new (FILE *to, sim_time end_ns)
{
  Progress *progress = g_new0 (Progress, 1);
  progress->line = progress_line_begin (to);
  progress->line.drawn_us = progress->line.started_us; /* so a short run draws no line */
  progress->end_ns = end_ns;
  progress->slice_ns = NS_PER_MS;
  return progress;
}

void progress_free (Progress *progress)
{
  if (progress != NULL) {
    progress_line_erase (&progress->line);
    g_free (progress);
  }
}

uint64_t progress_get_elapsed_us (const Progress *progress)
{
  return progress_line_get_elapsed_us (&progress->line);
}

uint64_t progress_get_rate (uint64_t events, uint64_t elapsed_us)
{
  return elapsed_us > 0 ? (uint64_t)((double)events * (double)US_PER_SEC / (double)elapsed_us) : 0;
}

char *progress_format_count (uint64_t count)
{
  static const char *const units[] = { "", " k", " M", " G", " T" };
  unsigned unit = 0;
  uint64_t scale = 1;
  while (unit + 1 < G_N_ELEMENTS (units) && count / scale >= 1000) {
    unit++;
    scale *= 1000;
  }
  GString *text = g_string_new (NULL);
  number_append_fixed (text, number_scale_ratio (count, scale, unit > 0 ? 1 : 0), unit > 0 ? 1 : 0);
  g_string_append (text, units[unit]);
  return g_string_free (text, FALSE);
}

/* Formats how long a run will take from NOW on, if it took ELAPSED_US up to NOW. */
static char *format_left (sim_time now, sim_time end_ns, uint64_t elapsed_us)
{
  if (now == 0) {
    return g_strdup ("");
  }
  double left_s = (double)elapsed_us / (double)US_PER_SEC * (double)(end_ns - now) / (double)now;
  g_autofree char *left = progress_line_format_left (left_s);
  return g_strconcat (", ", left, NULL);
}

char *progress_format (sim_time now, sim_time end_ns, uint64_t events, uint64_t elapsed_us)
{
  g_autofree char *done = units_format (&UNITS_TIME, now);
  g_autofree char *whole = units_format (&UNITS_TIME, end_ns);
  g_autofree char *rate = progress_format_count (progress_get_rate (events, elapsed_us));
  g_autofree char *left = format_left (now, end_ns, elapsed_us);
  double percent = end_ns > 0 ? 100 * (double)now / (double)end_ns : 100;
  return g_strdup_printf ("%s of %s, %u %%, %s events/s%s", done, whole, (unsigned)percent, rate, left);
}

void progress_update (Progress *progress, sim_time now, uint64_t events)
{
  if (progress_line_is_due (&progress->line)) {
    g_autofree char *text =
        progress_format (now, progress->end_ns, events, progress_get_elapsed_us (progress));
    progress_line_draw (&progress->line, text);
  }
}

sim_time progress_get_stop (Progress *progress, sim_time now, sim_time goal)
{
  gint64 clock_us = g_get_monotonic_time ();
  gint64 took_us = clock_us - progress->slice_started_us;
  if (progress->slice_started_us != 0) {
    if (took_us < SLICE_MIN_US && progress->slice_ns < SIM_TIME_NEVER / 2) {
      progress->slice_ns *= 2;
    } else if (took_us > SLICE_MAX_US && progress->slice_ns > 1) {
      progress->slice_ns /= 2;
    }
  }
  progress->slice_started_us = clock_us;
  return MIN (goal, sim_time_add (now, progress->slice_ns));
}
