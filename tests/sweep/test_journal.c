#include "journal.h"

#include "misuse.h"
#include "test_main.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* A folder of its own for each test, in which there is no journal yet. */
static char *folder, *path;

static void make_folder (void)
{
  folder = g_dir_make_tmp ("journal-XXXXXX", NULL);
  path = g_build_filename (folder, "below", "a.journal", NULL);
}

static void remove_folder (void)
{
  g_autofree char *below = g_path_get_dirname (path);
  g_unlink (path);
  g_rmdir (below);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

/* How many of the results that the tests add JOURNAL has. */
static unsigned count_results (const Journal *journal)
{
  unsigned count = 0;
  for (const char *key = "a\0b\0c\0d\0"; *key != '\0'; key += 2) {
    count += journal_find (journal, key) != NULL;
  }
  return count;
}

static Journal *open_journal (void)
{
  GError *error = NULL;
  Journal *journal = journal_open (path, &error);
  ck_assert_msg (journal != NULL, "%s", error != NULL ? error->message : "");
  return journal;
}

static void make_three (void)
{
  Journal *journal = open_journal ();
  ck_assert (journal_put_head (journal, "what for", NULL));
  ck_assert (journal_add (journal, "a", "1 2", NULL));
  ck_assert (journal_add (journal, "b", "3 4", NULL));
  ck_assert (journal_add (journal, "c", "5 6", NULL));
  journal_close (journal);
}

static void put_text (const char *text, size_t length)
{
  ck_assert (g_file_set_contents (path, text, (gssize)length, NULL));
}

static char *get_text (size_t *length)
{
  char *text = NULL;
  ck_assert (g_file_get_contents (path, &text, length, NULL));
  return text;
}

static void refuse (const char *part)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (journal_open (path, &error));
  ck_assert_msg (strstr (error->message, part) != NULL, "%s", error->message);
}

START_TEST (what_was_added_is_there_again)
{
  make_three ();
  Journal *journal = open_journal ();
  ck_assert_uint_eq (count_results (journal), 3);
  ck_assert_str_eq (journal_get_head (journal), "what for");
  ck_assert_str_eq (journal_find (journal, "b"), "3 4");
  ck_assert_ptr_null (journal_find (journal, "d"));
  ck_assert (journal_add (journal, "d", "7", NULL));
  ck_assert_str_eq (journal_find (journal, "d"), "7");
  journal_close (journal);
}
END_TEST

/* Wherever in its last write a process is killed: that line is gone, all others are there, and it goes on. */
START_TEST (a_torn_line_is_cut_off_wherever_it_is_torn)
{
  make_three ();
  size_t length;
  g_autofree char *text = get_text (&length);
  size_t lines = 0;
  for (size_t cut = 0; cut <= length; cut++) {
    bool is_whole = cut > 0 && text[cut - 1] == '\n';
    lines += is_whole;
    if (!is_whole && cut % 9 != 0) {
      continue; /* each is a write to the disk */
    }
    size_t results = lines > 2 ? lines - 2 : 0; /* two lines are head */
    put_text (text, cut);
    Journal *journal = open_journal ();
    ck_assert_uint_eq (count_results (journal), results);
    ck_assert_int_eq (journal_get_head (journal) != NULL, lines >= 2);
    ck_assert (journal_put_head (journal, "what for", NULL));
    const char *const texts[] = { "1 2", "3 4", "5 6" };
    for (size_t i = results; i < 3; i++) {
      const char key[] = { (char)('a' + i), '\0' };
      ck_assert (journal_add (journal, key, texts[i], NULL));
    }
    journal_close (journal);
    size_t again;
    g_autofree char *whole = get_text (&again);
    ck_assert_uint_eq (again, length);
    ck_assert (memcmp (whole, text, length) == 0);
  }
}
END_TEST

START_TEST (a_last_line_that_is_whole_but_damaged_is_cut_off)
{
  make_three ();
  size_t length;
  g_autofree char *text = get_text (&length);
  text[length - 2] ^= 1;
  put_text (text, length);
  Journal *journal = open_journal ();
  ck_assert_uint_eq (count_results (journal), 2);
  journal_close (journal);
}
END_TEST

START_TEST (a_line_damaged_in_the_middle_is_told)
{
  make_three ();
  size_t length;
  g_autofree char *text = get_text (&length);
  size_t place = length - strlen ("3 4\n") - strlen ("0123456789abcdef c 5 6\n");
  ck_assert (text[place] == '3');
  text[place] = '8';
  put_text (text, length);
  refuse ("a.journal:4: this line is damaged");
}
END_TEST

START_TEST (a_file_of_something_else_is_left_alone)
{
  make_three ();
  put_text ("hello", 5);
  refuse ("this is no journal");
  size_t length;
  g_autofree char *text = get_text (&length);
  ck_assert_str_eq (text, "hello");
}
END_TEST

START_TEST (two_do_not_write_at_a_time)
{
  Journal *journal = open_journal ();
  refuse ("another process is writing there");
  Journal *reader = journal_read (path, NULL);
  ck_assert_ptr_nonnull (reader);
  journal_close (reader);
  journal_close (journal);
  journal_close (open_journal ());
}
END_TEST

START_TEST (reading_cuts_nothing_off)
{
  make_three ();
  size_t length, after;
  g_autofree char *text = get_text (&length);
  put_text (text, length - 3);
  Journal *journal = journal_read (path, NULL);
  ck_assert_uint_eq (count_results (journal), 2);
  journal_close (journal);
  g_free (get_text (&after));
  ck_assert_uint_eq (after, length - 3);
}
END_TEST

START_TEST (the_last_head_counts)
{
  make_three ();
  Journal *journal = open_journal ();
  ck_assert (journal_put_head (journal, "what for", NULL));
  ck_assert (journal_put_head (journal, "something else", NULL));
  journal_close (journal);
  journal = open_journal ();
  ck_assert_str_eq (journal_get_head (journal), "something else");
  ck_assert_uint_eq (count_results (journal), 3);
  journal_close (journal);
}
END_TEST

START_TEST (a_key_comes_once)
{
  make_three ();
  Journal *journal = open_journal ();
  remove_folder (); /* nobody will, afterwards */
  (void)journal_add (journal, "a", "9", NULL);
}
END_TEST

/* A limit on the size of files stands for a full disk. */
START_TEST (a_full_disk_is_told)
{
  make_three ();
  (void)signal (SIGXFSZ, SIG_IGN);
  struct rlimit before, limit;
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &before), 0);
  size_t length;
  g_free (get_text (&length));
  limit = before;
  limit.rlim_cur = length + 5;
  Journal *journal = open_journal ();
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  g_autoptr (GError) error = NULL;
  bool is_added = journal_add (journal, "d", "7", &error);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &before), 0);
  ck_assert (!is_added);
  ck_assert (strstr (error->message, "cannot be written") != NULL);
  journal_close (journal);
  journal = open_journal ();
  ck_assert_uint_eq (count_results (journal), 3);
  journal_close (journal);
}
END_TEST

static Suite *journal_suite (void)
{
  Suite *suite = suite_create ("journal");
  TCase *test_case = tcase_create ("lines that survive");
  tcase_add_checked_fixture (test_case, make_folder, remove_folder);
  tcase_add_test (test_case, what_was_added_is_there_again);
  tcase_add_test (test_case, a_torn_line_is_cut_off_wherever_it_is_torn);
  tcase_add_test (test_case, a_last_line_that_is_whole_but_damaged_is_cut_off);
  tcase_add_test (test_case, a_line_damaged_in_the_middle_is_told);
  tcase_add_test (test_case, a_file_of_something_else_is_left_alone);
  tcase_add_test (test_case, two_do_not_write_at_a_time);
  tcase_add_test (test_case, reading_cuts_nothing_off);
  tcase_add_test (test_case, the_last_head_counts);
  tcase_add_test (test_case, a_full_disk_is_told);
  if (misuse_can_be_tested ()) {
    tcase_add_test_raise_signal (test_case, a_key_comes_once, SIGTRAP);
  }
  tcase_set_timeout (test_case, 60);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (journal_suite (), NULL);
}
