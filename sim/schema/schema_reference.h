/*
 * schema_reference.h - the tables as text for people
 */
#pragma once

#include "schema.h"

#define SCHEMA_REFERENCE_COLUMNS 100

/* Everything that TABLE allows, a key a paragraph, nested keys indented, in lines of at most SCHEMA_REFERENCE_COLUMNS
 * columns.  The caller frees it with g_free(). */
char *schema_reference (const SchemaTable *table);

/* FIELD alone, as the variable of the kernel that it stands for. The caller frees it with g_free(). */
char *schema_reference_kernel (const SchemaField *field);
