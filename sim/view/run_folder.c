/* run_folder.c - opens the folders of runs, and labels them */
#include "run_folder.h"

#include "run_record.h"

#include <string.h>

#define ADVICE "; give a folder that 'pcachesim run' wrote, say out/NAME"

static void run_folder_free (void *data)
{
  RunFolder *run = data;
  if (run->series != NULL) {
    series_file_free (run->series);
  }
  g_free (run->path);
  g_free (run->label);
  g_free (run);
}

char *run_folder_find (const RunFolder *run, const char *name)
{
  g_autofree char *path = g_build_filename (run->path, name, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

static bool run_folder_set_error (GError **error, const char *path, const char *mistake)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s" ADVICE, path, mistake);
  return false;
}

static bool check (const RunFolder *run, GError **error)
{
  if (!g_file_test (run->path, G_FILE_TEST_EXISTS)) {
    return run_folder_set_error (error, run->path, "there is no such folder");
  }
  if (!g_file_test (run->path, G_FILE_TEST_IS_DIR)) {
    return run_folder_set_error (error, run->path, "is no folder");
  }
  static const char *const needed[] = { RUN_RECORD_SERIES, RUN_RECORD_SUMMARY };
  for (size_t i = 0; i < G_N_ELEMENTS (needed); i++) {
    g_autofree char *path = run_folder_find (run, needed[i]);
    if (path == NULL) {
      g_autofree char *mistake = g_strdup_printf ("has no %s, so it is no complete run", needed[i]);
      return run_folder_set_error (error, run->path, mistake);
    }
  }
  return true;
}

static RunFolder *run_folder_open (const char *path, GError **error)
{
  RunFolder *run = g_new0 (RunFolder, 1);
  run->path = g_strdup (path);
  g_autofree char *series = g_build_filename (path, RUN_RECORD_SERIES, NULL);
  if (!check (run, error) || (run->series = series_file_open (series, error)) == NULL) {
    run_folder_free (run);
    return NULL;
  }
  run->sample_ns = series_file_get_time (run->series, "sample", UINT64_C (1000000000));
  return run;
}

/* The ends of the paths, unless two are the same. */
static void label_runs (GPtrArray *runs)
{
  g_autoptr (GHashTable) ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bool are_distinct = true;
  for (guint i = 0; i < runs->len; i++) {
    const RunFolder *run = g_ptr_array_index (runs, i);
    are_distinct = g_hash_table_add (ends, g_path_get_basename (run->path)) && are_distinct;
  }
  for (guint i = 0; i < runs->len; i++) {
    RunFolder *run = g_ptr_array_index (runs, i);
    g_autofree char *end = g_path_get_basename (run->path);
    bool is_telling = are_distinct && strcmp (end, ".") != 0 && strcmp (end, "..") != 0;
    g_autofree char *label = is_telling ? g_steal_pointer (&end) : g_strdup (run->path);
    run->label = g_utf8_make_valid (label, -1);
    for (char *at = run->label; *at != '\0'; at++) {
      *at = g_ascii_iscntrl (*at) ? ' ' : *at;
    }
  }
}

GPtrArray *run_folders_open (const char *const *paths, GError **error)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func (run_folder_free);
  for (; *paths != NULL; paths++) {
    RunFolder *run = run_folder_open (*paths, error);
    if (run == NULL) {
      g_ptr_array_unref (runs);
      return NULL;
    }
    g_ptr_array_add (runs, run);
  }
  label_runs (runs);
  return runs;
}
