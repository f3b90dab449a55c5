#include "test_main.h"
#include "text_stream.h"
#include "trace_fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const Storage storages[] = { STORED_PLAIN, STORED_GZIP, STORED_ZSTD,
                                    STORED_XZ,    STORED_LZ4,  STORED_BZIP2 };
static const size_t buffers[] = { 1, 2, 3, 7, 64, 0 };

/* All lines as "N:text|", and "!message" behind the path if there is an error. */
static char *lines_of (const char *path, size_t buffer_bytes)
{
  GString *all = g_string_new (NULL);
  GError *error = NULL;
  TextStream *stream = text_stream_open (path, buffer_bytes, &error);
  TextSpan line;
  while (stream && text_stream_next (stream, &line, &error) == TEXT_STREAM_LINE) {
    g_string_append_printf (all, "%u:", (unsigned)stream->line_number);
    g_string_append_len (all, line.start, (gssize)line.length_bytes);
    g_string_append_c (all, '|');
  }
  if (error) {
    g_string_append_printf (all, "!%s", error->message + strlen (path));
    g_error_free (error);
  }
  text_stream_free (stream);
  return g_string_free (all, FALSE);
}

static void assert_lines (const char *name, const void *bytes, size_t length, size_t buffer_bytes,
                          const char *expected)
{
  char *path = write_file (name, bytes, length);
  char *found = lines_of (path, buffer_bytes);
  ck_assert_str_eq (found, expected);
  g_free (found);
  remove_file (path);
}

START_TEST (lines_are_the_same_however_stored_and_buffered)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "\n", "1:|" },
    { "a", "1:a|" },
    { "a\n", "1:a|" },
    { "a\n\nbc", "1:a|2:|3:bc|" },
    { "a\r\nb\r\n", "1:a|2:b|" },
    { "a\r\nb\r", "1:a|2:b|" },
    { "a\rb\r\r\n", "1:a\rb\r|" },
    { "one\ntwo three\n\r\nfour", "1:one|2:two three|3:|4:four|" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (size_t s = 0; s < G_N_ELEMENTS (storages); s++) {
      GByteArray *bytes = g_byte_array_new ();
      store_bytes (storages[s], cases[i][0], strlen (cases[i][0]), bytes);
      for (size_t b = 0; b < G_N_ELEMENTS (buffers); b++) {
        assert_lines ("no-name-tells", bytes->data ? bytes->data : (guint8 *)"", bytes->len, buffers[b],
                      cases[i][1]);
      }
      g_byte_array_unref (bytes);
    }
  }
}
END_TEST

START_TEST (nul_bytes_are_part_of_a_line)
{
  char *path = write_file ("nul", "a\0b\n\0", 5);
  TextStream *stream = text_stream_open (path, 0, NULL);
  TextSpan line;
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_LINE);
  ck_assert_uint_eq (line.length_bytes, 3);
  ck_assert_mem_eq (line.start, "a\0b", 3);
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_LINE);
  ck_assert_uint_eq (line.length_bytes, 1);
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_END);
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_END);
  text_stream_free (stream);
  remove_file (path);
}
END_TEST

START_TEST (concatenated_members_and_frames_are_one_text)
{
  for (size_t s = 1; s < G_N_ELEMENTS (storages); s++) {
    GByteArray *bytes = g_byte_array_new ();
    store_bytes (storages[s], "a\nb", 3, bytes);
    if (storages[s]
        != STORED_LZ4) { /* libarchive 3.6 takes an empty frame for the end: what follows is refused */
      store_bytes (storages[s], "", 0, bytes);
    }
    store_bytes (storages[s], "c\n", 2, bytes);
    for (size_t b = 0; b < G_N_ELEMENTS (buffers); b++) {
      assert_lines ("two", bytes->data, bytes->len, buffers[b], "1:a|2:bc|");
    }
    g_byte_array_unref (bytes);
  }
}
END_TEST

START_TEST (a_zstd_frame_to_be_skipped_may_come_first)
{
  GByteArray *bytes = g_byte_array_new ();
  g_byte_array_append (bytes, (const guint8 *)"\x53\x2a\x4d\x18\x02\x00\x00\x00xx", 10);
  store_bytes (STORED_ZSTD, "a\n", 2, bytes);
  assert_lines ("skip", bytes->data, bytes->len, 0, "1:a|");
  g_byte_array_unref (bytes);
}
END_TEST

/* Cut anywhere, the text ends in an error, and every line before it is a line of the whole. */
START_TEST (truncated_data_is_an_error_wherever_it_is_cut)
{
  static const char *const names[] = { "", "t.gz", "t.zst", "t.xz", "t.lz4", "t.bz2" };
  static const char *const messages[] = {
    "",
    ": the gzip data is truncated; a whole file would be right, see 'gzip -t'",
    ": the zstd data is truncated; a whole file would be right, see 'zstd -t'",
    ": the xz data is truncated; a whole file would be right, see 'xz -t'",
    ": the lz4 data is truncated; a whole file would be right, see 'lz4 -t'",
    ": the bzip2 data is truncated; a whole file would be right, see 'bzip2 -t'"
  };
  for (size_t s = 1; s < G_N_ELEMENTS (storages); s++) {
    GByteArray *bytes = g_byte_array_new ();
    store_bytes (storages[s], "first line\nsecond line\n", 23, bytes);
    for (guint cut = 0; cut < bytes->len; cut++) {
      char *path = write_file (names[s], bytes->data, cut);
      char *found = lines_of (path, cut % 5);
      const char *message = strchr (found, '!');
      ck_assert_ptr_nonnull (message);
      ck_assert_str_eq (message + 1, messages[s]);
      g_free (found);
      remove_file (path);
    }
    g_byte_array_unref (bytes);
  }
}
END_TEST

static void assert_damaged (Storage storage, bool garbage, const char *message)
{
  GByteArray *bytes = g_byte_array_new ();
  store_bytes (storage, "a\n", 2, bytes);
  if (garbage) {
    store_bytes (STORED_PLAIN, "garbage behind the frame", 24, bytes);
  } else {
    bytes->data[storage == STORED_BZIP2 ? 12 : bytes->len / 2] ^= 1;
  }
  char *path = write_file ("t", bytes->data, bytes->len);
  char *found = lines_of (path, 0);
  ck_assert_ptr_nonnull (strchr (found, '!'));
  ck_assert_str_eq (strchr (found, '!'), message);
  g_free (found);
  remove_file (path);
  g_byte_array_unref (bytes);
}

START_TEST (damaged_data_is_an_error_with_libarchive_too)
{
  assert_damaged (
      STORED_XZ, false,
      "!: the xz data is damaged (Corrupted input data); a whole file would be right, see 'xz -t'");
  assert_damaged (
      STORED_XZ, true,
      "!: the xz data is damaged (Corrupted input data); a whole file would be right, see 'xz -t'");
  assert_damaged (STORED_LZ4, true,
                  "!: the lz4 data is damaged (something else stands behind its end); a whole file would be "
                  "right, see 'lz4 -t'");
  assert_damaged (STORED_BZIP2, false,
                  "!: the bzip2 data is damaged (bzip decompression failed); a whole file would be right, "
                  "see 'bzip2 -t'");
  assert_damaged (
      STORED_BZIP2, true,
      "!: the bzip2 data is damaged (something else stands behind its end); a whole file would be right, see "
      "'bzip2 -t'");
}
END_TEST

START_TEST (damaged_data_is_an_error)
{
  static const char *const messages[] = {
    "", "!: the gzip data is damaged (incorrect data check); a whole file would be right, see 'gzip -t'",
    "!: the zstd data is damaged (Unknown frame descriptor); a whole file would be right, see 'zstd -t'"
  };
  GByteArray *gzip = g_byte_array_new ();
  store_bytes (STORED_GZIP, "a\n", 2, gzip);
  gzip->data[gzip->len - 8] ^= 1;
  char *path = write_file ("t", gzip->data, gzip->len);
  char *found = lines_of (path, 0);
  ck_assert_str_eq (strchr (found, '!'), messages[1]);
  g_free (found);
  remove_file (path);
  GByteArray *zstd = g_byte_array_new ();
  store_bytes (STORED_ZSTD, "a\n", 2, zstd);
  store_bytes (STORED_PLAIN, "garbage behind the frame", 24, zstd);
  path = write_file ("t", zstd->data, zstd->len);
  found = lines_of (path, 0);
  ck_assert_str_eq (strchr (found, '!'), messages[2]);
  g_free (found);
  remove_file (path);
  g_byte_array_unref (gzip);
  g_byte_array_unref (zstd);
}
END_TEST

/* The bound does not depend on where the buffer ends. */
START_TEST (a_line_longer_than_the_bound_is_an_error_with_its_number)
{
  static const size_t sizes[] = { 1000, 65536, 65537, 0 };
  for (size_t extra = 0; extra < 2; extra++) {
    GString *text = g_string_new ("x\n");
    for (size_t i = 0; i < TEXT_LINE_MAX_BYTES + extra; i++) {
      g_string_append_c (text, 'a');
    }
    g_string_append (text, "\nz");
    for (size_t b = 0; b < G_N_ELEMENTS (sizes); b++) {
      char *path = write_file ("long", text->str, text->len);
      char *found = lines_of (path, sizes[b]);
      if (extra) {
        ck_assert_str_eq (
            found,
            "1:x|!:2: the line is longer than 65536 bytes; a text file with a record a line would be right");
      } else {
        ck_assert_uint_eq (strlen (found), strlen ("1:x|2:|3:z|") + TEXT_LINE_MAX_BYTES);
      }
      g_free (found);
      remove_file (path);
    }
    g_string_free (text, TRUE);
  }
}
END_TEST

START_TEST (rewind_starts_over_in_the_middle_and_at_the_end)
{
  for (size_t s = 0; s < G_N_ELEMENTS (storages); s++) {
    GByteArray *bytes = g_byte_array_new ();
    store_bytes (storages[s], "a\nb\nc\n", 6, bytes);
    char *path = write_file ("t", bytes->data, bytes->len);
    TextStream *stream = text_stream_open (path, 3, NULL);
    TextSpan line;
    for (size_t lines = 0; lines < 6; lines++) {
      for (size_t i = 0; i < MIN (lines, 3); i++) {
        ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_LINE);
        ck_assert_int_eq (line.start[0], (int)('a' + i));
        ck_assert_uint_eq (stream->line_number, i + 1);
      }
      if (lines > 3) {
        ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_END);
      }
      ck_assert (text_stream_rewind (stream, NULL));
    }
    text_stream_free (stream);
    remove_file (path);
    g_byte_array_unref (bytes);
  }
}
END_TEST

START_TEST (a_file_that_cannot_be_read_is_an_error)
{
  char *found = lines_of ("/nonexistent/x.iolog", 0);
  ck_assert_str_eq (
      found, "!: cannot be opened: No such file or directory; a path of a readable recording would be right");
  g_free (found);
  found = lines_of ("/", 0);
  ck_assert_str_eq (found, "!: cannot be read: Is a directory; a readable file would be right");
  g_free (found);
}
END_TEST

START_TEST (a_pipe_can_be_read_once)
{
  int ends[2];
  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq ((int)write (ends[1], "a\nb\n", 4), 4);
  close (ends[1]);
  char *path = g_strdup_printf ("/proc/self/fd/%d", ends[0]);
  TextStream *stream = text_stream_open (path, 0, NULL);
  TextSpan line;
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_LINE);
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_LINE);
  ck_assert_int_eq (text_stream_next (stream, &line, NULL), TEXT_STREAM_END);
  GError *error = NULL;
  ck_assert (!text_stream_rewind (stream, &error));
  ck_assert_str_eq (error->message + strlen (path),
                    ": cannot be read again from its start: Illegal seek; a regular file would be right");
  g_error_free (error);
  text_stream_free (stream);
  close (ends[0]);
  g_free (path);
}
END_TEST

static Suite *text_stream_suite (void)
{
  Suite *suite = suite_create ("text_stream");
  TCase *tests = tcase_create ("lines");
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, lines_are_the_same_however_stored_and_buffered);
  tcase_add_test (tests, nul_bytes_are_part_of_a_line);
  tcase_add_test (tests, concatenated_members_and_frames_are_one_text);
  tcase_add_test (tests, a_zstd_frame_to_be_skipped_may_come_first);
  tcase_add_test (tests, truncated_data_is_an_error_wherever_it_is_cut);
  tcase_add_test (tests, damaged_data_is_an_error);
  tcase_add_test (tests, damaged_data_is_an_error_with_libarchive_too);
  tcase_add_test (tests, a_line_longer_than_the_bound_is_an_error_with_its_number);
  tcase_add_test (tests, rewind_starts_over_in_the_middle_and_at_the_end);
  tcase_add_test (tests, a_file_that_cannot_be_read_is_an_error);
  tcase_add_test (tests, a_pipe_can_be_read_once);
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (text_stream_suite (), NULL);
}
