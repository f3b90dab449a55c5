/* figures.c - the table of figures, and what a run must have for a picture */
#include "figures.h"

#include "refuse.h"
#include "words.h"

#include <string.h>

#define PICTURE_ROW(name_, file_, about_) { name_, file_, about_ },

const Picture PICTURES[] = { PICTURES_TABLE (PICTURE_ROW) };
const size_t PICTURE_COUNT = G_N_ELEMENTS (PICTURES);

/* clang-format off */
const Figure FIGURES[] = {
  { "reap", "Window", "pages", FIGURE_LINES,
    .members = { { "plocked_window", "window", 1, false },
                 { "maxwindow", "limit (maxwindow)", 1, true },
                 { "maxwindow", "trim from 7/8 of it on", 0.875, true } } },
  { "reap", "Purges, by cause", "pages per sample", FIGURE_IMPULSES,
    .members = { { "purged_pages.", NULL, 1, false } } },
  { "reap", "Free memory", "pages", FIGURE_LINES, .is_log = true,
    .members = { { "freemem", "freemem", 1, false },
                 { "lotsfree", "lotsfree", 1, true },
                 { "desfree", "desfree", 1, true },
                 { "minfree", "minfree", 1, true } } },
  { "hits", "Hit rate", "%", FIGURE_LINES, .members = { { "hit_rate", "hit rate", 100, false } } },
  { "hits", "Misses, by reason", "misses a second", FIGURE_STACK, .is_rate = true,
    .members = { { "misses.", NULL, 1, false } } },
  { "latency", "Latency of I/Os", "us", FIGURE_PERCENTILES, .is_log = true,
    .members = { { "latency.p50", "p50", 0.001, false },
                 { "latency.p90", "p90", 0.001, false },
                 { "latency.p99", "p99", 0.001, false },
                 { "latency.p999", "p999", 0.001, false },
                 { "latency.max", "max", 0.001, true } } },
};
/* clang-format on */
const size_t FIGURE_COUNT = G_N_ELEMENTS (FIGURES);

bool figure_has_column (const FigureMember *member, const char *column)
{
  return g_str_has_suffix (member->name, ".") ? g_str_has_prefix (column, member->name)
                                              : strcmp (column, member->name) == 0;
}

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
  (void)refuse_option (error, "--picture %s: there is no such picture; %s", quoted, hint);
  return NULL;
}

/* Returns the first figure of PICTURE; NULL: the picture shows the end of a run. */
static const Figure *picture_find_first_figure (const Picture *picture)
{
  for (size_t i = 0; i < FIGURE_COUNT; i++) {
    if (strcmp (FIGURES[i].picture, picture->name) == 0) {
      return &FIGURES[i];
    }
  }
  return NULL;
}

static bool picture_shows_column (const Picture *picture, const char *column)
{
  for (size_t i = 0; i < FIGURE_COUNT; i++) {
    bool is_its = strcmp (FIGURES[i].picture, picture->name) == 0;
    for (size_t m = 0; is_its && m < FIGURE_MEMBERS && FIGURES[i].members[m].name != NULL; m++) {
      if (figure_has_column (&FIGURES[i].members[m], column)) {
        return true;
      }
    }
  }
  return false;
}

GArray *picture_find_columns (const Picture *picture, const SeriesFile *series)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (size_t));
  char *const *names = series->columns;
  for (size_t i = 0; names[i] != NULL; i++) {
    if (picture_shows_column (picture, names[i])) {
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
  const Figure *first = picture_find_first_figure (picture);
  char *const *columns = run->series->columns;
  while (first != NULL && *columns != NULL && !figure_has_column (&first->members[0], *columns)) {
    columns++;
  }
  if (first == NULL || *columns != NULL) {
    return NULL;
  }
  const char *needed = first->members[0].name;
  return g_strdup_printf ("%s has no column %s%s", path, needed, g_str_has_suffix (needed, ".") ? "…" : "");
}
