#include "test_folder.h"
#include "test_main.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: standard error is a terminal, standard output is not. */
static void become_program (const char *terminal, const char *const *arguments)
{
  int error = open (terminal, O_RDWR | O_NOCTTY);
  int output = open ("/dev/null", O_WRONLY);
  if (error < 0 || output < 0 || dup2 (output, STDOUT_FILENO) < 0 || dup2 (error, STDERR_FILENO) < 0) {
    _exit (99);
  }
  execv (arguments[0], (char **)arguments);
  _exit (98);
}

/* What the program shows on a terminal. */
static char *show_on_terminal (const char *const *arguments)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY);
  ck_assert_int_ge (master, 0);
  ck_assert (grantpt (master) == 0 && unlockpt (master) == 0);
  /* As long as it is open here, the end of the program is no hang-up. */
  int slave = open (ptsname (master), O_RDWR | O_NOCTTY);
  pid_t child = fork ();
  if (child == 0) {
    become_program (ptsname (master), arguments);
  }
  close (slave);
  GString *shown = g_string_new (NULL);
  char bytes[4096];
  for (ssize_t length; (length = read (master, bytes, sizeof bytes)) > 0;) {
    g_string_append_len (shown, bytes, length);
  }
  int status;
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert (WIFEXITED (status));
  ck_assert_int_eq (WEXITSTATUS (status), 0);
  close (master);
  return g_string_free (shown, FALSE);
}

/* A run of so many simulated SECONDS with OPTION; DIRECTORY takes its files. */
static char *run_on_terminal (const char *directory, unsigned seconds, const char *option)
{
  g_autofree char *duration = g_strdup_printf ("--set=duration=%us", seconds);
  const char *arguments[] = { g_getenv ("PCACHESIM"),
                              "run",
                              SMALL_SCENARIO,
                              duration,
                              "--set=sample=1s",
                              "--output",
                              directory,
                              option,
                              NULL };
  return show_on_terminal (arguments);
}

static char *inspect_on_terminal (unsigned seconds, const char *option)
{
  g_autofree char *duration = g_strdup_printf ("--duration=%us", seconds);
  const char *arguments[] = { g_getenv ("PCACHESIM"), "inspect", SMALL_SCENARIO, duration, option, NULL };
  return show_on_terminal (arguments);
}

#define ERASE "\r\033[K"

/* Every drawing begins at the line's beginning and clears what is left of the one before; the last one erases it. */
START_TEST (the_progress_line_is_redrawn_now_and_then_and_erased_at_the_end)
{
  char *folder = test_folder_new ();
  char *shown = NULL, **drawn = NULL;
  gint64 took_us = 0;
  /* As long as it takes to be drawn, which is not the same everywhere. */
  for (unsigned seconds = 10; drawn == NULL || g_strv_length (drawn) < 3; seconds *= 2) {
    g_strfreev (drawn);
    g_free (shown);
    gint64 begin_us = g_get_monotonic_time ();
    shown = run_on_terminal (folder, seconds, "--seed=1");
    took_us = g_get_monotonic_time () - begin_us;
    drawn = g_strsplit (shown, "\r", -1);
  }
  ck_assert_int_le (g_strv_length (drawn) - 2, took_us / 100000);
  ck_assert_str_eq (drawn[0], "");
  ck_assert_ptr_nonnull (strstr (drawn[1], " of "));
  ck_assert_ptr_nonnull (strstr (drawn[1], " events/s, "));
  ck_assert (g_str_has_suffix (drawn[1], " left\033[K"));
  ck_assert (g_str_has_suffix (shown, ERASE));
  ck_assert_ptr_null (strchr (shown, '\n'));
  g_strfreev (drawn);
  g_free (shown);
  test_folder_remove (folder);
}
END_TEST

START_TEST (a_quiet_run_shows_nothing)
{
  char *folder = test_folder_new ();
  g_autofree char *shown = run_on_terminal (folder, 10, "--quiet");
  ck_assert_str_eq (shown, "");
  test_folder_remove (folder);
}
END_TEST

START_TEST (an_inspection_shows_how_far_it_is_unless_it_is_quiet)
{
  char *shown = NULL;
  for (unsigned seconds = 10; shown == NULL || *shown == '\0'; seconds *= 2) {
    g_free (shown);
    shown = inspect_on_terminal (seconds, "--seed=1");
  }
  ck_assert_ptr_nonnull (strstr (shown, " events/s, "));
  ck_assert (g_str_has_suffix (shown, ERASE));
  g_free (shown);
  shown = inspect_on_terminal (10, "--quiet");
  ck_assert_str_eq (shown, "");
  g_free (shown);
}
END_TEST

START_TEST (checking_shows_how_far_it_is_unless_it_is_quiet)
{
  const char *arguments[] = { g_getenv ("PCACHESIM"), "check", SMALL_SCENARIO, NULL, NULL };
  g_autofree char *shown = show_on_terminal (arguments);
  ck_assert_ptr_nonnull (strstr (shown, "0 of 1 scenarios, 0 %"));
  ck_assert (g_str_has_suffix (shown, ERASE));
  arguments[3] = "--quiet";
  g_autofree char *quiet = show_on_terminal (arguments);
  ck_assert_str_eq (quiet, "");
}
END_TEST

START_TEST (drawing_shows_how_far_it_is_unless_it_is_quiet)
{
  char *folder = test_folder_new ();
  g_free (run_on_terminal (folder, 2, "--quiet"));
  const char *arguments[] = { g_getenv ("PCACHESIM"), "plot", folder, NULL, NULL };
  g_autofree char *shown = show_on_terminal (arguments);
  ck_assert_ptr_nonnull (strstr (shown, " of 10 pictures, "));
  ck_assert_ptr_nonnull (strstr (shown, " left\033[K"));
  ck_assert (g_str_has_suffix (shown, ERASE));
  arguments[3] = "--quiet";
  g_autofree char *quiet = show_on_terminal (arguments);
  ck_assert_str_eq (quiet, "");
  test_folder_remove (folder);
}
END_TEST

int main (void)
{
  int terminal = posix_openpt (O_RDWR | O_NOCTTY);
  if (terminal < 0) {
    return test_skip ("there is no pseudo-terminal here");
  }
  close (terminal);
  Suite *suite = suite_create ("terminal");
  TCase *tests = tcase_create ("terminal");
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, the_progress_line_is_redrawn_now_and_then_and_erased_at_the_end);
  tcase_add_test (tests, a_quiet_run_shows_nothing);
  tcase_add_test (tests, an_inspection_shows_how_far_it_is_unless_it_is_quiet);
  tcase_add_test (tests, checking_shows_how_far_it_is_unless_it_is_quiet);
  tcase_add_test (tests, drawing_shows_how_far_it_is_unless_it_is_quiet);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
