/*
 * event_writer.h - a file of a trace
 *
 * Both formats are made of the same parts, which are put together once: what stands before and after the values of each type
 * of record, and what says each place.  An event is then a few copies and numbers.
 */
#pragma once

#include "event_kinds.h"
#include "event_places.h"
#include "event_stream.h"
#include "run_record.h"

#include <string.h>

typedef struct {
  sim_time time;
  EventRecordType type;
  uint32_t place;
  const uint64_t *values;
} EventRecord;

typedef struct EventWriter EventWriter;

/* What begins and ends a file. */
typedef struct {
  const RunIdentity *identity;
  const char *options; /* members of JSON that say what was wanted, without braces */
  size_t options_length;
} EventFileHead;

typedef struct {
  sim_time time;
  const RunOutcome *outcome;
  const uint64_t *counts; /* by EventRecordType */
} EventFileTail;

/* A format. */
typedef struct {
  void (*begin) (EventWriter *writer, const EventFileHead *head);
  void (*add) (EventWriter *writer, const EventRecord *record);
  void (*end) (EventWriter *writer, const EventFileTail *tail);
} EventWriterType;

extern const EventWriterType EVENT_WRITER_LINES;
extern const EventWriterType EVENT_WRITER_VIEWER;

/* Which of the last purges were written, so that no arrow begins nowhere. */
#define EVENT_PURGES_REMEMBERED (UINT64_C (1) << 20)

typedef struct {
  uint64_t last; /* the number of the last one written */
  uint64_t bits[EVENT_PURGES_REMEMBERED / 64];
} EventPurges;

void event_purges_add (EventPurges *purges, uint64_t number);
bool event_purges_have (const EventPurges *purges, uint64_t number);

struct EventWriter {
  const EventWriterType *type;
  const EventPlaces *places;
  EventStream *stream;
  EventPurges *purges;                              /* of viewers */
  GString *records[EVENT_RECORDS];                  /* what begins a record */
  GString *fields[EVENT_RECORDS][EVENT_FIELDS_MAX]; /* what stands before a value */
  size_t field_counts[EVENT_RECORDS];
  GString **place_texts; /* what says a place */
};

/* A writer of TYPE into STREAM, which becomes its own. */
EventWriter *event_writer_new (const EventWriterType *type, EventStream *stream, const EventPlaces *places);
void event_writer_free (void *writer); /* an EventWriter; NULL is accepted */

/* For formats: appends what HEAD says as an object of JSON, after its KIND if that is not NULL. */
void event_append_head (GString *text, const char *kind, const EventFileHead *head);

/* For formats. TO is in the stream's reserve, the end of which is returned. */
static inline char *event_put_text (char *to, const char *text, size_t length)
{
  return (char *)memcpy (to, text, length) + length;
}

/* Puts TEXT, which may be long: through the stream, so that TO may be another then. */
char *event_put_long (EventWriter *writer, char *to, const GString *text);

/* Puts VALUE in hexadecimal digits. */
char *event_put_hex (char *to, uint64_t value);

/* Puts the value of field I of RECORD, as JSON. */
char *event_put_value (char *to, const EventRecord *record, size_t i);

/* Puts all fields, each but the first after a comma. */
char *event_put_fields (const EventWriter *writer, char *to, const EventRecord *record);
