#include "run_folder.h"
#include "test_folder.h"
#include "test_main.h"

#include <glib/gstdio.h>
#include <string.h>

#define SERIES "# seed 1, run 0, sample 0.500000000 s\ntime_s,a\n0.000000000,1\n# fingerprint 0\n"

static char *folder;

static void make_folder (void)
{
  folder = test_folder_new ();
}

static void remove_folder (void)
{
  test_folder_remove (folder);
}

static void write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static void check_error (const char *path, const char *mistake)
{
  GError *error = NULL;
  ck_assert_ptr_null (run_folders_open ((const char *const[]){ path, NULL }, &error));
  ck_assert_msg (strstr (error->message, mistake) != NULL, "%s", error->message);
  ck_assert_ptr_nonnull (strstr (error->message, path));
  g_error_free (error);
}

START_TEST (what_is_no_run_is_told_with_what_would_be)
{
  check_error ("/nonexistent", "there is no such folder; give a folder that 'pcachesim run' wrote");
  check_error (folder, "has no series.csv");
  write_file ("series.csv", SERIES);
  check_error (folder, "has no summary.json, so it is no complete run");
  g_autofree char *file = g_build_filename (folder, "series.csv", NULL);
  check_error (file, "is no folder");
  write_file ("summary.json", "{}");
  write_file ("series.csv", "nonsense");
  check_error (folder, "make the run again");
}
END_TEST

START_TEST (a_run_is_called_by_the_end_of_its_path_unless_two_have_the_same)
{
  write_file ("series.csv", SERIES);
  write_file ("summary.json", "{}");
  g_autofree char *end = g_path_get_basename (folder);
  g_autofree char *longer = g_strconcat (folder, "/", NULL);
  g_autoptr (GPtrArray) one = run_folders_open ((const char *const[]){ longer, NULL }, NULL);
  const RunFolder *run = g_ptr_array_index (one, 0);
  ck_assert_str_eq (run->label, end);
  ck_assert_uint_eq (run->sample_ns, 500000000);
  g_autoptr (GPtrArray) two = run_folders_open ((const char *const[]){ folder, longer, NULL }, NULL);
  run = g_ptr_array_index (two, 1);
  ck_assert_str_eq (run->label, longer);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("run_folder");
  TCase *tests = tcase_create ("run_folder");
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_add_test (tests, what_is_no_run_is_told_with_what_would_be);
  tcase_add_test (tests, a_run_is_called_by_the_end_of_its_path_unless_two_have_the_same);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
