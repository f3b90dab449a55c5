/* schema_value.c - the value of one key: reading it, and saying what it may be */
#include "schema_value.h"

#include "words.h"

#include <string.h>

#define PAGE_BYTES UINT64_C (4096)
#define STRUCT_KEYS_SHOWN 4

/* ---- saying what a value is ---- */

/* "from LOW to HIGH", or what is left of it when one is no limit.  NULL if both are. */
static char *range_in_words (const char *low, const char *high)
{
  if (low && high) {
    return g_strdup_printf ("from %s to %s", low, high);
  }
  if (low) {
    return g_strdup_printf ("at least %s", low);
  }
  return high ? g_strdup_printf ("at most %s", high) : NULL;
}

static char *unsigned_range (const SchemaField *field)
{
  g_autofree char *low = g_strdup_printf ("%" G_GUINT64_FORMAT, field->range.min);
  g_autofree char *high = g_strdup_printf ("%" G_GUINT64_FORMAT, field->range.max);
  return range_in_words (field->range.min > 0 || field->range.max > 0 ? low : NULL,
                         field->range.max > 0 ? high : NULL);
}

static char *signed_range (const SchemaField *field)
{
  if (field->signed_range.min == 0 && field->signed_range.max == 0) {
    return NULL;
  }
  return g_strdup_printf ("from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, field->signed_range.min,
                          field->signed_range.max);
}

static char *real_range (const SchemaField *field)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (low, sizeof low, "%.10g", field->real_range.min);
  g_ascii_formatd (high, sizeof high, "%.10g", field->real_range.max);
  return field->real_range.above_min ? g_strdup_printf ("above %s, at most %s", low, high)
                                     : range_in_words (low, high);
}

static char *quantity_range (const SchemaField *field, const UnitsQuantity *units)
{
  g_autofree char *low = units_format_exact (units, field->range.min);
  g_autofree char *high = units_format_exact (units, field->range.max);
  return range_in_words (field->range.min > 0 ? low : NULL, field->range.max > 0 ? high : NULL);
}

/* The quantity that the values of FIELD are of, or NULL. */
static const UnitsQuantity *field_units (const SchemaField *field)
{
  switch (field->type) {
  case SCHEMA_BYTES:
  case SCHEMA_PAGES:
    return &UNITS_SIZE;
  case SCHEMA_TIME:
    return &UNITS_TIME;
  case SCHEMA_DISTRIBUTION:
    return distribution_units (field->quantity);
  default:
    return NULL;
  }
}

char *schema_value_range (const SchemaField *field)
{
  const UnitsQuantity *units = field_units (field);
  if (units) {
    return quantity_range (field, units);
  }
  switch (field->type) {
  case SCHEMA_UNSIGNED:
    return unsigned_range (field);
  case SCHEMA_SIGNED:
    return signed_range (field);
  case SCHEMA_REAL:
    return real_range (field);
  default:
    return NULL;
  }
}

static char *enum_words (const SchemaField *field, const char *between, const char *last)
{
  GString *out = g_string_new (NULL);
  for (size_t i = 0; i < field->word_count; i++) {
    const char *separator = i == 0 ? "" : i + 1 < field->word_count ? between : last;
    g_string_append_printf (out, "%s%s", separator, field->words[i].word);
  }
  return g_string_free (out, FALSE);
}

static bool has_range (const SchemaField *field)
{
  return field->range.min > 0 || field->range.max > 0;
}

/* "SENTENCE RANGE" */
static char *with_range (const SchemaField *field, const char *sentence)
{
  g_autofree char *range = schema_value_range (field);
  return range ? g_strdup_printf ("%s %s", sentence, range) : g_strdup (sentence);
}

static char *size_expectation (const SchemaField *field)
{
  g_autofree char *range = schema_value_range (field);
  const char *plain = field->plain == 0   ? ""
                      : field->plain == 1 ? " or a number of bytes"
                                          : " or a number of pages";
  return g_strdup_printf ("a size such as 64MiB%s%s%s", plain, range ? ", " : "", range ? range : "");
}

/* "a mapping with the keys memory, hz, ..." */
static char *struct_expectation (const SchemaTable *table)
{
  g_autofree const char **keys = g_new (const char *, table->field_count);
  for (size_t i = 0; i < table->field_count; i++) {
    keys[i] = table->fields[i].key;
  }
  size_t shown = MIN (table->field_count, STRUCT_KEYS_SHOWN);
  bool is_all = shown == table->field_count;
  g_autofree char *list = words_list (keys, shown, is_all ? "and" : NULL);
  return g_strdup_printf ("a mapping with the keys %s%s", list, is_all ? "" : ", ...");
}

char *schema_value_expectation (const SchemaField *field)
{
  switch (field->type) {
  case SCHEMA_BOOL:
    return g_strdup ("true or false");
  case SCHEMA_UNSIGNED:
    return with_range (field, has_range (field) ? "a whole number" : "a whole number, 0 or more");
  case SCHEMA_SIGNED:
    return with_range (field, "a whole number");
  case SCHEMA_REAL:
    return with_range (field, "a number");
  case SCHEMA_BYTES:
  case SCHEMA_PAGES:
    return size_expectation (field);
  case SCHEMA_TIME: {
    g_autofree char *range = schema_value_range (field);
    return g_strdup_printf ("a time such as 500us%s%s", range ? ", " : "", range ? range : "");
  }
  case SCHEMA_NAME:
    return g_strdup ("a name of letters, digits, '-' and '_' that begins with a letter");
  case SCHEMA_TEXT:
    return g_strdup ("text");
  case SCHEMA_CHARACTER:
    return g_strdup ("one ASCII character");
  case SCHEMA_PATH:
    return g_strdup ("a file name");
  case SCHEMA_ENUM:
    return enum_words (field, ", ", " or ");
  case SCHEMA_DISTRIBUTION:
    return g_strdup (distribution_expectation (field->quantity));
  case SCHEMA_TEXT_LIST:
    return g_strdup ("a list such as [a, b]");
  case SCHEMA_STRUCT:
    return struct_expectation (field->table);
  case SCHEMA_STRUCT_LIST:
    return g_strdup_printf ("a list of %s, each begun by '- '", field->table->plural);
  }
  g_error ("schema: key '%s' has no type", field->key);
}

char *schema_value_type (const SchemaField *field)
{
  static const char *const words[] = {
    [SCHEMA_BOOL] = "true | false",   [SCHEMA_UNSIGNED] = "whole number",
    [SCHEMA_SIGNED] = "whole number", [SCHEMA_REAL] = "number",
    [SCHEMA_BYTES] = "size",          [SCHEMA_PAGES] = "size",
    [SCHEMA_TIME] = "time",           [SCHEMA_NAME] = "name",
    [SCHEMA_TEXT] = "text",           [SCHEMA_CHARACTER] = "character",
    [SCHEMA_PATH] = "file name",      [SCHEMA_TEXT_LIST] = "list of texts",
    [SCHEMA_STRUCT] = "mapping",
  };
  switch (field->type) {
  case SCHEMA_ENUM:
    return enum_words (field, " | ", " | ");
  case SCHEMA_STRUCT_LIST:
    return g_strdup_printf ("list of %s", field->table->plural);
  case SCHEMA_DISTRIBUTION:
    return field->quantity == DISTRIBUTION_OF_PLACES
               ? g_strdup (distribution_expectation (field->quantity))
               : g_strdup_printf ("%s or distribution", units_noun (distribution_units (field->quantity)));
  default:
    return g_strdup_printf ("%s%s", words[field->type],
                            field->plain == 0   ? ""
                            : field->plain == 1 ? ", or bytes"
                                                : ", or pages");
  }
}

/* ---- reading ---- */

void schema_value_expect (SchemaContext *context, const SchemaField *field, const YamlNode *node)
{
  g_autofree char *found = yaml_node_describe (node);
  g_autofree char *expectation = schema_value_expectation (field);
  diagnostics_add (context->diagnostics, node->place, "%s is %s; expected %s", field->key, found,
                   expectation);
}

/* What the readers below have: a scalar that is not null, and where its value goes. */
typedef struct {
  SchemaContext *context;
  const SchemaField *field;
  const YamlNode *node;
  void *base;
} Slot;

static bool schema_value_refuse (const Slot *slot)
{
  schema_value_expect (slot->context, slot->field, slot->node);
  return false;
}

static bool store (const Slot *slot, const void *value, size_t size)
{
  memcpy ((char *)slot->base + slot->field->offset, value, size);
  return true;
}

static bool read_bool (const Slot *slot)
{
  bool is_true = strcmp (slot->node->text, "true") == 0;
  bool is_bool = slot->node->is_plain && (is_true || strcmp (slot->node->text, "false") == 0);
  return is_bool ? store (slot, &is_true, sizeof is_true) : schema_value_refuse (slot);
}

/* A whole number without sign.  Neither 010, which some take for 8, nor 1_000. */
static bool parse_unsigned (const char *text, uint64_t *value)
{
  bool is_hexadecimal = text[0] == '0' && text[1] == 'x';
  const char *digits = is_hexadecimal ? text + 2 : text;
  if (*digits == '\0' || (!is_hexadecimal && digits[0] == '0' && digits[1] != '\0')) {
    return false;
  }
  return g_ascii_string_to_unsigned (digits, is_hexadecimal ? 16 : 10, 0, UINT64_MAX, value, NULL);
}

static bool in_range (const SchemaField *field, uint64_t value)
{
  return value >= field->range.min && (field->range.max == 0 || value <= field->range.max);
}

/* Adds the mistake that the scalar is no whole number in the range. */
static bool refuse_number (const Slot *slot)
{
  const char *text = slot->node->text;
  if (!slot->node->is_plain || text[0] != '0' || !g_ascii_isdigit (text[1])) {
    return schema_value_refuse (slot);
  }
  g_autofree char *quoted = words_quote (text);
  diagnostics_add (slot->context->diagnostics, slot->node->place,
                   "%s is %s; write the number without zeros in front, which some take for octal",
                   slot->field->key, quoted);
  return false;
}

static bool read_unsigned (const Slot *slot)
{
  uint64_t value;
  bool is_valid =
      slot->node->is_plain && parse_unsigned (slot->node->text, &value) && in_range (slot->field, value);
  return is_valid ? store (slot, &value, sizeof value) : refuse_number (slot);
}

static bool read_signed (const Slot *slot)
{
  bool negative = slot->node->text[0] == '-';
  uint64_t magnitude;
  uint64_t limit = (uint64_t)INT64_MAX + negative;
  if (!slot->node->is_plain || !parse_unsigned (slot->node->text + negative, &magnitude)
      || magnitude > limit) {
    return refuse_number (slot);
  }
  int64_t value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
  int64_t min = slot->field->signed_range.min, max = slot->field->signed_range.max;
  bool has_range = min != 0 || max != 0;
  return has_range && (value < min || value > max) ? schema_value_refuse (slot)
                                                   : store (slot, &value, sizeof value);
}

static bool read_real (const Slot *slot)
{
  double value;
  if (!slot->node->is_plain || !units_parse_decimal (slot->node->text, &value)) {
    return schema_value_refuse (slot);
  }
  double min = slot->field->real_range.min, max = slot->field->real_range.max;
  bool is_low = slot->field->real_range.above_min ? value <= min : value < min;
  return is_low || value > max ? schema_value_refuse (slot) : store (slot, &value, sizeof value);
}

/* A size or a time, in bytes or ns. */
static bool read_quantity (const Slot *slot, uint64_t *value)
{
  const UnitsQuantity *units = field_units (slot->field);
  g_autofree char *mistake = NULL;
  if (!units_parse (units, slot->node->text, slot->field->plain, value, &mistake)) {
    diagnostics_add (slot->context->diagnostics, slot->node->place, "%s", mistake);
    return false;
  }
  if (!in_range (slot->field, *value)) {
    g_autofree char *quoted = words_quote (slot->node->text);
    g_autofree char *range = schema_value_range (slot->field);
    diagnostics_add (slot->context->diagnostics, slot->node->place, "%s is %s; use a %s %s", slot->field->key,
                     quoted, units_noun (units), range);
    return false;
  }
  return true;
}

static bool read_bytes_or_time (const Slot *slot)
{
  uint64_t value;
  return read_quantity (slot, &value) && store (slot, &value, sizeof value);
}

static bool read_pages (const Slot *slot)
{
  uint64_t bytes;
  if (!read_quantity (slot, &bytes)) {
    return false;
  }
  if (bytes % PAGE_BYTES != 0) {
    g_autofree char *quoted = words_quote (slot->node->text);
    diagnostics_add (slot->context->diagnostics, slot->node->place,
                     "%s is %s; use a multiple of the page, 4 KiB", slot->field->key, quoted);
    return false;
  }
  uint64_t pages = bytes / PAGE_BYTES;
  return store (slot, &pages, sizeof pages);
}

static bool store_text (const Slot *slot, char *text)
{
  return store (slot, &text, sizeof text);
}

static char *copy_text (const Slot *slot)
{
  return arena_copy (slot->context->arena, slot->node->text, strlen (slot->node->text));
}

static bool is_name (const char *text)
{
  if (!g_ascii_isalpha (text[0]) && text[0] != '_') {
    return false;
  }
  size_t length = 1;
  while (g_ascii_isalnum (text[length]) || text[length] == '_' || text[length] == '-') {
    length++;
  }
  return text[length] == '\0' && length <= SCHEMA_NAME_MAX_LENGTH;
}

static bool read_name (const Slot *slot)
{
  return is_name (slot->node->text) ? store_text (slot, copy_text (slot)) : schema_value_refuse (slot);
}

static bool read_text (const Slot *slot)
{
  return store_text (slot, copy_text (slot));
}

static bool read_character (const Slot *slot)
{
  const char *text = slot->node->text;
  bool is_one = text[0] != '\0' && text[1] == '\0' && (unsigned char)text[0] < 0x80;
  return is_one ? store (slot, text, 1) : schema_value_refuse (slot);
}

static bool schema_value_read_path (const Slot *slot)
{
  const char *text = slot->node->text;
  if (*text == '\0') {
    return schema_value_refuse (slot);
  }
  const char *directory = slot->context->directory;
  bool is_as_given = g_path_is_absolute (text) || strcmp (directory, ".") == 0;
  char *path = is_as_given ? g_strdup (text) : g_build_filename (directory, text, NULL);
  return store_text (slot, arena_take (slot->context->arena, path));
}

/* Adds the mistake that the word is none of the field's. */
static bool refuse_word (const Slot *slot)
{
  const SchemaField *field = slot->field;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (size_t i = 0; i < field->word_count; i++) {
    g_ptr_array_add (words, (void *)field->words[i].word);
  }
  const char *nearest = words_nearest (slot->node->text, (const char *const *)words->pdata, words->len);
  if (!nearest) {
    return schema_value_refuse (slot);
  }
  g_autofree char *quoted = words_quote (slot->node->text);
  g_autofree char *all = enum_words (field, ", ", " or ");
  diagnostics_add (slot->context->diagnostics, slot->node->place, "%s is %s; did you mean '%s'? It takes %s",
                   field->key, quoted, nearest, all);
  return false;
}

static bool read_enum (const Slot *slot)
{
  const SchemaField *field = slot->field;
  for (size_t i = 0; i < field->word_count; i++) {
    if (strcmp (field->words[i].word, slot->node->text) == 0) {
      return store (slot, &field->words[i].value, sizeof field->words[i].value);
    }
  }
  return refuse_word (slot);
}

static bool read_distribution (const Slot *slot)
{
  const SchemaField *field = slot->field;
  DistributionRule rule = { field->key, field->quantity, field->range.min, field->range.max };
  DistributionConfig config;
  return distribution_read (slot->context->arena, slot->context->diagnostics, &rule, slot->node, &config)
         && store (slot, &config, sizeof config);
}

static bool read_text_list (const Slot *slot)
{
  const YamlNode *node = slot->node;
  if (node->kind != YAML_NODE_SEQUENCE) {
    return schema_value_refuse (slot);
  }
  const char **texts = arena_alloc (slot->context->arena, node->count + 1, sizeof (char *));
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *item = node->items[i];
    if (item->kind != YAML_NODE_SCALAR || yaml_node_is_null (item)) {
      g_autofree char *found = yaml_node_describe (item);
      diagnostics_add (slot->context->diagnostics, item->place, "%s has an item that is %s; expected text",
                       slot->field->key, found);
      return false;
    }
    texts[i] = arena_copy (slot->context->arena, item->text, strlen (item->text));
  }
  if (slot->field->count_offset != 0) {
    memcpy ((char *)slot->base + slot->field->count_offset, &node->count, sizeof node->count);
  }
  return store (slot, &texts, sizeof texts);
}

typedef struct {
  bool (*read) (const Slot *slot);
  bool is_scalar; /* nothing but a scalar will do */
} ValueReader;

static const ValueReader readers[] = {
  [SCHEMA_BOOL] = { read_bool, true },
  [SCHEMA_UNSIGNED] = { read_unsigned, true },
  [SCHEMA_SIGNED] = { read_signed, true },
  [SCHEMA_REAL] = { read_real, true },
  [SCHEMA_BYTES] = { read_bytes_or_time, true },
  [SCHEMA_PAGES] = { read_pages, true },
  [SCHEMA_TIME] = { read_bytes_or_time, true },
  [SCHEMA_NAME] = { read_name, true },
  [SCHEMA_TEXT] = { read_text, true },
  [SCHEMA_CHARACTER] = { read_character, true },
  [SCHEMA_PATH] = { schema_value_read_path, true },
  [SCHEMA_ENUM] = { read_enum, true },
  [SCHEMA_DISTRIBUTION] = { read_distribution, false },
  [SCHEMA_TEXT_LIST] = { read_text_list, false },
};

bool schema_value_read (SchemaContext *context, const SchemaField *field, const YamlNode *node, void *base)
{
  g_assert ((size_t)field->type < G_N_ELEMENTS (readers));
  Slot slot = { context, field, node, base };
  const ValueReader *reader = &readers[field->type];
  bool is_wrong_kind = reader->is_scalar && node->kind != YAML_NODE_SCALAR;
  return is_wrong_kind || yaml_node_is_null (node) ? schema_value_refuse (&slot) : reader->read (&slot);
}
