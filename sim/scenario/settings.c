/* settings.c - the values of a scenario as a list of "path=value" */
#include "settings.h"

/* What says nothing of the run. */
static const char *const passed_over[] = { "name", "description", "expect", "tolerances", NULL };

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
      const char *name = yaml_node_find_text (child.node, "name");
      child.path = name ? g_strconcat (place->path, ".", name, NULL)
                        : g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", place->path, i - 1);
    } else {
      const YamlPair *pair = &place->node->pairs[i - 1];
      bool is_top = *place->path == '\0';
      if (is_top && g_strv_contains (passed_over, pair->key->text)) {
        continue;
      }
      child.node = pair->value;
      child.path = g_strconcat (place->path, is_top ? "" : ".", pair->key->text, NULL);
    }
    g_array_append_val (stack, child);
  }
}

ScenarioStrings settings_take (Arena *arena, GPtrArray *strings)
{
  size_t count = strings->len;
  g_ptr_array_add (strings, NULL);
  return (ScenarioStrings){ arena_take (arena, g_ptr_array_free (strings, FALSE)), count };
}

ScenarioStrings settings_list (Arena *arena, const YamlNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Place));
  GPtrArray *found = g_ptr_array_new ();
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
  return settings_take (arena, found);
}
