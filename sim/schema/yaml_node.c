/* yaml_node.c - nodes of a tree of YAML */
#include "words.h"
#include "yaml_tree.h"

#include <string.h>

const YamlNode *yaml_node_scalar (Arena *arena, SourcePlace place, const char *text)
{
  YamlNode *node = arena_alloc (arena, 1, sizeof *node);
  *node = (YamlNode){
    .kind = YAML_NODE_SCALAR, .is_plain = true, .place = place, .text = text, .expanded = 1, .height = 1
  };
  return node;
}

static size_t find_pair (const YamlNode *mapping, const char *key)
{
  size_t i = 0;
  while (i < mapping->count && strcmp (mapping->pairs[i].key->text, key) != 0) {
    i++;
  }
  return i;
}

const YamlPair *yaml_node_find (const YamlNode *mapping, const char *key)
{
  size_t i = mapping ? find_pair (mapping, key) : 0;
  return mapping && i < mapping->count ? &mapping->pairs[i] : NULL;
}

const char *yaml_node_find_text (const YamlNode *node, const char *key)
{
  bool is_mapping = node && node->kind == YAML_NODE_MAPPING;
  const YamlPair *pair = is_mapping ? yaml_node_find (node, key) : NULL;
  return pair && pair->value->kind == YAML_NODE_SCALAR ? pair->value->text : NULL;
}

const YamlNode *yaml_node_with_pair (Arena *arena, const YamlNode *mapping, const YamlNode *key,
                                     const YamlNode *value)
{
  size_t count = mapping ? mapping->count : 0;
  size_t at = mapping ? find_pair (mapping, key->text) : 0;
  YamlPair *pairs = arena_alloc (arena, count + 1, sizeof *pairs);
  if (count > 0) {
    memcpy (pairs, mapping->pairs, count * sizeof *pairs);
  }
  pairs[at] = (YamlPair){ key, value };
  YamlNode *copy = arena_alloc (arena, 1, sizeof *copy);
  *copy = (YamlNode){ .kind = YAML_NODE_MAPPING,
                      .place = mapping ? mapping->place : key->place,
                      .pairs = pairs,
                      .count = MAX (count, at + 1) };
  return copy;
}

const YamlNode *yaml_node_with_item (Arena *arena, const YamlNode *sequence, size_t index,
                                     const YamlNode *item)
{
  YamlNode *copy = arena_alloc (arena, 1, sizeof *copy);
  *copy = *sequence;
  const YamlNode **items = arena_alloc (arena, sequence->count, sizeof (YamlNode *));
  memcpy (items, sequence->items, sequence->count * sizeof (YamlNode *));
  items[index] = item;
  copy->items = items;
  return copy;
}

bool yaml_node_is_null (const YamlNode *node)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  return node->kind == YAML_NODE_SCALAR && node->is_plain && g_strv_contains (nulls, node->text);
}

char *yaml_node_describe (const YamlNode *node)
{
  if (yaml_node_is_null (node)) {
    return g_strdup ("empty");
  }
  if (node->kind == YAML_NODE_SCALAR) {
    g_autofree char *quoted = words_quote (node->text);
    return g_strconcat (node->is_plain ? "" : "the text ", quoted, NULL);
  }
  return g_strdup (node->kind == YAML_NODE_SEQUENCE ? "a list" : "a mapping");
}
