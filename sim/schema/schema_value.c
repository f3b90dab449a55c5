/* schema_value.c - the value of one key: reading it, and saying what it may be */
#include "schema_value.h"

#include "distribution_schema.h"
#include "number_format.h"
#include "words.h"

#include <inttypes.h>
#include <string.h>

#define STRUCT_KEYS_SHOWN 4

/* ---- saying what a value is ---- */

/* What a `read` function gets: a scalar that is not null, and where its value goes. */
typedef struct {
  SchemaContext *context;
  const SchemaField *field;
  const YamlNode *node;
  void *base;
} Slot;

/* All that depends on the type of a key. */
typedef struct {
  const char *type;                /* a word or two; NULL: schema_value_type() makes it */
  const char *expectation;         /* a sentence; NULL: schema_value_expectation() makes it */
  const char *before_range;        /* what stands between the sentence and the range */
  const UnitsQuantity *units;      /* of its values; NULL: none */
  bool (*read) (const Slot *slot); /* NULL: a struct, or a list of structs */
  bool is_scalar;                  /* only a scalar is allowed */
} ValueType;

static const ValueType value_types[SCHEMA_STRUCT_LIST + 1];

/* The units of the values of FIELD, or NULL. */
static const UnitsQuantity *field_units (const SchemaField *field)
{
  return field->type == SCHEMA_DISTRIBUTION ? distribution_units (field->quantity)
                                            : value_types[field->type].units;
}

/* "from LOW to HIGH", or one half of it if the other limit is NULL.  NULL if both are NULL. */
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

/* The range of FIELD as whole numbers, or as quantities if UNITS is not NULL. */
static char *unsigned_range (const SchemaField *field, const UnitsQuantity *units)
{
  uint64_t min = field->range.min, max = field->range.max;
  bool has_low = min > 0 || (max > 0 && !units);
  g_autofree char *low = units ? units_format_exact (units, min) : g_strdup_printf ("%" PRIu64, min);
  g_autofree char *high = units ? units_format_exact (units, max) : g_strdup_printf ("%" PRIu64, max);
  return range_in_words (has_low ? low : NULL, max > 0 ? high : NULL);
}

static char *signed_range (const SchemaField *field)
{
  int64_t min = field->signed_range.min, max = field->signed_range.max;
  return min != 0 || max != 0 ? g_strdup_printf ("from %" PRId64 " to %" PRId64, min, max) : NULL;
}

static char *real_range (const SchemaField *field)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (low, sizeof low, "%.10g", field->real_range.min);
  g_ascii_formatd (high, sizeof high, "%.10g", field->real_range.max);
  return field->real_range.above_min ? g_strdup_printf ("above %s, at most %s", low, high)
                                     : range_in_words (low, high);
}

char *schema_value_range (const SchemaField *field)
{
  const UnitsQuantity *units = field_units (field);
  if (units || field->type == SCHEMA_UNSIGNED) {
    return unsigned_range (field, units);
  }
  if (field->type == SCHEMA_SIGNED) {
    return signed_range (field);
  }
  return field->type == SCHEMA_REAL ? real_range (field) : NULL;
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

/* "a mapping with the keys memory, hz, ..." */
static char *struct_expectation (const SchemaTable *table)
{
  const char *keys[STRUCT_KEYS_SHOWN];
  size_t shown = MIN (table->field_count, STRUCT_KEYS_SHOWN);
  for (size_t i = 0; i < shown; i++) {
    keys[i] = table->fields[i].key;
  }
  bool is_all = shown == table->field_count;
  g_autofree char *list = words_list (keys, shown, is_all ? "and" : NULL);
  return g_strdup_printf ("a mapping with the keys %s%s", list, is_all ? "" : ", ...");
}

/* BEFORE and what a number without a unit counts; "" if a unit is needed. */
static char *plain_unit (const SchemaField *field, const char *before)
{
  return field->plain == SCHEMA_PLAIN_NOTHING
             ? g_strdup ("")
             : g_strconcat (before, field->plain == SCHEMA_PLAIN_BYTES ? "bytes" : "pages", NULL);
}

char *schema_value_expectation (const SchemaField *field)
{
  switch (field->type) {
  case SCHEMA_ENUM:
    return enum_words (field, ", ", " or ");
  case SCHEMA_DISTRIBUTION:
    return g_strdup (distribution_expectation (field->quantity));
  case SCHEMA_STRUCT:
    return struct_expectation (field->table);
  case SCHEMA_STRUCT_LIST:
    return g_strdup_printf ("a list of %s, each begun by '- '", field->table->plural);
  default: {
    const ValueType *type = &value_types[field->type];
    g_autofree char *plain = plain_unit (field, " or a number of "), *range = schema_value_range (field);
    bool is_any = field->type == SCHEMA_UNSIGNED && !range;
    return g_strconcat (type->expectation, plain, is_any ? ", 0 or more" : "",
                        range ? type->before_range : NULL, range, NULL);
  }
  }
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
  default: {
    g_autofree char *plain = plain_unit (field, ", or ");
    return g_strconcat (value_types[field->type].type, plain, NULL);
  }
  }
}

/* ---- reading ---- */

bool schema_value_refuse (const SchemaContext *context, const SchemaField *field, const YamlNode *node)
{
  g_autofree char *found = yaml_node_describe (node);
  g_autofree char *expectation = schema_value_expectation (field);
  return diagnostics_add (context->diagnostics, node->place, "%s is %s; expected %s", field->key, found,
                          expectation);
}

static bool refuse (const Slot *slot)
{
  return schema_value_refuse (slot->context, slot->field, slot->node);
}

/* Adds the mistake that the scalar is wrong, with ADVICE. */
G_GNUC_PRINTF (2, 3)
static bool refuse_and_advise (const Slot *slot, const char *advice, ...)
{
  va_list arguments;
  va_start (arguments, advice);
  g_autofree char *text = g_strdup_vprintf (advice, arguments);
  va_end (arguments);
  g_autofree char *quoted = words_quote (slot->node->text);
  return diagnostics_add (slot->context->diagnostics, slot->node->place, "%s is %s; %s", slot->field->key,
                          quoted, text);
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
  return is_bool ? store (slot, &is_true, sizeof is_true) : refuse (slot);
}

/* Reads a whole number without sign.  Refuses 010, which could mean 8, and 1_000. */
static bool parse_unsigned (const char *text, uint64_t *value)
{
  bool is_hexadecimal = text[0] == '0' && text[1] == 'x';
  const char *digits = is_hexadecimal ? text + 2 : text;
  if (*digits == '\0' || (!is_hexadecimal && digits[0] == '0' && digits[1] != '\0')) {
    return false;
  }
  return number_parse_unsigned (digits, is_hexadecimal ? 16 : 10, 0, UINT64_MAX, value);
}

static bool in_range (const SchemaField *field, uint64_t value)
{
  return value >= field->range.min && (field->range.max == 0 || value <= field->range.max);
}

/* Adds the mistake that the scalar is not a whole number in the range. */
static bool refuse_number (const Slot *slot)
{
  const char *text = slot->node->text;
  if (!slot->node->is_plain || text[0] != '0' || !g_ascii_isdigit (text[1])) {
    return refuse (slot);
  }
  return refuse_and_advise (slot, "write the number without zeros in front, which some take for octal");
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
  return has_range && (value < min || value > max) ? refuse (slot) : store (slot, &value, sizeof value);
}

static bool read_real (const Slot *slot)
{
  double value;
  if (!slot->node->is_plain || !units_parse_decimal (slot->node->text, &value)) {
    return refuse (slot);
  }
  double min = slot->field->real_range.min, max = slot->field->real_range.max;
  bool is_low = slot->field->real_range.above_min ? value <= min : value < min;
  return is_low || value > max ? refuse (slot) : store (slot, &value, sizeof value);
}

/* Reads a size or a time as bytes, pages or ns. */
static bool read_quantity (const Slot *slot)
{
  const UnitsQuantity *units = field_units (slot->field);
  bool in_pages = slot->field->type == SCHEMA_PAGES;
  uint64_t page = slot->context->page_bytes;
  const uint64_t plain[] = { [SCHEMA_PLAIN_BYTES] = 1, [SCHEMA_PLAIN_PAGES] = page };
  uint64_t value;
  g_autofree char *mistake = NULL;
  if (!units_parse (units, slot->node->text, plain[slot->field->plain], page, &value, &mistake)) {
    return diagnostics_add (slot->context->diagnostics, slot->node->place, "%s", mistake);
  }
  if (!in_range (slot->field, value)) {
    g_autofree char *range = schema_value_range (slot->field);
    return refuse_and_advise (slot, "use a %s %s", units_noun (units), range);
  }
  if (in_pages && value % page != 0) {
    return refuse_and_advise (slot, "use a multiple of the page, %s", schema_size_text (slot->context, page));
  }
  value = in_pages ? value / page : value;
  return store (slot, &value, sizeof value);
}

/* Stores TEXT, which GLib allocated. */
static bool store_text (const Slot *slot, char *text)
{
  arena_take (slot->context->arena, text);
  return store (slot, &text, sizeof text);
}

static bool read_text (const Slot *slot)
{
  return store_text (slot, g_strdup (slot->node->text));
}

static bool read_name (const Slot *slot)
{
  bool is_name = g_regex_match_simple (SCHEMA_NAME_PATTERN, slot->node->text, G_REGEX_DOLLAR_ENDONLY, 0);
  return is_name ? read_text (slot) : refuse (slot);
}

static bool read_character (const Slot *slot)
{
  const char *text = slot->node->text;
  bool is_one = text[0] != '\0' && text[1] == '\0' && (unsigned char)text[0] < 0x80;
  return is_one ? store (slot, text, 1) : refuse (slot);
}

static bool read_path (const Slot *slot)
{
  const char *text = slot->node->text;
  if (*text == '\0') {
    return refuse (slot);
  }
  const char *directory = slot->context->directory;
  bool is_as_given = g_path_is_absolute (text) || strcmp (directory, ".") == 0;
  return store_text (slot, is_as_given ? g_strdup (text) : g_build_filename (directory, text, NULL));
}

static bool read_enum (const Slot *slot)
{
  const SchemaField *field = slot->field;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (size_t i = 0; i < field->word_count; i++) {
    g_ptr_array_add (words, (void *)field->words[i].word);
    if (strcmp (field->words[i].word, slot->node->text) == 0) {
      return store (slot, &field->words[i].value, sizeof field->words[i].value);
    }
  }
  const char *nearest = words_nearest (slot->node->text, (const char *const *)words->pdata, words->len);
  g_autofree char *all = enum_words (field, ", ", " or ");
  return nearest ? refuse_and_advise (slot, "did you mean '%s'? It takes %s", nearest, all) : refuse (slot);
}

static bool read_distribution (const Slot *slot)
{
  DistributionConfig config;
  return distribution_read (slot->context, slot->field, slot->node, &config)
         && store (slot, &config, sizeof config);
}

static bool read_text_list (const Slot *slot)
{
  const YamlNode *node = slot->node;
  if (node->kind != YAML_NODE_SEQUENCE) {
    return refuse (slot);
  }
  const char **texts = arena_alloc (slot->context->arena, node->count + 1, sizeof (char *));
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *item = node->items[i];
    if (item->kind != YAML_NODE_SCALAR || yaml_node_is_null (item)) {
      g_autofree char *found = yaml_node_describe (item);
      return diagnostics_add (slot->context->diagnostics, item->place,
                              "%s has an item that is %s; expected text", slot->field->key, found);
    }
    texts[i] = arena_copy (slot->context->arena, item->text, strlen (item->text));
  }
  if (slot->field->count_offset != 0) {
    memcpy ((char *)slot->base + slot->field->count_offset, &node->count, sizeof node->count);
  }
  return store (slot, &texts, sizeof texts);
}

static const ValueType value_types[SCHEMA_STRUCT_LIST + 1] = {
  [SCHEMA_BOOL] = { "true | false", "true or false", "", NULL, read_bool, true },
  [SCHEMA_UNSIGNED] = { "whole number", "a whole number", " ", NULL, read_unsigned, true },
  [SCHEMA_SIGNED] = { "whole number", "a whole number", " ", NULL, read_signed, true },
  [SCHEMA_REAL] = { "number", "a number", " ", NULL, read_real, true },
  [SCHEMA_BYTES] = { "size", "a size such as 64MiB", ", ", &UNITS_SIZE, read_quantity, true },
  [SCHEMA_PAGES] = { "size", "a size such as 64MiB", ", ", &UNITS_SIZE, read_quantity, true },
  [SCHEMA_TIME] = { "time", "a time such as 500us", ", ", &UNITS_TIME, read_quantity, true },
  [SCHEMA_NAME] = { "name", "a name of letters, digits, '-' and '_' that begins with a letter", "", NULL,
                    read_name, true },
  [SCHEMA_TEXT] = { "text", "text", "", NULL, read_text, true },
  [SCHEMA_CHARACTER] = { "character", "one ASCII character", "", NULL, read_character, true },
  [SCHEMA_PATH] = { "file name", "a file name", "", NULL, read_path, true },
  [SCHEMA_ENUM] = { NULL, NULL, "", NULL, read_enum, true },
  [SCHEMA_DISTRIBUTION] = { NULL, NULL, "", NULL, read_distribution, false },
  [SCHEMA_TEXT_LIST] = { "list of texts", "a list such as [a, b]", "", NULL, read_text_list, false },
  [SCHEMA_STRUCT] = { .type = "mapping" },
};

bool schema_value_read (SchemaContext *context, const SchemaField *field, const YamlNode *node, void *base)
{
  Slot slot = { context, field, node, base };
  const ValueType *type = &value_types[field->type];
  bool is_wrong_kind = type->is_scalar && node->kind != YAML_NODE_SCALAR;
  return is_wrong_kind || yaml_node_is_null (node) ? refuse (&slot) : type->read (&slot);
}
