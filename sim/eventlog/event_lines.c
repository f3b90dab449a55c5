/* event_lines.c - a trace as JSON Lines: first what was run and wanted, then the events, last the outcome */
#include "event_writer.h"

#include "number_format.h"

#include <string.h>

static void append_member (GString *text, const char *name, const char *value)
{
  if (value != NULL) {
    g_string_append_printf (text, ",\"%s\":", name);
    json_writer_append_text (text, value);
  }
}

static void event_lines_make_texts (EventWriter *writer)
{
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    const EventRecordRow *row = &EVENT_RECORD_ROWS[i];
    append_member (writer->records[i], "kind", EVENT_KIND_ROWS[row->kind].name);
    append_member (writer->records[i], "phase", row->phase);
  }
  for (uint32_t i = 0; i < event_places_count (writer->places); i++) {
    const EventPlace *place = event_places_get (writer->places, i);
    append_member (writer->place_texts[i], "process", place->process);
    append_member (writer->place_texts[i], "segment", place->segment);
    append_member (writer->place_texts[i], "object", place->object);
    g_string_append_c (writer->place_texts[i], ',');
  }
}

static void lines_begin (EventWriter *writer, const RunIdentity *identity, const EventTraceOptions *options)
{
  event_lines_make_texts (writer);
  g_autoptr (GString) text = g_string_new (NULL);
  event_append_head (text, "trace", identity, options);
  g_string_append_c (text, '\n');
  output_file_write (writer->file, text->str, text->len);
}

static void lines_add (EventWriter *writer, const EventRecord *record)
{
  char *to = output_file_reserve (writer->file, EVENT_RESERVE_BYTES);
  to = event_put_text (to, "{\"t\":", 5);
  to = number_put_fixed (to, record->time, NUMBER_TIME_DECIMALS);
  const GString *kind = writer->records[record->type];
  to = event_put_text (to, kind->str, kind->len);
  to = event_put_long (writer, to, writer->place_texts[record->place]);
  to = event_put_fields (writer, to, record);
  to = event_put_text (to, "}\n", 2);
  output_file_advance (writer->file, to);
}

static void lines_end (EventWriter *writer, const RunOutcome *outcome, uint64_t records)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonWriter json = { .text = text, .is_compact = true };
  json_writer_begin_object (&json, NULL);
  json_writer_add_text (&json, "kind", "end");
  json_writer_add_unsigned (&json, "records", records);
  run_record_write_outcome (&json, outcome);
  json_writer_end_object (&json);
  json_writer_finish (&json);
  output_file_write (writer->file, text->str, text->len);
}

const EventWriterType EVENT_WRITER_LINES = { .begin = lines_begin, .add = lines_add, .end = lines_end };
