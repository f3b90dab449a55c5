/* What was written comes back, however it is spaced, quoted, stored and buffered. */
#include "test_main.h"
#include "trace_fixture.h"

enum { ROUNDS = 120, REQUESTS_MAX = 200, FILES = 5 };

static const char *const file_names[FILES] = { "a", "data.bin", "table-of-a-long-name.dat", "d",
                                               "data.bin2" };

/* Numbers of every size. */
static uint64_t random_u64 (GRand *random)
{
  uint64_t wide = (uint64_t)g_rand_int (random) << 32 | g_rand_int (random);
  return wide >> g_rand_int_range (random, 0, 64);
}

static GArray *random_requests (GRand *random, uint64_t time_unit_ns, uint64_t offset_unit_bytes)
{
  GArray *requests = g_array_new (FALSE, TRUE, sizeof (IoRequest));
  int count = g_rand_int_range (random, 1, REQUESTS_MAX);
  uint64_t time = 0;
  unsigned files = 0;
  for (int i = 0; i < count; i++) {
    IoRequest request = { 0 };
    request.time_ns = time * time_unit_ns;
    time += random_u64 (random) >> 44;
    request.length_bytes = (uint32_t)random_u64 (random) | 1;
    request.offset_bytes = random_u64 (random) / 2 / offset_unit_bytes * offset_unit_bytes;
    request.file = (uint16_t)g_rand_int_range (random, 0, (gint32)MIN (files + 1, FILES));
    files = MAX (files, request.file + 1U);
    request.op = (uint8_t)g_rand_int_range (random, 0, 2);
    g_array_append_val (requests, request);
  }
  return requests;
}

/* Reads TEXT as stored in one of the ways and compares. */
static void assert_comes_back (GRand *random, const char *name, GString *text, TraceOptions options,
                               GArray *requests)
{
  GByteArray *bytes = g_byte_array_new ();
  store_bytes ((Storage)g_rand_int_range (random, STORED_PLAIN, STORAGES), text->str, text->len, bytes);
  char *path = write_file (name, bytes->data, bytes->len);
  options.path = path;
  options.buffer_bytes = (size_t)g_rand_int_range (random, 1, 200);
  Recording r = read_recording (&options, (size_t)g_rand_int_range (random, 1, 300));
  ck_assert_msg (!r.message, "%s in %s", r.message, text->str);
  ck_assert_uint_eq (r.requests->len, requests->len);
  ck_assert_uint_eq (r.statistics.reads + r.statistics.writes, requests->len);
  for (guint i = 0; i < requests->len; i++) {
    const IoRequest *expected = &g_array_index (requests, IoRequest, i);
    const IoRequest *found = request_at (r, i);
    ck_assert_uint_eq (found->time_ns, expected->time_ns);
    ck_assert_uint_eq (found->offset_bytes, expected->offset_bytes);
    ck_assert_uint_eq (found->length_bytes, expected->length_bytes);
    ck_assert_uint_eq (found->file, expected->file);
    ck_assert_uint_eq (found->op, expected->op);
  }
  clear_recording (&r);
  remove_file (path);
  g_byte_array_unref (bytes);
}

static const char *random_line_end (GRand *random)
{
  return g_rand_int_range (random, 0, 8) == 0 ? "\r\n" : "\n";
}

static const char *random_blanks (GRand *random)
{
  static const char *const blanks[] = { " ", " ", " ", " ", " ", " ", "  ", "\t " };
  return blanks[g_rand_int_range (random, 0, G_N_ELEMENTS (blanks))];
}

/* Lines that give no request, and name no file that has not been named: files are numbered by their
 * first line. */
static void append_iolog_noise (GRand *random, GString *text, const char *file, unsigned version,
                                uint64_t time)
{
  static const char *const noise[] = { "sync 0 0", "trim 4096 4096", "close",
                                       "open",     "read 0 0",       "datasync 7 0" };
  if (g_rand_int_range (random, 0, 4) > 0) {
    return;
  }
  if (version == 3) {
    g_string_append_printf (text, "%" G_GUINT64_FORMAT " ", time);
  }
  g_string_append_printf (text, "%s %s\n\n", file, noise[g_rand_int_range (random, 0, G_N_ELEMENTS (noise))]);
}

static GString *iolog_of (GRand *random, const GArray *requests, unsigned version)
{
  GString *text = g_string_new (NULL);
  uint64_t start = version == 3 ? random_u64 (random) >> 30 : 0;
  uint64_t last = 0;
  g_string_append_printf (text, "fio version %u iolog%s", version, random_line_end (random));
  for (guint i = 0; i < requests->len; i++) {
    const IoRequest *request = &g_array_index (requests, IoRequest, i);
    uint64_t time = request->time_ns / 1000;
    if (version == 3) {
      g_string_append_printf (text, "%" G_GUINT64_FORMAT "%s", start + time, random_blanks (random));
    } else if (time > last) {
      g_string_append_printf (text, "a wait %" G_GUINT64_FORMAT " 0\n", time - last);
    }
    last = time;
    g_string_append_printf (text, "%s%s%s%s", file_names[request->file], random_blanks (random),
                            request->op == IO_OP_READ ? "read" : "write", random_blanks (random));
    g_string_append_printf (text, "%" G_GUINT64_FORMAT "%s%u%s", request->offset_bytes,
                            random_blanks (random), request->length_bytes, random_line_end (random));
    append_iolog_noise (random, text, file_names[request->file], version, start + time);
  }
  return text;
}

START_TEST (requests_written_as_an_iolog_come_back)
{
  GRand *random = g_rand_new_with_seed ((guint32)(1000 + _i));
  for (int round = 0; round < ROUNDS; round++) {
    GArray *requests = random_requests (random, 1000, 1);
    GString *text = iolog_of (random, requests, (unsigned)_i);
    assert_comes_back (random, "t.iolog", text, (TraceOptions){ 0 }, requests);
    g_string_free (text, TRUE);
    g_array_unref (requests);
  }
  g_rand_free (random);
}
END_TEST

/* A field, sometimes with blanks and quotes. */
static void append_field (GRand *random, GString *text, const char *field)
{
  switch (g_rand_int_range (random, 0, 12)) {
  case 0:
    g_string_append_printf (text, " %s  ", field);
    break;
  case 1:
    g_string_append_printf (text, "\"%s\"", field);
    break;
  default:
    g_string_append (text, field);
  }
}

static void append_number (GRand *random, GString *text, uint64_t number)
{
  char *field = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  append_field (random, text, field);
  g_free (field);
}

/* Exactly TIME_NS in units of 10^DIGITS ns, with as many decimals as it takes, or more. */
static void append_time (GRand *random, GString *text, uint64_t time_ns, unsigned digits)
{
  uint64_t unit_ns = 1;
  for (unsigned i = 0; i < digits; i++) {
    unit_ns *= 10;
  }
  GString *field = g_string_new (NULL);
  g_string_printf (field, "%" G_GUINT64_FORMAT, time_ns / unit_ns);
  if (time_ns % unit_ns > 0 || g_rand_boolean (random)) {
    g_string_append_printf (field, ".%0*" G_GUINT64_FORMAT "%s", (int)digits, time_ns % unit_ns,
                            digits ? "" : "0");
    while (g_rand_boolean (random) && g_str_has_suffix (field->str, "0")
           && !g_str_has_suffix (field->str, ".0")) {
      g_string_truncate (field, field->len - 1);
    }
  }
  append_field (random, text, field->str);
  g_string_free (field, TRUE);
}

static GString *csv_of (GRand *random, const GArray *requests, unsigned time_digits, uint64_t block_bytes)
{
  static const char *const ops[2][3] = { { "r", "28", "Read" }, { "W", "2a", "write" } };
  GString *text =
      g_string_new (block_bytes > 1 ? "\"file\",op,time,x,block,size\n" : "file,op,time,x, offset,size\n");
  uint64_t start_ns = random_u64 (random) >> 3;
  for (guint i = 0; i < requests->len; i++) {
    const IoRequest *request = &g_array_index (requests, IoRequest, i);
    append_field (random, text, file_names[request->file]);
    g_string_append_c (text, ',');
    append_field (random, text, ops[request->op][g_rand_int_range (random, 0, 3)]);
    g_string_append_c (text, ',');
    append_time (random, text, start_ns + request->time_ns, time_digits);
    g_string_append (text, g_rand_boolean (random) ? ",," : ",\"a,\"\"b\",");
    append_number (random, text, request->offset_bytes / block_bytes);
    g_string_append_c (text, ',');
    append_number (random, text, request->length_bytes);
    g_string_append (text, random_line_end (random));
    if (g_rand_int_range (random, 0, 20) == 0) {
      g_string_append (text, "# a comment\n\n");
    }
  }
  return text;
}

START_TEST (requests_written_as_a_table_come_back)
{
  static const struct {
    TraceTimeUnit unit;
    unsigned digits;
  } units[] = {
    { TRACE_TIME_UNIT_S, 9 }, { TRACE_TIME_UNIT_MS, 6 }, { TRACE_TIME_UNIT_US, 3 }, { TRACE_TIME_UNIT_NS, 0 }
  };
  GRand *random = g_rand_new_with_seed ((guint32)(2000 + _i));
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t block_bytes = round % 2 ? 512 : 1;
    GArray *requests = random_requests (random, 1, block_bytes);
    GString *text = csv_of (random, requests, units[_i].digits, block_bytes);
    assert_comes_back (random, "t.csv", text,
                       (TraceOptions){ .time_unit = units[_i].unit, .file_column = "file" }, requests);
    g_string_free (text, TRUE);
    g_array_unref (requests);
  }
  g_rand_free (random);
}
END_TEST

static Suite *trace_roundtrip_suite (void)
{
  Suite *suite = suite_create ("trace_roundtrip");
  TCase *tests = tcase_create ("properties");
  tcase_set_timeout (tests, 120);
  tcase_add_loop_test (tests, requests_written_as_an_iolog_come_back, 2, 4);
  tcase_add_loop_test (tests, requests_written_as_a_table_come_back, 0, 4);
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (trace_roundtrip_suite (), NULL);
}
