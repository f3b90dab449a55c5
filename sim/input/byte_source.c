#include "byte_source.h"

#include "trace_error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { MAGIC_MAX_BYTES = 4 };

typedef struct Codec Codec;

struct ByteSource {
  char *path;
  int file;
  const Codec *codec;
  union {
    z_stream gzip;
    ZSTD_DStream *zstd;
  } state;
  bool inside; /* a gzip member or zstd frame is begun and not ended */
  bool at_end; /* the file has no more bytes than those in the block */
  unsigned char *block;
  size_t block_bytes;
  size_t position; /* block[position .. filled) is not used yet */
  size_t filled;
};

/* One way of storing a text. */
struct Codec {
  const char *name;
  const char *suffix;
  unsigned char magic[MAGIC_MAX_BYTES];
  unsigned char mask[MAGIC_MAX_BYTES];
  size_t magic_bytes;
  bool (*start) (ByteSource *source, GError **error); /* makes the state */
  bool (*reset) (ByteSource *source);                 /* makes the state as it was at the start */
  bool (*read) (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error);
  void (*stop) (ByteSource *source);
};

static bool fail_errno (const ByteSource *source, const char *what, const char *advice, GError **error)
{
  g_propagate_error (error, trace_error_new (TRACE_ERROR_FILE, source->path, 0, "%s: %s; %s", what,
                                             g_strerror (errno), advice));
  return false;
}

static bool fail_corrupt (const ByteSource *source, const char *detail, GError **error)
{
  g_propagate_error (error,
                     trace_error_new (TRACE_ERROR_FILE, source->path, 0,
                                      "the %s data is damaged (%s); a whole file would be right, see '%s -t'",
                                      source->codec->name, detail, source->codec->name));
  return false;
}

static bool fail_truncated (const ByteSource *source, GError **error)
{
  g_propagate_error (error,
                     trace_error_new (TRACE_ERROR_FILE, source->path, 0,
                                      "the %s data is truncated; a whole file would be right, see '%s -t'",
                                      source->codec->name, source->codec->name));
  return false;
}

static bool read_file (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  ssize_t got;
  do {
    got = read (source->file, to, capacity);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    return fail_errno (source, "cannot be read", "a readable file would be right", error);
  }
  *count = (size_t)got;
  return true;
}

/* Makes sure that the block has unused bytes, unless the file is at its end. */
static bool refill (ByteSource *source, GError **error)
{
  if (source->position < source->filled || source->at_end) {
    return true;
  }
  source->position = 0;
  source->filled = 0;
  size_t count = 0;
  if (!read_file (source, source->block, source->block_bytes, &count, error)) {
    return false;
  }
  source->filled = count;
  source->at_end = count == 0;
  return true;
}

static bool plain_start (ByteSource *source, GError **error)
{
  (void)source;
  (void)error;
  return true;
}

static bool plain_reset (ByteSource *source)
{
  (void)source;
  return true;
}

static void plain_stop (ByteSource *source)
{
  (void)source;
}

/* What the detection left in the block comes first; the rest goes from the file to the caller without a
 * copy. */
static bool plain_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  size_t left = source->filled - source->position;
  if (left == 0) {
    return read_file (source, to, capacity, count, error);
  }
  *count = MIN (left, capacity);
  memcpy (to, source->block + source->position, *count);
  source->position += *count;
  return true;
}

static bool gzip_start (ByteSource *source, GError **error)
{
  source->state.gzip = (z_stream){ 0 };
  if (inflateInit2 (&source->state.gzip, 15 + 16) != Z_OK) {
    return fail_corrupt (source, "no memory to inflate", error);
  }
  return true;
}

static bool gzip_reset (ByteSource *source)
{
  return inflateReset (&source->state.gzip) == Z_OK;
}

static void gzip_stop (ByteSource *source)
{
  inflateEnd (&source->state.gzip);
}

static bool gzip_step (ByteSource *source, GError **error)
{
  z_stream *z = &source->state.gzip;
  size_t given = MIN (source->filled - source->position, (size_t)UINT32_MAX);
  z->next_in = source->block + source->position;
  z->avail_in = (uInt)given;
  source->inside = true;
  int result = inflate (z, Z_NO_FLUSH);
  source->position += given - z->avail_in;
  if (result == Z_STREAM_END) {
    source->inside = false;
    return inflateReset (z) == Z_OK || fail_corrupt (source, "inconsistent state", error);
  }
  if (result != Z_OK && result != Z_BUF_ERROR) {
    return fail_corrupt (source, z->msg ? z->msg : "no reason given", error);
  }
  return true;
}

static bool gzip_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  z_stream *z = &source->state.gzip;
  uInt wanted = (uInt)MIN (capacity, (size_t)UINT32_MAX);
  z->next_out = to;
  z->avail_out = wanted;
  while (z->avail_out == wanted) {
    if (!refill (source, error)) {
      return false;
    }
    if (source->at_end && !source->inside) {
      break;
    }
    /* At the end of the file zlib may still hold text that had no room before: it is asked once more. */
    if (!gzip_step (source, error)) {
      return false;
    }
    if (source->at_end && source->inside && z->avail_out == wanted) {
      return fail_truncated (source, error);
    }
  }
  *count = wanted - z->avail_out;
  return true;
}

static bool zstd_start (ByteSource *source, GError **error)
{
  source->state.zstd = ZSTD_createDStream ();
  return source->state.zstd ? true : fail_corrupt (source, "no memory to decompress", error);
}

static bool zstd_reset (ByteSource *source)
{
  return !ZSTD_isError (ZSTD_DCtx_reset (source->state.zstd, ZSTD_reset_session_only));
}

static void zstd_stop (ByteSource *source)
{
  ZSTD_freeDStream (source->state.zstd);
}

static bool zstd_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  ZSTD_outBuffer out = { to, capacity, 0 };
  while (out.pos == 0) {
    if (!refill (source, error)) {
      return false;
    }
    /* At the end of the file the decoder may still hold text that had no room before: it is asked once
     * more. */
    ZSTD_inBuffer in = { source->block, source->filled, source->position };
    if (source->at_end && !source->inside) {
      break;
    }
    size_t result = ZSTD_decompressStream (source->state.zstd, &out, &in);
    source->position = in.pos;
    if (ZSTD_isError (result)) {
      return fail_corrupt (source, ZSTD_getErrorName (result), error);
    }
    source->inside = result != 0;
    if (source->at_end && source->inside && out.pos == 0) {
      return fail_truncated (source, error);
    }
  }
  *count = out.pos;
  return true;
}

static const Codec codecs[] = {
  { "gzip", ".gz", { 0x1f, 0x8b }, { 0xff, 0xff }, 2, gzip_start, gzip_reset, gzip_read, gzip_stop },
  { "zstd",
    ".zst",
    { 0x28, 0xb5, 0x2f, 0xfd },
    { 0xff, 0xff, 0xff, 0xff },
    4,
    zstd_start,
    zstd_reset,
    zstd_read,
    zstd_stop },
  { "zstd", /* a frame to be skipped may come first */
    ".zst",
    { 0x50, 0x2a, 0x4d, 0x18 },
    { 0xf0, 0xff, 0xff, 0xff },
    4,
    zstd_start,
    zstd_reset,
    zstd_read,
    zstd_stop },
};

static const Codec plain = { "plain", "", { 0 }, { 0 }, 0, plain_start, plain_reset, plain_read, plain_stop };

static bool codec_matches (const Codec *codec, const ByteSource *source)
{
  size_t available = MIN (source->filled, codec->magic_bytes);
  for (size_t i = 0; i < available; i++) {
    if ((source->block[i] & codec->mask[i]) != codec->magic[i]) {
      return false;
    }
  }
  return available == codec->magic_bytes || g_str_has_suffix (source->path, codec->suffix);
}

static const Codec *codec_of (const ByteSource *source)
{
  for (size_t i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (codec_matches (&codecs[i], source)) {
      return &codecs[i];
    }
  }
  return &plain;
}

/* Reads enough of the file to tell how it is stored: a pipe may give a byte at a time. */
static bool read_magic (ByteSource *source, GError **error)
{
  size_t count = 1;
  while (source->filled < MAGIC_MAX_BYTES && count > 0) {
    size_t room = MAX (source->block_bytes, (size_t)MAGIC_MAX_BYTES) - source->filled;
    if (!read_file (source, source->block + source->filled, room, &count, error)) {
      return false;
    }
    source->filled += count;
  }
  return true;
}

ByteSource *byte_source_open (const char *path, size_t block_bytes, GError **error)
{
  ByteSource *source = g_new0 (ByteSource, 1);
  source->path = g_strdup (path);
  source->block_bytes = block_bytes;
  source->block = g_malloc (MAX (block_bytes, (size_t)MAGIC_MAX_BYTES));
  source->file = open (path, O_RDONLY | O_CLOEXEC);
  if (source->file < 0) {
    fail_errno (source, "cannot be opened", "a path of a readable recording would be right", error);
    byte_source_free (source);
    return NULL;
  }
  if (!read_magic (source, error)) {
    byte_source_free (source);
    return NULL;
  }
  const Codec *codec = codec_of (source);
  source->codec = codec;
  source->inside = codec != &plain && source->filled < codec->magic_bytes;
  if (!codec->start (source, error)) {
    byte_source_free (source);
    return NULL;
  }
  return source;
}

bool byte_source_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  return source->codec->read (source, to, capacity, count, error);
}

bool byte_source_rewind (ByteSource *source, GError **error)
{
  if (lseek (source->file, 0, SEEK_SET) != 0) {
    return fail_errno (source, "cannot be read again from its start", "a regular file would be right", error);
  }
  source->position = 0;
  source->filled = 0;
  source->at_end = false;
  source->inside = source->codec != &plain;
  return source->codec->reset (source) || fail_corrupt (source, "inconsistent state", error);
}

void byte_source_free (ByteSource *source)
{
  if (!source) {
    return;
  }
  if (source->codec) {
    source->codec->stop (source);
  }
  if (source->file >= 0) {
    close (source->file);
  }
  g_free (source->block);
  g_free (source->path);
  g_free (source);
}
