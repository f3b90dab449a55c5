/* sweep_plan_text.c - a plan as text, by which the shards of a sweep know each other */
#include "sweep_plan.h"

#include "json_writer.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef enum {
  MEMBER_TEXT,   /* char * */
  MEMBER_COUNT,  /* size_t, above 0 */
  MEMBER_LIST,   /* char **, ended by NULL */
  MEMBER_POINTS, /* GPtrArray * of char **, each with a value for each path */
} MemberKind;

#define PLAN_MEMBER(kind_, name_, other_)              \
  {                                                    \
    kind_, #name_, offsetof (SweepPlan, name_), other_ \
  }

/* What stands in the text, in this order, and what two plans are that differ in it. */
static const struct {
  MemberKind kind;
  const char *name;
  size_t offset;
  const char *other;
} plan_members[] = {
  PLAN_MEMBER (MEMBER_TEXT, version, "another version or build of pcachesim made it"),
  PLAN_MEMBER (MEMBER_TEXT, scenario, "its scenario is another"),
  PLAN_MEMBER (MEMBER_TEXT, sha256, "its scenario is another"),
  PLAN_MEMBER (MEMBER_LIST, sets, "it has other values set"),
  PLAN_MEMBER (MEMBER_TEXT, duration, "its seed or duration is another"),
  PLAN_MEMBER (MEMBER_TEXT, seed, "its seed or duration is another"),
  PLAN_MEMBER (MEMBER_COUNT, replications, "it has another number of replications"),
  PLAN_MEMBER (MEMBER_LIST, metrics, "its metrics are others"),
  PLAN_MEMBER (MEMBER_LIST, paths, "its points are others"),
  PLAN_MEMBER (MEMBER_POINTS, points, "its points are others"),
  PLAN_MEMBER (MEMBER_LIST, keys, "its traces are others"),
};

/* ---- writing ---- */

static void plan_write_list (JsonWriter *json, const char *key, char *const *strings)
{
  json_writer_begin_array (json, key);
  for (; *strings != NULL; strings++) {
    json_writer_add_text (json, NULL, *strings);
  }
  json_writer_end_array (json);
}

static void plan_write_member (const SweepPlan *plan, size_t index, JsonWriter *json)
{
  const char *name = plan_members[index].name;
  const void *member = (const char *)plan + plan_members[index].offset;
  switch (plan_members[index].kind) {
  case MEMBER_TEXT:
    json_writer_add_text (json, name, *(char *const *)member);
    break;
  case MEMBER_COUNT:
    json_writer_add_unsigned (json, name, *(const size_t *)member);
    break;
  case MEMBER_LIST:
    plan_write_list (json, name, *(char **const *)member);
    break;
  case MEMBER_POINTS:
    json_writer_begin_array (json, name);
    for (size_t i = 0; i < plan->points->len; i++) {
      plan_write_list (json, NULL, g_ptr_array_index (plan->points, i));
    }
    json_writer_end_array (json);
    break;
  }
}

/* Members FIRST to END on one line: without line ends and the blanks behind them. */
static char *plan_format_members (const SweepPlan *plan, size_t first, size_t end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  for (size_t i = first; i < end; i++) {
    plan_write_member (plan, i, &json);
  }
  json_writer_end_object (&json);
  GString *line = g_string_sized_new (text->len);
  for (const char *at = text->str; *at != '\0'; at += strspn (at, "\n ")) {
    size_t length = strcspn (at, "\n");
    g_string_append_len (line, at, (gssize)length);
    at += length;
  }
  return g_string_free (line, FALSE);
}

char *sweep_plan_format (const SweepPlan *plan)
{
  return plan_format_members (plan, 0, G_N_ELEMENTS (plan_members));
}

const char *sweep_plan_find_difference (const SweepPlan *a, const SweepPlan *b)
{
  for (size_t i = 0; i < G_N_ELEMENTS (plan_members); i++) {
    g_autofree char *of_a = plan_format_members (a, i, i + 1), *of_b = plan_format_members (b, i, i + 1);
    if (strcmp (of_a, of_b) != 0) {
      return plan_members[i].other;
    }
  }
  return NULL;
}

/* ---- reading ---- */

/* NULL if NODE is no list. */
static char **plan_read_list (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
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
static bool plan_read_points (SweepPlan *plan, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    char **point = plan_read_list (json_array_get_element (array, i));
    if (point == NULL) {
      return false;
    }
    g_ptr_array_add (plan->points, point);
    if (g_strv_length (point) != g_strv_length (plan->paths)) {
      return false;
    }
  }
  return plan->points->len > 0;
}

static bool plan_read_member (SweepPlan *plan, size_t index, JsonNode *node)
{
  void *member = (char *)plan + plan_members[index].offset;
  switch (plan_members[index].kind) {
  case MEMBER_TEXT:
    *(char **)member = JSON_NODE_HOLDS_VALUE (node) ? json_node_dup_string (node) : NULL;
    return *(char **)member != NULL;
  case MEMBER_COUNT:
    *(size_t *)member = JSON_NODE_HOLDS_VALUE (node) ? (size_t)MAX (json_node_get_int (node), 0) : 0;
    return *(size_t *)member > 0;
  case MEMBER_LIST:
    *(char ***)member = plan_read_list (node);
    return *(char ***)member != NULL;
  case MEMBER_POINTS:
    return plan_read_points (plan, node);
  }
  return false;
}

SweepPlan *sweep_plan_parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser) : NULL;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  SweepPlan *plan = sweep_plan_alloc ();
  bool is_good = object != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (plan_members) && is_good; i++) {
    JsonNode *node = json_object_get_member (object, plan_members[i].name);
    is_good = node != NULL && plan_read_member (plan, i, node);
  }
  if (!is_good || g_strv_length (plan->keys) != plan->points->len) {
    sweep_plan_free (plan);
    return NULL;
  }
  plan->metric_count = g_strv_length (plan->metrics);
  plan->path_count = g_strv_length (plan->paths);
  return plan;
}
