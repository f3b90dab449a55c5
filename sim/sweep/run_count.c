#include "run_count.h"

#include <glib.h>
#include <stdbool.h>

#define REDRAW_US 100000

struct RunCount {
  FILE *to;
  const char *noun;
  uint64_t before, count;
  gint64 started_us, drawn_us;
  bool is_drawn;
};

RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count)
{
  RunCount *progress = g_new0 (RunCount, 1);
  *progress = (RunCount){
    .to = to, .noun = noun, .before = done, .count = count, .started_us = g_get_monotonic_time ()
  };
  return progress;
}

void run_count_free (RunCount *progress)
{
  if (progress != NULL) {
    if (progress->is_drawn) {
      (void)fputs ("\r\033[K", progress->to);
      (void)fflush (progress->to);
    }
    g_free (progress);
  }
}

static char *format_left (double left_s)
{
  uint64_t seconds = left_s < 1e9 ? (uint64_t)left_s : 1000000000;
  if (seconds >= 3600) {
    return g_strdup_printf ("%u h %u min", (unsigned)(seconds / 3600), (unsigned)(seconds / 60 % 60));
  }
  if (seconds >= 60) {
    return g_strdup_printf ("%u min %u s", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
  }
  return g_strdup_printf ("%u s", (unsigned)seconds);
}

char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s, %u %%", done, count, noun,
                          count > 0 ? (unsigned)(100 * (double)done / (double)count) : 100);
  if (fresh > 0 && elapsed_us > 0) {
    double rate = (double)fresh * G_USEC_PER_SEC / (double)elapsed_us;
    g_autofree char *left = format_left ((double)(count - done) / rate);
    g_string_append_printf (text, ", %.*f %s/s, %s left", rate < 10 ? 1 : 0, rate, noun, left);
  }
  return g_strdup (text->str);
}

void run_count_update (RunCount *progress, uint64_t done)
{
  gint64 now_us = g_get_monotonic_time ();
  if (progress->to == NULL || now_us - progress->drawn_us < REDRAW_US) {
    return;
  }
  progress->drawn_us = now_us;
  progress->is_drawn = true;
  g_autofree char *line = run_count_format (progress->noun, done, progress->count, done - progress->before,
                                            (uint64_t)(now_us - progress->started_us));
  (void)fprintf (progress->to, "\r%s\033[K", line);
  (void)fflush (progress->to);
}
