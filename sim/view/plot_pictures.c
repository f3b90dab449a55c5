#include "plot_pictures.h"

#include "run_record.h"
#include "words.h"

#include <string.h>

const Picture PICTURES[] = {
  { "reap",
    "the window and its limit, purges by cause, free memory and its thresholds, over time",
    RUN_RECORD_SERIES,
    { "plocked_window", "maxwindow", "purged_pages.", "freemem", "lotsfree", "desfree", "minfree" } },
  { "hits", "the hit rate, and misses by reason, over time", RUN_RECORD_SERIES, { "hit_rate", "misses." } },
  { "latency",
    "percentiles of the latency of I/Os over time",
    RUN_RECORD_SERIES,
    { "latency.p50", "latency.p90", "latency.p99", "latency.p999", "latency.max" } },
  { "entries", "entries by age and by size at the end", RUN_RECORD_ENTRIES, { NULL } },
  { "chains", "lengths of hash chains at the end, beside a perfect hash's", RUN_RECORD_CHAINS, { NULL } },
};
const size_t PICTURE_COUNT = G_N_ELEMENTS (PICTURES);

const Picture *picture_find (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (PICTURES)];
  for (size_t i = 0; i < PICTURE_COUNT; i++) {
    names[i] = PICTURES[i].name;
    if (strcmp (name, names[i]) == 0) {
      return &PICTURES[i];
    }
  }
  g_autofree char *quoted = words_quote (name);
  g_autofree char *hint = words_hint (name, names, PICTURE_COUNT);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--picture %s: there is no such picture; %s",
               quoted, hint);
  return NULL;
}

static bool is_wanted (const Picture *picture, const char *column)
{
  for (size_t i = 0; i < PICTURE_COLUMNS && picture->columns[i] != NULL; i++) {
    const char *wanted = picture->columns[i];
    if (g_str_has_suffix (wanted, ".") ? g_str_has_prefix (column, wanted) : strcmp (column, wanted) == 0) {
      return true;
    }
  }
  return false;
}

GArray *picture_find_columns (const Picture *picture, const SeriesFile *series)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (size_t i = 0; i < series_file_count_columns (series); i++) {
    if (is_wanted (picture, series_file_get_column (series, i))) {
      g_array_append_val (columns, i);
    }
  }
  return columns;
}

char *picture_find_lack (const Picture *picture, const RunFolder *run)
{
  g_autofree char *path = run_folder_find (run, picture->file);
  if (path == NULL) {
    return g_strdup_printf ("%s has no %s", run->path, picture->file);
  }
  const char *needed = picture->columns[0];
  if (needed == NULL) {
    return NULL;
  }
  for (size_t i = 0; i < series_file_count_columns (run->series); i++) {
    const char *column = series_file_get_column (run->series, i);
    if (g_str_has_suffix (needed, ".") ? g_str_has_prefix (column, needed) : strcmp (column, needed) == 0) {
      return NULL;
    }
  }
  return g_strdup_printf ("%s has no column %s%s", path, needed, g_str_has_suffix (needed, ".") ? "…" : "");
}
