/*
 * trace_source.h - what the readers of all formats share
 *
 * A reader embeds a TraceSource as its first member and has the functions of a TraceReader.  This file does
 * the rest: batches, the order of records and errors, starting over, and times that never decrease.
 */
#pragma once

#include "text_stream.h"
#include "trace_error.h"
#include "trace_formats.h"

typedef struct TraceSource TraceSource;

typedef struct {
  const char *record; /* the noun for what a recording must have at least one of */
  /* Reads the header, at the start and after each rewind.  False with source->failure set on failure. */
  bool (*start) (TraceSource *source);
  /* Fills RECORDS, of IoRequest or CacheCall, with up to N (> 0) and returns how many; fewer than N at the
   * end of the file (source->ended set) or at a malformed line (source->failure set). */
  size_t (*read) (TraceSource *source, void *records, size_t n);
  /* Frees what the reader has beside the source; NULL: it has nothing. */
  void (*clear) (TraceSource *source);
} TraceReader;

struct TraceSource {
  IoSource io;
  const TraceReader *reader;
  TextStream *text;
  GHashTable *files;  /* files that the recording names; empty at each start */
  TextSpan last_file; /* the file found last, and its number; empty: none yet */
  int last_file_number;
  GError *failure; /* the error that ended reading, until a rewind */
  bool ended;
  bool has_record;       /* a record was read */
  uint64_t origin_ns;    /* recorded time of the first request */
  uint64_t last_time_ns; /* time of the last request, since the first */
};

/* Readies the zeroed SOURCE, which g_new0() has made with its reader: opens the file and reads the header.
 * On failure both are freed, and the result is NULL with ERROR set. */
IoSource *trace_source_open (TraceSource *source, const TraceReader *reader, const TraceOptions *options,
                             GError **error);

/* Sets source->failure: the recording is malformed, in the line read last (LINE is true) or as a whole.
 * Returns false. */
bool trace_source_fail (TraceSource *source, bool line, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same for the line read last: the message is BEFORE, a blank, FOUND in quotes, and AFTER. */
bool trace_source_fail_found (TraceSource *source, const char *before, TextSpan found, const char *after);

/* Reads the first LINE; if there is none, the failure says that one of WHAT would be right. */
bool trace_source_read_first (TraceSource *source, TextSpan *line, const char *what);

/* The next line; false at the end (source->ended) or on failure (source->failure). */
static inline bool trace_source_next_line (TraceSource *source, TextSpan *line)
{
  TextStreamResult result = text_stream_next (source->text, line, &source->failure);
  source->ended = result == TEXT_STREAM_END;
  return result == TEXT_STREAM_LINE;
}

#define TRACE_FILES_MAX 65536
#define TRACE_NO_FILE (-1)

/* The number of the file NAME, from 0 in the order in which files are first named; TRACE_NO_FILE if there are
 * more than TRACE_FILES_MAX.  Finds the file of the line before without a search. */
int trace_source_find_file (TraceSource *source, TextSpan name);

/* The length of UNIT in ns; that of DEFAULT_UNIT if UNIT is TRACE_TIME_UNIT_DEFAULT. */
uint64_t trace_time_unit_ns (TraceTimeUnit unit, TraceTimeUnit default_unit);

/* Turns a recorded time into the time of a request (see trace_formats.h). */
static inline uint64_t trace_source_time (TraceSource *source, uint64_t recorded_ns)
{
  if (G_UNLIKELY (!source->has_record)) {
    source->has_record = true;
    source->origin_ns = recorded_ns;
  }
  if (G_LIKELY (recorded_ns >= source->origin_ns + source->last_time_ns)) {
    source->last_time_ns = recorded_ns - source->origin_ns;
  }
  return source->last_time_ns;
}

/* The `read` function of a format with one record per line.  PARSE reads LINE into REQUEST, with the recorded
 * time; it returns false if the line is no request, with source->failure set if the line is malformed. */
static inline size_t trace_source_read_lines (TraceSource *source, IoRequest *requests, size_t n,
                                              bool (*parse) (TraceSource *source, TextSpan line,
                                                             IoRequest *request))
{
  size_t count = 0;
  TextSpan line;
  while (count < n && trace_source_next_line (source, &line)) {
    if (parse (source, line, &requests[count])) {
      requests[count].time_ns = trace_source_time (source, requests[count].time_ns);
      count++;
    } else if (source->failure) {
      break;
    }
  }
  return count;
}
