/*
 * event_filter.h - which events are wanted, and where they go
 *
 * What a user says on the command line, checked before anything is run or written.
 */
#pragma once

#include "event_packer.h"
#include "event_places.h"
#include "sim_time.h"

typedef enum { EVENT_FORMAT_LINES, EVENT_FORMAT_VIEWER } EventFormat;

#define EVENT_FILE_DEFAULT "trace.jsonl"

/* All strings are the caller's. */
typedef struct {
  uint32_t kinds;            /* bits, by EventKind; 0: nothing is traced */
  sim_time from, to;         /* from <= time < to; SIM_TIME_NEVER: up to the end */
  const char *const *owners; /* names of places, ended by NULL; NULL: all */
  const char *const *files;  /* names in the run's directory, ended by NULL */
} EventTraceOptions;

/* Reads LIST, "hit,miss" or "all", into *KINDS.  False with ERROR (G_OPTION_ERROR) set, which says what would
 * be right. */
bool event_filter_parse_kinds (const char *list, uint32_t *kinds, GError **error);

/* Reads the format and the compression of the file NAME from its ending.  False with ERROR set if the ending
 * is not known, or if NAME cannot be that of a trace in the run's directory. */
bool event_file_parse_name (const char *name, EventFormat *format, EventCompression *compression,
                            GError **error);

/* Whether each of OWNERS (ended by NULL; NULL: none), the values of OPTION, is in PLACES; if not, ERROR says
 * which one. */
bool event_filter_check_owners (const char *option, const char *const *owners, const EventPlaces *places,
                                GError **error);

/* Whether PLACE is called one of OWNERS; NULL: all are wanted. */
bool event_filter_wants_owner (const char *const *owners, const EventPlace *place);

/* Whether events of PLACE are wanted; those of the kernel are, whatever owners OPTIONS name. */
bool event_filter_wants_place (const EventTraceOptions *options, const EventPlace *place);
