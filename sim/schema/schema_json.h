/*
 * schema_json.h - the tables as a JSON Schema
 *
 * For editors, which then complete and check scenario files while they are written.  It is stricter or as strict as
 * schema_read() on what one value may be, and knows nothing of what values say of each other.
 */
#pragma once

#include "schema.h"

/* A JSON Schema (draft 7) of TABLE as text, with a newline at the end.  The caller frees it with g_free(). */
char *schema_json (const SchemaTable *table);
