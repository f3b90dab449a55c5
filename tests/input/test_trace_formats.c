#include "test_main.h"
#include "text_fields.h"
#include "trace_fixture.h"

#define LOG "fio version 3 iolog\n1 f read 0 4096\n"
#define TABLE "time,op,size,offset\n0,r,4096,0\n"

START_TEST (every_format_is_described_and_opens)
{
  static const struct {
    const char *word;
    const char *extensions;
    IoSource *(*open) (const TraceOptions *options, GError **error);
    const char *doc;
  } formats[] = {
#define TRACE_FORMAT(name_, word_, extensions_, has_columns_, contents_, open_, doc_) \
  { word_, extensions_, open_, doc_ },
#include "trace_formats.def"
  };
  ck_assert_uint_ge (G_N_ELEMENTS (formats), 2);
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    ck_assert_uint_gt (strlen (formats[i].word), 0);
    ck_assert_uint_gt (strlen (formats[i].doc), 0);
    ck_assert (formats[i].open != NULL);
    g_auto (GStrv) extensions = g_strsplit (formats[i].extensions, " ", -1);
    for (char **extension = extensions; *extension; extension++) {
      ck_assert_int_eq (**extension, '.');
    }
  }
}
END_TEST

START_TEST (the_name_tells_the_format_also_of_compressed_files)
{
  static const char *const names[][2] = {
    { "a.iolog", LOG },     { "a.iolog.gz", LOG }, { "a.log.zst", LOG },   { "a.csv", TABLE },
    { "a.csv.zst", TABLE }, { "a.csv.xz", TABLE }, { "a.csv.bz2", TABLE }, { "a.fio.lz4", LOG },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    for (Storage storage = STORED_PLAIN; storage < STORAGES; storage++) {
      GByteArray *bytes = g_byte_array_new ();
      store_bytes (storage, names[i][1], strlen (names[i][1]), bytes);
      char *path = write_file (names[i][0], bytes->data, bytes->len);
      Recording r = read_recording (&(TraceOptions){ .path = path }, 10);
      ck_assert_ptr_null (r.message);
      ck_assert_uint_eq (r.requests->len, 1);
      ck_assert_uint_eq (request_at (r, 0)->length_bytes, 4096);
      clear_recording (&r);
      remove_file (path);
      g_byte_array_unref (bytes);
    }
  }
}
END_TEST

START_TEST (a_format_that_is_given_wins_over_the_name)
{
  Recording r = read_text ("a.csv", LOG, (TraceOptions){ .format = TRACE_FORMAT_FIO });
  ck_assert_ptr_null (r.message);
  ck_assert_uint_eq (r.requests->len, 1);
  clear_recording (&r);
}
END_TEST

START_TEST (a_name_that_does_not_tell_the_format_is_an_error)
{
  assert_error ("trace", TABLE, (TraceOptions){ 0 },
                ": the name does not tell the format; a format of fio, csv, pcache would be right");
}
END_TEST

START_TEST (a_path_is_needed)
{
  GError *error = NULL;
  ck_assert_ptr_null (trace_open (&(TraceOptions){ 0 }, TRACE_HOLDS_IO, &error));
  ck_assert_str_eq (error->message, "trace: there is no path; the path of a recording would be right");
  g_error_free (error);
}
END_TEST

START_TEST (an_option_that_the_format_does_not_have_is_an_error)
{
  static const char *const words[] = { "x", NULL };
  static const struct {
    const char *name;
    TraceOptions options;
  } cases[] = {
    { "separator", { .separator = ';' } },         { "time_column", { .time_column = "t" } },
    { "op_column", { .op_column = "o" } },         { "size_column", { .size_column = "s" } },
    { "offset_column", { .offset_column = "o" } }, { "block_column", { .block_column = "b" } },
    { "file_column", { .file_column = "f" } },     { "block_size_bytes", { .block_size_bytes = 1 } },
    { "read_ops", { .read_ops = words } },         { "write_ops", { .write_ops = words } },
    { "ignore_ops", { .ignore_ops = words } },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *message =
        g_strdup_printf (": format 'fio' has no %s; without it would be right, it is for csv", cases[i].name);
    assert_error ("a.iolog", LOG, cases[i].options, message);
    g_free (message);
  }
}
END_TEST

/* All lengths, and whatever follows the digits. */
START_TEST (digits_are_taken_whatever_follows)
{
  static const char digits[] = "1234567890123456789";
  for (size_t length = 1; length <= 19; length++) {
    for (int next = 0; next < 256; next++) {
      char text[48] = { 0 };
      memset (text, next, sizeof text);
      memcpy (text, digits, length);
      if (next >= '0' && next <= '9') {
        text[length] = '\0';
      }
      uint64_t expected = 0;
      uint64_t value = 0;
      ck_assert (text_parse_u64 ((TextSpan){ digits, length }, &expected));
      const char *cursor = text;
      ck_assert (text_take_digits (&cursor, &value));
      ck_assert_ptr_eq (cursor, text + length);
      ck_assert_uint_eq (value, expected);
    }
  }
  char many[48] = "12345678901234567890 ";
  const char *cursor = many;
  uint64_t value = 0;
  ck_assert (!text_take_digits (&cursor, &value));
  cursor = " 1       ";
  ck_assert (!text_take_digits (&cursor, &value));
}
END_TEST

START_TEST (the_recording_shipped_is_what_its_readme_says)
{
  Recording r = read_recording (&(TraceOptions){ .path = SCENARIO_TRACES "/oltp-small.iolog.zst" }, 64);
  ck_assert_msg (!r.message, "%s", r.message);
  ck_assert_uint_eq (r.statistics.reads, 1791 + 231);
  ck_assert_uint_eq (r.statistics.writes, 794);
  ck_assert_uint_eq (r.statistics.read_bytes, 1791 * 8192 + 231 * 262144);
  ck_assert_uint_eq (r.statistics.write_bytes, 794 * 8192);
  ck_assert_uint_eq (r.statistics.files, 2);
  ck_assert_uint_eq (r.statistics.last_time_ns, 1499397000);
  clear_recording (&r);
}
END_TEST

static Suite *trace_formats_suite (void)
{
  Suite *suite = suite_create ("trace_formats");
  TCase *tests = tcase_create ("formats");
  tcase_add_test (tests, every_format_is_described_and_opens);
  tcase_add_test (tests, the_name_tells_the_format_also_of_compressed_files);
  tcase_add_test (tests, a_format_that_is_given_wins_over_the_name);
  tcase_add_test (tests, a_name_that_does_not_tell_the_format_is_an_error);
  tcase_add_test (tests, a_path_is_needed);
  tcase_add_test (tests, an_option_that_the_format_does_not_have_is_an_error);
  tcase_add_test (tests, digits_are_taken_whatever_follows);
  tcase_add_test (tests, the_recording_shipped_is_what_its_readme_says);
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (trace_formats_suite (), NULL);
}
