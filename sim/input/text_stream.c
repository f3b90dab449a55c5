/* text_stream.c - a text file, line by line */
#include "text_stream.h"

#include "trace_error.h"

TextStream *text_stream_open (const char *path, size_t buffer_bytes, GError **error)
{
  size_t read_bytes = buffer_bytes ? buffer_bytes : TEXT_STREAM_BUFFER_BYTES;
  ByteSource *bytes = byte_source_open (path, read_bytes, error);
  if (!bytes) {
    return NULL;
  }
  TextStream *stream = g_new0 (TextStream, 1);
  stream->path = g_strdup (path);
  stream->bytes = bytes;
  stream->read_bytes = read_bytes;
  /* Room for the longest begin of a line, then for a whole read, then for the slack. */
  stream->buffer = g_malloc0 (TEXT_LINE_MAX_BYTES + read_bytes + TEXT_STREAM_SLACK_BYTES);
  return stream;
}

static TextStreamResult fail_too_long (const TextStream *stream, GError **error)
{
  trace_error_set (error, TRACE_ERROR_MALFORMED, stream->path, stream->line_number + 1,
                   "the line is longer than %d bytes; a text file with a record a line "
                   "would be right",
                   TEXT_LINE_MAX_BYTES);
  return TEXT_STREAM_ERROR;
}

/* Moves the incomplete line to the front of the buffer and reads more bytes behind it. */
static bool read_more (TextStream *stream, GError **error)
{
  size_t begun = stream->filled - stream->next;
  if (stream->next > 0) {
    memmove (stream->buffer, stream->buffer + stream->next, begun);
    stream->next = 0;
    stream->filled = begun;
  }
  size_t count = 0;
  if (!byte_source_read (stream->bytes, stream->buffer + begun, stream->read_bytes, &count, error)) {
    return false;
  }
  stream->filled += count;
  stream->at_end = count == 0;
  memset (stream->buffer + stream->filled, 0, TEXT_STREAM_SLACK_BYTES);
  return true;
}

static TextStreamResult give_line (TextStream *stream, TextSpan *line, const char *end, size_t next,
                                   GError **error)
{
  const char *start = stream->buffer + stream->next;
  if (end - start > TEXT_LINE_MAX_BYTES) {
    return fail_too_long (stream, error);
  }
  text_line_set (line, start, end);
  stream->next = next;
  stream->line_number++;
  return TEXT_STREAM_LINE;
}

TextStreamResult text_stream_next_slow (TextStream *stream, TextSpan *line, GError **error)
{
  for (;;) {
    size_t searched = stream->filled - stream->next;
    if (searched > TEXT_LINE_MAX_BYTES) {
      return fail_too_long (stream, error);
    }
    if (!stream->at_end && !read_more (stream, error)) {
      return TEXT_STREAM_ERROR;
    }
    if (stream->at_end) {
      /* The last line may lack its LF. */
      return searched == 0 ? TEXT_STREAM_END
                           : give_line (stream, line, stream->buffer + stream->filled, stream->filled, error);
    }
    const char *end = memchr (stream->buffer + searched, '\n', stream->filled - searched);
    if (end) {
      return give_line (stream, line, end, (size_t)(end - stream->buffer) + 1, error);
    }
  }
}

bool text_stream_rewind (TextStream *stream, GError **error)
{
  stream->next = 0;
  stream->filled = 0;
  stream->line_number = 0;
  stream->at_end = false;
  return byte_source_rewind (stream->bytes, error);
}

void text_stream_free (TextStream *stream)
{
  if (stream) {
    byte_source_free (stream->bytes);
    g_free (stream->buffer);
    g_free (stream->path);
    g_free (stream);
  }
}
