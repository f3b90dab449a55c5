/* distribution_schema.c - reading a distribution, and saying how it is written */
#include "distribution_schema.h"

#include "schema.h"
#include "words.h"

#include <string.h>

#define VALUES (DISTRIBUTION_OF_SIZES | DISTRIBUTION_OF_TIMES)
#define SHAPE_MAX 1000.0
#define EXPONENT_MAX 100.0
#define WEIGHT_MAX 1e9
#define WORDS_MAX 16

static const DistributionForm forms[] = {
  { "uniform", DISTRIBUTION_CONFIG_UNIFORM, VALUES, DISTRIBUTION_PARAMETER_RANGE, "{uniform: [4KiB, 64KiB]}",
    "{uniform: [1ms, 5ms]}", "every value from the first to the second, both included, equally likely" },
  { "exponential", DISTRIBUTION_CONFIG_EXPONENTIAL, VALUES, DISTRIBUTION_PARAMETER_VALUE,
    "{exponential: 16KiB}", "{exponential: 2ms}", "exponential with this mean" },
  { "pareto", DISTRIBUTION_CONFIG_PARETO, VALUES, DISTRIBUTION_PARAMETER_SCALE_SHAPE,
    "{pareto: {scale: 4KiB, shape: 1.5}}", "{pareto: {scale: 1ms, shape: 1.5}}",
    "at least the scale; the smaller the shape, the longer the tail" },
  { "normal", DISTRIBUTION_CONFIG_NORMAL, VALUES, DISTRIBUTION_PARAMETER_MEAN_SD,
    "{normal: {mean: 16KiB, sd: 4KiB}}", "{normal: {mean: 1ms, sd: 0.2ms}}",
    "normal with this mean and standard deviation, cut at 0" },
  { "empirical", DISTRIBUTION_CONFIG_EMPIRICAL, VALUES, DISTRIBUTION_PARAMETER_WEIGHTED_LIST,
    "{empirical: [[8KiB, 0.7], [64KiB, 0.3]]}", "{empirical: [[1ms, 9], [20ms, 1]]}",
    "these values, as often as their weights say" },
  { "sequential", DISTRIBUTION_CONFIG_SEQUENTIAL, DISTRIBUTION_OF_PLACES, DISTRIBUTION_PARAMETER_WORD,
    "sequential", "sequential", "one place after the other, then over again" },
  { "uniform", DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE, DISTRIBUTION_OF_PLACES, DISTRIBUTION_PARAMETER_WORD,
    "uniform", "uniform", "all places equally likely" },
  { "zipf", DISTRIBUTION_CONFIG_ZIPF, DISTRIBUTION_OF_PLACES, DISTRIBUTION_PARAMETER_EXPONENT, "{zipf: 0.99}",
    "{zipf: 0.99}", "a few places are hot: the r-th is drawn with a weight of 1 / r^exponent" },
};

const DistributionForm *distribution_forms (size_t *count)
{
  *count = G_N_ELEMENTS (forms);
  return forms;
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
  Arena *arena;
  Diagnostics *diagnostics;
  const DistributionRule *rule;
  const DistributionForm *form; /* NULL: a constant */
} Reader;

static bool distribution_expect (const Reader *reader, const YamlNode *node, const char *expectation)
{
  g_autofree char *found = yaml_node_describe (node);
  diagnostics_add (reader->diagnostics, node->place, "%s%s%s is %s; expected %s", reader->rule->key,
                   reader->form ? " " : "", reader->form ? reader->form->word : "", found, expectation);
  return false;
}

/* That a form was given, but not as its example has it. */
static bool expect_form (const Reader *reader, const YamlNode *node)
{
  return distribution_expect (reader, node, distribution_example (reader->form, reader->rule->quantity));
}

static bool is_scalar (const YamlNode *node)
{
  return node->kind == YAML_NODE_SCALAR && !yaml_node_is_null (node);
}

/* A value from MIN, or what the rule has as minimum if that is more. */
static bool read_value_from (const Reader *reader, const YamlNode *node, uint64_t min, uint64_t *value)
{
  const DistributionRule *rule = reader->rule;
  const UnitsQuantity *units = distribution_units (rule->quantity);
  if (!is_scalar (node)) {
    return distribution_expect (reader, node,
                                rule->quantity == DISTRIBUTION_OF_SIZES ? "a size such as 8KiB"
                                                                        : "a time such as 500us");
  }
  g_autofree char *mistake = NULL;
  if (!units_parse (units, node->text, 0, SCHEMA_PAGE_BYTES, value, &mistake)) {
    diagnostics_add (reader->diagnostics, node->place, "%s", mistake);
    return false;
  }
  uint64_t max = rule->max > 0 ? rule->max : UINT64_MAX;
  if (*value < min || *value > max) {
    g_autofree char *quoted = words_quote (node->text);
    g_autofree char *low = units_format_exact (units, min), *high = units_format_exact (units, max);
    diagnostics_add (reader->diagnostics, node->place, "%s is %s; use a %s from %s to %s", rule->key, quoted,
                     units_noun (units), low, high);
    return false;
  }
  return true;
}

static bool distribution_read_value (const Reader *reader, const YamlNode *node, uint64_t *value)
{
  return read_value_from (reader, node, reader->rule->min, value);
}

static bool read_positive_value (const Reader *reader, const YamlNode *node, uint64_t *value)
{
  return read_value_from (reader, node, MAX (reader->rule->min, 1), value);
}

/* The number NAME of at least 0, or above it, and at most MAX. */
static bool distribution_read_number (const Reader *reader, const YamlNode *node, const char *name,
                                      bool above_zero, double max, double *number)
{
  bool is_number = is_scalar (node) && node->is_plain && units_parse_decimal (node->text, number);
  if (is_number && *number <= max && (above_zero ? *number > 0 : *number >= 0)) {
    return true;
  }
  char limit[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (limit, sizeof limit, "%.10g", max);
  g_autofree char *found = yaml_node_describe (node);
  diagnostics_add (reader->diagnostics, node->place, "%s %s %s is %s; expected a number %s 0 and at most %s",
                   reader->rule->key, reader->form->word, name, found, above_zero ? "above" : "of at least",
                   limit);
  return false;
}

/* The two nodes of a list of two. */
static bool read_two (const Reader *reader, const YamlNode *node)
{
  return (node->kind == YAML_NODE_SEQUENCE && node->count == 2) || expect_form (reader, node);
}

static bool read_range (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  if (!read_two (reader, node)) {
    return false;
  }
  bool low = distribution_read_value (reader, node->items[0], &config->uniform.low);
  bool high = distribution_read_value (reader, node->items[1], &config->uniform.high);
  if (low && high && config->uniform.low > config->uniform.high) {
    diagnostics_add (reader->diagnostics, node->place,
                     "%s uniform is from more to less; put the smaller value first", reader->rule->key);
    return false;
  }
  return low && high;
}

/* The values of the keys FIRST and SECOND of a mapping that has no others. */
static bool read_parameters (const Reader *reader, const YamlNode *node, const char *first,
                             const char *second, const YamlNode *values[2])
{
  if (node->kind != YAML_NODE_MAPPING) {
    return expect_form (reader, node);
  }
  const char *const keys[] = { first, second };
  bool valid = true;
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *key = node->pairs[i].key;
    if (strcmp (key->text, first) != 0 && strcmp (key->text, second) != 0) {
      g_autofree char *quoted = words_quote (key->text);
      g_autofree char *hint = words_hint (key->text, keys, 2);
      diagnostics_add (reader->diagnostics, key->place, "unknown key %s in %s %s; %s", quoted,
                       reader->rule->key, reader->form->word, hint);
      valid = false;
    }
  }
  for (size_t i = 0; i < 2; i++) {
    const YamlPair *pair = yaml_node_find (node, keys[i]);
    values[i] = pair ? pair->value : NULL;
    if (!pair) {
      diagnostics_add (reader->diagnostics, node->place, "missing key '%s' in %s %s; write it as %s", keys[i],
                       reader->rule->key, reader->form->word,
                       distribution_example (reader->form, reader->rule->quantity));
      valid = false;
    }
  }
  return valid;
}

static bool read_scale_shape (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  const YamlNode *values[2];
  if (!read_parameters (reader, node, "scale", "shape", values)) {
    return false;
  }
  bool scale = read_positive_value (reader, values[0], &config->pareto.scale);
  bool shape = distribution_read_number (reader, values[1], "shape", true, SHAPE_MAX, &config->pareto.shape);
  return scale && shape;
}

static bool read_mean_sd (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  const YamlNode *values[2];
  if (!read_parameters (reader, node, "mean", "sd", values)) {
    return false;
  }
  bool mean = distribution_read_value (reader, values[0], &config->normal.mean);
  bool sd = read_value_from (reader, values[1], 0, &config->normal.sd);
  return mean && sd;
}

static bool read_weighted_list (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  if (node->kind != YAML_NODE_SEQUENCE || node->count == 0) {
    return expect_form (reader, node);
  }
  uint64_t *values = arena_alloc (reader->arena, node->count, sizeof *values);
  double *weights = arena_alloc (reader->arena, node->count, sizeof *weights);
  bool valid = true, weighty = false;
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *item = node->items[i];
    if (!read_two (reader, item)) {
      valid = false;
      continue;
    }
    valid &= distribution_read_value (reader, item->items[0], &values[i]);
    valid &= distribution_read_number (reader, item->items[1], "weight", false, WEIGHT_MAX, &weights[i]);
    weighty |= weights[i] > 0;
  }
  if (valid && !weighty) {
    diagnostics_add (reader->diagnostics, node->place,
                     "%s empirical has weights of 0 only; give at least one a weight above 0",
                     reader->rule->key);
  }
  config->empirical.values = values;
  config->empirical.weights = weights;
  config->empirical.count = node->count;
  return valid && weighty;
}

static bool read_form (const Reader *reader, const YamlNode *node, DistributionConfig *config)
{
  config->kind = reader->form->kind;
  switch (reader->form->parameter) {
  case DISTRIBUTION_PARAMETER_WORD:
    return true;
  case DISTRIBUTION_PARAMETER_VALUE:
    return read_positive_value (reader, node, &config->exponential.mean);
  case DISTRIBUTION_PARAMETER_RANGE:
    return read_range (reader, node, config);
  case DISTRIBUTION_PARAMETER_SCALE_SHAPE:
    return read_scale_shape (reader, node, config);
  case DISTRIBUTION_PARAMETER_MEAN_SD:
    return read_mean_sd (reader, node, config);
  case DISTRIBUTION_PARAMETER_EXPONENT:
    return distribution_read_number (reader, node, "exponent", false, EXPONENT_MAX, &config->zipf.exponent);
  case DISTRIBUTION_PARAMETER_WEIGHTED_LIST:
    return read_weighted_list (reader, node, config);
  }
  g_error ("distribution_schema: form '%s' has no parameter", reader->form->word);
}

/* The form of that WORD, as a mapping's key or as a word of its own, that the rule allows; else NULL with the mistake. */
static const DistributionForm *find_form (const Reader *reader, const YamlNode *word, bool is_key)
{
  const char *names[WORDS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (forms); i++) {
    bool as_key = forms[i].parameter != DISTRIBUTION_PARAMETER_WORD;
    if (!(forms[i].quantities & reader->rule->quantity) || as_key != is_key) {
      continue;
    }
    if (strcmp (forms[i].word, word->text) == 0) {
      return &forms[i];
    }
    names[count++] = forms[i].word;
  }
  g_autofree char *quoted = words_quote (word->text);
  const char *nearest = words_nearest (word->text, names, count);
  if (nearest) {
    diagnostics_add (reader->diagnostics, word->place, "%s has no distribution %s; did you mean '%s'?",
                     reader->rule->key, quoted, nearest);
  } else {
    diagnostics_add (reader->diagnostics, word->place, "%s has no distribution %s; use %s", reader->rule->key,
                     quoted, distribution_expectation (reader->rule->quantity));
  }
  return NULL;
}

bool distribution_read (Arena *arena, Diagnostics *diagnostics, const DistributionRule *rule,
                        const YamlNode *node, DistributionConfig *config)
{
  Reader reader = { arena, diagnostics, rule, NULL };
  memset (config, 0, sizeof *config);
  bool is_mapping = node->kind == YAML_NODE_MAPPING && node->count == 1;
  if (!is_mapping && !is_scalar (node)) {
    return distribution_expect (&reader, node, distribution_expectation (rule->quantity));
  }
  if (!is_mapping && rule->quantity != DISTRIBUTION_OF_PLACES) {
    config->kind = DISTRIBUTION_CONFIG_CONSTANT;
    return distribution_read_value (&reader, node, &config->constant);
  }
  reader.form = find_form (&reader, is_mapping ? node->pairs[0].key : node, is_mapping);
  return reader.form && read_form (&reader, is_mapping ? node->pairs[0].value : NULL, config);
}
