/* schema_json.c - the JSON Schema of a table, for editors */
#include "schema.h"

#include "distribution_schema.h"
#include "json_writer.h"
#include "schema_value.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* ---- small things ---- */

/* Appends JSON of FORMAT, in which ' stands for ", as the next member or element. */
G_GNUC_PRINTF (2, 3)
static void add_json (GString *out, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *json = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  bool is_first = out->len == 0 || strchr ("[{:", out->str[out->len - 1]);
  g_string_append (out, is_first || strchr ("]}", json[0]) ? "" : ",");
  g_string_append (out, g_strdelimit (json, "'", '"'));
}

static void schema_json_add_text (GString *out, const char *name, const char *value)
{
  add_json (out, "'%s':", name);
  json_writer_append_text (out, value);
}

/* A whole number that a double represents exactly is written without a fraction. */
static void schema_json_add_number (GString *out, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (value >= -0x1p53 && value <= 0x1p53 && value == (double)(gint64)value) {
    add_json (out, "'%s':%" G_GINT64_FORMAT, name, (gint64)value);
  } else {
    add_json (out, "'%s':%s", name, g_ascii_dtostr (text, sizeof text, value));
  }
}

/* ---- values ---- */

/* Appends the members that describe a size or a time. */
static void add_quantity (GString *out, const UnitsQuantity *units, bool is_plain)
{
  g_autofree char *pattern = units_pattern (units, is_plain);
  add_json (out, "'anyOf':[{'type':'string'");
  schema_json_add_text (out, "pattern", pattern);
  add_json (out, "},{'type':'integer','minimum':0%s}]", is_plain ? "" : ",'maximum':0"); /* 0 needs no unit */
}

/* Parameter INDEX of FORM as an object. */
static void add_parameter (GString *out, const DistributionForm *form, size_t index,
                           const UnitsQuantity *units)
{
  add_json (out, "{");
  if (distribution_parameter_is_number (&form->parameters[index])) {
    add_json (out, "'type':'number','minimum':0");
  } else {
    add_quantity (out, units, false);
  }
  add_json (out, "}");
}

/* A list of the two parameters of FORM. */
static void add_two (GString *out, const DistributionForm *form, const UnitsQuantity *units)
{
  add_json (out, "{'type':'array','items':[");
  add_parameter (out, form, 0, units);
  add_parameter (out, form, 1, units);
  add_json (out, "],'minItems':2,'maxItems':2}");
}

/* A mapping of the two parameters of FORM. */
static void add_parameter_mapping (GString *out, const DistributionForm *form, const UnitsQuantity *units)
{
  const char *first = form->parameters[0].name, *second = form->parameters[1].name;
  add_json (out, "{'type':'object','properties':{'%s':", first);
  add_parameter (out, form, 0, units);
  add_json (out, "'%s':", second);
  add_parameter (out, form, 1, units);
  add_json (out, "},'required':['%s','%s'],'additionalProperties':false}", first, second);
}

/* What stands behind the key of FORM. */
static void add_parameters (GString *out, const DistributionForm *form, const UnitsQuantity *units)
{
  switch (form->shape) {
  case DISTRIBUTION_SHAPE_WORD:
    break;
  case DISTRIBUTION_SHAPE_ONE:
    add_parameter (out, form, 0, units);
    break;
  case DISTRIBUTION_SHAPE_RANGE:
    add_two (out, form, units);
    break;
  case DISTRIBUTION_SHAPE_MAPPING:
    add_parameter_mapping (out, form, units);
    break;
  case DISTRIBUTION_SHAPE_WEIGHTED_LIST:
    add_json (out, "{'type':'array','minItems':1,'items':");
    add_two (out, form, units);
    add_json (out, "}");
    break;
  }
}

static void add_form (GString *out, const DistributionForm *form, const UnitsQuantity *units)
{
  add_json (out, "{");
  schema_json_add_text (out, "description", form->doc);
  if (form->shape == DISTRIBUTION_SHAPE_WORD) {
    add_json (out, "'const':'%s'}", form->word);
    return;
  }
  add_json (out, "'type':'object','properties':{'%s':", form->word);
  add_parameters (out, form, units);
  add_json (out, "},'required':['%s'],'additionalProperties':false}", form->word);
}

static void add_distribution (GString *out, const SchemaField *field)
{
  const UnitsQuantity *units = distribution_units (field->quantity);
  size_t count;
  const DistributionForm *forms = distribution_forms (&count);
  add_json (out, "'anyOf':[");
  if (units) {
    add_json (out, "{");
    add_quantity (out, units, false);
    add_json (out, "}");
  }
  for (size_t i = 0; i < count; i++) {
    if (forms[i].quantities & field->quantity) {
      add_form (out, &forms[i], units);
    }
  }
  add_json (out, "]");
}

/* The only value WORD, as an object. */
static void schema_json_add_word (GString *out, const char *word, const char *doc)
{
  add_json (out, "{'const':'%s'", word);
  schema_json_add_text (out, "description", doc);
  add_json (out, "}");
}

static void schema_json_add_table (GString *out, const SchemaTable *table);

/* A text may be any scalar: 28 means "28". */
#define TEXT_TYPE "'type':['string','number','boolean']"

/* Appends the members that say what the value of FIELD may be. */
static void schema_json_add_type (GString *out, const SchemaField *field)
{
  /* NOLINTBEGIN(bugprone-suspicious-missing-comma): each text with a macro in it is one text */
  static const char *const types[] = {
    [SCHEMA_BOOL] = "'type':'boolean'",
    [SCHEMA_UNSIGNED] = "'type':'integer'",
    [SCHEMA_SIGNED] = "'type':'integer'",
    [SCHEMA_REAL] = "'type':'number'",
    [SCHEMA_NAME] = "'type':'string','pattern':'" SCHEMA_NAME_PATTERN "'",
    [SCHEMA_TEXT] = TEXT_TYPE,
    [SCHEMA_CHARACTER] = "'type':'string','pattern':'^[\\\\x01-\\\\x7f]$'",
    [SCHEMA_PATH] = "'type':'string','minLength':1",
    [SCHEMA_TEXT_LIST] = "'type':'array','items':{" TEXT_TYPE "}",
    [SCHEMA_STRUCT_LIST] = "'type':'array','items':{",
  };
  /* NOLINTEND(bugprone-suspicious-missing-comma) */
  if (types[field->type]) {
    add_json (out, "%s", types[field->type]);
  }
  switch (field->type) {
  case SCHEMA_UNSIGNED:
    schema_json_add_number (out, "minimum", (double)field->range.min);
    if (field->range.max > 0) {
      schema_json_add_number (out, "maximum", (double)field->range.max);
    }
    break;
  case SCHEMA_SIGNED:
    if (field->signed_range.min != 0 || field->signed_range.max != 0) {
      schema_json_add_number (out, "minimum", (double)field->signed_range.min);
      schema_json_add_number (out, "maximum", (double)field->signed_range.max);
    }
    break;
  case SCHEMA_REAL:
    schema_json_add_number (out, field->real_range.above_min ? "exclusiveMinimum" : "minimum",
                            field->real_range.min);
    schema_json_add_number (out, "maximum", field->real_range.max);
    break;
  case SCHEMA_BYTES:
  case SCHEMA_PAGES:
  case SCHEMA_TIME:
    add_quantity (out, field->type == SCHEMA_TIME ? &UNITS_TIME : &UNITS_SIZE, field->plain > 0);
    break;
  case SCHEMA_ENUM:
    add_json (out, "'oneOf':[");
    for (size_t i = 0; i < field->word_count; i++) {
      schema_json_add_word (out, field->words[i].word, field->words[i].doc);
    }
    add_json (out, "]");
    break;
  case SCHEMA_DISTRIBUTION:
    add_distribution (out, field);
    break;
  case SCHEMA_STRUCT:
    schema_json_add_table (out, field->table);
    break;
  case SCHEMA_STRUCT_LIST:
    schema_json_add_table (out, field->table);
    add_json (out, "}");
    break;
  default: /* the type says everything */
    break;
  }
}

/* Appends the default with the type that it has in YAML. */
static void add_default (GString *out, const SchemaField *field)
{
  double number;
  if (field->type == SCHEMA_BOOL) {
    add_json (out, "'default':%s", field->fallback);
  } else if (units_parse_decimal (field->fallback, &number)) {
    schema_json_add_number (out, "default", number);
  } else {
    schema_json_add_text (out, "default", field->fallback);
  }
}

/* ---- structs ---- */

static void add_description (GString *out, const SchemaField *field)
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
  schema_json_add_text (out, "description", text->str);
}

/* Appends FIELDS as properties, and adds the keys that must be given to REQUIRED. */
static void add_properties (GString *out, const SchemaField *fields, size_t count, GString *required)
{
  for (size_t i = 0; i < count; i++) {
    add_json (out, "'%s':{", fields[i].key);
    add_description (out, &fields[i]);
    schema_json_add_type (out, &fields[i]);
    if (fields[i].fallback) {
      add_default (out, &fields[i]);
    }
    add_json (out, "}");
    if (fields[i].required) {
      add_json (required, "'%s'", fields[i].key);
    }
  }
}

/* Appends the members that describe an object of TABLE, of VARIANT if that is not NULL. */
static void add_struct (GString *out, const SchemaTable *table, const SchemaVariant *variant)
{
  g_autoptr (GString) required = g_string_new (NULL);
  add_json (out, "'type':'object','properties':{");
  add_properties (out, table->fields, table->field_count, required);
  if (variant) {
    add_json (out, "'%s':", table->tag_key);
    schema_json_add_word (out, variant->word, variant->doc);
    add_json (required, "'%s'", table->tag_key);
    add_properties (out, variant->fields, variant->field_count, required);
  }
  add_json (out, "}");
  if (required->len > 0) {
    add_json (out, "'required':[%s]", required->str);
  }
  add_json (out, "'additionalProperties':false");
}

static void schema_json_add_table (GString *out, const SchemaTable *table)
{
  if (!table->tag_key) {
    add_struct (out, table, NULL);
    return;
  }
  add_json (out, "'oneOf':[");
  const SchemaVariant *variant;
  for (size_t i = 0; (variant = table->variant (i)); i++) {
    add_json (out, "{'title':'%s'", variant->word);
    add_struct (out, table, variant);
    add_json (out, "}");
  }
  add_json (out, "]");
}

char *schema_json (const SchemaTable *table)
{
  g_autoptr (GString) out = g_string_new ("{");
  add_json (out, "'$schema':'http://json-schema.org/draft-07/schema#','title':'%s'", table->noun);
  schema_json_add_table (out, table);
  add_json (out, "}");
  g_autoptr (JsonNode) root = json_from_string (out->str, NULL);
  g_autofree char *text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
