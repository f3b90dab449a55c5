/* yaml_tree.c - from text to a tree of YAML, within limits */
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
  GHashTable *anchors;     /* name → YamlNode * of the anchor met last */
  GHashTable *open;        /* the set of nodes that are not complete yet */
  GPtrArray *anchor_names; /* in the order of the file, for suggestions */
  size_t nodes;
} Reader;

static SourcePlace reader_place (const Reader *reader, const yaml_mark_t *mark)
{
  SourcePlace place = { .file = reader->origin.file };
  if (reader->origin.has_lines) {
    place.line = (unsigned)mark->line + 1;
    place.column = (unsigned)mark->column + 1;
  }
  return place;
}

/* Takes the next event, which the caller deletes; false with the mistake added if the text is no YAML. */
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

/* Reads the node of EVENT, a child of PARENT at DEPTH; NULL with the mistake added if that cannot be. */
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
    diagnostics_add (reader->diagnostics, reader_place (reader, &event->start_mark),
                     "aliases make the document larger than %d values when they are written out; use fewer",
                     YAML_MAX_NODES);
    return NULL;
  }
  return child;
}

/* A new node for EVENT, or NULL with the mistake added if there are too many or they are too deep. */
static YamlNode *new_node (Reader *reader, YamlNodeKind kind, const yaml_event_t *event, unsigned depth)
{
  SourcePlace place = reader_place (reader, &event->start_mark);
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
  node->kind = kind;
  node->place = place;
  node->expanded = 1;
  node->height = 1;
  return node;
}

/* ---- anchors, aliases, tags ---- */

static void remember_anchor (Reader *reader, const yaml_char_t *anchor, YamlNode *node)
{
  if (anchor) {
    char *name = arena_copy (reader->arena, (const char *)anchor, strlen ((const char *)anchor));
    g_hash_table_insert (reader->anchors, name, node);
    g_ptr_array_add (reader->anchor_names, name);
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
  SourcePlace place = reader_place (reader, &event->start_mark);
  const char *name = (const char *)event->data.alias.anchor;
  const YamlNode *node = g_hash_table_lookup (reader->anchors, name);
  if (!node) {
    report_unknown_alias (reader, place, name);
    return NULL;
  }
  if (g_hash_table_contains (reader->open, node)) {
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

static void refuse_tag (Reader *reader, const yaml_event_t *event, const yaml_char_t *tag)
{
  if (tag) {
    g_autofree char *quoted = words_quote ((const char *)tag);
    diagnostics_add (reader->diagnostics, reader_place (reader, &event->start_mark),
                     "tag %s has no meaning here; remove it", quoted);
  }
}

/* ---- nodes ---- */

static const YamlNode *read_scalar (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_SCALAR, event, depth);
  if (node) {
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->text =
        arena_copy (reader->arena, (const char *)event->data.scalar.value, event->data.scalar.length);
    remember_anchor (reader, event->data.scalar.anchor, node);
    refuse_tag (reader, event, event->data.scalar.tag);
    if (memchr (event->data.scalar.value, '\0', event->data.scalar.length)) {
      diagnostics_add (reader->diagnostics, node->place, "a text with a NUL character (\\0); remove it");
    }
  }
  return node;
}

static bool read_items (Reader *reader, YamlNode *node, GPtrArray *items, unsigned depth)
{
  for (;;) {
    yaml_event_t event;
    if (!reader_next (reader, &event)) {
      return false;
    }
    bool at_end = event.type == YAML_SEQUENCE_END_EVENT;
    const YamlNode *item = at_end ? NULL : read_child (reader, node, &event, depth + 1);
    yaml_event_delete (&event);
    if (at_end) {
      return true;
    }
    if (!item) {
      return false;
    }
    g_ptr_array_add (items, (void *)item);
  }
}

static const YamlNode *read_sequence (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_SEQUENCE, event, depth);
  if (!node) {
    return NULL;
  }
  remember_anchor (reader, event->data.sequence_start.anchor, node);
  refuse_tag (reader, event, event->data.sequence_start.tag);
  g_hash_table_add (reader->open, node);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  bool whole = read_items (reader, node, items, depth);
  g_hash_table_remove (reader->open, node);
  const YamlNode **copy = arena_alloc (reader->arena, items->len, sizeof (YamlNode *));
  if (items->len > 0) {
    memcpy (copy, items->pdata, items->len * sizeof (YamlNode *));
  }
  node->items = copy;
  node->count = items->len;
  return whole ? node : NULL;
}

/* The pairs of a mapping being read: those written in it, then those merged. */
typedef struct {
  GArray *pairs;           /* YamlPair */
  GHashTable *keys;        /* text → key's YamlNode */
  GPtrArray *merge_values; /* of its << keys */
} PairList;

static bool is_merge_key (const YamlNode *key)
{
  return key->is_plain && strcmp (key->text, "<<") == 0;
}

static void report_duplicate (Reader *reader, const YamlNode *key, const YamlNode *first)
{
  g_autofree char *quoted = words_quote (key->text);
  g_autofree char *where = reader->origin.has_lines ? g_strdup_printf (" at line %u, column %u",
                                                                       first->place.line, first->place.column)
                                                    : g_strdup ("");
  diagnostics_add (reader->diagnostics, key->place, "duplicate key %s; it is given%s already", quoted, where);
}

static void add_pair (Reader *reader, PairList *list, const YamlNode *key, const YamlNode *value)
{
  if (is_merge_key (key)) {
    g_ptr_array_add (list->merge_values, (void *)value);
    return;
  }
  const YamlNode *first = g_hash_table_lookup (list->keys, key->text);
  if (first) {
    report_duplicate (reader, key, first);
    return;
  }
  YamlPair pair = { key, value };
  g_array_append_val (list->pairs, pair);
  g_hash_table_insert (list->keys, (void *)key->text, (void *)key);
}

/* Adds the pairs of MAPPING whose keys LIST does not have. */
static void merge_mapping (Reader *reader, PairList *list, const YamlNode *mapping)
{
  if (mapping->kind != YAML_NODE_MAPPING) {
    diagnostics_add (reader->diagnostics, mapping->place,
                     "'<<' merges mappings only; use an alias of one, or a list of aliases");
    return;
  }
  for (size_t i = 0; i < mapping->count; i++) {
    const YamlPair *pair = &mapping->pairs[i];
    if (!g_hash_table_contains (list->keys, pair->key->text)) {
      g_array_append_val (list->pairs, *pair);
      g_hash_table_insert (list->keys, (void *)pair->key->text, (void *)pair->key);
    }
  }
}

static void merge_all (Reader *reader, PairList *list)
{
  for (unsigned i = 0; i < list->merge_values->len; i++) {
    const YamlNode *value = g_ptr_array_index (list->merge_values, i);
    if (value->kind != YAML_NODE_SEQUENCE) {
      merge_mapping (reader, list, value);
      continue;
    }
    for (size_t j = 0; j < value->count; j++) {
      merge_mapping (reader, list, value->items[j]);
    }
  }
}

/* Reads the value of the key of MAPPING that was read last. */
static const YamlNode *yaml_tree_read_value (Reader *reader, YamlNode *mapping, unsigned depth)
{
  yaml_event_t event;
  if (!reader_next (reader, &event)) {
    return NULL;
  }
  const YamlNode *value = read_child (reader, mapping, &event, depth + 1);
  yaml_event_delete (&event);
  return value;
}

static bool read_pairs (Reader *reader, YamlNode *node, PairList *list, unsigned depth)
{
  for (;;) {
    yaml_event_t event;
    if (!reader_next (reader, &event)) {
      return false;
    }
    bool at_end = event.type == YAML_MAPPING_END_EVENT;
    const YamlNode *key = at_end ? NULL : read_child (reader, node, &event, depth + 1);
    yaml_event_delete (&event);
    if (at_end) {
      return true;
    }
    const YamlNode *value = key ? yaml_tree_read_value (reader, node, depth) : NULL;
    if (!value) {
      return false;
    }
    if (key->kind == YAML_NODE_SCALAR) {
      add_pair (reader, list, key, value);
    } else {
      g_autofree char *found = yaml_node_describe (key);
      diagnostics_add (reader->diagnostics, key->place, "a key is %s; use a word", found);
    }
  }
}

static const YamlNode *read_mapping (Reader *reader, const yaml_event_t *event, unsigned depth)
{
  YamlNode *node = new_node (reader, YAML_NODE_MAPPING, event, depth);
  if (!node) {
    return NULL;
  }
  remember_anchor (reader, event->data.mapping_start.anchor, node);
  refuse_tag (reader, event, event->data.mapping_start.tag);
  g_hash_table_add (reader->open, node);
  PairList list = { g_array_new (FALSE, FALSE, sizeof (YamlPair)), g_hash_table_new (g_str_hash, g_str_equal),
                    g_ptr_array_new () };
  bool whole = read_pairs (reader, node, &list, depth);
  if (whole) {
    merge_all (reader, &list);
  }
  YamlPair *pairs = arena_alloc (reader->arena, list.pairs->len, sizeof *pairs);
  if (list.pairs->len > 0) {
    memcpy (pairs, list.pairs->data, list.pairs->len * sizeof *pairs);
  }
  node->pairs = pairs;
  node->count = list.pairs->len;
  g_hash_table_remove (reader->open, node);
  g_array_unref (list.pairs);
  g_hash_table_unref (list.keys);
  g_ptr_array_unref (list.merge_values);
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

/* Takes the event that must be of TYPE by the grammar of events. */
static bool expect_event (Reader *reader, yaml_event_type_t type)
{
  yaml_event_t event;
  if (!reader_next (reader, &event)) {
    return false;
  }
  g_assert (event.type == type);
  yaml_event_delete (&event);
  return true;
}

/* Takes the start of a document; false with the mistake added if the file is empty. */
static bool begin_document (Reader *reader)
{
  yaml_event_t event;
  if (!expect_event (reader, YAML_STREAM_START_EVENT) || !reader_next (reader, &event)) {
    return false;
  }
  bool begins = event.type == YAML_DOCUMENT_START_EVENT;
  if (!begins) {
    diagnostics_add (reader->diagnostics, (SourcePlace){ .file = reader->origin.file },
                     "there is nothing in it; expected keys with values, such as 'name: my-scenario'");
  }
  yaml_event_delete (&event);
  return begins;
}

static bool end_stream (Reader *reader)
{
  yaml_event_t event;
  if (!expect_event (reader, YAML_DOCUMENT_END_EVENT) || !reader_next (reader, &event)) {
    return false;
  }
  bool ends = event.type == YAML_STREAM_END_EVENT;
  if (!ends) {
    diagnostics_add (reader->diagnostics, reader_place (reader, &event.start_mark),
                     "a second document begins here; a file holds one scenario");
  }
  yaml_event_delete (&event);
  return ends;
}

static const YamlNode *read_document (Reader *reader)
{
  yaml_event_t event;
  if (!begin_document (reader) || !reader_next (reader, &event)) {
    return NULL;
  }
  const YamlNode *root = read_node (reader, &event, 1);
  yaml_event_delete (&event);
  return root && end_stream (reader) ? root : NULL;
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
  reader.open = g_hash_table_new (NULL, NULL);
  reader.anchor_names = g_ptr_array_new ();
  const YamlNode *root = read_document (&reader);
  g_ptr_array_unref (reader.anchor_names);
  g_hash_table_unref (reader.open);
  g_hash_table_unref (reader.anchors);
  yaml_parser_delete (&reader.parser);
  return root;
}
