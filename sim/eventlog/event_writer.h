/*
 * event_writer.h - a file of a trace
 *
 * Both formats are made of the same texts, which are prepared once: those before and after the values of each
 * type of record, and one for each place.  Writing an event is then a few copies and numbers.
 */
#pragma once

#include "event_filter.h"
#include "event_kinds.h"
#include "run_record.h"

#include <string.h>

typedef struct {
  sim_time time;
  EventRecordType type;
  uint32_t place;
  const uint64_t *values;
} EventRecord;

typedef struct EventWriter EventWriter;

/* A format. */
typedef struct {
  /* Begins the file of a run of IDENTITY, of which OPTIONS want something. */
  void (*begin) (EventWriter *writer, const RunIdentity *identity, const EventTraceOptions *options);
  void (*add) (EventWriter *writer, const EventRecord *record);
  /* Ends the file of a run that ended with OUTCOME, after RECORDS records. */
  void (*end) (EventWriter *writer, const RunOutcome *outcome, uint64_t records);
} EventWriterType;

extern const EventWriterType EVENT_WRITER_LINES;
extern const EventWriterType EVENT_WRITER_VIEWER;

/* Which of the last purges were written: an arrow must begin at one of them. */
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
  OutputFile *file;
  EventPurges *purges;                              /* for viewers */
  GString *records[EVENT_RECORDS];                  /* what begins a record */
  GString *fields[EVENT_RECORDS][EVENT_FIELDS_MAX]; /* what stands before a value */
  size_t field_counts[EVENT_RECORDS];
  GString **place_texts; /* the text for each place */
};

/* A writer of TYPE into FILE, which stays the caller's. */
EventWriter *event_writer_new (const EventWriterType *type, OutputFile *file, const EventPlaces *places);
void event_writer_free (void *writer); /* an EventWriter */

/* For formats: appends an object of JSON: KIND, if not NULL, and what IDENTITY and OPTIONS say. */
void event_append_head (GString *text, const char *kind, const RunIdentity *identity,
                        const EventTraceOptions *options);

/* The room in the file for one record. */
#define EVENT_RESERVE_BYTES 4096

/* For formats, like those below: writes at TO, in that room, and returns the end of what was written. */
static inline char *event_put_text (char *to, const char *text, size_t length)
{
  return (char *)memcpy (to, text, length) + length;
}

/* Puts TEXT.  If TEXT is long, it is written past the room, and the result is in a new room. */
char *event_put_long (EventWriter *writer, char *to, const GString *text);

/* Puts VALUE in hexadecimal digits. */
char *event_put_hex (char *to, uint64_t value);

/* Puts the value of field I of RECORD, as JSON. */
char *event_put_value (char *to, const EventRecord *record, size_t i);

/* Puts all fields, each but the first after a comma. */
char *event_put_fields (const EventWriter *writer, char *to, const EventRecord *record);
