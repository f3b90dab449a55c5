/* run_count.c - draws how many of many runs are done */
#include "run_count.h"

#include "progress.h"

struct RunCount {
  ProgressLine line;
  const char *noun;
  uint64_t before, count;
};

RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count)
{
  RunCount *progress = g_new0 (RunCount, 1);
  *progress = (RunCount){ .line = progress_line_begin (to), .noun = noun, .before = done, .count = count };
  return progress;
}

void run_count_free (RunCount *progress)
{
  if (progress != NULL) {
    progress_line_erase (&progress->line);
    g_free (progress);
  }
}

char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s, %u %%", done, count, noun,
                          count > 0 ? (unsigned)(100 * (double)done / (double)count) : 100);
  if (fresh > 0 && elapsed_us > 0) {
    double rate = (double)fresh * G_USEC_PER_SEC / (double)elapsed_us;
    g_autofree char *left = progress_line_format_left ((double)(count - done) / rate);
    g_string_append_printf (text, ", %.*f %s/s, %s", rate < 10 ? 1 : 0, rate, noun, left);
  }
  return g_strdup (text->str);
}

void run_count_update (RunCount *progress, uint64_t done)
{
  if (progress_line_is_due (&progress->line)) {
    g_autofree char *text = run_count_format (progress->noun, done, progress->count, done - progress->before,
                                              progress_line_get_elapsed_us (&progress->line));
    progress_line_draw (&progress->line, text);
  }
}
