#include "record_fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void count_refresh (void *user)
{
  ((FixtureValues *)user)->refreshed++;
}

MetricSet *fixture_metrics (FixtureValues *values)
{
  static const char *const lookups[] = { "hits", "misses", NULL };
  MetricSet *set = metric_set_new (count_refresh, values);
  metric_set_add (set, METRIC_COUNTER, "requests", "", "requests made", &values->requests);
  metric_set_add (set, METRIC_COUNTER, "hits", "", "lookups that hit", &values->hits);
  metric_set_add (set, METRIC_COUNTER, "misses", "", "lookups that missed", &values->misses);
  metric_set_add (set, METRIC_COUNTER, "misses.cold", "", "never seen", &values->misses_cold);
  metric_set_add (set, METRIC_GAUGE, "freemem", "pages", "free pages", &values->freemem);
  metric_set_add (set, METRIC_COUNTER, "misses.purged_trim", "", "purged", &values->misses_purged_trim);
  metric_set_add (set, METRIC_GAUGE, "maxwindow", "pages", "the window's limit", &values->maxwindow);
  metric_set_add_ratio (set, "hit_rate", "hits by lookups", "hits", lookups);
  return set;
}

char *fixture_make_folder (void)
{
  char *folder = g_dir_make_tmp ("record-XXXXXX", NULL);
  g_assert_nonnull (folder);
  return folder;
}

void fixture_remove_folder (char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
      fixture_remove_folder (path);
    } else {
      g_unlink (path);
      g_free (path);
    }
  }
  if (dir != NULL) {
    g_dir_close (dir);
  }
  g_rmdir (folder);
  g_free (folder);
}

char *fixture_read (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

unsigned fixture_count_names (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  unsigned count = 0;
  while (dir != NULL && g_dir_read_name (dir) != NULL) {
    count++;
  }
  if (dir != NULL) {
    g_dir_close (dir);
  }
  return count;
}
