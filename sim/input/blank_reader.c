/*
 * blank_reader.c - recordings as lines of four words
 *
 *     TIME OFFSET LENGTH r|w
 *
 * separated by blanks: the time in seconds unless options->time_unit says otherwise, place and length in bytes.  Blank
 * lines are passed over.
 */
#include "trace_formats.h"

#include "text_fields.h"
#include "trace_source.h"

enum { BLANK_FIELDS = 4 };

typedef struct {
  TraceSource source; /* first */
  uint64_t unit_ns;
} BlankReader;

static bool blank_start (TraceSource *source)
{
  (void)source;
  return true;
}

static bool blank_parse (TraceSource *source, TextSpan line, IoRequest *request)
{
  const BlankReader *reader = (const BlankReader *)(void *)source;
  const char *at = line.start;
  const char *end = at + line.length_bytes;
  TextSpan fields[BLANK_FIELDS];
  size_t count = 0;
  while (count < BLANK_FIELDS && (fields[count] = text_take_word (&at, end)).length_bytes > 0) {
    count++;
  }
  if (count == 0) {
    return false;
  }
  uint64_t length = 0;
  *request = (IoRequest){ .op = IO_OP_WRITE };
  bool is_read = count == BLANK_FIELDS && text_span_is (fields[3], "r");
  if (count < BLANK_FIELDS || (!is_read && !text_span_is (fields[3], "w"))
      || !text_parse_time (fields[0], reader->unit_ns, &request->time_ns)
      || !text_parse_u64 (fields[1], &request->offset_bytes) || !text_parse_u64 (fields[2], &length)
      || length > UINT32_MAX || request->offset_bytes > UINT64_MAX - length) {
    return trace_source_fail_found (source, "expected 'TIME OFFSET LENGTH r' or '... w', found", line, "");
  }
  request->op = is_read ? IO_OP_READ : IO_OP_WRITE;
  request->length_bytes = (uint32_t)length;
  return length > 0;
}

static size_t blank_read (TraceSource *source, void *requests, size_t n)
{
  return trace_source_read_lines (source, requests, n, blank_parse);
}

IoSource *blank_open (const TraceOptions *options, GError **error)
{
  static const TraceReader reader_functions = { "line", blank_start, blank_read, NULL };
  BlankReader *reader = g_new0 (BlankReader, 1);
  reader->unit_ns = trace_time_unit_ns (options->time_unit, TRACE_TIME_UNIT_S);
  return trace_source_open (&reader->source, &reader_functions, options, error);
}
