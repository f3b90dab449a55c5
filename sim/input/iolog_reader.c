/*
 * iolog_reader.c - recordings by fio (write_iolog)
 *
 * A text file; its first line is 'fio version 2 iolog' or 'fio version 3 iolog', then one action a line:
 *
 *     FILE ACTION                  add, open, close
 *     FILE ACTION OFFSET LENGTH    read, write, sync, datasync, sync_file_range, trim, wait
 *
 * with fields separated by blanks, and in version 3 a TIME before the FILE.  Reads and writes become
 * requests; other actions are checked, counted and skipped.  Files need not be added or opened first, so a
 * piece of a log with a header is a log.
 *
 * Version 3 has times, in microseconds as fio 3.33 writes them unless options->time_unit says otherwise,
 * and no wait. Version 2 has no times but 'FILE wait MICROSECONDS LENGTH', which puts off all that follows,
 * whatever its file: a request's time is the sum of the waits between the first request and it.  Waits
 * under 100 us, which fio drops when it replays, count too.
 */
#include "trace_formats.h"

#include "trace_source.h"

enum { FIELDS_MAX = 6, NS_PER_US = 1000 };

typedef struct {
  TraceSource source;
  unsigned version;
  uint64_t unit_ns;
  uint64_t time_max;  /* in units: a larger one does not fit 64 bits of ns */
  uint64_t waited_ns; /* version 2: the sum of the waits so far */
} IologReader;

typedef enum { ACTION_READ, ACTION_WRITE, ACTION_WAIT, ACTION_SKIP } ActionKind;

static const struct {
  const char *name;
  ActionKind kind;
  bool has_range; /* OFFSET LENGTH follow */
} actions[] = {
  { "add", ACTION_SKIP, false },     { "open", ACTION_SKIP, false },
  { "close", ACTION_SKIP, false },   { "read", ACTION_READ, true },
  { "write", ACTION_WRITE, true },   { "sync", ACTION_SKIP, true },
  { "datasync", ACTION_SKIP, true }, { "sync_file_range", ACTION_SKIP, true },
  { "trim", ACTION_SKIP, true },     { "wait", ACTION_WAIT, true },
};

static IologReader *iolog_reader_of (TraceSource *source)
{
  return (IologReader *)((char *)source - offsetof (IologReader, source));
}

static bool is_digits (TextSpan span)
{
  size_t i = 0;
  while (i < span.length_bytes && g_ascii_isdigit (span.start[i])) {
    i++;
  }
  return i == span.length_bytes;
}

/* Puts the fields of LINE, at most FIELDS_MAX, into FIELDS; returns how many. */
static size_t split (TextSpan line, TextSpan fields[FIELDS_MAX])
{
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  size_t count = 0;
  while (count < FIELDS_MAX && (fields[count] = text_take_word (&at, end)).length_bytes > 0) {
    count++;
  }
  return count;
}

static bool fail_shape (IologReader *reader, TextSpan found)
{
  bool header = found.length_bytes > 12 && memcmp (found.start, "fio version ", 12) == 0;
  if (header) {
    return trace_source_fail_found (&reader->source, "expected an action, found a second header", found,
                                    "; several jobs wrote here, a log for each would be right");
  }
  return trace_source_fail_found (&reader->source,
                                  reader->version == 3 ? "expected 'TIME FILE ACTION OFFSET LENGTH', found"
                                                       : "expected 'FILE ACTION OFFSET LENGTH', found",
                                  found, "");
}

static bool fail_action (IologReader *reader, TextSpan action)
{
  const char *names[G_N_ELEMENTS (actions)];
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++) {
    names[i] = actions[i].name;
  }
  g_autofree char *after = trace_error_expect (action, names, G_N_ELEMENTS (names));
  return trace_source_fail_found (&reader->source, "unknown action", action, after);
}

static size_t action_index (TextSpan name)
{
  size_t i = 0;
  while (i < G_N_ELEMENTS (actions) && !text_span_is (name, actions[i].name)) {
    i++;
  }
  return i;
}

static bool iolog_set_file (IologReader *reader, TextSpan name, IoRequest *request)
{
  int number = trace_source_find_file (&reader->source, name);
  request->file = (uint16_t)number;
  return number != TRACE_NO_FILE
         || trace_source_fail_found (&reader->source, "file", name,
                                     " is one too many; up to 65536 files can be told apart");
}

static bool parse_time (IologReader *reader, TextSpan field, IoRequest *request)
{
  return text_parse_time (field, reader->unit_ns, &request->time_ns)
         || trace_source_fail_found (
             &reader->source, "time", field,
             " is beyond 584 years (2^64 ns); a smaller number or another time unit would be right");
}

static bool wait_for (IologReader *reader, TextSpan field, uint64_t wait_us)
{
  uint64_t wait_ns = 0;
  if (reader->version == 3) {
    return trace_source_fail_found (&reader->source, "action 'wait' for", field,
                                    "; version 3 has none, its times begin the lines");
  }
  if (__builtin_mul_overflow (wait_us, (uint64_t)NS_PER_US, &wait_ns)
      || __builtin_add_overflow (reader->waited_ns, wait_ns, &reader->waited_ns)) {
    return trace_source_fail_found (
        &reader->source, "with a wait of", field,
        " us the time is beyond 584 years (2^64 ns); a shorter wait would be right");
  }
  return true;
}

/* Parses 'OFFSET LENGTH' of a read or write. */
static bool parse_range (IologReader *reader, const TextSpan *fields, IoRequest *request)
{
  uint64_t length = 0;
  if (!text_parse_u64 (fields[1], &length) || length > UINT32_MAX) {
    return trace_source_fail_found (&reader->source, "length", fields[1],
                                    " is no whole number of bytes up to 4294967295; one would be right");
  }
  if (request->offset_bytes > UINT64_MAX - length) {
    return trace_source_fail_found (&reader->source, "the range from offset", fields[0],
                                    " on ends beyond 2^64 bytes; a smaller offset would be right");
  }
  request->length_bytes = (uint32_t)length;
  return true;
}

/* Performs action I with FIELDS, the fields from FILE on. True if it is a request, which REQUEST becomes. */
static bool perform (IologReader *reader, size_t i, const TextSpan *fields, IoRequest *request)
{
  uint64_t ignored = 0;
  if (actions[i].has_range && !text_parse_u64 (fields[2], &request->offset_bytes)) {
    return trace_source_fail_found (&reader->source, "offset", fields[2],
                                    " is no whole number below 2^64; one would be right");
  }
  if (actions[i].kind == ACTION_WAIT ? !wait_for (reader, fields[2], request->offset_bytes)
                                     : !iolog_set_file (reader, fields[0], request)) {
    return false;
  }
  bool is_io = actions[i].kind == ACTION_READ || actions[i].kind == ACTION_WRITE;
  if (is_io) {
    request->op = actions[i].kind == ACTION_READ ? IO_OP_READ : IO_OP_WRITE;
    if (!parse_range (reader, fields + 2, request)) {
      return false;
    }
  } else if (actions[i].has_range && !text_parse_u64 (fields[3], &ignored)) {
    return trace_source_fail_found (&reader->source, "length", fields[3],
                                    " is no whole number below 2^64; one would be right");
  }
  return is_io && request->length_bytes > 0;
}

/* Parses any line.  False if the line is no request; source.failure is set if it is malformed. */
static bool iolog_parse_any (IologReader *reader, TextSpan line, IoRequest *request)
{
  *request = (IoRequest){ 0 };
  TextSpan fields[FIELDS_MAX] = { 0 };
  size_t count = split (line, fields);
  if (count == 0) {
    return false;
  }
  size_t file = reader->version == 3 ? 1 : 0;
  if (count != file + 2 && count != file + 4) {
    return fail_shape (reader, line);
  }
  size_t i = action_index (fields[file + 1]);
  bool timed = file == 0 || is_digits (fields[0]);
  if (!timed || (i < G_N_ELEMENTS (actions) && count != file + (actions[i].has_range ? 4 : 2))) {
    return fail_shape (reader, line);
  }
  if (i == G_N_ELEMENTS (actions)) {
    return fail_action (reader, fields[file + 1]);
  }
  if (file == 1 && !parse_time (reader, fields[0], request)) {
    return false;
  }
  bool is_request = perform (reader, i, fields + file, request);
  if (reader->version == 2) {
    request->time_ns = reader->waited_ns;
  }
  return is_request;
}

/* Parses a usual line fast: a read or write of the same file as the line before, in fio's own form.  False
 * for any other line; iolog_parse_any() can parse every line. */
static inline bool iolog_parse_usual (IologReader *reader, TextSpan line, IoRequest *request)
{
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  uint64_t time = 0;
  uint64_t length = 0;
  if (reader->version == 3) {
    if (!text_take_digits (&at, &time) || *at++ != ' ' || time > reader->time_max) {
      return false;
    }
    request->time_ns = time * reader->unit_ns;
  } else {
    request->time_ns = reader->waited_ns;
  }
  TextSpan name = reader->source.last_file;
  if (end - at <= (ptrdiff_t)name.length_bytes || name.length_bytes == 0 || !text_begins_with (at, name)) {
    return false;
  }
  at += name.length_bytes;
  bool is_read = memcmp (at, " read ", 6) == 0;
  if (!is_read && memcmp (at, " write ", 7) != 0) {
    return false;
  }
  at += is_read ? 6 : 7;
  request->op = is_read ? IO_OP_READ : IO_OP_WRITE;
  request->file = (uint16_t)reader->source.last_file_number;
  if (!text_take_digits (&at, &request->offset_bytes) || *at++ != ' ' || !text_take_digits (&at, &length)
      || at != end) {
    return false;
  }
  request->length_bytes = (uint32_t)length;
  return length - 1 < UINT32_MAX && request->offset_bytes <= UINT64_MAX - length;
}

static inline bool iolog_parse (TraceSource *source, TextSpan line, IoRequest *request)
{
  IologReader *reader = iolog_reader_of (source);
  return iolog_parse_usual (reader, line, request) || iolog_parse_any (reader, line, request);
}

static size_t iolog_read (TraceSource *source, void *requests, size_t n)
{
  return trace_source_read_lines (source, requests, n, iolog_parse);
}

#define HEADERS_TEXT "'fio version 2 iolog' or 'fio version 3 iolog'"

static bool iolog_start (TraceSource *source)
{
  IologReader *reader = iolog_reader_of (source);
  reader->waited_ns = 0;
  TextSpan found;
  if (!trace_source_read_first (source, &found, HEADERS_TEXT)) {
    return false;
  }
  while (found.length_bytes > 0 && text_is_blank (found.start[found.length_bytes - 1])) {
    found.length_bytes--;
  }
  if (text_span_is (found, "fio version 2 iolog")) {
    reader->version = 2;
  } else if (text_span_is (found, "fio version 3 iolog")) {
    reader->version = 3;
  } else {
    return trace_source_fail_found (&reader->source, "expected a header " HEADERS_TEXT ", found", found, "");
  }
  return true;
}

IoSource *iolog_open (const TraceOptions *options, GError **error)
{
  static const TraceReader reader_functions = { "read or write", iolog_start, iolog_read, NULL };
  IologReader *reader = g_new0 (IologReader, 1);
  reader->unit_ns = trace_time_unit_ns (options->time_unit, TRACE_TIME_UNIT_US);
  reader->time_max = UINT64_MAX / reader->unit_ns;
  return trace_source_open (&reader->source, &reader_functions, options, error);
}
