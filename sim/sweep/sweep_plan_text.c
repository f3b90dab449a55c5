/* sweep_plan_text.c - a plan as text, by which the shards of a sweep know each other */
#include "sweep_plan.h"

#include "json_writer.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void write_strings (JsonWriter *json, const char *key, char *const *strings)
{
  json_writer_begin_array (json, key);
  for (; *strings != NULL; strings++) {
    json_writer_add_text (json, NULL, *strings);
  }
  json_writer_end_array (json);
}

/* Takes the line ends of TEXT away, and the blanks behind them. */
static char *join_lines (const GString *text)
{
  GString *line = g_string_sized_new (text->len);
  for (const char *at = text->str; *at != '\0';) {
    size_t length = strcspn (at, "\n");
    g_string_append_len (line, at, (gssize)length);
    at += length;
    at += strspn (at, "\n ");
  }
  return g_string_free (line, FALSE);
}

char *sweep_plan_format (const SweepPlan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  json_writer_add_text (&json, "version", plan->version);
  json_writer_add_text (&json, "scenario", plan->scenario);
  json_writer_add_text (&json, "sha256", plan->sha256);
  write_strings (&json, "sets", plan->sets);
  json_writer_add_text (&json, "duration", plan->duration);
  json_writer_add_text (&json, "seed", plan->seed);
  json_writer_add_unsigned (&json, "replications", plan->replications);
  write_strings (&json, "metrics", plan->metrics);
  write_strings (&json, "paths", plan->paths);
  json_writer_begin_array (&json, "points");
  for (size_t i = 0; i < plan->points->len; i++) {
    write_strings (&json, NULL, g_ptr_array_index (plan->points, i));
  }
  json_writer_end_array (&json);
  g_ptr_array_add (plan->keys, NULL);
  write_strings (&json, "keys", (char *const *)plan->keys->pdata);
  g_ptr_array_set_size (plan->keys, (int)plan->keys->len - 1);
  json_writer_end_object (&json);
  json_writer_finish (&json);
  return join_lines (text);
}

/* ---- reading; what is missing leaves NULL ---- */

static char *sweep_plan_text_read_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_dup_string (node) : NULL;
}

static char **read_list (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
    return NULL;
  }
  JsonArray *array = json_node_get_array (node);
  guint count = json_array_get_length (array);
  char **strings = g_new0 (char *, count + 1);
  for (guint i = 0; i < count; i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *text = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
    strings[i] = g_strdup (text != NULL ? text : "");
  }
  return strings;
}

/* Whether each point has a value for each path. */
static bool read_points (SweepPlan *plan, JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    char **point = read_list (json_array_get_element (array, i));
    if (point == NULL) {
      return false;
    }
    g_ptr_array_add (plan->points, point);
    if (g_strv_length (point) != plan->path_count) {
      return false;
    }
  }
  return plan->points->len > 0;
}

static bool read_keys (SweepPlan *plan, JsonNode *node)
{
  g_autofree char **keys = read_list (node);
  for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_ptr_array_add (plan->keys, keys[i]);
  }
  return plan->keys->len == plan->points->len;
}

static bool read_plan (SweepPlan *plan, JsonObject *object)
{
  plan->version = sweep_plan_text_read_text (object, "version");
  plan->scenario = sweep_plan_text_read_text (object, "scenario");
  plan->sha256 = sweep_plan_text_read_text (object, "sha256");
  plan->sets = read_list (json_object_get_member (object, "sets"));
  plan->duration = sweep_plan_text_read_text (object, "duration");
  plan->seed = sweep_plan_text_read_text (object, "seed");
  plan->metrics = read_list (json_object_get_member (object, "metrics"));
  plan->paths = read_list (json_object_get_member (object, "paths"));
  if (plan->version == NULL || plan->scenario == NULL || plan->sha256 == NULL || plan->sets == NULL
      || plan->duration == NULL || plan->seed == NULL || plan->metrics == NULL || plan->paths == NULL) {
    return false;
  }
  plan->metric_count = g_strv_length (plan->metrics);
  plan->path_count = g_strv_length (plan->paths);
  JsonNode *count = json_object_get_member (object, "replications");
  gint64 replications = count != NULL && JSON_NODE_HOLDS_VALUE (count) ? json_node_get_int (count) : 0;
  plan->replications = replications > 0 ? (size_t)replications : 0;
  return plan->replications > 0 && read_points (plan, json_object_get_member (object, "points"))
         && read_keys (plan, json_object_get_member (object, "keys"));
}

SweepPlan *sweep_plan_parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    return NULL;
  }
  SweepPlan *plan = sweep_plan_alloc ();
  if (!read_plan (plan, json_node_get_object (root))) {
    g_clear_pointer (&plan, sweep_plan_free);
  }
  return plan;
}
