/*
 * schema_value.h - the value of one key
 *
 * Reads and checks values that are not structs, and says in words what a key may hold.  The messages, the
 * reference and the JSON Schema use the same sentence.
 */
#pragma once

#include "schema.h"

#include <stdbool.h>

#define SCHEMA_NAME_PATTERN "^[A-Za-z_][A-Za-z0-9_-]{0,63}$" /* matches names */

/* Reads NODE into the member FIELD, which is no struct and no list of structs, of the struct at BASE.  On a
 * mistake adds it, leaves the member as it was, and returns false. */
bool schema_value_read (SchemaContext *context, const SchemaField *field, const YamlNode *node, void *base);

/* Adds the mistake that NODE is not what FIELD holds.  Always returns false. */
bool schema_value_refuse (const SchemaContext *context, const SchemaField *field, const YamlNode *node);

/* What FIELD may hold: "a whole number from 1 to 100000". The caller frees it with g_free(). */
char *schema_value_expectation (const SchemaField *field);

/* The type of FIELD: "time", "direct | ring | pool", "list of names". The caller frees it with g_free(). */
char *schema_value_type (const SchemaField *field);

/* The range: "from 1 to 100", "at least 5"; NULL if FIELD has none.  The caller frees it with g_free(). */
char *schema_value_range (const SchemaField *field);
