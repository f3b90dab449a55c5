/* schema_value.c - the value of one key: reading it, and saying what it may be */
#include "schema_value.h"

#include "words.h"

#include <string.h>

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

/* What the readers have: a scalar that is not null, and where its value goes. */
typedef struct {
  SchemaContext *context;
  const SchemaField *field;
  const YamlNode *node;
  void *base;
} Slot;

/* All that depends on the type of a key. */
typedef struct {
  const char *type;                           /* a word or two; NULL: schema_value_type() */
  const char *expectation;                    /* a sentence, or what one is made from; */
  char *(*expect) (const SchemaField *field); /* NULL: the sentence stands as it is */
  char *(*range) (const SchemaField *field);  /* NULL: it has none */
  const UnitsQuantity *units;                 /* of its values; NULL: none */
  bool (*read) (const Slot *slot);            /* NULL: it is a struct, or a list of them */
  bool is_scalar;                             /* nothing but a scalar will do */
} ValueType;

static const ValueType value_types[SCHEMA_STRUCT_LIST + 1];

/* The quantity that the values of FIELD are of, or NULL. */
static const UnitsQuantity *field_units (const SchemaField *field)
{
  return field->type == SCHEMA_DISTRIBUTION ? distribution_units (field->quantity)
                                            : value_types[field->type].units;
}

char *schema_value_range (const SchemaField *field)
{
  const UnitsQuantity *units = field_units (field);
  char *(*range) (const SchemaField *) = value_types[field->type].range;
  return units ? quantity_range (field, units) : range ? range (field) : NULL;
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

/* The sentence of FIELD's type, with its range behind BETWEEN. */
static char *with_range (const SchemaField *field, const char *between)
{
  g_autofree char *range = schema_value_range (field);
  return g_strconcat (value_types[field->type].expectation, range ? between : NULL, range, NULL);
}

static char *number_expectation (const SchemaField *field)
{
  bool is_any_unsigned = field->type == SCHEMA_UNSIGNED && !has_range (field);
  return is_any_unsigned ? g_strdup ("a whole number, 0 or more") : with_range (field, " ");
}

static char *time_expectation (const SchemaField *field)
{
  return with_range (field, ", ");
}

static char *enum_expectation (const SchemaField *field)
{
  return enum_words (field, ", ", " or ");
}

static char *distribution_sentence (const SchemaField *field)
{
  return g_strdup (distribution_expectation (field->quantity));
}

static char *list_expectation (const SchemaField *field)
{
  return g_strdup_printf ("a list of %s, each begun by '- '", field->table->plural);
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
static char *struct_expectation (const SchemaField *field)
{
  const SchemaTable *table = field->table;
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
  const ValueType *type = &value_types[field->type];
  return type->expect ? type->expect (field) : g_strdup (type->expectation);
}

char *schema_value_type (const SchemaField *field)
{
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
    return g_strdup_printf ("%s%s", value_types[field->type].type,
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
  if (!units_parse (units, slot->node->text, slot->field->plain, SCHEMA_PAGE_BYTES, value, &mistake)) {
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
  if (bytes % SCHEMA_PAGE_BYTES != 0) {
    g_autofree char *quoted = words_quote (slot->node->text);
    diagnostics_add (slot->context->diagnostics, slot->node->place,
                     "%s is %s; use a multiple of the page, 4 KiB", slot->field->key, quoted);
    return false;
  }
  uint64_t pages = bytes / SCHEMA_PAGE_BYTES;
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

static const ValueType value_types[SCHEMA_STRUCT_LIST + 1] = {
  [SCHEMA_BOOL] = { "true | false", "true or false", NULL, NULL, NULL, read_bool, true },
  [SCHEMA_UNSIGNED] = { "whole number", "a whole number", number_expectation, unsigned_range, NULL,
                        read_unsigned, true },
  [SCHEMA_SIGNED] = { "whole number", "a whole number", number_expectation, signed_range, NULL, read_signed,
                      true },
  [SCHEMA_REAL] = { "number", "a number", number_expectation, real_range, NULL, read_real, true },
  [SCHEMA_BYTES] = { "size", NULL, size_expectation, NULL, &UNITS_SIZE, read_bytes_or_time, true },
  [SCHEMA_PAGES] = { "size", NULL, size_expectation, NULL, &UNITS_SIZE, read_pages, true },
  [SCHEMA_TIME] = { "time", "a time such as 500us", time_expectation, NULL, &UNITS_TIME, read_bytes_or_time,
                    true },
  [SCHEMA_NAME] = { "name", "a name of letters, digits, '-' and '_' that begins with a letter", NULL, NULL,
                    NULL, read_name, true },
  [SCHEMA_TEXT] = { "text", "text", NULL, NULL, NULL, read_text, true },
  [SCHEMA_CHARACTER] = { "character", "one ASCII character", NULL, NULL, NULL, read_character, true },
  [SCHEMA_PATH] = { "file name", "a file name", NULL, NULL, NULL, schema_value_read_path, true },
  [SCHEMA_ENUM] = { NULL, NULL, enum_expectation, NULL, NULL, read_enum, true },
  [SCHEMA_DISTRIBUTION] = { NULL, NULL, distribution_sentence, NULL, NULL, read_distribution, false },
  [SCHEMA_TEXT_LIST] = { "list of texts", "a list such as [a, b]", NULL, NULL, NULL, read_text_list, false },
  [SCHEMA_STRUCT] = { "mapping", NULL, struct_expectation, NULL, NULL, NULL, false },
  [SCHEMA_STRUCT_LIST] = { NULL, NULL, list_expectation, NULL, NULL, NULL, false },
};

bool schema_value_read (SchemaContext *context, const SchemaField *field, const YamlNode *node, void *base)
{
  Slot slot = { context, field, node, base };
  const ValueType *type = &value_types[field->type];
  bool is_wrong_kind = type->is_scalar && node->kind != YAML_NODE_SCALAR;
  return is_wrong_kind || yaml_node_is_null (node) ? schema_value_refuse (&slot) : type->read (&slot);
}
