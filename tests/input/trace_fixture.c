#include "trace_fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static void store_gzip (const void *text, size_t length, GByteArray *to)
{
  z_stream z = { 0 };
  ck_assert_int_eq (deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  size_t bound = deflateBound (&z, (uLong)length);
  unsigned char *out = g_malloc (bound);
  z.next_in = (Bytef *)(uintptr_t)text;
  z.avail_in = (uInt)length;
  z.next_out = out;
  z.avail_out = (uInt)bound;
  ck_assert_int_eq (deflate (&z, Z_FINISH), Z_STREAM_END);
  g_byte_array_append (to, out, (guint)z.total_out);
  deflateEnd (&z);
  g_free (out);
}

static void store_zstd (const void *text, size_t length, GByteArray *to)
{
  size_t bound = ZSTD_compressBound (length);
  unsigned char *out = g_malloc (bound);
  size_t size = ZSTD_compress (out, bound, text, length, 3);
  ck_assert (!ZSTD_isError (size));
  g_byte_array_append (to, out, (guint)size);
  g_free (out);
}

static void store_by_filter (int filter, const void *text, size_t length, GByteArray *to)
{
  if (filter == ARCHIVE_FILTER_LZ4 && length == 0) { /* libarchive 3.6 cannot write this */
    g_byte_array_append (to, (const guint8 *)"\x04\x22\x4d\x18\x64\x40\xa7\x00\x00\x00\x00\x05\x5d\xcc\x02",
                         15);
    return;
  }
  size_t bound = 2 * length + 65536, size = 0;
  unsigned char *out = g_malloc (bound);
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();
  archive_entry_set_filetype (entry, AE_IFREG);
  ck_assert_int_eq (archive_write_add_filter (archive, filter), ARCHIVE_OK);
  ck_assert_int_eq (archive_write_set_format_raw (archive), ARCHIVE_OK);
  ck_assert_int_eq (archive_write_set_bytes_in_last_block (archive, 1), ARCHIVE_OK);
  ck_assert_int_eq (archive_write_open_memory (archive, out, bound, &size), ARCHIVE_OK);
  ck_assert_int_eq (archive_write_header (archive, entry), ARCHIVE_OK);
  ck_assert_int_eq ((int)archive_write_data (archive, text, length), (int)length);
  ck_assert_int_eq (archive_write_close (archive), ARCHIVE_OK);
  g_byte_array_append (to, out, (guint)size);
  archive_entry_free (entry);
  archive_write_free (archive);
  g_free (out);
}

void store_bytes (Storage storage, const void *text, size_t length, GByteArray *to)
{
  switch (storage) {
  case STORED_PLAIN:
    g_byte_array_append (to, text, (guint)length);
    break;
  case STORED_GZIP:
    store_gzip (text, length, to);
    break;
  case STORED_ZSTD:
    store_zstd (text, length, to);
    break;
  case STORED_XZ:
    store_by_filter (ARCHIVE_FILTER_XZ, text, length, to);
    break;
  case STORED_LZ4:
    store_by_filter (ARCHIVE_FILTER_LZ4, text, length, to);
    break;
  case STORED_BZIP2:
    store_by_filter (ARCHIVE_FILTER_BZIP2, text, length, to);
    break;
  case STORAGES:
    break;
  }
}

char *write_file (const char *name, const void *bytes, size_t length)
{
  char *directory = g_dir_make_tmp ("trace-test-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  char *path = g_build_filename (directory, name, NULL);
  ck_assert (g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_free (directory);
  return path;
}

void remove_file (char *path)
{
  char *directory = g_path_get_dirname (path);
  g_unlink (path);
  g_rmdir (directory);
  g_free (directory);
  g_free (path);
}

static void add_up (Sums *sums, const IoRequest *request)
{
  bool is_read = request->op == IO_OP_READ;
  *(is_read ? &sums->reads : &sums->writes) += 1;
  *(is_read ? &sums->read_bytes : &sums->write_bytes) += request->length_bytes;
  sums->last_time_ns = request->time_ns;
  sums->files = MAX (sums->files, request->file + 1U);
}

Recording read_recording (const TraceOptions *options, size_t batch)
{
  Recording recording = { .requests = g_array_new (FALSE, FALSE, sizeof (IoRequest)) };
  GError *error = NULL;
  IoSource *source = trace_open (options, TRACE_HOLDS_IO, &error);
  IoRequest *requests = g_new (IoRequest, batch);
  size_t count = 0;
  while (source && (count = source->read (source, requests, batch, &error)) > 0) {
    ck_assert_ptr_null (error);
    g_array_append_vals (recording.requests, requests, (guint)count);
  }
  for (guint i = 0; i < recording.requests->len; i++) {
    add_up (&recording.statistics, request_at (recording, i));
  }
  if (error) {
    ck_assert_msg (g_str_has_prefix (error->message, options->path), "no path in: %s", error->message);
    recording.message = g_strdup (error->message + strlen (options->path));
    g_error_free (error);
  }
  g_free (requests);
  io_source_free (source);
  return recording;
}

Recording read_text (const char *name, const char *text, TraceOptions options)
{
  char *path = write_file (name, text, strlen (text));
  options.path = path;
  Recording recording = read_recording (&options, 7);
  remove_file (path);
  return recording;
}

void clear_recording (Recording *recording)
{
  g_array_unref (recording->requests);
  g_free (recording->message);
}

void assert_error (const char *name, const char *text, TraceOptions options, const char *message)
{
  Recording recording = read_text (name, text, options);
  ck_assert_msg (g_strcmp0 (recording.message, message) == 0, "for: %s\nexpected: %s\nfound:    %s", text,
                 message, recording.message ? recording.message : "no error");
  clear_recording (&recording);
}
