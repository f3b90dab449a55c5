/* run_values_file.c - reads a summary.json into values */
#include "run_values_file.h"

#include <json-glib/json-glib.h>

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
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "%s: not the summary of a run: %s; make it again with 'pcachesim run'", path,
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
  g_autofree char *text = NULL;
  GError *mistake = NULL;
  if (!g_file_get_contents (path, &text, NULL, &mistake)) {
    g_set_error (error, G_FILE_ERROR, mistake->code, "%s; give what 'pcachesim run' wrote", mistake->message);
    g_error_free (mistake);
    return NULL;
  }
  return run_values_parse (text, path, error);
}
