/*
 * text_stream.h - a text file, line by line, never whole in memory
 *
 * A line is a view into the stream's buffer, valid until the next call.  It is without its line end, which is
 * LF, CR LF or the end of the file.  The byte after the line can be read and is always LF, CR or NUL, and
 * TEXT_STREAM_SLACK_BYTES can be read from any byte of the line: parsers of numbers need no check for the
 * end.  A line may have any bytes, even NUL.
 *
 * The file may be compressed (byte_source.h).
 */
#pragma once

#include "byte_source.h"
#include "text_fields.h"

#define TEXT_LINE_MAX_BYTES \
  65536 /* before the LF; a longer line is an error: no text file of short records */
#define TEXT_STREAM_SLACK_BYTES 16
#define TEXT_STREAM_BUFFER_BYTES 262144 /* default: large enough to make the cost of read calls small */

typedef enum { TEXT_STREAM_LINE, TEXT_STREAM_END, TEXT_STREAM_ERROR } TextStreamResult;

typedef struct {
  char *path;
  uint64_t line_number; /* of the last line given; the first is 1 */
  /* The rest is for text_stream.c and text_stream_next(). */
  char *buffer;
  size_t next;   /* where the next line begins in the buffer */
  size_t filled; /* bytes in the buffer */
  size_t read_bytes;
  bool at_end;
  ByteSource *bytes;
} TextStream;

/* Opens the file at PATH; the buffer is filled by BUFFER_BYTES at a time, 0 for the default.  NULL with ERROR
 * set on failure. */
TextStream *text_stream_open (const char *path, size_t buffer_bytes, GError **error);

/* What text_stream_next() does if the buffer holds no whole line, or one that is too long. */
TextStreamResult text_stream_next_slow (TextStream *stream, TextSpan *line, GError **error);

/* Starts over before the first line.  False with ERROR set on failure. */
bool text_stream_rewind (TextStream *stream, GError **error);

/* NULL is accepted. */
void text_stream_free (TextStream *stream);

/* Sets LINE to the text between START and the LF at END, without the CR of a CR LF. */
static inline void text_line_set (TextSpan *line, const char *start, const char *end)
{
  size_t length = (size_t)(end - start);
  line->start = start;
  line->length_bytes = length - (length > 0 && start[length - 1] == '\r');
}

/* Gives the next line.  ERROR is set only with TEXT_STREAM_ERROR. */
static inline TextStreamResult text_stream_next (TextStream *stream, TextSpan *line, GError **error)
{
  const char *start = stream->buffer + stream->next;
  const char *end = (const char *)memchr (start, '\n', stream->filled - stream->next);
  if (!end || end - start > TEXT_LINE_MAX_BYTES) {
    return text_stream_next_slow (stream, line, error);
  }
  text_line_set (line, start, end);
  stream->next = (size_t)(end - stream->buffer) + 1;
  stream->line_number++;
  return TEXT_STREAM_LINE;
}
