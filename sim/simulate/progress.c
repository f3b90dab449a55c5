#include "progress.h"

#include "number_format.h"
#include "units.h"

#include <glib.h>

#define US_PER_SEC UINT64_C (1000000)

enum {
  REDRAW_US = 100000,
  SLICE_MIN_US = 10000, /* a slice of the run that took less is followed by a longer one */
  SLICE_MAX_US = 50000  /* and one that took more by a shorter one */
};

struct Progress {
  FILE *to;
  sim_time end_ns;
  gint64 started_us;
  gint64 drawn_us; /* 0: not yet */
  bool is_drawn;
  sim_time slice_ns;
  gint64 slice_started_us;
};

Progress *progress_new (FILE *to, sim_time end_ns)
{
  Progress *progress = g_new0 (Progress, 1);
  progress->to = to;
  progress->end_ns = end_ns;
  progress->started_us = g_get_monotonic_time ();
  progress->drawn_us = progress->started_us;
  progress->slice_ns = NS_PER_MS;
  return progress;
}

static void erase (Progress *progress)
{
  if (progress->is_drawn) {
    (void)fputs ("\r\033[K", progress->to);
    (void)fflush (progress->to);
    progress->is_drawn = false;
  }
}

void progress_free (Progress *progress)
{
  if (progress != NULL) {
    erase (progress);
    g_free (progress);
  }
}

uint64_t progress_get_elapsed_us (const Progress *progress)
{
  return (uint64_t)(g_get_monotonic_time () - progress->started_us);
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

/* How long a run takes from NOW on that took ELAPSED_US up to it. */
static char *format_left (sim_time now, sim_time end_ns, uint64_t elapsed_us)
{
  if (now == 0) {
    return g_strdup ("");
  }
  double left_s = (double)elapsed_us / (double)US_PER_SEC * (double)(end_ns - now) / (double)now;
  uint64_t seconds = left_s < 1e9 ? (uint64_t)left_s : UINT64_C (1000000000);
  if (seconds >= 3600) {
    return g_strdup_printf (", %u h %u min left", (unsigned)(seconds / 3600), (unsigned)(seconds / 60 % 60));
  }
  if (seconds >= 60) {
    return g_strdup_printf (", %u min %u s left", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
  }
  return g_strdup_printf (", %u s left", (unsigned)seconds);
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
  gint64 clock_us = g_get_monotonic_time ();
  if (progress->to == NULL || clock_us - progress->drawn_us < REDRAW_US) {
    return;
  }
  progress->drawn_us = clock_us;
  progress->is_drawn = true;
  g_autofree char *line =
      progress_format (now, progress->end_ns, events, (uint64_t)(clock_us - progress->started_us));
  (void)fprintf (progress->to, "\r%s\033[K", line);
  (void)fflush (progress->to);
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
