/* run_folder.c - opens the folders of runs, and labels them */
#include "run_folder.h"

#include "refuse.h"
#include "run_record.h"

#include <string.h>

#define ADVICE "; give a folder that 'pcachesim run' wrote, say out/NAME"

static void run_folder_free (void *data)
{
  RunFolder *run = data;
  g_clear_pointer (&run->series, series_file_free);
  run_values_free (run->values);
  g_free (run->path);
  g_free (run->label);
  g_free (run);
}

char *run_folder_find (const RunFolder *run, const char *name)
{
  g_autofree char *path = g_build_filename (run->path, name, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

static bool check (const RunFolder *run, GError **error)
{
  if (!g_file_test (run->path, G_FILE_TEST_EXISTS)) {
    return refuse_file (error, "%s: there is no such folder" ADVICE, run->path);
  }
  if (!g_file_test (run->path, G_FILE_TEST_IS_DIR)) {
    return refuse_file (error, "%s: is no folder" ADVICE, run->path);
  }
  static const char *const needed[] = { RUN_RECORD_SERIES, RUN_RECORD_SUMMARY };
  for (size_t i = 0; i < G_N_ELEMENTS (needed); i++) {
    g_autofree char *path = run_folder_find (run, needed[i]);
    if (path == NULL) {
      return refuse_file (error, "%s: has no %s, so it is no complete run" ADVICE, run->path, needed[i]);
    }
  }
  return true;
}

bool run_folder_read_values (RunFolder *run, GError **error)
{
  g_autofree char *path = g_build_filename (run->path, RUN_RECORD_SUMMARY, NULL);
  run->values = run_values_open (path, error);
  return run->values != NULL;
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
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (run_folder_free);
  for (; *paths != NULL; paths++) {
    RunFolder *run = run_folder_open (*paths, error);
    if (run == NULL) {
      return NULL;
    }
    g_ptr_array_add (runs, run);
  }
  label_runs (runs);
  return g_steal_pointer (&runs);
}
