#include "run_values.h"

#include "metric.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *name;
  double value;
} Value;

struct RunValues {
  GArray *values;     /* of Value */
  GHashTable *places; /* name -> index; the keys are those of the values */
  GHashTable *facts;  /* name -> text */
  GPtrArray *sets;    /* char *, ended by NULL */
  GPtrArray *settings;
};

static void value_clear (void *data)
{
  Value *value = data;
  g_free (value->name);
}

static char *join (const char *prefix, const char *name)
{
  return *prefix != '\0' ? g_strconcat (prefix, ".", name, NULL) : g_strdup (name);
}

static double get_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static void collect_values (RunValues *values, const char *name, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_node_get_object (node);
    g_autoptr (GList) members = json_object_get_members (object);
    for (GList *member = members; member != NULL; member = member->next) {
      g_autofree char *path = join (name, member->data);
      collect_values (values, path, json_object_get_member (object, member->data));
    }
    return;
  }
  bool is_number = JSON_NODE_HOLDS_NULL (node)
                   || (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING);
  if (is_number && !g_hash_table_contains (values->places, name)) {
    Value value = { g_strdup (name), get_number (node) };
    (void)g_hash_table_insert (values->places, value.name, GUINT_TO_POINTER (values->values->len));
    g_array_append_val (values->values, value);
  }
}

static const char *get_text_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  bool is_text =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  return is_text ? json_node_get_string (node) : NULL;
}

static void collect_workloads (RunValues *values, JsonArray *workloads)
{
  for (guint i = 0; i < json_array_get_length (workloads); i++) {
    JsonNode *node = json_array_get_element (workloads, i);
    if (!JSON_NODE_HOLDS_OBJECT (node)) {
      continue;
    }
    JsonObject *workload = json_node_get_object (node);
    const char *process = get_text_member (workload, "process"),
               *name = get_text_member (workload, "workload");
    if (process != NULL && name != NULL) {
      g_autofree char *prefix = g_strdup_printf ("workloads.%s.%s", process, name);
      collect_values (values, prefix, node);
    }
  }
}

static void collect_facts (RunValues *values, const char *name, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_node_get_object (node);
    g_autoptr (GList) members = json_object_get_members (object);
    for (GList *member = members; member != NULL; member = member->next) {
      g_autofree char *path = join (name, member->data);
      collect_facts (values, path, json_object_get_member (object, member->data));
    }
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    char *text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                                  : json_to_string (node, FALSE);
    (void)g_hash_table_insert (values->facts, g_strdup (name), text);
  }
}

static void collect_texts (GPtrArray *texts, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
      g_ptr_array_add (texts, json_node_dup_string (node));
    }
  }
}

static void collect_all (RunValues *values, JsonObject *summary)
{
  g_autoptr (GList) members = json_object_get_members (summary);
  for (GList *at = members; at != NULL; at = at->next) {
    const char *name = at->data;
    JsonNode *member = json_object_get_member (summary, name);
    if (strcmp (name, "metrics") == 0) {
      collect_values (values, "", member);
    } else if (strcmp (name, "setup") == 0) {
      collect_values (values, name, member);
    } else if (strcmp (name, "workloads") == 0 && JSON_NODE_HOLDS_ARRAY (member)) {
      collect_workloads (values, json_node_get_array (member));
    } else if (strcmp (name, "set") == 0 && JSON_NODE_HOLDS_ARRAY (member)) {
      collect_texts (values->sets, json_node_get_array (member));
    } else if (strcmp (name, "settings") == 0 && JSON_NODE_HOLDS_ARRAY (member)) {
      collect_texts (values->settings, json_node_get_array (member));
    } else {
      collect_facts (values, name, member);
    }
  }
  g_ptr_array_add (values->sets, NULL);
  g_ptr_array_add (values->settings, NULL);
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
  RunValues *values = g_new (RunValues, 1);
  *values = (RunValues){ .values = g_array_new (FALSE, FALSE, sizeof (Value)),
                         .places = g_hash_table_new (g_str_hash, g_str_equal),
                         .facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                         .sets = g_ptr_array_new_with_free_func (g_free),
                         .settings = g_ptr_array_new_with_free_func (g_free) };
  g_array_set_clear_func (values->values, value_clear);
  collect_all (values, summary);
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

void run_values_free (RunValues *values)
{
  if (values != NULL) {
    g_hash_table_unref (values->places);
    g_hash_table_unref (values->facts);
    g_ptr_array_unref (values->sets);
    g_ptr_array_unref (values->settings);
    g_array_unref (values->values);
    g_free (values);
  }
}

size_t run_values_count (const RunValues *values)
{
  return values->values->len;
}

const char *run_values_get_name (const RunValues *values, size_t index)
{
  return g_array_index (values->values, Value, index).name;
}

double run_values_get (const RunValues *values, size_t index)
{
  return g_array_index (values->values, Value, index).value;
}

bool run_values_find (const RunValues *values, const char *name, size_t *index)
{
  void *place;
  g_autofree char *total = join (name, METRIC_TOTAL);
  if (!g_hash_table_lookup_extended (values->places, name, NULL, &place)
      && !g_hash_table_lookup_extended (values->places, total, NULL, &place)) {
    return false;
  }
  if (index != NULL) {
    *index = GPOINTER_TO_UINT (place);
  }
  return true;
}

double run_values_get_named (const RunValues *values, const char *name)
{
  size_t index;
  return run_values_find (values, name, &index) ? run_values_get (values, index) : (double)NAN;
}

const char *run_values_get_fact (const RunValues *values, const char *name)
{
  return g_hash_table_lookup (values->facts, name);
}

const char *const *run_values_get_sets (const RunValues *values)
{
  return (const char *const *)values->sets->pdata;
}

const char *const *run_values_get_settings (const RunValues *values)
{
  return (const char *const *)values->settings->pdata;
}
