/* schema_json.c - the JSON Schema of a table, for editors */
#include "schema_json.h"

#include "distribution_schema.h"
#include "schema_value.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* ---- small things ---- */

/* A new object, which is member NAME of OUT; not to be freed. */
static JsonObject *add_object (JsonObject *out, const char *name)
{
  JsonObject *object = json_object_new ();
  json_object_set_object_member (out, name, object);
  return object;
}

static JsonArray *add_array (JsonObject *out, const char *name)
{
  JsonArray *array = json_array_new ();
  json_object_set_array_member (out, name, array);
  return array;
}

/* A new object, which is the next of ARRAY; not to be freed. */
static JsonObject *append_object (JsonArray *array)
{
  JsonObject *object = json_object_new ();
  json_array_add_object_element (array, object);
  return object;
}

static void add_string (JsonObject *out, const char *name, const char *value)
{
  json_object_set_string_member (out, name, value);
}

/* A whole number is written as one as long as a double has it exactly. */
static void schema_json_add_number (JsonObject *out, const char *name, double value)
{
  if (value >= -0x1p53 && value <= 0x1p53 && value == (double)(gint64)value) {
    json_object_set_int_member (out, name, (gint64)value);
  } else {
    json_object_set_double_member (out, name, value);
  }
}

static void add_strings (JsonObject *out, const char *name, const char *const *values, size_t count)
{
  JsonArray *array = count > 0 ? add_array (out, name) : NULL;
  for (size_t i = 0; i < count; i++) {
    json_array_add_string_element (array, values[i]);
  }
}

/* The members of an object in which the keys REQUIRED must be, and none but its properties. */
static void add_requirements (JsonObject *out, const char *const *required, size_t count)
{
  add_strings (out, "required", required, count);
  json_object_set_boolean_member (out, "additionalProperties", FALSE);
}

/* ---- values ---- */

/* The members of a size or a time. */
static void add_quantity (JsonObject *out, const UnitsQuantity *units, bool is_plain)
{
  g_autofree char *pattern = units_pattern (units, is_plain);
  JsonArray *alternatives = add_array (out, "anyOf");
  JsonObject *text = append_object (alternatives);
  add_string (text, "type", "string");
  add_string (text, "pattern", pattern);
  JsonObject *number = append_object (alternatives);
  add_string (number, "type", "integer");
  schema_json_add_number (number, "minimum", 0);
  if (!is_plain) {
    schema_json_add_number (number, "maximum", 0); /* only 0 needs no unit */
  }
}

static void add_parameter (JsonObject *out, const DistributionParameter *parameter,
                           const UnitsQuantity *units)
{
  if (distribution_parameter_is_number (parameter)) {
    add_string (out, "type", "number");
    schema_json_add_number (out, "minimum", 0);
  } else {
    add_quantity (out, units, false);
  }
}

/* The members of a list of the two parameters of FORM. */
static void add_two (JsonObject *out, const DistributionForm *form, const UnitsQuantity *units)
{
  add_string (out, "type", "array");
  JsonArray *items = add_array (out, "items");
  add_parameter (append_object (items), &form->parameters[0], units);
  add_parameter (append_object (items), &form->parameters[1], units);
  schema_json_add_number (out, "minItems", 2);
  schema_json_add_number (out, "maxItems", 2);
}

/* The members of a mapping of the two parameters of FORM. */
static void add_parameter_mapping (JsonObject *out, const DistributionForm *form, const UnitsQuantity *units)
{
  const char *names[2];
  add_string (out, "type", "object");
  JsonObject *properties = add_object (out, "properties");
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    names[i] = form->parameters[i].name;
    add_parameter (add_object (properties, names[i]), &form->parameters[i], units);
  }
  add_requirements (out, names, G_N_ELEMENTS (names));
}

/* The members of what stands behind the key of FORM. */
static void add_parameters (JsonObject *out, const DistributionForm *form, const UnitsQuantity *units)
{
  switch (form->shape) {
  case DISTRIBUTION_SHAPE_WORD:
    break;
  case DISTRIBUTION_SHAPE_ONE:
    add_parameter (out, &form->parameters[0], units);
    break;
  case DISTRIBUTION_SHAPE_RANGE:
    add_two (out, form, units);
    break;
  case DISTRIBUTION_SHAPE_MAPPING:
    add_parameter_mapping (out, form, units);
    break;
  case DISTRIBUTION_SHAPE_WEIGHTED_LIST:
    add_string (out, "type", "array");
    schema_json_add_number (out, "minItems", 1);
    add_two (add_object (out, "items"), form, units);
    break;
  }
}

static void add_form (JsonObject *out, const DistributionForm *form, const UnitsQuantity *units)
{
  add_string (out, "description", form->doc);
  if (form->shape == DISTRIBUTION_SHAPE_WORD) {
    add_string (out, "const", form->word);
    return;
  }
  add_string (out, "type", "object");
  add_parameters (add_object (add_object (out, "properties"), form->word), form, units);
  add_requirements (out, &form->word, 1);
}

static void add_distribution (JsonObject *out, const SchemaField *field)
{
  const UnitsQuantity *units = distribution_units (field->quantity);
  size_t count;
  const DistributionForm *forms = distribution_forms (&count);
  JsonArray *alternatives = add_array (out, "anyOf");
  if (units) {
    add_quantity (append_object (alternatives), units, false);
  }
  for (size_t i = 0; i < count; i++) {
    if (forms[i].quantities & field->quantity) {
      add_form (append_object (alternatives), &forms[i], units);
    }
  }
}

/* The members of the only value WORD. */
static void schema_json_add_word (JsonObject *out, const char *word, const char *doc)
{
  add_string (out, "const", word);
  add_string (out, "description", doc);
}

static void add_enum (JsonObject *out, const SchemaField *field)
{
  JsonArray *alternatives = add_array (out, "oneOf");
  for (size_t i = 0; i < field->word_count; i++) {
    schema_json_add_word (append_object (alternatives), field->words[i].word, field->words[i].doc);
  }
}

/* The members of a number from MIN to MAX. */
static void add_range (JsonObject *out, const char *min_name, double min, double max)
{
  schema_json_add_number (out, min_name, min);
  schema_json_add_number (out, "maximum", max);
}

/* Any scalar: 28 is as good as "28". */
static void add_text_type (JsonObject *out)
{
  add_strings (out, "type", (const char *const[]){ "string", "number", "boolean" }, 3);
}

static void schema_json_add_table (JsonObject *out, const SchemaTable *table);

/* The members that say what FIELD's value may be. */
static void schema_json_add_type (JsonObject *out, const SchemaField *field)
{
  static const char *const types[] = {
    [SCHEMA_BOOL] = "boolean", [SCHEMA_UNSIGNED] = "integer", [SCHEMA_SIGNED] = "integer",
    [SCHEMA_REAL] = "number",  [SCHEMA_NAME] = "string",      [SCHEMA_CHARACTER] = "string",
    [SCHEMA_PATH] = "string",  [SCHEMA_TEXT_LIST] = "array",  [SCHEMA_STRUCT_LIST] = "array",
  };
  if (types[field->type]) {
    add_string (out, "type", types[field->type]);
  }
  switch (field->type) {
  case SCHEMA_BOOL:
    break;
  case SCHEMA_UNSIGNED:
    schema_json_add_number (out, "minimum", (double)field->range.min);
    if (field->range.max > 0) {
      schema_json_add_number (out, "maximum", (double)field->range.max);
    }
    break;
  case SCHEMA_SIGNED:
    if (field->signed_range.min != 0 || field->signed_range.max != 0) {
      add_range (out, "minimum", (double)field->signed_range.min, (double)field->signed_range.max);
    }
    break;
  case SCHEMA_REAL:
    add_range (out, field->real_range.above_min ? "exclusiveMinimum" : "minimum", field->real_range.min,
               field->real_range.max);
    break;
  case SCHEMA_BYTES:
  case SCHEMA_PAGES:
  case SCHEMA_TIME:
    add_quantity (out, field->type == SCHEMA_TIME ? &UNITS_TIME : &UNITS_SIZE, field->plain > 0);
    break;
  case SCHEMA_NAME:
    add_string (out, "pattern", SCHEMA_NAME_PATTERN);
    break;
  case SCHEMA_TEXT:
    add_text_type (out);
    break;
  case SCHEMA_CHARACTER:
    add_string (out, "pattern", "^[\\x01-\\x7f]$");
    break;
  case SCHEMA_PATH:
    schema_json_add_number (out, "minLength", 1);
    break;
  case SCHEMA_ENUM:
    add_enum (out, field);
    break;
  case SCHEMA_DISTRIBUTION:
    add_distribution (out, field);
    break;
  case SCHEMA_TEXT_LIST:
    add_text_type (add_object (out, "items"));
    break;
  case SCHEMA_STRUCT:
    schema_json_add_table (out, field->table);
    break;
  case SCHEMA_STRUCT_LIST:
    schema_json_add_table (add_object (out, "items"), field->table);
    break;
  }
}

/* The default, as the type that it has in YAML. */
static void add_default (JsonObject *out, const SchemaField *field)
{
  double number;
  if (field->type == SCHEMA_BOOL) {
    json_object_set_boolean_member (out, "default", strcmp (field->fallback, "true") == 0);
  } else if (units_parse_decimal (field->fallback, &number)) {
    schema_json_add_number (out, "default", number);
  } else {
    add_string (out, "default", field->fallback);
  }
}

/* ---- structs ---- */

static void add_description (JsonObject *out, const SchemaField *field)
{
  g_autofree char *range = schema_value_range (field);
  g_autoptr (GString) text = g_string_new (field->doc);
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
}

static void add_properties (JsonObject *out, const SchemaField *fields, size_t count, GPtrArray *required)
{
  for (size_t i = 0; i < count; i++) {
    JsonObject *property = add_object (out, fields[i].key);
    add_description (property, &fields[i]);
    schema_json_add_type (property, &fields[i]);
    if (fields[i].fallback) {
      add_default (property, &fields[i]);
    }
    if (fields[i].required) {
      g_ptr_array_add (required, (void *)fields[i].key);
    }
  }
}

/* The members of an object of TABLE, as VARIANT if it is not NULL. */
static void add_struct (JsonObject *out, const SchemaTable *table, const SchemaVariant *variant)
{
  g_autoptr (GPtrArray) required = g_ptr_array_new ();
  add_string (out, "type", "object");
  JsonObject *properties = add_object (out, "properties");
  add_properties (properties, table->fields, table->field_count, required);
  if (variant) {
    schema_json_add_word (add_object (properties, table->tag_key), variant->word, variant->doc);
    g_ptr_array_add (required, (void *)table->tag_key);
    add_properties (properties, variant->fields, variant->field_count, required);
  }
  add_requirements (out, (const char *const *)required->pdata, required->len);
}

static void schema_json_add_table (JsonObject *out, const SchemaTable *table)
{
  if (!table->tag_key) {
    add_struct (out, table, NULL);
    return;
  }
  JsonArray *alternatives = add_array (out, "oneOf");
  const SchemaVariant *variant;
  for (size_t i = 0; (variant = table->variant (i)); i++) {
    JsonObject *object = append_object (alternatives);
    add_string (object, "title", variant->word);
    add_struct (object, table, variant);
  }
}

char *schema_json (const SchemaTable *table)
{
  g_autoptr (JsonObject) out = json_object_new ();
  add_string (out, "$schema", "http://json-schema.org/draft-07/schema#");
  add_string (out, "title", table->noun);
  schema_json_add_table (out, table);
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), out);
  g_autofree char *text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
