/*
 * schema_value.h - the value of one key
 *
 * Reading and checking the types that are no structs, and saying in words what a key may hold: one sentence for
 * messages, the reference and the JSON Schema alike.
 */
#pragma once

#include "schema.h"

#include <stdbool.h>

#define SCHEMA_NAME_PATTERN "^[A-Za-z_][A-Za-z0-9_-]{0,63}$" /* what a name is, as a regular expression */

/* Reads NODE into the struct at BASE that FIELD, no struct and no list of structs, belongs to.  False with the mistakes
 * added, and the member as it was, if that is not possible. */
bool schema_value_read (SchemaContext *context, const SchemaField *field, const YamlNode *node, void *base);

/* Adds the mistake that NODE is not what FIELD holds.  Always false. */
bool schema_value_refuse (const SchemaContext *context, const SchemaField *field, const YamlNode *node);

/* What the value of FIELD is, in a sentence: "a whole number from 1 to 100000".  The caller frees it with g_free(). */
char *schema_value_expectation (const SchemaField *field);

/* A word or two: "time", "direct | ring | pool", "list of names".  The caller frees it with g_free(). */
char *schema_value_type (const SchemaField *field);

/* The range: "from 1 to 100", "at least 5"; NULL if it has none.  The caller frees it with g_free(). */
char *schema_value_range (const SchemaField *field);
