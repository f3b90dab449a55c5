/*
 * event_schema.h - the JSON Schema of a trace's lines
 */
#pragma once

/* A JSON Schema (draft 7) that each line of a trace follows, as text with a newline at the end.  The caller frees it with
 * g_free(). */
char *event_schema_json (void);
