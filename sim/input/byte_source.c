/*
 * byte_source.c - the bytes of a file, decompressed on the way
 *
 * libarchive decompresses all but gzip: it ignores the checksum and the length at the end of a gzip member,
 * so a damaged recording would be played as if it were whole. zlib checks them.
 */
#include "byte_source.h"

#include "trace_error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { MAGIC_MAX_BYTES = 14 };

typedef struct Codec Codec;

struct ByteSource {
  char *path;
  int file;
  const Codec *codec;
  z_stream gzip;
  struct archive *archive;
  const unsigned char *piece; /* bytes from the archive, not used yet */
  size_t piece_bytes;
  la_int64_t given_bytes; /* bytes of the file that the archive was given */
  GError *failure;        /* an error from reading the file for the archive */
  bool inside;            /* a gzip member has not ended, or the file ended before its format was clear */
  bool at_end;            /* the file has no more bytes than those in the block */
  unsigned char *block;
  size_t block_bytes;
  size_t position; /* block[position .. filled) is not used yet */
  size_t filled;
};

/* One way to store a text. */
struct Codec {
  const char *name;
  const char *suffix;
  unsigned char magic[MAGIC_MAX_BYTES]; /* how the file begins; only bits set in the mask count */
  unsigned char mask[MAGIC_MAX_BYTES];
  size_t magic_bytes;                                 /* every complete file has at least this many bytes */
  int filter;                                         /* libarchive's number for it */
  bool (*start) (ByteSource *source, GError **error); /* makes the state; NULL: has no state */
  bool (*read) (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error);
  void (*stop) (ByteSource *source);
};

/* Sets ERROR: the data is HOW.  Returns false. */
static bool source_fail_data (const ByteSource *source, GError **error, const char *how)
{
  return trace_error_set (error, TRACE_ERROR_FILE, source->path, 0,
                          "the %s data is %s; a whole file would be right, see '%s -t'", source->codec->name,
                          how, source->codec->name);
}

static bool source_fail_corrupt (const ByteSource *source, const char *detail, GError **error)
{
  g_autofree char *how = g_strdup_printf ("damaged (%s)", detail);
  return source_fail_data (source, error, how);
}

static bool source_read_file (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  ssize_t got;
  do {
    got = read (source->file, to, capacity);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    return trace_error_set (error, TRACE_ERROR_FILE, source->path, 0,
                            "cannot be read: %s; a readable file would be right", g_strerror (errno));
  }
  *count = (size_t)got;
  return true;
}

/* Makes sure that the block has unused bytes, unless the file is at its end. */
static bool source_refill (ByteSource *source, GError **error)
{
  if (source->position < source->filled || source->at_end) {
    return true;
  }
  source->position = 0;
  source->filled = 0;
  size_t count = 0;
  if (!source_read_file (source, source->block, source->block_bytes, &count, error)) {
    return false;
  }
  source->filled = count;
  source->at_end = count == 0;
  return true;
}

/* First gives the bytes that detection left in the block, then reads from the file straight to the caller. */
static bool source_read_plain (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  size_t left = source->filled - source->position;
  if (left == 0) {
    return source_read_file (source, to, capacity, count, error);
  }
  *count = MIN (left, capacity);
  memcpy (to, source->block + source->position, *count);
  source->position += *count;
  return true;
}

static bool source_start_gzip (ByteSource *source, GError **error)
{
  source->gzip = (z_stream){ 0 };
  if (inflateInit2 (&source->gzip, 15 + 16) != Z_OK) {
    return source_fail_corrupt (source, "no memory to inflate", error);
  }
  return true;
}

static void source_stop_gzip (ByteSource *source)
{
  inflateEnd (&source->gzip);
}

static bool source_inflate (ByteSource *source, GError **error)
{
  z_stream *z = &source->gzip;
  size_t given = MIN (source->filled - source->position, (size_t)UINT32_MAX);
  z->next_in = source->block + source->position;
  z->avail_in = (uInt)given;
  source->inside = true;
  int result = inflate (z, Z_NO_FLUSH);
  source->position += given - z->avail_in;
  if (result == Z_STREAM_END) {
    source->inside = false;
    return inflateReset (z) == Z_OK || source_fail_corrupt (source, "inconsistent state", error);
  }
  if (result != Z_OK && result != Z_BUF_ERROR) {
    return source_fail_corrupt (source, z->msg ? z->msg : "no reason given", error);
  }
  return true;
}

static bool source_read_gzip (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  z_stream *z = &source->gzip;
  uInt wanted = (uInt)MIN (capacity, (size_t)UINT32_MAX);
  z->next_out = to;
  z->avail_out = wanted;
  while (z->avail_out == wanted) {
    if (!source_refill (source, error)) {
      return false;
    }
    if (source->at_end && !source->inside) {
      break;
    }
    /* At the end of the file zlib may still hold text that had no room before, so it is called again. */
    if (!source_inflate (source, error)) {
      return false;
    }
    if (source->at_end && source->inside && z->avail_out == wanted) {
      return source_fail_data (source, error, "truncated");
    }
  }
  *count = wanted - z->avail_out;
  return true;
}

/* Gives libarchive the next bytes of the file. */
static la_ssize_t source_give_block (struct archive *archive, void *user, const void **bytes)
{
  (void)archive;
  ByteSource *source = user;
  if (!source_refill (source, &source->failure)) {
    return ARCHIVE_FATAL;
  }
  size_t count = source->filled - source->position;
  *bytes = source->block + source->position;
  source->position = source->filled;
  source->given_bytes += (la_int64_t)count;
  return (la_ssize_t)count;
}

/* An error after the last byte of the file means that more should follow. */
static bool source_fail_archive (ByteSource *source, GError **error)
{
  if (source->failure) {
    g_propagate_error (error, g_steal_pointer (&source->failure));
    return false;
  }
  if (source->at_end) {
    return source_fail_data (source, error, "truncated");
  }
  const char *message = archive_error_string (source->archive);
  const char *colon = message ? strrchr (message, ':') : NULL;
  const char *detail = colon ? colon + 1 + strspn (colon + 1, " ") : message;
  return source_fail_corrupt (source, detail ? detail : "no reason given", error);
}

static bool source_start_archive (ByteSource *source, GError **error)
{
  struct archive_entry *entry;
  source->archive = archive_read_new ();
  source->piece_bytes = 0;
  source->given_bytes = 0;
  if (source->inside) {
    return true;
  }
  bool is_open = source->archive
                 && archive_read_append_filter (source->archive, source->codec->filter) == ARCHIVE_OK
                 && archive_read_set_format (source->archive, ARCHIVE_FORMAT_RAW) == ARCHIVE_OK
                 && archive_read_open (source->archive, source, NULL, source_give_block, NULL) == ARCHIVE_OK
                 && archive_read_next_header (source->archive, &entry) == ARCHIVE_OK;
  return is_open || source_fail_archive (source, error);
}

static void source_stop_archive (ByteSource *source)
{
  archive_read_free (source->archive);
  g_clear_error (&source->failure);
}

/* Some filters end without an error if something other than a member follows.  Makes that an error. */
static bool source_end_archive (ByteSource *source, GError **error)
{
  if (!source_refill (source, error)) {
    return false;
  }
  return (source->at_end && archive_filter_bytes (source->archive, -1) == source->given_bytes)
         || source_fail_corrupt (source, "something else stands behind its end", error);
}

static bool source_read_archive (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  if (source->inside) {
    return source_fail_data (source, error, "truncated");
  }
  while (source->piece_bytes == 0) {
    const void *piece;
    la_int64_t offset;
    int status = archive_read_data_block (source->archive, &piece, &source->piece_bytes, &offset);
    if (status == ARCHIVE_EOF) {
      source->piece_bytes = 0;
      *count = 0;
      return source_end_archive (source, error);
    }
    if (status != ARCHIVE_OK) {
      source->piece_bytes = 0;
      return source_fail_archive (source, error);
    }
    source->piece = piece;
  }
  *count = MIN (source->piece_bytes, capacity);
  memcpy (to, source->piece, *count);
  source->piece += *count;
  source->piece_bytes -= *count;
  return true;
}

#define ALL 0xff
#define BY_ZLIB 0, source_start_gzip, source_read_gzip, source_stop_gzip
#define BY_LIBARCHIVE(filter) \
  ARCHIVE_FILTER_##filter, source_start_archive, source_read_archive, source_stop_archive

static const Codec codecs[] = {
  { "gzip", ".gz", { 0x1f, 0x8b }, { ALL, ALL }, 2, BY_ZLIB },
  { "zstd", ".zst", { 0x28, 0xb5, 0x2f, 0xfd }, { ALL, ALL, ALL, ALL }, 4, BY_LIBARCHIVE (ZSTD) },
  /* A skippable frame may come first. */
  { "zstd", ".zst", { 0x50, 0x2a, 0x4d, 0x18 }, { 0xf0, ALL, ALL, ALL }, 4, BY_LIBARCHIVE (ZSTD) },
  { "xz", ".xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, { ALL, ALL, ALL, ALL, ALL, ALL }, 6, BY_LIBARCHIVE (XZ) },
  { "lz4", ".lz4", { 0x04, 0x22, 0x4d, 0x18 }, { ALL, ALL, ALL, ALL }, 4, BY_LIBARCHIVE (LZ4) },
  { "bzip2", ".bz2", { 'B', 'Z', 'h', 0x30 }, { ALL, ALL, ALL, 0xf0 }, 14, BY_LIBARCHIVE (BZIP2) },
};

static const Codec plain = { .name = "plain", .read = source_read_plain };

static bool source_is_stored_by (const Codec *codec, const ByteSource *source)
{
  size_t available = MIN (source->filled, codec->magic_bytes);
  for (size_t i = 0; i < available; i++) {
    if ((source->block[i] & codec->mask[i]) != codec->magic[i]) {
      return false;
    }
  }
  return available == codec->magic_bytes || g_str_has_suffix (source->path, codec->suffix);
}

static const Codec *source_codec (const ByteSource *source)
{
  for (size_t i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (source_is_stored_by (&codecs[i], source)) {
      return &codecs[i];
    }
  }
  return &plain;
}

/* Reads enough of the file to tell how it is stored: a pipe may give a byte at a time. */
static bool source_read_magic (ByteSource *source, GError **error)
{
  size_t count = 1;
  while (source->filled < MAGIC_MAX_BYTES && count > 0) {
    size_t room = MAX (source->block_bytes, (size_t)MAGIC_MAX_BYTES) - source->filled;
    if (!source_read_file (source, source->block + source->filled, room, &count, error)) {
      return false;
    }
    source->filled += count;
  }
  return true;
}

/* Finds out how the file is stored, and makes the state of its codec. */
static bool source_begin (ByteSource *source, GError **error)
{
  if (!source_read_magic (source, error)) {
    return false;
  }
  source->codec = source_codec (source);
  source->inside = source->filled < source->codec->magic_bytes;
  return !source->codec->start || source->codec->start (source, error);
}

static void source_stop (ByteSource *source)
{
  if (source->codec && source->codec->stop) {
    source->codec->stop (source);
  }
  source->codec = NULL;
}

ByteSource *byte_source_open (const char *path, size_t block_bytes, GError **error)
{
  ByteSource *source = g_new0 (ByteSource, 1);
  source->path = g_strdup (path);
  source->block_bytes = block_bytes;
  source->block = g_malloc (MAX (block_bytes, (size_t)MAGIC_MAX_BYTES));
  source->file = open (path, O_RDONLY | O_CLOEXEC);
  if (source->file < 0) {
    trace_error_set (error, TRACE_ERROR_FILE, source->path, 0,
                     "cannot be opened: %s; a path of a readable recording would be right",
                     g_strerror (errno));
  } else if (source_begin (source, error)) {
    return source;
  }
  byte_source_free (source);
  return NULL;
}

bool byte_source_read (ByteSource *source, void *to, size_t capacity, size_t *count, GError **error)
{
  return source->codec->read (source, to, capacity, count, error);
}

bool byte_source_rewind (ByteSource *source, GError **error)
{
  if (lseek (source->file, 0, SEEK_SET) != 0) {
    return trace_error_set (error, TRACE_ERROR_FILE, source->path, 0,
                            "cannot be read again from its start: %s; a regular file would be right",
                            g_strerror (errno));
  }
  source->position = 0;
  source->filled = 0;
  source->at_end = false;
  source_stop (source);
  return source_begin (source, error);
}

void byte_source_free (ByteSource *source)
{
  if (!source) {
    return;
  }
  source_stop (source);
  if (source->file >= 0) {
    close (source->file);
  }
  g_free (source->block);
  g_free (source->path);
  g_free (source);
}
