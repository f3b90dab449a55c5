/*
 * event_writer.h - a file of a trace
 *
 * Both formats are made of the same parts, which are put together once: what stands before and after the
 * values of each type of record, and what says each place.  An event is then a few copies and numbers.
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
  /* A run of IDENTITY begins, of which OPTIONS want something. */
  void (*begin) (EventWriter *writer, const RunIdentity *identity, const EventTraceOptions *options);
  void (*add) (EventWriter *writer, const EventRecord *record);
  /* The run ended with OUTCOME, after RECORDS records. */
  void (*end) (EventWriter *writer, const RunOutcome *outcome, uint64_t records);
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
  OutputFile *file;
  EventPurges *purges;                              /* of viewers */
  GString *records[EVENT_RECORDS];                  /* what begins a record */
  GString *fields[EVENT_RECORDS][EVENT_FIELDS_MAX]; /* what stands before a value */
  size_t field_counts[EVENT_RECORDS];
  GString **place_texts; /* what says a place */
};

/* A writer of TYPE into FILE, which stays the caller's. */
EventWriter *event_writer_new (const EventWriterType *type, OutputFile *file, const EventPlaces *places);
void event_writer_free (void *writer); /* an EventWriter */

/* For formats: appends what IDENTITY and OPTIONS say as an object of JSON, after its KIND if that is not
 * NULL. */
void event_append_head (GString *text, const char *kind, const RunIdentity *identity,
                        const EventTraceOptions *options);

/* The room in the file that a record is put into. */
#define EVENT_RESERVE_BYTES 4096

/* For formats. TO is in that room; the end of what was put there is returned. */
static inline char *event_put_text (char *to, const char *text, size_t length)
{
  return (char *)memcpy (to, text, length) + length;
}

/* Puts TEXT, which may be long: it is written by itself then, and TO is in a new room. */
char *event_put_long (EventWriter *writer, char *to, const GString *text);

/* Puts VALUE in hexadecimal digits. */
char *event_put_hex (char *to, uint64_t value);

/* Puts the value of field I of RECORD, as JSON. */
char *event_put_value (char *to, const EventRecord *record, size_t i);

/* Puts all fields, each but the first after a comma. */
char *event_put_fields (const EventWriter *writer, char *to, const EventRecord *record);
