/* schema_json.c - the JSON Schema of a table, for editors */
#include "schema_json.h"

#include "schema_value.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* ---- small things ---- */

static void add_string (JsonBuilder *out, const char *name, const char *value)
{
  json_builder_set_member_name (out, name);
  json_builder_add_string_value (out, value);
}

static void add_unsigned (JsonBuilder *out, const char *name, uint64_t value)
{
  json_builder_set_member_name (out, name);
  if (value <= INT64_MAX) {
    json_builder_add_int_value (out, (gint64)value);
  } else {
    json_builder_add_double_value (out, (double)value);
  }
}

static void add_double (JsonBuilder *out, const char *name, double value)
{
  json_builder_set_member_name (out, name);
  if (value >= -1e15 && value <= 1e15 && value == (double)(gint64)value) {
    json_builder_add_int_value (out, (gint64)value);
  } else {
    json_builder_add_double_value (out, value);
  }
}

static void add_closed (JsonBuilder *out)
{
  json_builder_set_member_name (out, "additionalProperties");
  json_builder_add_boolean_value (out, FALSE);
}

/* Begins NAME: [ { ... }, ... ]. */
static void begin_alternatives (JsonBuilder *out, const char *name)
{
  json_builder_set_member_name (out, name);
  json_builder_begin_array (out);
}

static void add_required (JsonBuilder *out, const char *const *names, size_t count)
{
  if (count == 0) {
    return;
  }
  json_builder_set_member_name (out, "required");
  json_builder_begin_array (out);
  for (size_t i = 0; i < count; i++) {
    json_builder_add_string_value (out, names[i]);
  }
  json_builder_end_array (out);
}

/* ---- values ---- */

/* The members of a size or a time. */
static void add_quantity (JsonBuilder *out, const UnitsQuantity *units, bool is_plain)
{
  g_autofree char *pattern = units_pattern (units, is_plain);
  begin_alternatives (out, "anyOf");
  json_builder_begin_object (out);
  add_string (out, "type", "string");
  add_string (out, "pattern", pattern);
  json_builder_end_object (out);
  json_builder_begin_object (out);
  add_string (out, "type", "integer");
  add_unsigned (out, "minimum", 0);
  if (!is_plain) {
    add_unsigned (out, "maximum", 0); /* only 0 needs no unit */
  }
  json_builder_end_object (out);
  json_builder_end_array (out);
}

static void add_quantity_object (JsonBuilder *out, const UnitsQuantity *units)
{
  json_builder_begin_object (out);
  add_quantity (out, units, false);
  json_builder_end_object (out);
}

static void add_number_object (JsonBuilder *out)
{
  json_builder_begin_object (out);
  add_string (out, "type", "number");
  add_unsigned (out, "minimum", 0);
  json_builder_end_object (out);
}

/* The members of a list of exactly two: a value, and a value or a number. */
static void add_two (JsonBuilder *out, const UnitsQuantity *units, bool is_weighted)
{
  add_string (out, "type", "array");
  json_builder_set_member_name (out, "items");
  json_builder_begin_array (out);
  add_quantity_object (out, units);
  if (is_weighted) {
    add_number_object (out);
  } else {
    add_quantity_object (out, units);
  }
  json_builder_end_array (out);
  add_unsigned (out, "minItems", 2);
  add_unsigned (out, "maxItems", 2);
}

/* The members of a mapping of a value FIRST, and SECOND, a value or a number. */
static void add_parameters (JsonBuilder *out, const UnitsQuantity *units, const char *first,
                            const char *second, bool second_is_number)
{
  add_string (out, "type", "object");
  json_builder_set_member_name (out, "properties");
  json_builder_begin_object (out);
  json_builder_set_member_name (out, first);
  add_quantity_object (out, units);
  json_builder_set_member_name (out, second);
  if (second_is_number) {
    add_number_object (out);
  } else {
    add_quantity_object (out, units);
  }
  json_builder_end_object (out);
  add_required (out, (const char *const[]){ first, second }, 2);
  add_closed (out);
}

/* The members of what stands behind the key of FORM. */
static void add_parameter (JsonBuilder *out, const DistributionForm *form, const UnitsQuantity *units)
{
  switch (form->parameter) {
  case DISTRIBUTION_PARAMETER_WORD:
    break;
  case DISTRIBUTION_PARAMETER_VALUE:
    add_quantity (out, units, false);
    break;
  case DISTRIBUTION_PARAMETER_RANGE:
    add_two (out, units, false);
    break;
  case DISTRIBUTION_PARAMETER_SCALE_SHAPE:
    add_parameters (out, units, "scale", "shape", true);
    break;
  case DISTRIBUTION_PARAMETER_MEAN_SD:
    add_parameters (out, units, "mean", "sd", false);
    break;
  case DISTRIBUTION_PARAMETER_EXPONENT:
    add_string (out, "type", "number");
    add_unsigned (out, "minimum", 0);
    break;
  case DISTRIBUTION_PARAMETER_WEIGHTED_LIST:
    add_string (out, "type", "array");
    add_unsigned (out, "minItems", 1);
    json_builder_set_member_name (out, "items");
    json_builder_begin_object (out);
    add_two (out, units, true);
    json_builder_end_object (out);
    break;
  }
}

static void add_form (JsonBuilder *out, const DistributionForm *form, const UnitsQuantity *units)
{
  json_builder_begin_object (out);
  add_string (out, "description", form->doc);
  if (form->parameter == DISTRIBUTION_PARAMETER_WORD) {
    add_string (out, "const", form->word);
  } else {
    add_string (out, "type", "object");
    json_builder_set_member_name (out, "properties");
    json_builder_begin_object (out);
    json_builder_set_member_name (out, form->word);
    json_builder_begin_object (out);
    add_parameter (out, form, units);
    json_builder_end_object (out);
    json_builder_end_object (out);
    add_required (out, &form->word, 1);
    add_closed (out);
  }
  json_builder_end_object (out);
}

static void add_distribution (JsonBuilder *out, const SchemaField *field)
{
  const UnitsQuantity *units = distribution_units (field->quantity);
  size_t count;
  const DistributionForm *forms = distribution_forms (&count);
  begin_alternatives (out, "anyOf");
  if (units) {
    add_quantity_object (out, units);
  }
  for (size_t i = 0; i < count; i++) {
    if (forms[i].quantities & field->quantity) {
      add_form (out, &forms[i], units);
    }
  }
  json_builder_end_array (out);
}

static void add_enum (JsonBuilder *out, const SchemaField *field)
{
  begin_alternatives (out, "oneOf");
  for (size_t i = 0; i < field->word_count; i++) {
    json_builder_begin_object (out);
    add_string (out, "const", field->words[i].word);
    add_string (out, "description", field->words[i].doc);
    json_builder_end_object (out);
  }
  json_builder_end_array (out);
}

static void add_unsigned_number (JsonBuilder *out, const SchemaField *field)
{
  add_string (out, "type", "integer");
  add_unsigned (out, "minimum", field->range.min);
  if (field->range.max > 0) {
    add_unsigned (out, "maximum", field->range.max);
  }
}

static void add_signed_number (JsonBuilder *out, const SchemaField *field)
{
  add_string (out, "type", "integer");
  if (field->signed_range.min != 0 || field->signed_range.max != 0) {
    add_double (out, "minimum", (double)field->signed_range.min);
    add_double (out, "maximum", (double)field->signed_range.max);
  }
}

static void add_real (JsonBuilder *out, const SchemaField *field)
{
  add_string (out, "type", "number");
  add_double (out, field->real_range.above_min ? "exclusiveMinimum" : "minimum", field->real_range.min);
  add_double (out, "maximum", field->real_range.max);
}

/* Any scalar: 28 is as good as "28". */
static void add_text_type (JsonBuilder *out)
{
  json_builder_set_member_name (out, "type");
  json_builder_begin_array (out);
  json_builder_add_string_value (out, "string");
  json_builder_add_string_value (out, "number");
  json_builder_add_string_value (out, "boolean");
  json_builder_end_array (out);
}

static void add_text_list (JsonBuilder *out)
{
  add_string (out, "type", "array");
  json_builder_set_member_name (out, "items");
  json_builder_begin_object (out);
  add_text_type (out);
  json_builder_end_object (out);
}

static void schema_json_add_table (JsonBuilder *out, const SchemaTable *table);

static void schema_json_add_list (JsonBuilder *out, const SchemaTable *table)
{
  add_string (out, "type", "array");
  json_builder_set_member_name (out, "items");
  json_builder_begin_object (out);
  schema_json_add_table (out, table);
  json_builder_end_object (out);
}

/* The members that say what FIELD's value may be. */
static void schema_json_add_type (JsonBuilder *out, const SchemaField *field)
{
  switch (field->type) {
  case SCHEMA_BOOL:
    add_string (out, "type", "boolean");
    break;
  case SCHEMA_UNSIGNED:
    add_unsigned_number (out, field);
    break;
  case SCHEMA_SIGNED:
    add_signed_number (out, field);
    break;
  case SCHEMA_REAL:
    add_real (out, field);
    break;
  case SCHEMA_BYTES:
  case SCHEMA_PAGES:
    add_quantity (out, &UNITS_SIZE, field->plain > 0);
    break;
  case SCHEMA_TIME:
    add_quantity (out, &UNITS_TIME, field->plain > 0);
    break;
  case SCHEMA_NAME:
    add_string (out, "type", "string");
    add_string (out, "pattern", SCHEMA_NAME_PATTERN);
    break;
  case SCHEMA_TEXT:
    add_text_type (out);
    break;
  case SCHEMA_CHARACTER:
    add_string (out, "type", "string");
    add_string (out, "pattern", "^[\\x01-\\x7f]$");
    break;
  case SCHEMA_PATH:
    add_string (out, "type", "string");
    add_unsigned (out, "minLength", 1);
    break;
  case SCHEMA_ENUM:
    add_enum (out, field);
    break;
  case SCHEMA_DISTRIBUTION:
    add_distribution (out, field);
    break;
  case SCHEMA_TEXT_LIST:
    add_text_list (out);
    break;
  case SCHEMA_STRUCT:
    schema_json_add_table (out, field->table);
    break;
  case SCHEMA_STRUCT_LIST:
    schema_json_add_list (out, field->table);
    break;
  }
}

/* The default, as the type that it has in YAML. */
static void add_default (JsonBuilder *out, const SchemaField *field)
{
  double number;
  json_builder_set_member_name (out, "default");
  if (field->type == SCHEMA_BOOL) {
    json_builder_add_boolean_value (out, strcmp (field->fallback, "true") == 0);
  } else if (!units_parse_decimal (field->fallback, &number)) {
    json_builder_add_string_value (out, field->fallback);
  } else if (number == (double)(gint64)number) {
    json_builder_add_int_value (out, (gint64)number);
  } else {
    json_builder_add_double_value (out, number);
  }
}

/* ---- structs ---- */

static void add_description (JsonBuilder *out, const SchemaField *field)
{
  g_autofree char *range = schema_value_range (field);
  GString *text = g_string_new (field->doc);
  if (range) {
    g_string_append_printf (text, " (%s)", range);
  }
  if (!field->required && !field->fallback && field->absent) {
    g_string_append_printf (text, "; default: %s", field->absent);
  }
  if (field->details) {
    g_string_append_printf (text, ". %s", field->details);
  }
  add_string (out, "description", text->str);
  g_string_free (text, TRUE);
}

static void add_properties (JsonBuilder *out, const SchemaField *fields, size_t count, GPtrArray *required)
{
  for (size_t i = 0; i < count; i++) {
    json_builder_set_member_name (out, fields[i].key);
    json_builder_begin_object (out);
    add_description (out, &fields[i]);
    schema_json_add_type (out, &fields[i]);
    if (fields[i].fallback) {
      add_default (out, &fields[i]);
    }
    json_builder_end_object (out);
    if (fields[i].required) {
      g_ptr_array_add (required, (void *)fields[i].key);
    }
  }
}

static void add_tag (JsonBuilder *out, const SchemaTable *table, const SchemaVariant *variant,
                     GPtrArray *required)
{
  json_builder_set_member_name (out, table->tag_key);
  json_builder_begin_object (out);
  add_string (out, "const", variant->word);
  add_string (out, "description", variant->doc);
  json_builder_end_object (out);
  g_ptr_array_add (required, (void *)table->tag_key);
}

/* The members of an object of TABLE, as VARIANT if it is not NULL. */
static void add_object (JsonBuilder *out, const SchemaTable *table, const SchemaVariant *variant)
{
  g_autoptr (GPtrArray) required = g_ptr_array_new ();
  add_string (out, "type", "object");
  json_builder_set_member_name (out, "properties");
  json_builder_begin_object (out);
  add_properties (out, table->fields, table->field_count, required);
  if (variant) {
    add_tag (out, table, variant, required);
    add_properties (out, variant->fields, variant->field_count, required);
  }
  json_builder_end_object (out);
  add_required (out, (const char *const *)required->pdata, required->len);
  add_closed (out);
}

static void schema_json_add_table (JsonBuilder *out, const SchemaTable *table)
{
  if (!table->tag_key) {
    add_object (out, table, NULL);
    return;
  }
  begin_alternatives (out, "oneOf");
  const SchemaVariant *variant;
  for (size_t i = 0; (variant = table->variant (i)); i++) {
    json_builder_begin_object (out);
    add_string (out, "title", variant->word);
    add_object (out, table, variant);
    json_builder_end_object (out);
  }
  json_builder_end_array (out);
}

char *schema_json (const SchemaTable *table)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  json_builder_begin_object (out);
  add_string (out, "$schema", "http://json-schema.org/draft-07/schema#");
  add_string (out, "title", table->noun);
  schema_json_add_table (out, table);
  json_builder_end_object (out);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (out);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  g_autofree char *text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}
