/*
 * event_kinds.h - what can stand in a trace of events
 *
 * One table says which kinds there are, which records each of them has, and what fields a record has; the
 * option that picks kinds, both file formats, the schema of the lines and the help all follow from it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What `--trace` takes: the word, and what it means, in one line. */
#define EVENT_KINDS_TABLE(ROW)                                                                               \
  ROW (EVENT_INSERT, "insert", "a list is put into the cache")                                               \
  ROW (EVENT_REFUSAL, "refusal",                                                                             \
       "a list is kept out of it, by the check before or by the insert itself, and why")                     \
  ROW (EVENT_HIT, "hit", "a lookup finds an entry")                                                          \
  ROW (EVENT_MISS, "miss", "a lookup finds none, why, and which purge took what it looked for")              \
  ROW (EVENT_PURGE, "purge",                                                                                 \
       "a purge walk begins, with its cause, and ends: buckets seen, entries and pages taken")               \
  ROW (EVENT_REMOVAL, "removal", "an entry leaves the cache, why, and in which purge")                       \
  ROW (EVENT_RECLAIM, "reclaim",                                                                             \
       "a callback unlocks the pages of a list that is not in the cache any more, or never was")             \
  ROW (EVENT_DISABLE, "disable", "the cache is turned off, from then until it is empty, or stalls")          \
  ROW (EVENT_ENABLE, "enable", "one disable is taken back")                                                  \
  ROW (EVENT_PAGEOUT, "pageout", "memory is low: whether the purge thread is woken, and what the scan does") \
  ROW (EVENT_WAIT, "wait",                                                                                   \
       "a thread waits: for an unlock (EAGAIN), for memory (throttle), for a page from swap")                \
  ROW (EVENT_MEMORY, "memory",                                                                               \
       "freemem and what the cache holds, at every sample and around purges and scans")

#define EVENT_ENUMERATOR(id_, ...) id_,

typedef enum { EVENT_KINDS_TABLE (EVENT_ENUMERATOR) EVENT_KINDS } EventKind;

#define EVENT_KINDS_ALL ((UINT32_C (1) << EVENT_KINDS) - 1)

typedef struct {
  const char *name;
  const char *doc; /* one line */
} EventKindRow;

extern const EventKindRow EVENT_KIND_ROWS[EVENT_KINDS];

typedef enum {
  EVENT_RECORD_INSERT,
  EVENT_RECORD_REFUSAL,
  EVENT_RECORD_HIT,
  EVENT_RECORD_MISS,
  EVENT_RECORD_PURGE_BEGIN,
  EVENT_RECORD_PURGE_END,
  EVENT_RECORD_REMOVAL,
  EVENT_RECORD_RECLAIM,
  EVENT_RECORD_DISABLE_BEGIN,
  EVENT_RECORD_DISABLE_END,
  EVENT_RECORD_ENABLE,
  EVENT_RECORD_PAGEOUT,
  EVENT_RECORD_WAIT_BEGIN,
  EVENT_RECORD_WAIT_END,
  EVENT_RECORD_MEMORY,
  EVENT_RECORDS
} EventRecordType;

/* What a record is to a viewer. */
typedef enum {
  EVENT_SHAPE_POINT,       /* happens at once */
  EVENT_SHAPE_SLICE_POINT, /* likewise, and may have arrows: a slice of no length */
  EVENT_SHAPE_SLICE_BEGIN, /* begins a slice of its track, */
  EVENT_SHAPE_SLICE_END,   /* ends the slice */
  /* Begins a span, which may overlap with others of its track.  Its fields begin with its number and, where
   * there is one, its purpose. */
  EVENT_SHAPE_SPAN_BEGIN,
  /* Ends a span.  Fields: its number, the result (0: none yet), the time that it took, and its purpose, if it
   * has one. */
  EVENT_SHAPE_SPAN_END,
  EVENT_SHAPE_COUNTERS /* each field is a counter */
} EventShape;

typedef enum {
  EVENT_FIELD_NUMBER,
  EVENT_FIELD_ADDRESS, /* "0x…" */
  EVENT_FIELD_WORD,    /* one of WORDS */
  EVENT_FIELD_FLAG,
  EVENT_FIELD_TIME /* ns; in s in lines */
} EventFieldType;

typedef struct {
  const char *name; /* NULL: no more */
  EventFieldType type;
  const char *const *words; /* by value */
  size_t word_count;
} EventField;

#define EVENT_FIELDS_MAX 8

typedef struct {
  EventKind kind;
  EventShape shape;
  const char *phase; /* "begin", "end"; NULL: it has none */
  EventField fields[EVENT_FIELDS_MAX];
  /* Which field does what for a viewer, counted from 1; 0: none does. */
  uint8_t title;    /* a word that is shown beside the kind */
  uint8_t flow_out; /* the number at which arrows begin */
  uint8_t flow_in;  /* the number at which an arrow ends, if it is not 0 */
} EventRecordRow;

extern const EventRecordRow EVENT_RECORD_ROWS[EVENT_RECORDS];

/* Returns how many fields ROW has. */
size_t event_record_field_count (const EventRecordRow *row);

/* A JSON Schema (draft 7) that each line of a trace follows, as text with a newline at the end.  The caller
 * frees it with g_free(). */
char *event_schema_json (void);

/* The word that a value of FIELD stands for.  A value that has none is a bug and aborts. */
const char *event_field_word (const EventField *field, uint64_t value);
