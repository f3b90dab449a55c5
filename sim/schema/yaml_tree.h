/*
 * yaml_tree.h - a YAML document as a tree of nodes that know their place
 *
 * A node is a scalar (its text), a sequence, or a mapping in the order of the file.  Nodes never change once
 * the tree is made, so an alias is simply a second reference to the anchor's node, and merge keys (<<) share
 * the values that they merge.  A document is untrusted input: its size, its depth, and its size with all
 * aliases written out are limited.  An alias inside its own anchor is refused, and so are tags and several
 * documents, which scenarios do not need.
 */
#pragma once

#include "arena.h"
#include "diagnostics.h"

#include <stdbool.h>
#include <stddef.h>

#define YAML_MAX_BYTES (4 << 20)
#define YAML_MAX_NODES 200000 /* counted with all aliases written out */
#define YAML_MAX_DEPTH 64     /* likewise */

typedef enum { YAML_NODE_SCALAR, YAML_NODE_SEQUENCE, YAML_NODE_MAPPING } YamlNodeKind;

typedef struct YamlNode YamlNode;

typedef struct {
  const YamlNode *key; /* a scalar */
  const YamlNode *value;
} YamlPair;

struct YamlNode {
  YamlNodeKind kind;
  bool is_plain; /* a scalar written without quotes */
  SourcePlace place;
  const char *text; /* of a scalar */
  union {
    const YamlNode *const *items; /* of a sequence */
    const YamlPair *pairs;        /* of a mapping; all keys are different */
  };
  size_t count;    /* of items or pairs */
  size_t expanded; /* nodes in this tree, with itself and with aliases written out */
  unsigned height; /* levels of this tree; 1 for a scalar */
  bool is_open;    /* still being read: more children may follow */
};

/* Where a text comes from. */
typedef struct {
  const char *file; /* for the places; must live as long as the nodes */
  bool has_lines;   /* false: a word of the command line, whose place is `file` alone */
} YamlOrigin;

/* Reads the one document in LENGTH bytes of TEXT, whose nodes belong to ARENA.  Adds mistakes to DIAGNOSTICS.
 * NULL if there is no tree; a duplicate key, of which the first is kept, still leaves a tree. */
const YamlNode *yaml_tree_read (Arena *arena, YamlOrigin origin, const char *text, size_t length,
                                Diagnostics *diagnostics);

/* Makes a plain scalar. */
const YamlNode *yaml_node_scalar (Arena *arena, SourcePlace place, const char *text);

/* The pair of MAPPING (may be NULL) that has KEY, or NULL. */
const YamlPair *yaml_node_find (const YamlNode *mapping, const char *key);

/* The text of the scalar at KEY if NODE is a mapping that has one there; else NULL. */
const char *yaml_node_find_text (const YamlNode *node, const char *key);

/* A copy of MAPPING (NULL: empty) in which KEY has VALUE: in place of the pair with this key, or last. */
const YamlNode *yaml_node_with_pair (Arena *arena, const YamlNode *mapping, const YamlNode *key,
                                     const YamlNode *value);

/* A copy of SEQUENCE in which item INDEX is ITEM. */
const YamlNode *yaml_node_with_item (Arena *arena, const YamlNode *sequence, size_t index,
                                     const YamlNode *item);

/* True for a null scalar: an empty one, ~ or null. */
bool yaml_node_is_null (const YamlNode *node);

/* What NODE is, for messages: "'4'", "the text '4'" (if quoted), "a list", "a mapping", "empty". The caller
 * frees it with g_free(). */
char *yaml_node_describe (const YamlNode *node);
