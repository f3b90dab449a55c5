/* schema.c - reading a tree of YAML into structs by a table */
#include "schema.h"

#include "schema_value.h"
#include "words.h"

#include <string.h>

/* A struct being read. */
typedef struct {
  SchemaContext *context;
  const SchemaTable *table;
  const SchemaVariant *variant; /* NULL: none, or not known */
  const YamlNode *node;         /* NULL: nothing was given, all values are defaults */
  SourcePlace place;            /* where to report missing keys */
  char *base;
} Struct;

static void read_struct (SchemaContext *context, const SchemaTable *table, const YamlNode *node,
                         SourcePlace place, char *base);

/* ---- words ---- */

static const char *article (const char *noun)
{
  return strchr ("aeiou", noun[0]) ? "an" : "a";
}

/* "workload 'reader'", "event 'consume_memory'", "machine".  The caller frees it with g_free(). */
static char *struct_name (const Struct *s)
{
  const char *name = yaml_node_find_text (s->node, "name");
  if (!name && s->variant) {
    name = s->variant->word;
  }
  g_autofree char *quoted = name ? words_quote (name) : NULL;
  return quoted ? g_strdup_printf ("%s %s", s->table->noun, quoted) : g_strdup (s->table->noun);
}

/* All keys that S may have: those of the table, the tag, and those of its variant. */
static GPtrArray *struct_keys (const Struct *s)
{
  GPtrArray *keys = g_ptr_array_new ();
  for (size_t i = 0; i < s->table->field_count; i++) {
    g_ptr_array_add (keys, (void *)s->table->fields[i].key);
  }
  if (s->table->tag_key) {
    g_ptr_array_add (keys, (void *)s->table->tag_key);
  }
  for (size_t i = 0; s->variant && i < s->variant->field_count; i++) {
    g_ptr_array_add (keys, (void *)s->variant->fields[i].key);
  }
  return keys;
}

static bool has_key (const SchemaField *fields, size_t count, const char *key)
{
  size_t i = 0;
  while (i < count && strcmp (fields[i].key, key) != 0) {
    i++;
  }
  return i < count;
}

/* ---- keys that are not known ---- */

/* The words of the variants that have KEY; of all variants if KEY is NULL. */
static GPtrArray *variants_with_key (const SchemaTable *table, const char *key)
{
  GPtrArray *words = g_ptr_array_new ();
  const SchemaVariant *variant;
  for (size_t i = 0; table->variant && (variant = table->variant (i)); i++) {
    if (!key || has_key (variant->fields, variant->field_count, key)) {
      g_ptr_array_add (words, (void *)variant->word);
    }
  }
  return words;
}

/* Adds the mistake that S cannot have KEY.  KEYS are the keys that S may have. */
static void report_unknown_key (const Struct *s, const YamlNode *key, const GPtrArray *keys)
{
  g_autofree char *quoted = words_quote (key->text), *name = struct_name (s);
  g_autoptr (GPtrArray) others = variants_with_key (s->table, key->text);
  if (others->len > 0) {
    g_autofree char *list = words_list ((const char *const *)others->pdata, others->len, "or");
    diagnostics_add (s->context->diagnostics, key->place, "key %s in %s is for %s %s; remove it", quoted,
                     name, s->table->tag_key, list);
    return;
  }
  g_autofree char *hint = words_hint (key->text, (const char *const *)keys->pdata, keys->len);
  diagnostics_add (s->context->diagnostics, key->place, "unknown key %s in %s; %s", quoted, name, hint);
}

static void check_keys (const Struct *s)
{
  if (s->table->tag_key && !s->variant) {
    return; /* the variant is wrong or missing, and that has been said */
  }
  g_autoptr (GPtrArray) keys = struct_keys (s);
  for (size_t i = 0; i < s->node->count && !diagnostics_is_full (s->context->diagnostics); i++) {
    const YamlNode *key = s->node->pairs[i].key;
    if (!g_ptr_array_find_with_equal_func (keys, key->text, g_str_equal, NULL)) {
      report_unknown_key (s, key, keys);
    }
  }
}

/* ---- the variant ---- */

static void note_given (SchemaContext *context, const void *member, SourcePlace place, bool is_valid)
{
  SchemaGiven *given = arena_alloc (context->arena, 1, sizeof *given);
  *given = (SchemaGiven){ place, is_valid };
  g_hash_table_insert (context->given, (void *)member, given);
}

static void report_bad_tag (const Struct *s, const YamlNode *tag)
{
  const SchemaTable *table = s->table;
  Diagnostics *diagnostics = s->context->diagnostics;
  g_autoptr (GPtrArray) variants = variants_with_key (table, NULL);
  const char *const *words = (const char *const *)variants->pdata;
  g_autofree char *list = words_list (words, variants->len, "or");
  if (!tag) {
    g_autofree char *name = struct_name (s);
    diagnostics_add (diagnostics, s->place, "missing key '%s' in %s; use %s", table->tag_key, name, list);
    return;
  }
  g_autofree char *found = yaml_node_describe (tag);
  if (tag->kind != YAML_NODE_SCALAR || yaml_node_is_null (tag)) {
    diagnostics_add (diagnostics, tag->place, "%s %s is %s; use %s", table->noun, table->tag_key, found,
                     list);
    return;
  }
  g_autofree char *hint = words_hint (tag->text, words, variants->len);
  diagnostics_add (diagnostics, tag->place, "%s %s %s is unknown; %s", table->noun, table->tag_key, found,
                   hint);
}

static void choose_variant (Struct *s)
{
  const SchemaTable *table = s->table;
  const YamlPair *pair = yaml_node_find (s->node, table->tag_key);
  const char *word = yaml_node_find_text (s->node, table->tag_key);
  char *tag = s->base + table->tag_offset;
  const SchemaVariant *variant;
  for (size_t i = 0; !s->variant && (variant = table->variant (i)); i++) {
    s->variant = g_strcmp0 (variant->word, word) == 0 ? variant : NULL;
  }
  if (!s->variant) {
    report_bad_tag (s, pair ? pair->value : NULL);
  } else if (s->variant->size > 0) {
    memcpy (tag, &s->variant, sizeof s->variant);
  } else {
    memcpy (tag, &s->variant->value, sizeof s->variant->value);
  }
  note_given (s->context, tag, pair ? pair->value->place : s->place, s->variant != NULL);
}

/* ---- fields ---- */

static void read_struct_list (SchemaContext *context, const SchemaField *field, const YamlNode *node,
                              char *base)
{
  if (node->kind != YAML_NODE_SEQUENCE) {
    schema_value_refuse (context, field, node);
    return;
  }
  size_t size = field->table->size;
  char *items = arena_alloc (context->arena, node->count, size);
  for (size_t i = 0; i < node->count; i++) {
    char *item = items + i * size;
    memcpy (item, &node->items[i]->place, sizeof (SourcePlace));
    read_struct (context, field->table, node->items[i], node->items[i]->place, item);
  }
  memcpy (base + field->offset, &items, sizeof items);
  memcpy (base + field->count_offset, &node->count, sizeof node->count);
}

/* Sets the default of FIELD.  A default that FIELD itself refuses is a mistake in the table, and aborts. */
static void apply_default (const Struct *s, const SchemaField *field, char *base)
{
  SourcePlace place = { .file = "(default)" };
  const YamlNode *node = yaml_node_scalar (s->context->arena, place, field->fallback);
  if (!schema_value_read (s->context, field, node, base)) {
    g_autofree char *text = diagnostics_text (s->context->diagnostics);
    g_error ("schema: the default of '%s' is wrong: %s", field->key, text);
  }
}

static void read_absent (const Struct *s, const SchemaField *field, char *base)
{
  if (field->required) {
    g_autofree char *name = struct_name (s);
    g_autofree char *expectation = schema_value_expectation (field);
    diagnostics_add (s->context->diagnostics, s->place, "missing key '%s' in %s; add '%s:' with %s",
                     field->key, name, field->key, expectation);
  } else if (field->type == SCHEMA_STRUCT) {
    read_struct (s->context, field->table, NULL, s->place, base + field->offset);
  } else if (field->fallback) {
    apply_default (s, field, base);
  }
}

static void read_given (const Struct *s, const SchemaField *field, const YamlNode *node, char *base)
{
  if (field->type == SCHEMA_STRUCT_LIST) {
    read_struct_list (s->context, field, node, base);
  } else if (field->type != SCHEMA_STRUCT) {
    bool is_valid = schema_value_read (s->context, field, node, base);
    note_given (s->context, base + field->offset, node->place, is_valid);
  } else if (node->kind == YAML_NODE_MAPPING) {
    read_struct (s->context, field->table, node, node->place, base + field->offset);
  } else {
    schema_value_refuse (s->context, field, node);
  }
}

static void read_fields (const Struct *s, const SchemaField *fields, size_t count, char *base)
{
  for (size_t i = 0; i < count; i++) {
    const YamlPair *pair = yaml_node_find (s->node, fields[i].key);
    if (pair) {
      read_given (s, &fields[i], pair->value, base);
    } else {
      read_absent (s, &fields[i], base);
    }
  }
}

/* The struct that receives the values of the keys of S's variant. */
static char *variant_base (const Struct *s)
{
  if (s->variant->size == 0) {
    return s->base + s->variant->offset;
  }
  char *own = arena_alloc (s->context->arena, 1, s->variant->size);
  memcpy (s->base + s->table->options_offset, &own, sizeof own);
  return own;
}

static void read_struct (SchemaContext *context, const SchemaTable *table, const YamlNode *node,
                         SourcePlace place, char *base)
{
  Struct s = { context, table, NULL, node, place, base };
  if (node && node->kind != YAML_NODE_MAPPING) {
    g_autofree char *found = yaml_node_describe (node);
    diagnostics_add (context->diagnostics, place, "%s %s is %s; expected a mapping with keys such as '%s:'",
                     article (table->noun), table->noun, found, table->fields[0].key);
    return;
  }
  if (table->tag_key) {
    choose_variant (&s);
  }
  if (node) {
    check_keys (&s);
  }
  read_fields (&s, table->fields, table->field_count, base);
  if (s.variant) {
    read_fields (&s, s.variant->fields, s.variant->field_count, variant_base (&s));
  }
}

void schema_read (SchemaContext *context, const SchemaTable *table, const YamlNode *root, void *config)
{
  read_struct (context, table, root, root->place, config);
}

void schema_fill_defaults (const SchemaTable *table, void *config)
{
  SourcePlace nowhere = { .file = "(default)" };
  g_autoptr (Arena) arena = arena_new ();
  g_autoptr (Diagnostics) diagnostics = diagnostics_new (nowhere.file);
  g_autoptr (GHashTable) given = g_hash_table_new (NULL, NULL);
  SchemaContext context = { arena, diagnostics, ".", given, SCHEMA_LEAST_PAGE }; /* no default counts pages */
  read_struct (&context, table, NULL, nowhere, config);
}

/* ---- what was given ---- */

bool schema_is_given (const SchemaContext *context, const void *member)
{
  return g_hash_table_contains (context->given, member);
}

bool schema_is_usable (const SchemaContext *context, const void *member)
{
  const SchemaGiven *given = g_hash_table_lookup (context->given, member);
  return !given || given->is_valid;
}

SourcePlace schema_place (const SchemaContext *context, const void *member, SourcePlace elsewhere)
{
  const SchemaGiven *given = g_hash_table_lookup (context->given, member);
  return given ? given->place : elsewhere;
}

void schema_mistake (const SchemaContext *context, const void *member, SourcePlace elsewhere,
                     const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  diagnostics_add_va (context->diagnostics, schema_place (context, member, elsewhere), format, arguments);
  va_end (arguments);
}

const char *schema_size_text (const SchemaContext *context, uint64_t bytes)
{
  return arena_take (context->arena, units_format_exact (&UNITS_SIZE, bytes));
}

const char *schema_time_text (const SchemaContext *context, uint64_t ns)
{
  return arena_take (context->arena, units_format_exact (&UNITS_TIME, ns));
}
