/*
 * distribution_schema.h - reading a distribution, and saying how it is written
 *
 * The one table of the forms that a distribution can have, from which it is read, documented and described in JSON
 * Schema.
 */
#pragma once

#include "arena.h"
#include "diagnostics.h"
#include "distribution_config.h"
#include "units.h"
#include "yaml_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of what the values are; it decides which forms are allowed. */
typedef enum {
  DISTRIBUTION_OF_SIZES = 1,  /* bytes */
  DISTRIBUTION_OF_TIMES = 2,  /* ns */
  DISTRIBUTION_OF_PLACES = 4, /* which of many places; no values */
} DistributionQuantity;

/* What is allowed for one key. */
typedef struct {
  const char *key; /* for messages */
  DistributionQuantity quantity;
  uint64_t min, max; /* of each value; max 0: no limit */
} DistributionRule;

/* What stands behind the key of a form. */
typedef enum {
  DISTRIBUTION_PARAMETER_WORD,         /* no mapping, just a word */
  DISTRIBUTION_PARAMETER_VALUE,        /* a value */
  DISTRIBUTION_PARAMETER_RANGE,        /* [value, value] */
  DISTRIBUTION_PARAMETER_SCALE_SHAPE,  /* {scale: value, shape: number} */
  DISTRIBUTION_PARAMETER_MEAN_SD,      /* {mean: value, sd: value} */
  DISTRIBUTION_PARAMETER_EXPONENT,     /* a number */
  DISTRIBUTION_PARAMETER_WEIGHTED_LIST /* [[value, number], ...] */
} DistributionParameter;

typedef struct {
  const char *word; /* the key, or the word itself */
  DistributionConfigKind kind;
  unsigned quantities; /* DistributionQuantity, several */
  DistributionParameter parameter;
  const char *size_example;
  const char *time_example;
  const char *doc;
} DistributionForm;

/* The table; *COUNT becomes its length. */
const DistributionForm *distribution_forms (size_t *count);

/* Reads NODE into *CONFIG; false with the mistakes added if it is none that RULE allows. */
bool distribution_read (Arena *arena, Diagnostics *diagnostics, const DistributionRule *rule,
                        const YamlNode *node, DistributionConfig *config);

/* "a size such as 8KiB, or a distribution such as {uniform: [4KiB, 64KiB]}".  Never freed. */
const char *distribution_expectation (DistributionQuantity quantity);

/* The quantity of its values; NULL for places. */
const UnitsQuantity *distribution_units (DistributionQuantity quantity);

/* How FORM is written, as an example for QUANTITY. */
const char *distribution_example (const DistributionForm *form, DistributionQuantity quantity);
