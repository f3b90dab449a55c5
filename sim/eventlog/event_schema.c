/* event_schema.c - makes the JSON Schema of a trace's lines from the table of kinds */
#include "event_schema.h"

#include "event_kinds.h"
#include "json_writer.h"

static void add_type (JsonWriter *json, const char *key, const char *type)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, "type", type);
  json_writer_end_object (json);
}

static void add_number (JsonWriter *json, const char *key, const char *type)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, "type", type);
  json_writer_add_unsigned (json, "minimum", 0);
  json_writer_end_object (json);
}

static void add_const (JsonWriter *json, const char *key, const char *value)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, "const", value);
  json_writer_end_object (json);
}

static void add_pattern (JsonWriter *json, const char *key, const char *pattern)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, "type", "string");
  json_writer_add_text (json, "pattern", pattern);
  json_writer_end_object (json);
}

static void add_words (JsonWriter *json, const EventField *field)
{
  json_writer_begin_object (json, field->name);
  json_writer_begin_array (json, "enum");
  for (size_t i = 0; i < field->word_count; i++) {
    json_writer_add_text (json, NULL, field->words[i]);
  }
  json_writer_end_array (json);
  json_writer_end_object (json);
}

static void add_field (JsonWriter *json, const EventField *field)
{
  switch (field->type) {
  case EVENT_FIELD_NUMBER:
    add_number (json, field->name, "integer");
    break;
  case EVENT_FIELD_ADDRESS:
    add_pattern (json, field->name, "^0x[0-9a-f]{1,16}$");
    break;
  case EVENT_FIELD_WORD:
    add_words (json, field);
    break;
  case EVENT_FIELD_FLAG:
    add_type (json, field->name, "boolean");
    break;
  case EVENT_FIELD_TIME:
    add_number (json, field->name, "number");
    break;
  }
}

static void add_record (JsonWriter *json, const EventRecordRow *row)
{
  size_t count = event_record_field_count (row);
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "description", EVENT_KIND_ROWS[row->kind].doc);
  json_writer_begin_object (json, "properties");
  add_number (json, "t", "number");
  add_const (json, "kind", EVENT_KIND_ROWS[row->kind].name);
  if (row->phase != NULL) {
    add_const (json, "phase", row->phase);
  }
  add_type (json, "process", "string");
  add_type (json, "segment", "string");
  add_type (json, "object", "string");
  for (size_t i = 0; i < count; i++) {
    add_field (json, &row->fields[i]);
  }
  json_writer_end_object (json);
  json_writer_begin_array (json, "required");
  json_writer_add_text (json, NULL, "t");
  json_writer_add_text (json, NULL, "kind");
  if (row->phase != NULL) {
    json_writer_add_text (json, NULL, "phase");
  }
  for (size_t i = 0; i < count; i++) {
    json_writer_add_text (json, NULL, row->fields[i].name);
  }
  json_writer_end_array (json);
  json_writer_add_bool (json, "additionalProperties", false);
  json_writer_end_object (json);
}

/* The first line and the last, which have more than is said here. */
static void add_frame (JsonWriter *json, const char *kind, const char *description,
                       const char *const *required)
{
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "description", description);
  json_writer_begin_object (json, "properties");
  add_const (json, "kind", kind);
  json_writer_end_object (json);
  json_writer_begin_array (json, "required");
  json_writer_add_text (json, NULL, "kind");
  for (; *required != NULL; required++) {
    json_writer_add_text (json, NULL, *required);
  }
  json_writer_end_array (json);
  json_writer_end_object (json);
}

char *event_schema_json (void)
{
  static const char *const head[] = { "tool",   "version",    "scenario", "set",      "seed",
                                      "run",    "duration_s", "warmup_s", "sample_s", "kinds",
                                      "from_s", "to_s",       "owners",   NULL };
  static const char *const tail[] = { "records", "events", "fingerprint", NULL };
  GString *text = g_string_new (NULL);
  JsonWriter json;
  json_writer_init (&json, text);
  json_writer_begin_object (&json, NULL);
  json_writer_add_text (&json, "$schema", "http://json-schema.org/draft-07/schema#");
  json_writer_add_text (&json, "title", "a line of a pcachesim event trace");
  json_writer_add_text (&json, "type", "object");
  json_writer_begin_array (&json, "oneOf");
  add_frame (&json, "trace", "the first line: what was run, and what was wanted of it", head);
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    add_record (&json, &EVENT_RECORD_ROWS[i]);
  }
  add_frame (&json, "end", "the last line: how many events stand before it, and the fingerprint of the run",
             tail);
  json_writer_end_array (&json);
  json_writer_end_object (&json);
  json_writer_finish (&json);
  return g_string_free (text, FALSE);
}
