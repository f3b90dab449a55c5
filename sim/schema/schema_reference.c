/* schema_reference.c - the reference of a table, for people */
#include "schema.h"

#include "distribution_schema.h"
#include "schema_value.h"

#include <string.h>

#define STEP 4 /* columns of indentation */

/* Adds TEXT, its first line at column INDENT and others at column REST.  A character takes one column. */
static void add_wrapped (GString *out, size_t indent, size_t rest, const char *text)
{
  size_t column = 0;
  while (*text != '\0') {
    size_t length = strcspn (text, " ");
    size_t columns = (size_t)g_utf8_strlen (text, (gssize)length);
    if (column > 0 && column + 1 + columns > SCHEMA_REFERENCE_COLUMNS) {
      g_string_append_c (out, '\n');
      column = 0;
      indent = rest;
    }
    if (column == 0) {
      g_string_append_printf (out, "%*s", (int)indent, "");
      column = indent;
    } else {
      g_string_append_c (out, ' ');
      column++;
    }
    g_string_append_len (out, text, (gssize)length);
    column += columns;
    text += length;
    text += strspn (text, " ");
  }
  g_string_append_c (out, '\n');
}

G_GNUC_PRINTF (3, 4)
static void add_formatted (GString *out, size_t indent, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_wrapped (out, indent, indent + 2, text);
}

/* "KEY: type, range; default ..." */
static void add_heading (GString *out, size_t indent, const SchemaField *field, const char *type)
{
  g_autofree char *range = schema_value_range (field);
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "%s: %s", field->key, type);
  if (range || field->kernel_unit) {
    g_string_append_printf (line, ", %s", range ? range : "0 or more");
  }
  if (field->required) {
    g_string_append (line, "; required");
  } else if (field->fallback) {
    g_string_append_printf (line, "; default %s", field->fallback);
  } else if (field->absent) {
    g_string_append_printf (line, "; default: %s", field->absent);
  } else {
    g_string_append (line, "; optional");
  }
  add_wrapped (out, indent, indent + 2, line->str);
}

static void add_docs (GString *out, size_t indent, const SchemaField *field)
{
  add_wrapped (out, indent, indent, field->doc);
  if (field->details) {
    add_wrapped (out, indent, indent, field->details);
  }
  for (size_t i = 0; i < field->word_count; i++) {
    add_formatted (out, indent, "%s - %s", field->words[i].word, field->words[i].doc);
  }
}

static void schema_reference_add_table (GString *out, size_t indent, const SchemaTable *table);

static void add_fields (GString *out, size_t indent, const SchemaField *fields, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const SchemaField *field = &fields[i];
    g_autofree char *type = schema_value_type (field);
    add_heading (out, indent, field, type);
    add_docs (out, indent + STEP, field);
    if (field->table) {
      g_string_append_c (out, '\n');
      schema_reference_add_table (out, indent + STEP, field->table);
      g_string_append_c (out, '\n');
    }
  }
}

static void add_variants (GString *out, size_t indent, const SchemaTable *table)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const SchemaVariant *variant;
  for (size_t i = 0; (variant = table->variant (i)); i++) {
    g_string_append_printf (words, "%s%s", i > 0 ? " | " : "", variant->word);
  }
  add_formatted (out, indent, "%s: %s; required", table->tag_key, words->str);
  add_formatted (out, indent + STEP, "%s; further keys depend on it", table->tag_doc);
  for (size_t i = 0; (variant = table->variant (i)); i++) {
    g_string_append_c (out, '\n');
    add_formatted (out, indent, "%s: %s - %s", table->tag_key, variant->word, variant->doc);
    if (variant->details) {
      add_wrapped (out, indent + STEP, indent + STEP, variant->details);
    }
    add_fields (out, indent + STEP, variant->fields, variant->field_count);
  }
}

static void schema_reference_add_table (GString *out, size_t indent, const SchemaTable *table)
{
  add_fields (out, indent, table->fields, table->field_count);
  if (table->tag_key) {
    add_variants (out, indent, table);
  }
}

/* Adds each form that a distribution of QUANTITY can have. */
static void add_forms (GString *out, DistributionQuantity quantity)
{
  size_t count;
  const DistributionForm *forms = distribution_forms (&count);
  for (size_t i = 0; i < count; i++) {
    if (forms[i].quantities & quantity) {
      add_formatted (out, STEP, "%s - %s", distribution_example (&forms[i], quantity), forms[i].doc);
    }
  }
  g_string_append_c (out, '\n');
}

/* Explains how common kinds of values are written. */
static void add_notation (GString *out)
{
  g_autofree char *sizes = units_list (&UNITS_SIZE, "or"), *times = units_list (&UNITS_TIME, "or");
  add_formatted (out, 0,
                 "A size is a number and %s; a page is 4KiB. A time is a number and %s. Decimals are exact: "
                 "1.5s, 0.5 GiB.",
                 sizes, times);
  g_string_append_c (out, '\n');
  add_wrapped (out, 0, 0, "A distribution is a single value, which is then always taken, or one of:");
  add_forms (out, DISTRIBUTION_OF_TIMES);
  add_wrapped (out, 0, 0, "A place is one of:");
  add_forms (out, DISTRIBUTION_OF_PLACES);
}

/* Makes two empty lines one, and removes empty lines at the end. */
static char *without_double_lines (GString *out)
{
  g_string_replace (out, "\n\n\n", "\n\n", 0);
  while (g_str_has_suffix (out->str, "\n\n")) {
    g_string_truncate (out, out->len - 1);
  }
  return g_string_free (out, FALSE);
}

char *schema_reference (const SchemaTable *table)
{
  GString *out = g_string_new (NULL);
  add_notation (out);
  add_formatted (out, 0, "The keys of a %s:", table->noun);
  g_string_append_c (out, '\n');
  schema_reference_add_table (out, 0, table);
  return without_double_lines (out);
}

char *schema_reference_kernel (const SchemaField *field)
{
  GString *out = g_string_new (NULL);
  g_autofree char *type =
      *field->kernel_unit ? g_strdup_printf ("a number of %s", field->kernel_unit) : g_strdup ("a number");
  add_heading (out, 0, field, type);
  add_docs (out, STEP, field);
  g_autofree char *unit = g_ascii_strup (*field->kernel_unit ? field->kernel_unit : "number", -1);
  add_formatted (out, STEP, "/etc/system: set %s = %s", field->key, unit);
  return g_string_free (out, FALSE);
}
