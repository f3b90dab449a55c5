/* test_folder.c - a temporary folder of a test */
#include "test_folder.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

char *test_folder_new (void)
{
  char *folder = g_dir_make_tmp ("pcachesim-test-XXXXXX", NULL);
  g_assert_nonnull (folder);
  return folder;
}

void test_folder_remove (char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
      test_folder_remove (path);
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

char *test_folder_read (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

unsigned test_folder_count_names (const char *folder)
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
