/* /etc/system files: what of them counts, and what their mistakes are. */
#include "kernel_tunable.h"
#include "scenario_fixture.h"

#include <glib/gstdio.h>

typedef struct {
  Arena *arena;
  GArray *settings;
  Diagnostics *diagnostics;
  char *mistakes;
} File;

static File read_text (const char *text)
{
  File file = { .arena = arena_new (), .diagnostics = diagnostics_new ("etc/system") };
  file.settings =
      kernel_tunable_read_system (file.arena, "etc/system", text, strlen (text), file.diagnostics);
  file.mistakes = diagnostics_text (file.diagnostics);
  return file;
}

static void file_clear (File *file)
{
  g_array_unref (file->settings);
  g_free (file->mistakes);
  diagnostics_free (file->diagnostics);
  arena_free (file->arena);
}

static void assert_setting (const File *file, guint i, const char *path, const char *value, unsigned line,
                            unsigned column)
{
  ck_assert_uint_lt (i, file->settings->len);
  const SystemSetting *setting = &g_array_index (file->settings, SystemSetting, i);
  ck_assert_str_eq (setting->path, path);
  ck_assert_str_eq (setting->value, value);
  ck_assert_uint_eq (setting->place.line, line);
  ck_assert_uint_eq (setting->place.column, column);
}

START_TEST (settings_of_the_cache_and_of_paging_count)
{
  File file = read_text ("set segpcache_shrink_shift = 3\n"
                         "SET\tgenunix:segpcache_maxwindow=0x4000\n"
                         "  set unix:lotsfree   =  0100\r\n"
                         "set segpcache_reap_ticks=-5");
  ck_assert_str_eq (file.mistakes, "");
  ck_assert_uint_eq (file.settings->len, 4);
  assert_setting (&file, 0, "tunables.segpcache_shrink_shift", "3", 1, 30);
  assert_setting (&file, 1, "tunables.segpcache_maxwindow", "16384", 2, 33);
  assert_setting (&file, 2, "machine.lotsfree", "64", 3, 26);
  assert_setting (&file, 3, "tunables.segpcache_reap_ticks", "-5", 4, 26);
  file_clear (&file);
}
END_TEST

START_TEST (everything_else_is_left_alone)
{
  File file = read_text ("* set segpcache_shrink_shift = 3\n"
                         "# set segpcache_shrink_shift = 3\n"
                         "\n"
                         "moddir: /kernel /usr/kernel\n"
                         "forceload: drv/sd\n"
                         "set zfs:zfs_arc_max = 0x100000000\n"
                         "set zfs:lotsfree = 7\n"
                         "set rlim_fd_max = 65536\n"
                         "set maxusers | 5\n"
                         "setsegpcache_shrink_shift = 3\n");
  ck_assert_str_eq (file.mistakes, "");
  ck_assert_uint_eq (file.settings->len, 0);
  file_clear (&file);
}
END_TEST

static const struct {
  const char *line;
  const char *mistake;
} mistakes[] = {
  { "set segpcache_shrinkshift = 3", "etc/system:1:5: the cache has no tunable 'segpcache_shrinkshift'; did "
                                     "you mean 'segpcache_shrink_shift'?" },
  { "set segpcache_shrink_shift 3",
    "etc/system:1:28: expected '=' and a value; write set segpcache_shrink_shift = value" },
  { "set segpcache_shrink_shift | 3",
    "etc/system:1:28: expected '=' and a value; write set segpcache_shrink_shift = value" },
  { "set segpcache_shrink_shift = three", "etc/system:1:30: 'three' is not a number; use a decimal, "
                                          "hexadecimal (0x) or octal (0) number, and nothing "
                                          "behind it" },
  { "set segpcache_shrink_shift = 3 4",
    "etc/system:1:32: '4' stands behind the value; use a decimal, hexadecimal (0x) or octal (0) number, and "
    "nothing behind it" },
  { "set segpcache_shrink_shift =",
    "etc/system:1:29: '' is not a number; use a decimal, hexadecimal (0x) or octal (0) number, and nothing "
    "behind it" },
  { "set segpcache_maxwindow = 0x10000000000000000",
    "etc/system:1:27: '0x10000000000000000' is not a number; use a decimal, hexadecimal (0x) or octal (0) "
    "number, "
    "and nothing behind it" },
};

START_TEST (mistakes_have_their_place)
{
  File file = read_text (mistakes[_i].line);
  ck_assert_str_eq (file.mistakes, mistakes[_i].mistake);
  ck_assert_uint_eq (file.settings->len, 0);
  file_clear (&file);
}
END_TEST

/* Writes TEXT into a file; the caller frees its path with g_free(). */
static char *write_file (const char *text)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("system-XXXXXX", &path, NULL);
  ck_assert_int_ge (fd, 0);
  g_close (fd, NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

START_TEST (the_file_comes_before_the_sets_and_both_are_recorded)
{
  char *scenario_path = write_file (RUN "tunables: {segpcache_shrink_shift: 6, segpcache_reap_sec: 7}\n");
  char *path =
      write_file ("set segpcache_shrink_shift = 2\nset segpcache_pcp_maxage_sec = 9\nset lotsfree = 600\n"
                  "set maxphys = 0x20000\n");
  const char *const sets[] = { "tunables.segpcache_pcp_maxage_sec=4", NULL };
  GError *error = NULL;
  Scenario *scenario =
      scenario_load (scenario_path, &(ScenarioChanges){ .system_path = path, .sets = sets }, &error);
  ck_assert_msg (scenario != NULL, "%s", error ? error->message : "");
  ck_assert_uint_eq (scenario->tunables.segpcache_shrink_shift, 2);
  ck_assert_int_eq (scenario->tunables.segpcache_pcp_maxage_sec, 4);
  ck_assert_int_eq (scenario->tunables.segpcache_reap_sec, 7);
  ck_assert_uint_eq (scenario->machine.wanted.lotsfree, 600);
  ck_assert_uint_eq (scenario->machine.maxphys_bytes, 131072);
  ck_assert_uint_eq (g_strv_length ((char **)scenario->sets), 5);
  ck_assert_str_eq (scenario->sets[0], "tunables.segpcache_shrink_shift=2");
  ck_assert_str_eq (scenario->sets[4], "tunables.segpcache_pcp_maxage_sec=4");
  /* What is recorded makes the same scenario. */
  Scenario *again = scenario_load (scenario_path, &(ScenarioChanges){ .sets = scenario->sets }, NULL);
  ck_assert_uint_eq (again->machine.wanted.lotsfree, 600);
  ck_assert_int_eq (again->tunables.segpcache_pcp_maxage_sec, 4);
  scenario_free (again);
  scenario_free (scenario);
  g_unlink (path);
  g_unlink (scenario_path);
  g_free (path);
  g_free (scenario_path);
}
END_TEST

START_TEST (a_value_out_of_range_is_found_at_its_place_in_the_file)
{
  char *scenario_path = write_file (RUN);
  char *path = write_file ("* tuned\nset segpcache_shrink_shift = 64\n");
  GError *error = NULL;
  ck_assert_ptr_null (scenario_load (scenario_path, &(ScenarioChanges){ .system_path = path }, &error));
  char *expected = g_strdup_printf ("%s:2:30: ", path);
  ck_assert_msg (g_str_has_prefix (error->message, expected), "%s", error->message);
  g_clear_error (&error);
  ck_assert_ptr_null (
      scenario_load (scenario_path, &(ScenarioChanges){ .system_path = "/nonexistent/system" }, &error));
  ck_assert (g_str_has_prefix (error->message, "/nonexistent/system: cannot be read"));
  g_error_free (error);
  g_free (expected);
  g_unlink (path);
  g_unlink (scenario_path);
  g_free (path);
  g_free (scenario_path);
}
END_TEST

/* What a scenario's tuning is written as, reads back as the same. */
START_TEST (lines_for_the_kernel_read_back)
{
  Scenario *scenario = fixture_load (RUN "tunables: {segpcache_maxwindow: 64MiB, segpcache_shrink_shift: 5, "
                                         "segpcache_reap_ticks: -3, segpcache_maxapurge_bytes: 1GiB}\n",
                                     NULL);
  GString *text = g_string_new (NULL);
  KernelTunable tunable;
  size_t count = 0;
  for (; kernel_tunable_at (count, &tunable); count++) {
    char *line = kernel_tunable_line (&tunable, kernel_tunable_get (&tunable, scenario));
    if (line) {
      g_string_append_printf (text, "%s\n", line);
    }
    g_free (line);
  }
  ck_assert_uint_ge (count, 15);
  ck_assert_str_eq (text->str, "set segpcache_maxwindow = 16384\nset segpcache_reap_ticks = -3\n");
  File file = read_text (text->str);
  assert_setting (&file, 0, "tunables.segpcache_maxwindow", "16384", 1, 27);
  assert_setting (&file, 1, "tunables.segpcache_reap_ticks", "-3", 2, 28);
  file_clear (&file);
  g_string_free (text, TRUE);
  scenario_free (scenario);
}
END_TEST

static Suite *system_file_suite (void)
{
  Suite *suite = suite_create ("system file");
  TCase *reading = tcase_create ("reading");
  tcase_add_test (reading, settings_of_the_cache_and_of_paging_count);
  tcase_add_test (reading, everything_else_is_left_alone);
  tcase_add_loop_test (reading, mistakes_have_their_place, 0, G_N_ELEMENTS (mistakes));
  tcase_add_test (reading, the_file_comes_before_the_sets_and_both_are_recorded);
  tcase_add_test (reading, a_value_out_of_range_is_found_at_its_place_in_the_file);
  tcase_add_test (reading, lines_for_the_kernel_read_back);
  suite_add_tcase (suite, reading);
  return suite;
}

int main (void)
{
  return test_main (system_file_suite (), NULL);
}
