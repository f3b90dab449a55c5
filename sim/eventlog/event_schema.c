/* event_schema.c - makes the JSON Schema of a trace's lines from the table of kinds */
#include "event_kinds.h"

#include "json_writer.h"

/* Adds the rule that the member KEY has WHAT of VALUE. */
static void add_rule (JsonWriter *json, const char *key, const char *what, const char *value)
{
  json_writer_begin_object (json, key);
  json_writer_add_text (json, what, value);
  json_writer_end_object (json);
}

static void add_field (JsonWriter *json, const EventField *field)
{
  static const char *const types[] = { [EVENT_FIELD_NUMBER] = "integer",
                                       [EVENT_FIELD_ADDRESS] = "string",
                                       [EVENT_FIELD_FLAG] = "boolean",
                                       [EVENT_FIELD_TIME] = "number" };
  json_writer_begin_object (json, field->name);
  if (field->type == EVENT_FIELD_WORD) {
    json_writer_begin_array (json, "enum");
    for (size_t i = 0; i < field->word_count; i++) {
      json_writer_add_text (json, NULL, field->words[i]);
    }
    json_writer_end_array (json);
  } else {
    json_writer_add_text (json, "type", types[field->type]);
  }
  if (field->type == EVENT_FIELD_NUMBER || field->type == EVENT_FIELD_TIME) {
    json_writer_add_unsigned (json, "minimum", 0);
  } else if (field->type == EVENT_FIELD_ADDRESS) {
    json_writer_add_text (json, "pattern", "^0x[0-9a-f]{1,16}$");
  }
  json_writer_end_object (json);
}

/* Ends the properties of a line, and says which ones it must have: REQUIRED, ended by NULL. */
static void add_required (JsonWriter *json, const char *const *required)
{
  json_writer_end_object (json);
  json_writer_begin_array (json, "required");
  for (; *required != NULL; required++) {
    json_writer_add_text (json, NULL, *required);
  }
  json_writer_end_array (json);
}

static void add_record (JsonWriter *json, const EventRecordRow *row)
{
  const char *required[3 + EVENT_FIELDS_MAX + 1] = { "t", "kind" };
  size_t count = 2;
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "description", EVENT_KIND_ROWS[row->kind].doc);
  json_writer_begin_object (json, "properties");
  add_field (json, &(EventField){ .name = "t", .type = EVENT_FIELD_TIME });
  add_rule (json, "kind", "const", EVENT_KIND_ROWS[row->kind].name);
  if (row->phase != NULL) {
    add_rule (json, "phase", "const", row->phase);
    required[count++] = "phase";
  }
  add_rule (json, "process", "type", "string");
  add_rule (json, "segment", "type", "string");
  add_rule (json, "object", "type", "string");
  for (size_t i = 0; i < event_record_field_count (row); i++) {
    add_field (json, &row->fields[i]);
    required[count++] = row->fields[i].name;
  }
  add_required (json, required);
  json_writer_add_bool (json, "additionalProperties", false);
  json_writer_end_object (json);
}

/* Adds the first or the last line, which may have more members than are given here. */
static void add_frame (JsonWriter *json, const char *kind, const char *description,
                       const char *const *required)
{
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "description", description);
  json_writer_begin_object (json, "properties");
  add_rule (json, "kind", "const", kind);
  add_required (json, required);
  json_writer_end_object (json);
}

char *event_schema_json (void)
{
  static const char *const head[] = { "kind",  "tool",   "version",    "scenario", "set",
                                      "seed",  "run",    "duration_s", "warmup_s", "sample_s",
                                      "kinds", "from_s", "to_s",       "owners",   NULL };
  static const char *const tail[] = { "kind", "records", "events", "fingerprint", NULL };
  GString *text = g_string_new (NULL);
  JsonWriter json = { .text = text };
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
