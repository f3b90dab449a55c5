/* settings.c - the values of a scenario as a list of "path=value" */
#include "settings.h"

#include <string.h>

/* Says nothing of the run. */
static bool is_passed_over (const char *key)
{
  static const char *const keys[] = { "name", "description", "expect", "tolerances" };
  for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (strcmp (key, keys[i]) == 0) {
      return true;
    }
  }
  return false;
}

static const char *settings_item_name (const YamlNode *item)
{
  const YamlPair *pair = item->kind == YAML_NODE_MAPPING ? yaml_node_find (item, "name") : NULL;
  return pair && pair->value->kind == YAML_NODE_SCALAR ? pair->value->text : NULL;
}

/* A node, and the path to it, which is GLib's. */
typedef struct {
  const YamlNode *node;
  char *path;
} Place;

/* Puts the children of PLACE on top of STACK, the first uppermost. */
static void push_children (GArray *stack, const Place *place)
{
  for (size_t i = place->node->count; i > 0; i--) {
    Place child;
    if (place->node->kind == YAML_NODE_SEQUENCE) {
      child.node = place->node->items[i - 1];
      const char *name = settings_item_name (child.node);
      child.path = name ? g_strconcat (place->path, ".", name, NULL)
                        : g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", place->path, i - 1);
    } else {
      const YamlPair *pair = &place->node->pairs[i - 1];
      bool is_top = *place->path == '\0';
      if (is_top && is_passed_over (pair->key->text)) {
        continue;
      }
      child.node = pair->value;
      child.path = g_strconcat (place->path, is_top ? "" : ".", pair->key->text, NULL);
    }
    g_array_append_val (stack, child);
  }
}

ScenarioStrings settings_list (Arena *arena, const YamlNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  Place top = { root, g_strdup ("") };
  g_array_append_val (stack, top);
  while (stack->len > 0) {
    Place place = g_array_index (stack, Place, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    if (place.node->kind == YAML_NODE_SCALAR) {
      g_ptr_array_add (found, arena_printf (arena, "%s=%s", place.path, place.node->text));
    } else {
      push_children (stack, &place);
    }
    g_free (place.path);
  }
  const char **items = arena_alloc (arena, found->len + 1, sizeof (char *));
  for (guint i = 0; i < found->len; i++) {
    items[i] = g_ptr_array_index (found, i);
  }
  return (ScenarioStrings){ items, found->len };
}
