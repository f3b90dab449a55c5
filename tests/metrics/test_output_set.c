#include "output_set.h"
#include "test_folder.h"
#include "test_main.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static void set_up (void)
{
  folder = test_folder_new ();
}

static void tear_down (void)
{
  test_folder_remove (folder);
}

static OutputSet *open_set (const char *path)
{
  GError *error = NULL;
  OutputSet *set = output_set_new (path, &error);
  ck_assert_msg (set != NULL, "%s", error != NULL ? error->message : "");
  return set;
}

static OutputFile *add_file (OutputSet *set, const char *name, const char *text)
{
  OutputFile *file = output_set_add (set, name, NULL);
  ck_assert_ptr_nonnull (file);
  output_file_write (file, text, strlen (text));
  return file;
}

static void check_file (const char *name, const char *expected)
{
  g_autofree char *text = test_folder_read (folder, name);
  if (expected == NULL) {
    ck_assert_ptr_null (text);
  } else {
    ck_assert_ptr_nonnull (text);
    ck_assert_str_eq (text, expected);
  }
}

static void write_run (const char *text)
{
  OutputSet *set = open_set (folder);
  add_file (set, "series.csv", text);
  add_file (set, "summary.json", text);
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
}

START_TEST (files_get_their_names_at_the_commit_and_not_before)
{
  OutputSet *set = open_set (folder);
  add_file (set, "series.csv", "a\n");
  add_file (set, "summary.json", "{}\n");
  check_file ("series.csv", NULL);
  check_file ("summary.json", NULL);
  ck_assert (output_set_check (set, NULL));
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  check_file ("series.csv", "a\n");
  check_file ("summary.json", "{}\n");
  ck_assert_uint_eq (test_folder_count_names (folder), 2);
}
END_TEST

START_TEST (what_is_not_committed_leaves_nothing_and_keeps_the_earlier_run)
{
  write_run ("old");
  OutputSet *set = open_set (folder);
  add_file (set, "series.csv", "new");
  output_set_free (set);
  check_file ("series.csv", "old");
  check_file ("summary.json", "old");
  ck_assert_uint_eq (test_folder_count_names (folder), 2);
}
END_TEST

START_TEST (parts_of_a_killed_run_are_overwritten)
{
  OutputSet *killed = open_set (folder);
  add_file (killed, "series.csv", "a long line of a run that was killed\n");
  g_autofree char *part = g_build_filename (folder, ".series.csv.part", NULL);
  ck_assert (g_file_set_contents (part, "what it left", -1, NULL));
  output_set_free (killed);
  ck_assert (g_file_set_contents (part, "what it left", -1, NULL));
  write_run ("new");
  check_file ("series.csv", "new");
  ck_assert_uint_eq (test_folder_count_names (folder), 2);
}
END_TEST

START_TEST (directories_are_made_with_their_parents_and_removed_again_if_nothing_came)
{
  g_autofree char *path = g_build_filename (folder, "out", "oltp", NULL);
  g_autofree char *parent = g_build_filename (folder, "out", NULL);
  OutputSet *set = open_set (path);
  add_file (set, "a", "1");
  ck_assert (g_file_test (path, G_FILE_TEST_IS_DIR));
  output_set_free (set);
  ck_assert (!g_file_test (parent, G_FILE_TEST_EXISTS));
  set = open_set (path);
  add_file (set, "a", "1");
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  g_autofree char *text = test_folder_read (path, "a");
  ck_assert_str_eq (text, "1");
}
END_TEST

START_TEST (a_second_run_into_the_same_directory_is_refused_while_the_first_writes)
{
  OutputSet *first = open_set (folder);
  GError *error = NULL;
  ck_assert_ptr_null (output_set_new (folder, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "another run is writing"));
  ck_assert (g_str_has_prefix (error->message, folder));
  g_clear_error (&error);
  output_set_free (first);
  output_set_free (open_set (folder));
}
END_TEST

START_TEST (a_directory_that_cannot_be_is_an_error_with_its_path)
{
  static const struct {
    const char *name, *says;
  } cases[] = { { "file", "Not a directory" }, { "file/below", "Not a directory" } };
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  ck_assert (g_file_set_contents (file, "x", -1, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].name, NULL);
    GError *error = NULL;
    ck_assert_ptr_null (output_set_new (path, &error));
    ck_assert (g_str_has_prefix (error->message, path));
    ck_assert_ptr_nonnull (strstr (error->message, cases[i].says));
    g_clear_error (&error);
  }
}
END_TEST

START_TEST (a_directory_in_the_place_of_a_file_is_an_error_before_anything_is_written)
{
  g_autofree char *path = g_build_filename (folder, "summary.json", NULL);
  ck_assert_int_eq (g_mkdir (path, 0777), 0);
  OutputSet *set = open_set (folder);
  GError *error = NULL;
  ck_assert_ptr_null (output_set_add (set, "summary.json", &error));
  ck_assert (g_str_has_prefix (error->message, path));
  g_clear_error (&error);
  output_set_free (set);
}
END_TEST

/* A limit on the size of files stands for a full disk. */
START_TEST (a_full_disk_fails_the_check_and_the_commit_and_keeps_the_earlier_run)
{
  write_run ("old");
  signal (SIGXFSZ, SIG_IGN);
  struct rlimit limit = { 100000, RLIM_INFINITY };
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  OutputSet *set = open_set (folder);
  OutputFile *file = add_file (set, "series.csv", "");
  add_file (set, "summary.json", "new");
  static char bulk[1 << 20];
  memset (bulk, 'x', sizeof bulk);
  output_file_write (file, bulk, sizeof bulk);
  GError *error = NULL;
  ck_assert (!output_set_check (set, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "series.csv: cannot be written: File too large"));
  g_clear_error (&error);
  ck_assert (!output_set_commit (set, &error));
  g_clear_error (&error);
  output_set_free (set);
  check_file ("series.csv", "old");
  check_file ("summary.json", "old");
  ck_assert_uint_eq (test_folder_count_names (folder), 2);
}
END_TEST

START_TEST (a_full_disk_that_shows_only_at_the_end_fails_the_commit)
{
  signal (SIGXFSZ, SIG_IGN);
  struct rlimit limit = { 2, RLIM_INFINITY };
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  OutputSet *set = open_set (folder);
  add_file (set, "summary.json", "longer than two bytes");
  ck_assert (output_set_check (set, NULL));
  GError *error = NULL;
  ck_assert (!output_set_commit (set, &error));
  g_clear_error (&error);
  output_set_free (set);
  ck_assert_uint_eq (test_folder_count_names (folder), 0);
}
END_TEST

/* The second file cannot be replaced: the seal of the earlier run must not vouch for the mixture. */
START_TEST (a_commit_that_fails_half_way_leaves_no_seal)
{
  write_run ("old");
  OutputSet *set = open_set (folder);
  add_file (set, "series.csv", "new");
  add_file (set, "trace.json", "new");
  add_file (set, "summary.json", "new");
  g_autofree char *path = g_build_filename (folder, "trace.json", NULL);
  ck_assert_int_eq (g_mkdir (path, 0777), 0);
  ck_assert (!output_set_commit (set, NULL));
  output_set_free (set);
  check_file ("summary.json", NULL);
  ck_assert_uint_eq (test_folder_count_names (folder), 2);
}
END_TEST

START_TEST (files_of_any_length_are_written_in_full)
{
  OutputSet *set = open_set (folder);
  OutputFile *file = output_set_add (set, "long", NULL);
  GString *expected = g_string_new (NULL);
  for (unsigned i = 0; i < 100000; i++) {
    char *to = output_file_reserve (file, 40);
    int length = g_snprintf (to, 40, "%u\n", i);
    output_file_advance (file, to + length);
    g_string_append_len (expected, to, length);
  }
  output_file_write (file, expected->str, expected->len);
  g_string_append (expected, expected->str);
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  g_autofree char *text = test_folder_read (folder, "long");
  ck_assert_uint_eq (strlen (text), expected->len);
  ck_assert (strcmp (text, expected->str) == 0);
  g_string_free (expected, TRUE);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("output_set");
  TCase *tests = tcase_create ("output_set");
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, files_get_their_names_at_the_commit_and_not_before);
  tcase_add_test (tests, what_is_not_committed_leaves_nothing_and_keeps_the_earlier_run);
  tcase_add_test (tests, parts_of_a_killed_run_are_overwritten);
  tcase_add_test (tests, directories_are_made_with_their_parents_and_removed_again_if_nothing_came);
  tcase_add_test (tests, a_second_run_into_the_same_directory_is_refused_while_the_first_writes);
  tcase_add_test (tests, a_directory_that_cannot_be_is_an_error_with_its_path);
  tcase_add_test (tests, a_directory_in_the_place_of_a_file_is_an_error_before_anything_is_written);
  tcase_add_test (tests, a_full_disk_fails_the_check_and_the_commit_and_keeps_the_earlier_run);
  tcase_add_test (tests, a_full_disk_that_shows_only_at_the_end_fails_the_commit);
  tcase_add_test (tests, a_commit_that_fails_half_way_leaves_no_seal);
  tcase_add_test (tests, files_of_any_length_are_written_in_full);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
