/* distribution_schema.c - reading a distribution, and saying how it is written */
#include "distribution_schema.h"

#include "words.h"

#include <string.h>

#define VALUES (DISTRIBUTION_OF_SIZES | DISTRIBUTION_OF_TIMES)

/* A form: its word, its quantities, kind and shape; then two examples, and what it means; ... */
#define FORM(word_, quantities_, kind_, shape_, ...)                                   \
  {                                                                                    \
    .word = (word_), .quantities = (quantities_), .kind = DISTRIBUTION_CONFIG_##kind_, \
    .shape = DISTRIBUTION_SHAPE_##shape_, __VA_ARGS__                                  \
  }

/* ... and its parameters, each with its member and its largest number. */
#define PARAMETER(name_, kind_, member_, max_)                                                       \
  {                                                                                                  \
    .name = (name_), .kind = DISTRIBUTION_##kind_, .offset = offsetof (DistributionConfig, member_), \
    .max = (max_)                                                                                    \
  }

static const DistributionForm forms[] = {
  FORM ("uniform", VALUES, UNIFORM, RANGE, "{uniform: [4KiB, 64KiB]}", "{uniform: [1ms, 5ms]}",
        "every value from the first to the second, both included, equally likely",
        { PARAMETER ("low", VALUE, uniform.low, 0), PARAMETER ("high", VALUE, uniform.high, 0) }),
  FORM ("exponential", VALUES, EXPONENTIAL, ONE, "{exponential: 16KiB}", "{exponential: 2ms}",
        "exponential with this mean", { PARAMETER ("mean", POSITIVE_VALUE, exponential.mean, 0) }),
  FORM ("pareto", VALUES, PARETO, MAPPING, "{pareto: {scale: 4KiB, shape: 1.5}}",
        "{pareto: {scale: 1ms, shape: 1.5}}",
        "at least the scale; the smaller the shape, the longer the tail",
        { PARAMETER ("scale", POSITIVE_VALUE, pareto.scale, 0),
          PARAMETER ("shape", POSITIVE_NUMBER, pareto.shape, 1000) }),
  FORM ("normal", VALUES, NORMAL, MAPPING, "{normal: {mean: 16KiB, sd: 4KiB}}",
        "{normal: {mean: 1ms, sd: 0.2ms}}", "normal with this mean and standard deviation, cut at 0",
        { PARAMETER ("mean", VALUE, normal.mean, 0), PARAMETER ("sd", SPREAD, normal.sd, 0) }),
  FORM ("empirical", VALUES, EMPIRICAL, WEIGHTED_LIST, "{empirical: [[8KiB, 0.7], [64KiB, 0.3]]}",
        "{empirical: [[1ms, 9], [20ms, 1]]}", "these values, as often as their weights say",
        { PARAMETER ("value", VALUE, empirical.values, 0),
          PARAMETER ("weight", NUMBER, empirical.weights, 1e9) }),
  FORM ("sequential", DISTRIBUTION_OF_PLACES, SEQUENTIAL, WORD, "sequential", "sequential",
        "one place after the other, then over again"),
  FORM ("uniform", DISTRIBUTION_OF_PLACES, UNIFORM_EVERYWHERE, WORD, "uniform", "uniform",
        "all places equally likely"),
  FORM ("zipf", DISTRIBUTION_OF_PLACES, ZIPF, ONE, "{zipf: 0.99}", "{zipf: 0.99}",
        "a few places are hot: the r-th is drawn with a weight of 1 / r^exponent",
        { PARAMETER ("exponent", NUMBER, zipf.exponent, 100) }),
};

const DistributionForm *distribution_forms (size_t *count)
{
  *count = G_N_ELEMENTS (forms);
  return forms;
}

bool distribution_parameter_is_number (const DistributionParameter *parameter)
{
  return parameter->kind == DISTRIBUTION_NUMBER || parameter->kind == DISTRIBUTION_POSITIVE_NUMBER;
}

const char *distribution_expectation (DistributionQuantity quantity)
{
  switch (quantity) {
  case DISTRIBUTION_OF_SIZES:
    return "a size such as 8KiB, or a distribution such as {uniform: [4KiB, 64KiB]}";
  case DISTRIBUTION_OF_TIMES:
    return "a time such as 500us, or a distribution such as {exponential: 2ms}";
  default:
    return "sequential, uniform, or {zipf: 0.99}";
  }
}

const UnitsQuantity *distribution_units (DistributionQuantity quantity)
{
  return quantity == DISTRIBUTION_OF_PLACES  ? NULL
         : quantity == DISTRIBUTION_OF_SIZES ? &UNITS_SIZE
                                             : &UNITS_TIME;
}

const char *distribution_example (const DistributionForm *form, DistributionQuantity quantity)
{
  return quantity == DISTRIBUTION_OF_TIMES ? form->time_example : form->size_example;
}

/* ---- reading ---- */

typedef struct {
  const SchemaContext *context;
  const SchemaField *field;
  const DistributionForm *form; /* NULL: a constant */
} Reader;

static bool distribution_expect (const Reader *reader, const YamlNode *node, const char *expectation)
{
  g_autofree char *found = yaml_node_describe (node);
  return diagnostics_add (reader->context->diagnostics, node->place, "%s%s%s is %s; expected %s",
                          reader->field->key, reader->form ? " " : "", reader->form ? reader->form->word : "",
                          found, expectation);
}

/* Adds the mistake that NODE is not written as the example of the form. */
static bool expect_form (const Reader *reader, const YamlNode *node)
{
  return distribution_expect (reader, node, distribution_example (reader->form, reader->field->quantity));
}

static bool is_scalar (const YamlNode *node)
{
  return node->kind == YAML_NODE_SCALAR && !yaml_node_is_null (node);
}

/* Reads NODE as a value of at least MIN. */
static bool distribution_read_value (const Reader *reader, const YamlNode *node, uint64_t min,
                                     uint64_t *value)
{
  const SchemaField *field = reader->field;
  Diagnostics *diagnostics = reader->context->diagnostics;
  const UnitsQuantity *units = distribution_units (field->quantity);
  if (!is_scalar (node)) {
    bool is_size = field->quantity == DISTRIBUTION_OF_SIZES;
    return distribution_expect (reader, node, is_size ? "a size such as 8KiB" : "a time such as 500us");
  }
  g_autofree char *mistake = NULL;
  if (!units_parse (units, node->text, 0, reader->context->page_bytes, value, &mistake)) {
    return diagnostics_add (diagnostics, node->place, "%s", mistake);
  }
  uint64_t max = field->range.max > 0 ? field->range.max : UINT64_MAX;
  if (*value < min || *value > max) {
    g_autofree char *quoted = words_quote (node->text);
    g_autofree char *low = units_format_exact (units, min), *high = units_format_exact (units, max);
    return diagnostics_add (diagnostics, node->place, "%s is %s; use a %s from %s to %s", field->key, quoted,
                            units_noun (units), low, high);
  }
  return true;
}

static bool distribution_read_number (const Reader *reader, const YamlNode *node,
                                      const DistributionParameter *parameter, double *number)
{
  bool above_zero = parameter->kind == DISTRIBUTION_POSITIVE_NUMBER;
  bool is_number = is_scalar (node) && node->is_plain && units_parse_decimal (node->text, number);
  if (is_number && *number <= parameter->max && (above_zero ? *number > 0 : *number >= 0)) {
    return true;
  }
  char limit[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (limit, sizeof limit, "%.10g", parameter->max);
  g_autofree char *found = yaml_node_describe (node);
  return diagnostics_add (reader->context->diagnostics, node->place,
                          "%s %s %s is %s; expected a number %s 0 and at most %s", reader->field->key,
                          reader->form->word, parameter->name, found, above_zero ? "above" : "of at least",
                          limit);
}

/* Reads NODE as parameter INDEX of the form, which goes to MEMBER. */
static bool read_parameter (const Reader *reader, size_t index, const YamlNode *node, void *member)
{
  const DistributionParameter *parameter = &reader->form->parameters[index];
  if (distribution_parameter_is_number (parameter)) {
    return distribution_read_number (reader, node, parameter, member);
  }
  uint64_t least = parameter->kind == DISTRIBUTION_SPREAD ? 0 : reader->field->range.min;
  bool is_positive = parameter->kind == DISTRIBUTION_POSITIVE_VALUE;
  return distribution_read_value (reader, node, is_positive ? MAX (least, 1) : least, member);
}

/* Checks that NODE is a list of two items. */
static bool check_two (const Reader *reader, const YamlNode *node)
{
  return (node->kind == YAML_NODE_SEQUENCE && node->count == 2) || expect_form (reader, node);
}

/* Finds the NODES of both parameters in NODE, a mapping with their names as its only keys. */
static bool find_parameters (const Reader *reader, const YamlNode *node, const YamlNode *nodes[2])
{
  Diagnostics *diagnostics = reader->context->diagnostics;
  const DistributionForm *form = reader->form;
  const char *const keys[] = { form->parameters[0].name, form->parameters[1].name, NULL };
  if (node->kind != YAML_NODE_MAPPING) {
    return expect_form (reader, node);
  }
  bool valid = true;
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *key = node->pairs[i].key;
    if (!g_strv_contains (keys, key->text)) {
      g_autofree char *quoted = words_quote (key->text);
      g_autofree char *hint = words_hint (key->text, keys, 2);
      valid = diagnostics_add (diagnostics, key->place, "unknown key %s in %s %s; %s", quoted,
                               reader->field->key, form->word, hint);
    }
  }
  for (size_t i = 0; i < 2; i++) {
    const YamlPair *pair = yaml_node_find (node, keys[i]);
    nodes[i] = pair ? pair->value : NULL;
    if (!pair) {
      valid = diagnostics_add (diagnostics, node->place, "missing key '%s' in %s %s; write it as %s", keys[i],
                               reader->field->key, form->word,
                               distribution_example (form, reader->field->quantity));
    }
  }
  return valid;
}

static bool read_weighted_list (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  if (node->kind != YAML_NODE_SEQUENCE || node->count == 0) {
    return expect_form (reader, node);
  }
  uint64_t *values = arena_alloc (reader->context->arena, node->count, sizeof *values);
  double *weights = arena_alloc (reader->context->arena, node->count, sizeof *weights);
  bool valid = true, weighty = false;
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *item = node->items[i];
    if (!check_two (reader, item)) {
      valid = false;
      continue;
    }
    valid &= read_parameter (reader, 0, item->items[0], &values[i]);
    valid &= read_parameter (reader, 1, item->items[1], &weights[i]);
    weighty |= weights[i] > 0;
  }
  if (valid && !weighty) {
    diagnostics_add (reader->context->diagnostics, node->place,
                     "%s empirical has weights of 0 only; give at least one a weight above 0",
                     reader->field->key);
  }
  config->empirical.values = values;
  config->empirical.weights = weights;
  config->empirical.count = node->count;
  return valid && weighty;
}

static bool read_form (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  const DistributionForm *form = reader->form;
  bool is_range = form->shape == DISTRIBUTION_SHAPE_RANGE;
  const YamlNode *nodes[2] = { node, node };
  config->kind = form->kind;
  if (form->shape == DISTRIBUTION_SHAPE_WORD) {
    return true;
  }
  if (form->shape == DISTRIBUTION_SHAPE_WEIGHTED_LIST) {
    return read_weighted_list (reader, node, config);
  }
  if ((is_range && !check_two (reader, node))
      || (form->shape == DISTRIBUTION_SHAPE_MAPPING && !find_parameters (reader, node, nodes))) {
    return false;
  }
  bool valid = true;
  for (size_t i = 0; i < 2 && form->parameters[i].name; i++) {
    valid &= read_parameter (reader, i, is_range ? node->items[i] : nodes[i],
                             (char *)config + form->parameters[i].offset);
  }
  if (valid && is_range && config->uniform.low > config->uniform.high) {
    return diagnostics_add (reader->context->diagnostics, node->place,
                            "%s %s is from more to less; put the smaller value first", reader->field->key,
                            form->word);
  }
  return valid;
}

/* The form of the field that WORD (a key or a single word) names; NULL with the mistake added if none. */
static const DistributionForm *find_form (const Reader *reader, const YamlNode *word, bool is_key)
{
  const SchemaField *field = reader->field;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (forms); i++) {
    bool as_key = forms[i].shape != DISTRIBUTION_SHAPE_WORD;
    if (!(forms[i].quantities & field->quantity) || as_key != is_key) {
      continue;
    }
    if (strcmp (forms[i].word, word->text) == 0) {
      return &forms[i];
    }
    g_ptr_array_add (names, (void *)forms[i].word);
  }
  g_autofree char *quoted = words_quote (word->text);
  g_autofree char *use = g_strconcat ("use ", distribution_expectation (field->quantity), NULL);
  g_autofree char *hint = words_hint_or (word->text, names, use);
  diagnostics_add (reader->context->diagnostics, word->place, "%s has no distribution %s; %s", field->key,
                   quoted, hint);
  return NULL;
}

bool distribution_read (const SchemaContext *context, const SchemaField *field, const YamlNode *node,
                        DistributionConfig *config)
{
  Reader reader = { context, field, NULL };
  memset (config, 0, sizeof *config);
  bool is_mapping = node->kind == YAML_NODE_MAPPING && node->count == 1;
  if (!is_mapping && !is_scalar (node)) {
    return distribution_expect (&reader, node, distribution_expectation (field->quantity));
  }
  if (!is_mapping && field->quantity != DISTRIBUTION_OF_PLACES) {
    config->kind = DISTRIBUTION_CONFIG_CONSTANT;
    return distribution_read_value (&reader, node, field->range.min, &config->constant);
  }
  reader.form = find_form (&reader, is_mapping ? node->pairs[0].key : node, is_mapping);
  return reader.form && read_form (&reader, is_mapping ? node->pairs[0].value : NULL, config);
}
