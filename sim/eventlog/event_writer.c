/* event_writer.c - puts the text of an event together from parts made once */
#include "event_writer.h"

#include "json_writer.h"
#include "number_format.h"

#include <string.h>

/* Longer texts go around the reserve, most of which is for values. */
#define SHORT_TEXT_BYTES 512U

void event_purges_add (EventPurges *purges, uint64_t number)
{
  uint64_t first = number - MIN (number, EVENT_PURGES_REMEMBERED - 1);
  for (uint64_t i = MAX (purges->last + 1, first); i < number; i++) {
    purges->bits[i % EVENT_PURGES_REMEMBERED / 64] &= ~(UINT64_C (1) << i % 64);
  }
  purges->bits[number % EVENT_PURGES_REMEMBERED / 64] |= UINT64_C (1) << number % 64;
  purges->last = number;
}

bool event_purges_have (const EventPurges *purges, uint64_t number)
{
  return number != 0 && number <= purges->last && purges->last - number < EVENT_PURGES_REMEMBERED
         && (purges->bits[number % EVENT_PURGES_REMEMBERED / 64] >> number % 64 & 1) != 0;
}

void event_append_head (GString *text, const char *kind, const RunIdentity *identity,
                        const EventTraceOptions *options)
{
  JsonWriter json = { .text = text, .is_compact = true };
  json_writer_begin_object (&json, NULL);
  if (kind != NULL) {
    json_writer_add_text (&json, "kind", kind);
  }
  run_record_write_identity (&json, identity);
  json_writer_begin_array (&json, "kinds");
  for (size_t i = 0; i < EVENT_KINDS; i++) {
    if ((options->kinds >> i & 1) != 0) {
      json_writer_add_text (&json, NULL, EVENT_KIND_ROWS[i].name);
    }
  }
  json_writer_end_array (&json);
  json_writer_add_fixed (&json, "from_s", options->from, NUMBER_TIME_DECIMALS);
  json_writer_add_known (&json, "to_s", options->to, NUMBER_TIME_DECIMALS); /* SIM_TIME_NEVER: null */
  json_writer_begin_array (&json, "owners");
  for (const char *const *owner = options->owners; owner != NULL && *owner != NULL; owner++) {
    json_writer_add_text (&json, NULL, *owner);
  }
  json_writer_end_array (&json);
  json_writer_end_object (&json);
}

static GString *make_field (const EventField *field)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "\"%s\":%s", field->name,
                          field->type == EVENT_FIELD_ADDRESS ? "\"0x"
                          : field->type == EVENT_FIELD_WORD  ? "\""
                                                             : "");
  return text;
}

EventWriter *event_writer_new (const EventWriterType *type, OutputFile *file, const EventPlaces *places)
{
  EventWriter *writer = g_new0 (EventWriter, 1);
  writer->type = type;
  writer->file = file;
  writer->places = places;
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    writer->records[i] = g_string_new (NULL);
    writer->field_counts[i] = event_record_field_count (&EVENT_RECORD_ROWS[i]);
    for (size_t j = 0; j < writer->field_counts[i]; j++) {
      writer->fields[i][j] = make_field (&EVENT_RECORD_ROWS[i].fields[j]);
    }
  }
  writer->place_texts = g_new0 (GString *, event_places_count (places));
  for (uint32_t i = 0; i < event_places_count (places); i++) {
    writer->place_texts[i] = g_string_new (NULL);
  }
  return writer;
}

void event_writer_free (void *freed)
{
  EventWriter *writer = freed;
  for (size_t i = 0; i < EVENT_RECORDS; i++) {
    g_string_free (writer->records[i], TRUE);
    for (size_t j = 0; j < writer->field_counts[i]; j++) {
      g_string_free (writer->fields[i][j], TRUE);
    }
  }
  for (uint32_t i = 0; i < event_places_count (writer->places); i++) {
    g_string_free (writer->place_texts[i], TRUE);
  }
  g_free (writer->place_texts);
  g_free (writer->purges);
  g_free (writer);
}

char *event_put_long (EventWriter *writer, char *to, const GString *text)
{
  if (G_LIKELY (text->len <= SHORT_TEXT_BYTES)) {
    return event_put_text (to, text->str, text->len);
  }
  output_file_advance (writer->file, to);
  output_file_write (writer->file, text->str, text->len);
  return output_file_reserve (writer->file, EVENT_RESERVE_BYTES);
}

char *event_put_hex (char *to, uint64_t value)
{
  static const char digits[] = "0123456789abcdef";
  unsigned shift = value == 0 ? 0 : (unsigned)(63 - __builtin_clzll (value)) & ~3U;
  for (;; shift -= 4) {
    *to++ = digits[value >> shift & 0xf];
    if (shift == 0) {
      return to;
    }
  }
}

char *event_put_value (char *to, const EventRecord *record, size_t i)
{
  const EventField *field = &EVENT_RECORD_ROWS[record->type].fields[i];
  uint64_t value = record->values[i];
  switch (field->type) {
  case EVENT_FIELD_NUMBER:
    return number_put_unsigned (to, value);
  case EVENT_FIELD_ADDRESS:
    to = event_put_hex (to, value);
    *to = '"';
    return to + 1;
  case EVENT_FIELD_WORD:
    to = stpcpy (to, event_field_word (field, value));
    *to = '"';
    return to + 1;
  case EVENT_FIELD_FLAG:
    return stpcpy (to, value != 0 ? "true" : "false");
  case EVENT_FIELD_TIME:
    return number_put_fixed (to, value, NUMBER_TIME_DECIMALS);
  }
  return to;
}

char *event_put_fields (const EventWriter *writer, char *to, const EventRecord *record)
{
  for (size_t i = 0; i < writer->field_counts[record->type]; i++) {
    const GString *before = writer->fields[record->type][i];
    if (i > 0) {
      *to++ = ',';
    }
    to = event_put_text (to, before->str, before->len);
    to = event_put_value (to, record, i);
  }
  return to;
}
