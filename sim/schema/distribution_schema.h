/*
 * distribution_schema.h - reading a distribution, and saying how it is written
 *
 * One table holds the forms that a distribution can have.  Reading, the reference and the JSON Schema all use
 * this table.
 */
#pragma once

#include "schema.h"

/* What a parameter is. */
typedef enum {
  DISTRIBUTION_VALUE,          /* a size or a time that the key allows */
  DISTRIBUTION_POSITIVE_VALUE, /* the same, above 0 */
  DISTRIBUTION_SPREAD,         /* a size or a time, from 0 on */
  DISTRIBUTION_NUMBER,         /* a double, from 0 on */
  DISTRIBUTION_POSITIVE_NUMBER /* a double above 0 */
} DistributionParameterKind;

typedef struct {
  const char *name; /* its name in messages, and its key if it has one */
  DistributionParameterKind kind;
  size_t offset; /* in DistributionConfig */
  double max;    /* of a number */
} DistributionParameter;

/* How the parameters are written behind the key of a form. */
typedef enum {
  DISTRIBUTION_SHAPE_WORD,         /* no mapping, just a word */
  DISTRIBUTION_SHAPE_ONE,          /* the only parameter */
  DISTRIBUTION_SHAPE_RANGE,        /* [parameter, parameter]; the first is not above the second */
  DISTRIBUTION_SHAPE_MAPPING,      /* {name: parameter, name: parameter} */
  DISTRIBUTION_SHAPE_WEIGHTED_LIST /* [[parameter, parameter], ...] */
} DistributionShape;

typedef struct {
  const char *word; /* the key, or the word itself */
  DistributionConfigKind kind;
  unsigned quantities; /* bits of DistributionQuantity */
  DistributionShape shape;
  const char *size_example;
  const char *time_example;
  const char *doc;
  DistributionParameter parameters[2];
} DistributionForm;

/* Returns the table, and its length in *COUNT. */
const DistributionForm *distribution_forms (size_t *count);

/* Whether PARAMETER is a plain number, not a size or a time. */
bool distribution_parameter_is_number (const DistributionParameter *parameter);

/* Reads NODE into *CONFIG; false with the mistakes added if FIELD does not allow NODE. */
bool distribution_read (const SchemaContext *context, const SchemaField *field, const YamlNode *node,
                        DistributionConfig *config);

/* "a size such as 8KiB, or a distribution such as {uniform: [4KiB, 64KiB]}".  Never freed. */
const char *distribution_expectation (DistributionQuantity quantity);

/* The units of the values of QUANTITY; NULL for places. */
const UnitsQuantity *distribution_units (DistributionQuantity quantity);

/* How FORM is written, as an example for QUANTITY. */
const char *distribution_example (const DistributionForm *form, DistributionQuantity quantity);
