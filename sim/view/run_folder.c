/* run_folder.c - opens the folders of runs, labels them, and reads the numbers of their summaries */
#include "run_folder.h"

#include "refuse.h"
#include "run_record.h"

#include <json-glib/json-glib.h>
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

/* Labels RUNS with the last parts of their paths, or with the whole paths if two last parts are equal. */
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

/* ---- summaries ---- */

static void run_values_read_node (const JsonListener *to, const char *key, JsonNode *node);

static void run_values_read_object (const JsonListener *to, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);
  for (GList *member = members; member != NULL; member = member->next) {
    run_values_read_node (to, member->data, json_object_get_member (object, member->data));
  }
}

static void run_values_read_array (const JsonListener *to, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    run_values_read_node (to, NULL, json_array_get_element (array, i));
  }
}

static void run_values_read_value (const JsonListener *to, const char *key, JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING) {
    to->add_text (to->user, key, json_node_get_string (node));
  } else if (type == G_TYPE_DOUBLE) {
    to->add_real (to->user, key, json_node_get_double (node));
  } else {
    to->add_integer (to->user, key, (uint64_t)json_node_get_int (node));
  }
}

static void run_values_read_node (const JsonListener *to, const char *key, JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    to->begin (to->user, key);
    run_values_read_object (to, json_node_get_object (node));
    to->end (to->user);
    break;
  case JSON_NODE_ARRAY:
    to->begin (to->user, key);
    run_values_read_array (to, json_node_get_array (node));
    to->end (to->user);
    break;
  case JSON_NODE_VALUE:
    run_values_read_value (to, key, node);
    break;
  case JSON_NODE_NULL:
    to->add_null (to->user, key);
    break;
  }
}

RunValues *run_values_parse (const char *text, const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) mistake = NULL;
  bool is_json = json_parser_load_from_data (parser, text, -1, &mistake);
  JsonNode *root = is_json ? json_parser_get_root (parser) : NULL;
  JsonObject *summary = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *metrics = summary != NULL ? json_object_get_member (summary, "metrics") : NULL;
  if (metrics == NULL || !JSON_NODE_HOLDS_OBJECT (metrics)) {
    (void)refuse_file (error, "%s: not the summary of a run: %s; make it again with 'pcachesim run'", path,
                       mistake != NULL ? mistake->message : "it has no metrics");
    return NULL;
  }
  RunValues *values = run_values_new ();
  JsonListener listener = run_values_listen (values);
  run_values_read_node (&listener, NULL, root);
  return values;
}

RunValues *run_values_open (const char *path, GError **error)
{
  bool is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *file = is_folder ? g_build_filename (path, RUN_RECORD_SUMMARY, NULL) : g_strdup (path);
  g_autofree char *text = NULL;
  GError *mistake = NULL;
  if (!g_file_get_contents (file, &text, NULL, &mistake)) {
    g_set_error (error, G_FILE_ERROR, mistake->code, "%s; give what 'pcachesim run' wrote", mistake->message);
    g_error_free (mistake);
    return NULL;
  }
  return run_values_parse (text, file, error);
}
