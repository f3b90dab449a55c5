/* yaml_tree.c - from text to a tree of YAML, within limits, and its nodes */
#include "yaml_tree.h"

#include "words.h"
#include "yaml_syntax.h"

#include <string.h>
#include <yaml.h>

/* One document being read. */
typedef struct {
  yaml_parser_t parser;
  Arena *arena;
  Diagnostics *diagnostics;
  YamlOrigin origin;
  const char *text;
  size_t length;
  GHashTable *anchors;     /* name → YamlNode * of the last anchor of that name */
  GPtrArray *anchor_names; /* in the order of the file, for suggestions */
  size_t nodes;
} Reader;

static SourcePlace reader_place (const Reader *reader, const yaml_event_t *event)
{
  return yaml_syntax_place (reader->origin, &event->start_mark);
}

/* Takes the next event, which the caller deletes; false with the mistake added if the text is not YAML. */
static bool reader_next (Reader *reader, yaml_event_t *event)
{
  if (yaml_parser_parse (&reader->parser, event)) {
    return true;
  }
  yaml_syntax_report (&reader->parser, reader->origin, reader->text, reader->length, reader->diagnostics);
  return false;
}

static const YamlNode *read_node (Reader *reader, const yaml_event_t *event, unsigned depth);

/* ---- bounds ---- */

/* Reads the node of EVENT, a child of PARENT at DEPTH; NULL with the mistake added on failure. */
static const YamlNode *read_child (Reader *reader, YamlNode *parent, const yaml_event_t *event,
                                   unsigned depth)
{
  const YamlNode *child = read_node (reader, event, depth);
  if (!child) {
    return NULL;
  }
  parent->expanded += child->expanded;
  parent->height = MAX (parent->height, child->height + 1);
  if (parent->expanded > YAML_MAX_NODES) {
    diagnostics_add (reader->diagnostics, reader_place (reader, event),
                     "aliases make the document larger than %d values when they are written out; use fewer",
                     YAML_MAX_NODES);
    return NULL;
  }
  return child;
}

/* A new node for EVENT, or NULL with the mistake added if there are too many or they are too deep. */
static YamlNode *new_node (Reader *reader, YamlNodeKind kind, const yaml_event_t *event, unsigned depth)
{
  SourcePlace place = reader_place (reader, event);
  if (depth > YAML_MAX_DEPTH) {
    diagnostics_add (reader->diagnostics, place,
                     "values are nested more than %d deep; a scenario needs far less", YAML_MAX_DEPTH);
    return NULL;
  }
  if (++reader->nodes > YAML_MAX_NODES) {
    diagnostics_add (reader->diagnostics, place,
                     "the document has more than %d values; a scenario needs far fewer", YAML_MAX_NODES);
    return NULL;
  }
  YamlNode *node = arena_alloc (reader->arena, 1, sizeof *node);
  *node = (YamlNode){ .kind = kind, .place = place, .expanded = 1, .height = 1 };
  return node;
}

/* ---- anchors, aliases, tags ---- */

/* Remembers the ANCHOR of NODE, and adds a mistake for a TAG; either may be NULL. */
static void note_properties (Reader *reader, YamlNode *node, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
  if (anchor) {
    char *name = arena_printf (reader->arena, "%s", (const char *)anchor);
    g_hash_table_insert (reader->anchors, name, node);
    g_ptr_array_add (reader->anchor_names, name);
  }
  if (tag) {
    g_autofree char *quoted = words_quote ((const char *)tag);
    diagnostics_add (reader->diagnostics, node->place, "tag %s has no meaning here; remove it", quoted);
  }
}

static void report_unknown_alias (Reader *reader, SourcePlace place, const char *name)
{
  g_autofree char *quoted = words_quote (name);
  const char *nearest =
      words_nearest (name, (const char *const *)reader->anchor_names->pdata, reader->anchor_names->len);
  g_autofree char *hint = nearest ? g_strdup_printf ("did you mean '*%s'?", nearest)
                                  : g_strdup_printf ("an anchor '&%s' must come before it", name);
  diagnostics_add (reader->diagnostics, place, "alias %s stands for nothing; %s", quoted, hint);
}

static const YamlNode *read_alias (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  SourcePlace place = reader_place (reader, event);
  const char *name = (const char *)event->data.alias.anchor;
  const YamlNode *node = g_hash_table_lookup (reader->anchors, name);
  if (!node) {
    report_unknown_alias (reader, place, name);
    return NULL;
  }
  if (node->is_open) {
    diagnostics_add (reader->diagnostics, place,
                     "alias '*%s' stands inside its own anchor; a value cannot hold itself", name);
    return NULL;
  }
  if (depth + node->height - 1 > YAML_MAX_DEPTH) {
    diagnostics_add (reader->diagnostics, place,
                     "alias '*%s' nests values more than %d deep; a scenario needs far less", name,
                     YAML_MAX_DEPTH);
    return NULL;
  }
  return node;
}

/* ---- nodes ---- */

static const YamlNode *read_scalar (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_SCALAR, event, depth);
  if (node) {
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->text = arena_copy (reader->arena, text, length);
    note_properties (reader, node, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr (text, '\0', length)) {
      diagnostics_add (reader->diagnostics, node->place, "a text with a NUL character (\\0); remove it");
    }
  }
  return node;
}

static bool is_merge_key (const YamlNode *key)
{
  return key->kind == YAML_NODE_SCALAR && key->is_plain && strcmp (key->text, "<<") == 0;
}

/* The pairs of a mapping being read: those written in it, then those merged. */
typedef struct {
  GArray *pairs;    /* YamlPair */
  GHashTable *keys; /* text → key's YamlNode */
} PairList;

static void add_pair (PairList *list, YamlPair pair)
{
  g_array_append_val (list->pairs, pair);
  g_hash_table_insert (list->keys, (void *)pair.key->text, (void *)pair.key);
}

static void add_written_pair (Reader *reader, PairList *list, YamlPair pair)
{
  if (pair.key->kind != YAML_NODE_SCALAR) {
    g_autofree char *found = yaml_node_describe (pair.key);
    diagnostics_add (reader->diagnostics, pair.key->place, "a key is %s; use a word", found);
    return;
  }
  const YamlNode *first = g_hash_table_lookup (list->keys, pair.key->text);
  if (!first) {
    add_pair (list, pair);
    return;
  }
  g_autofree char *quoted = words_quote (pair.key->text);
  g_autofree char *where = reader->origin.has_lines ? g_strdup_printf (" at line %u, column %u",
                                                                       first->place.line, first->place.column)
                                                    : g_strdup ("");
  diagnostics_add (reader->diagnostics, pair.key->place, "duplicate key %s; it is given%s already", quoted,
                   where);
}

/* Adds to LIST the pairs of MAPPING whose keys LIST does not have. */
static void merge_mapping (Reader *reader, PairList *list, const YamlNode *mapping)
{
  if (mapping->kind != YAML_NODE_MAPPING) {
    diagnostics_add (reader->diagnostics, mapping->place,
                     "'<<' merges mappings only; use an alias of one, or a list of aliases");
    return;
  }
  for (size_t i = 0; i < mapping->count; i++) {
    if (!g_hash_table_contains (list->keys, mapping->pairs[i].key->text)) {
      add_pair (list, mapping->pairs[i]);
    }
  }
}

/* Makes pairs of CHILDREN, keys and values in turn.  Merges only if CHILDREN are ALL children of NODE. */
static void set_pairs (Reader *reader, YamlNode *node, const GPtrArray *children, bool all)
{
  PairList list = { g_array_new (FALSE, FALSE, sizeof (YamlPair)),
                    g_hash_table_new (g_str_hash, g_str_equal) };
  const YamlNode *const *nodes = (const YamlNode *const *)children->pdata;
  for (size_t i = 0; i + 1 < children->len; i += 2) {
    if (!is_merge_key (nodes[i])) {
      add_written_pair (reader, &list, (YamlPair){ nodes[i], nodes[i + 1] });
    }
  }
  for (size_t i = 0; all && i + 1 < children->len; i += 2) {
    const YamlNode *value = nodes[i + 1];
    bool is_list = value->kind == YAML_NODE_SEQUENCE;
    for (size_t j = 0; is_merge_key (nodes[i]) && j < (is_list ? value->count : 1); j++) {
      merge_mapping (reader, &list, is_list ? value->items[j] : value);
    }
  }
  g_hash_table_unref (list.keys);
  node->count = list.pairs->len;
  node->pairs = arena_take (reader->arena, g_array_free (list.pairs, FALSE));
}

/* Reads the children of NODE, up to the event of type END; false with the mistake added if that fails. */
static bool read_children (Reader *reader, YamlNode *node, yaml_event_type_t end, unsigned depth,
                           GPtrArray *children)
{
  for (;;) {
    yaml_event_t event;
    if (!reader_next (reader, &event)) {
      return false;
    }
    bool at_end = event.type == end;
    const YamlNode *child = at_end ? NULL : read_child (reader, node, &event, depth + 1);
    yaml_event_delete (&event);
    if (!child) {
      return at_end;
    }
    g_ptr_array_add (children, (void *)child);
  }
}

static const YamlNode *read_sequence (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_SEQUENCE, event, depth);
  if (!node) {
    return NULL;
  }
  note_properties (reader, node, event->data.sequence_start.anchor, event->data.sequence_start.tag);
  GPtrArray *items = g_ptr_array_new ();
  node->is_open = true;
  bool whole = read_children (reader, node, YAML_SEQUENCE_END_EVENT, depth, items);
  node->is_open = false;
  node->count = items->len;
  node->items = arena_take (reader->arena, g_ptr_array_free (items, FALSE));
  return whole ? node : NULL;
}

static const YamlNode *read_mapping (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_MAPPING, event, depth);
  if (!node) {
    return NULL;
  }
  note_properties (reader, node, event->data.mapping_start.anchor, event->data.mapping_start.tag);
  g_autoptr (GPtrArray) children = g_ptr_array_new ();
  node->is_open = true;
  bool whole = read_children (reader, node, YAML_MAPPING_END_EVENT, depth, children);
  node->is_open = false;
  set_pairs (reader, node, children, whole);
  return whole ? node : NULL;
}

static const YamlNode *read_node (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    return read_scalar (reader, event, depth);
  case YAML_SEQUENCE_START_EVENT:
    return read_sequence (reader, event, depth);
  case YAML_MAPPING_START_EVENT:
    return read_mapping (reader, event, depth);
  case YAML_ALIAS_EVENT:
    return read_alias (reader, event, depth);
  default:
    g_error ("yaml_tree: event %d where a node begins", (int)event->type);
  }
}

/* ---- documents ---- */

/* Takes the next event, which should be of TYPE; false with MISTAKE added if it is not.  MISTAKE is NULL if
 * the grammar of events allows no other type. */
static bool take_event (Reader *reader, yaml_event_type_t type, const char *mistake)
{
  yaml_event_t event;
  if (!reader_next (reader, &event)) {
    return false;
  }
  bool is_right = event.type == type;
  g_assert (is_right || mistake);
  if (!is_right) {
    bool is_empty = event.type == YAML_STREAM_END_EVENT;
    SourcePlace whole = { .file = reader->origin.file };
    diagnostics_add (reader->diagnostics, is_empty ? whole : reader_place (reader, &event), "%s", mistake);
  }
  yaml_event_delete (&event);
  return is_right;
}

static const YamlNode *read_document (Reader *reader)
{
  yaml_event_t event;
  if (!take_event (reader, YAML_STREAM_START_EVENT, NULL)
      || !take_event (reader, YAML_DOCUMENT_START_EVENT,
                      "there is nothing in it; expected keys with values, such as 'name: my-scenario'")
      || !reader_next (reader, &event)) {
    return NULL;
  }
  const YamlNode *root = read_node (reader, &event, 1);
  yaml_event_delete (&event);
  bool is_only = root && take_event (reader, YAML_DOCUMENT_END_EVENT, NULL)
                 && take_event (reader, YAML_STREAM_END_EVENT,
                                "a second document begins here; a file holds one scenario");
  return is_only ? root : NULL;
}

const YamlNode *yaml_tree_read (Arena *arena, YamlOrigin origin, const char *text, size_t length,
                                Diagnostics *diagnostics)
{
  if (length > YAML_MAX_BYTES) {
    diagnostics_add (diagnostics, (SourcePlace){ .file = origin.file },
                     "larger than %d MiB; a scenario needs far less", YAML_MAX_BYTES >> 20);
    return NULL;
  }
  if (!yaml_syntax_check_text (origin, text, length, diagnostics)) {
    return NULL;
  }
  Reader reader = {
    .arena = arena, .diagnostics = diagnostics, .origin = origin, .text = text, .length = length
  };
  if (!yaml_parser_initialize (&reader.parser)) {
    g_error ("yaml_tree: no memory for a parser");
  }
  yaml_parser_set_input_string (&reader.parser, (const unsigned char *)text, length);
  reader.anchors = g_hash_table_new (g_str_hash, g_str_equal);
  reader.anchor_names = g_ptr_array_new ();
  const YamlNode *root = read_document (&reader);
  g_ptr_array_unref (reader.anchor_names);
  g_hash_table_unref (reader.anchors);
  yaml_parser_delete (&reader.parser);
  return root;
}

/* ---- nodes as they are used ---- */

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
