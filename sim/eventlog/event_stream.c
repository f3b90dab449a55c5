/* event_stream.c - buffers and compresses what a trace writes */
#include "event_stream.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { BUFFER_BYTES = 128 * 1024, PACKED_BYTES = OUTPUT_FILE_RESERVE_MAX_BYTES, ZSTD_LEVEL = 1 };

/* zlib's window, and that the format is gzip's. */
enum { GZIP_WINDOW_BITS = 15 + 16, GZIP_MEMORY_LEVEL = 8 };

struct EventStream {
  OutputFile *file;
  /* Takes all that is in the buffer; at the end completes the format. */
  void (*pack) (EventStream *stream, bool at_end);
  z_stream gzip;
  ZSTD_CStream *zstd;
  size_t used;
  char buffer[BUFFER_BYTES];
};

static void pack_plain (EventStream *stream, bool at_end)
{
  (void)at_end;
  output_file_write (stream->file, stream->buffer, stream->used);
}

static void pack_gzip (EventStream *stream, bool at_end)
{
  stream->gzip.next_in = (unsigned char *)stream->buffer;
  stream->gzip.avail_in = (uInt)stream->used;
  do {
    char *to = output_file_reserve (stream->file, PACKED_BYTES);
    stream->gzip.next_out = (unsigned char *)to;
    stream->gzip.avail_out = PACKED_BYTES;
    if (deflate (&stream->gzip, at_end ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) {
      g_error ("deflate: %s", stream->gzip.msg != NULL ? stream->gzip.msg : "a broken stream");
    }
    output_file_advance (stream->file, to + (PACKED_BYTES - stream->gzip.avail_out));
  } while (stream->gzip.avail_out == 0);
}

static void pack_zstd (EventStream *stream, bool at_end)
{
  ZSTD_inBuffer in = { .src = stream->buffer, .size = stream->used };
  size_t left;
  do {
    char *to = output_file_reserve (stream->file, PACKED_BYTES);
    ZSTD_outBuffer out = { .dst = to, .size = PACKED_BYTES };
    left = ZSTD_compressStream2 (stream->zstd, &out, &in, at_end ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError (left)) {
      g_error ("ZSTD_compressStream2: %s", ZSTD_getErrorName (left));
    }
    output_file_advance (stream->file, to + out.pos);
  } while (in.pos < in.size || (at_end && left > 0));
}

static void begin_gzip (EventStream *stream)
{
  int status = deflateInit2 (&stream->gzip, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW_BITS, GZIP_MEMORY_LEVEL,
                             Z_DEFAULT_STRATEGY);
  if (status != Z_OK) {
    g_error ("deflateInit2: status %d", status);
  }
}

static void begin_zstd (EventStream *stream)
{
  stream->zstd = ZSTD_createCStream ();
  if (stream->zstd == NULL) {
    g_error ("ZSTD_createCStream: no memory");
  }
  ZSTD_CCtx_setParameter (stream->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
  ZSTD_CCtx_setParameter (stream->zstd, ZSTD_c_checksumFlag, 1);
}

static const struct {
  void (*begin) (EventStream *stream); /* NULL: there is nothing to do */
  void (*pack) (EventStream *stream, bool at_end);
} packers[] = {
  [EVENT_STREAM_PLAIN] = { NULL, pack_plain },
  [EVENT_STREAM_GZIP] = { begin_gzip, pack_gzip },
  [EVENT_STREAM_ZSTD] = { begin_zstd, pack_zstd },
};

EventStream *event_stream_new (OutputFile *file, EventCompression compression)
{
  EventStream *stream = g_new0 (EventStream, 1);
  stream->file = file;
  stream->pack = packers[compression].pack;
  if (packers[compression].begin) {
    packers[compression].begin (stream);
  }
  return stream;
}

static void empty_buffer (EventStream *stream, bool at_end)
{
  stream->pack (stream, at_end);
  stream->used = 0;
}

char *event_stream_reserve (EventStream *stream)
{
  if (BUFFER_BYTES - stream->used < EVENT_STREAM_RESERVE_MAX_BYTES) {
    empty_buffer (stream, false);
  }
  return stream->buffer + stream->used;
}

void event_stream_advance (EventStream *stream, const char *end)
{
  g_assert (end >= stream->buffer + stream->used && end <= stream->buffer + BUFFER_BYTES);
  stream->used = (size_t)(end - stream->buffer);
}

void event_stream_write (EventStream *stream, const char *bytes, size_t length)
{
  while (length > 0) {
    size_t part = MIN (length, (size_t)EVENT_STREAM_RESERVE_MAX_BYTES);
    char *to = event_stream_reserve (stream);
    memcpy (to, bytes, part);
    event_stream_advance (stream, to + part);
    bytes += part;
    length -= part;
  }
}

void event_stream_close (EventStream *stream)
{
  empty_buffer (stream, true);
}

void event_stream_free (EventStream *stream)
{
  if (stream != NULL) {
    deflateEnd (&stream->gzip);
    ZSTD_freeCStream (stream->zstd);
    g_free (stream);
  }
}
