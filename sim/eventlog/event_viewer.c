/* event_viewer.c - a trace as the JSON of trace viewers, whose Trace Event Format explains each `ph` */
#include "event_writer.h"

#include "number_format.h"

#include <string.h>

/* The viewers' times are in us. */
#define VIEWER_TIME_DECIMALS 3

/* The text with which a record of each shape begins. */
static const char *const phases[] = {
  [EVENT_SHAPE_POINT] = "{\"ph\":\"i\",\"s\":\"t\"", [EVENT_SHAPE_SLICE_POINT] = "{\"ph\":\"X\",\"dur\":0",
  [EVENT_SHAPE_SLICE_BEGIN] = "{\"ph\":\"B\"",       [EVENT_SHAPE_SLICE_END] = "{\"ph\":\"E\"",
  [EVENT_SHAPE_SPAN_BEGIN] = "{\"ph\":\"b\"",        [EVENT_SHAPE_SPAN_END] = "{\"ph\":\"e\"",
  [EVENT_SHAPE_COUNTERS] = "{\"ph\":\"C\"",
};

static bool is_span (const EventRecordRow *row)
{
  return row->shape == EVENT_SHAPE_SPAN_BEGIN || row->shape == EVENT_SHAPE_SPAN_END;
}

static void event_viewer_make_texts (EventWriter *writer)
{
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    const EventRecordRow *row = &EVENT_RECORD_ROWS[i];
    g_string_append_printf (writer->records[i], "%s,\"cat\":\"%s\"", phases[row->shape],
                            EVENT_KIND_ROWS[row->kind].name);
    if (row->shape != EVENT_SHAPE_COUNTERS) {
      g_string_append_printf (writer->records[i], ",\"name\":\"%s%s", EVENT_KIND_ROWS[row->kind].name,
                              row->title != 0 ? " " : "\"");
    }
  }
  for (uint32_t i = 0; i < event_places_count (writer->places); i++) {
    const EventPlace *place = event_places_get (writer->places, i);
    g_string_append_printf (writer->place_texts[i], ",\"pid\":%u,\"tid\":%u", place->group, i + 1);
  }
}

/* ---- names ---- */

static void append_name (GString *text, const char *what, uint32_t group, uint32_t place, const char *name)
{
  g_string_append_printf (
      text, ",\n{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%u,\"tid\":%u,\"args\":{\"name\":", what, group, place);
  json_writer_append_text (text, name);
  g_string_append (text, "}}");
}

static const char *group_name (const EventPlace *place)
{
  return place->group == EVENT_GROUP_KERNEL ? "kernel"
         : place->process != NULL           ? place->process
                                            : "shared objects";
}

static const char *track_name (const EventPlace *place)
{
  return place->track != NULL ? place->track : place->segment != NULL ? place->segment : place->object;
}

static void append_names (GString *text, const EventPlaces *places)
{
  uint32_t named = 0; /* the last group named; the places of a group follow each other */
  for (uint32_t i = 0; i < event_places_count (places); i++) {
    const EventPlace *place = event_places_get (places, i);
    if (place->group != named) {
      append_name (text, "process_name", place->group, 0, group_name (place));
      g_string_append_printf (text,
                              ",\n{\"ph\":\"M\",\"name\":\"process_sort_index\",\"pid\":%u,\"tid\":0,"
                              "\"args\":{\"sort_index\":%u}}",
                              place->group, place->group);
      named = place->group;
    }
    append_name (text, "thread_name", place->group, i + 1, track_name (place));
  }
}

static void viewer_begin (EventWriter *writer, const RunIdentity *identity, const EventTraceOptions *options)
{
  event_viewer_make_texts (writer);
  writer->purges = g_new0 (EventPurges, 1);
  g_autoptr (GString) text = g_string_new ("{\"displayTimeUnit\":\"ns\",\"otherData\":");
  event_append_head (text, NULL, identity, options);
  g_string_append (text, ",\"traceEvents\":[");
  gsize begin = text->len;
  append_names (text, writer->places);
  g_string_erase (text, (gssize)begin, 1); /* the comma before the first text */
  output_file_write (writer->file, text->str, text->len);
}

/* ---- events ---- */

static char *begin_event (EventWriter *writer, char *to, EventRecordType type)
{
  const GString *head = writer->records[type];
  to = stpcpy (to, ",\n");
  return event_put_text (to, head->str, head->len);
}

static char *put_when_and_where (EventWriter *writer, char *to, const EventRecord *record)
{
  const GString *place = writer->place_texts[record->place];
  to = stpcpy (to, ",\"ts\":");
  to = number_put_fixed (to, record->time, VIEWER_TIME_DECIMALS);
  return event_put_text (to, place->str, place->len);
}

static char *put_arrow (char *to, uint64_t purge, const char *direction)
{
  to = stpcpy (to, ",\"bind_id\":\"0x");
  to = event_put_hex (to, purge);
  to = stpcpy (to, "\",\"");
  to = stpcpy (to, direction);
  return stpcpy (to, "\":true");
}

static char *put_arrows (EventWriter *writer, char *to, const EventRecord *record)
{
  const EventRecordRow *row = &EVENT_RECORD_ROWS[record->type];
  if (row->flow_out != 0) {
    uint64_t purge = record->values[row->flow_out - 1];
    event_purges_add (writer->purges, purge);
    to = put_arrow (to, purge, "flow_out");
  }
  if (row->flow_in != 0 && event_purges_have (writer->purges, record->values[row->flow_in - 1])) {
    to = put_arrow (to, record->values[row->flow_in - 1], "flow_in");
  }
  return to;
}

/* Viewers draw each counter on a track of its own. */
static void add_counters (EventWriter *writer, const EventRecord *record)
{
  const EventRecordRow *row = &EVENT_RECORD_ROWS[record->type];
  for (size_t i = 0; i < writer->field_counts[record->type]; i++) {
    char *to = begin_event (writer, output_file_reserve (writer->file, EVENT_RESERVE_BYTES), record->type);
    to = stpcpy (to, ",\"name\":\"");
    to = stpcpy (to, row->fields[i].name);
    to = stpcpy (to, "\"");
    to = put_when_and_where (writer, to, record);
    to = stpcpy (to, ",\"args\":{\"value\":");
    to = event_put_value (to, record, i);
    to = stpcpy (to, "}}");
    output_file_advance (writer->file, to);
  }
}

static void viewer_add (EventWriter *writer, const EventRecord *record)
{
  const EventRecordRow *row = &EVENT_RECORD_ROWS[record->type];
  if (row->shape == EVENT_SHAPE_COUNTERS) {
    add_counters (writer, record);
    return;
  }
  char *to = begin_event (writer, output_file_reserve (writer->file, EVENT_RESERVE_BYTES), record->type);
  if (row->title != 0) {
    to = event_put_value (to, record, row->title - 1U);
  }
  to = put_when_and_where (writer, to, record);
  if (is_span (row)) {
    to = stpcpy (to, ",\"id\":\"0x");
    to = event_put_hex (to, record->values[0]);
    to = stpcpy (to, "\"");
  }
  to = put_arrows (writer, to, record);
  to = stpcpy (to, ",\"args\":{");
  to = event_put_fields (writer, to, record);
  to = stpcpy (to, "}}");
  output_file_advance (writer->file, to);
}

static void viewer_end (EventWriter *writer, const RunOutcome *outcome, uint64_t records)
{
  (void)outcome;
  (void)records;
  output_file_write (writer->file, "\n]}\n", 4);
}

const EventWriterType EVENT_WRITER_VIEWER = { .begin = viewer_begin, .add = viewer_add, .end = viewer_end };
