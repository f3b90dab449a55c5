/*
 * event_kinds.h - what can stand in a trace of events
 *
 * One table says which kinds there are, which records each of them has, and what fields a record has; the option that picks
 * kinds, both file formats, the schema of the lines and the help all follow from it.
 */
#ifndef EVENT_KINDS_H
#define EVENT_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What `--trace` names. */
typedef enum {
  EVENT_INSERT,
  EVENT_REFUSAL,
  EVENT_HIT,
  EVENT_MISS,
  EVENT_PURGE,
  EVENT_REMOVAL,
  EVENT_RECLAIM,
  EVENT_DISABLE,
  EVENT_ENABLE,
  EVENT_PAGEOUT,
  EVENT_WAIT,
  EVENT_MEMORY,
  EVENT_KINDS
} EventKind;

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
  EVENT_SHAPE_SLICE_END,   /* and ends it */
  EVENT_SHAPE_SPAN_BEGIN, /* begins what may overlap with others of its track; its first field is the number, its second
                               what for, if anything, */
  EVENT_SHAPE_SPAN_END, /* by which this ends it; then come a result, 0 if there is none yet, the time, and what for */
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
  const char *const *words; /* ended by NULL */
} EventField;

#define EVENT_FIELDS_MAX 8
#define EVENT_NO_FIELD UINT8_MAX

typedef struct {
  EventKind kind;
  EventShape shape;
  const char *phase; /* "begin", "end"; NULL: it has none */
  EventField fields[EVENT_FIELDS_MAX];
  uint8_t title;    /* the field, a word, that a viewer shows beside the kind */
  uint8_t flow_out; /* the field with the number that arrows begin at; EVENT_NO_FIELD: none do */
  uint8_t flow_in;  /* or end at, if it is not 0 */
} EventRecordRow;

extern const EventRecordRow EVENT_RECORD_ROWS[EVENT_RECORDS];

/* Fields of ROW. */
size_t event_record_field_count (const EventRecordRow *row);

/* The words of fields, which users of the trace index by their own enumerations. */
extern const char *const EVENT_WORDS_RW[];         /* SegRw */
extern const char *const EVENT_WORDS_ADMISSION[];  /* PcacheAdmission */
extern const char *const EVENT_WORDS_STAGE[];      /* check, insert */
extern const char *const EVENT_WORDS_MISS[];       /* MissReason */
extern const char *const EVENT_WORDS_CAUSE[];      /* PcacheRemovalCause */
extern const char *const EVENT_WORDS_WALK[];       /* PcachePurgeWalk */
extern const char *const EVENT_WORDS_DISABLED[];   /* unfinished, emptied, stalled */
extern const char *const EVENT_WORDS_WAIT[];       /* VmWait, and then memory */
extern const char *const EVENT_WORDS_WAIT_ENDED[]; /* unfinished, over */

#endif
