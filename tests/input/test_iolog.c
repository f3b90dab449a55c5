#include "test_main.h"
#include "trace_fixture.h"

#define V2 "fio version 2 iolog\n"
#define V3 "fio version 3 iolog\n"

static void assert_request (Recording recording, guint i, uint64_t time_ns, IoOp op, unsigned file,
                            uint64_t offset, uint32_t length)
{
  ck_assert_uint_lt (i, recording.requests->len);
  const IoRequest *request = request_at (recording, i);
  ck_assert_uint_eq (request->time_ns, time_ns);
  ck_assert_uint_eq (request->op, op);
  ck_assert_uint_eq (request->file, file);
  ck_assert_uint_eq (request->offset_bytes, offset);
  ck_assert_uint_eq (request->length_bytes, length);
}

START_TEST (version_3_has_times_in_microseconds_from_the_first_request)
{
  Recording r = read_text ("t.iolog",
                           V3 "29 data.bin add\n186 data.bin open\n190 data.bin read 0 262144\n"
                              "2198 data.bin write 262144 4096\n65274 data.bin close\n",
                           (TraceOptions){ 0 });
  ck_assert_ptr_null (r.message);
  ck_assert_uint_eq (r.requests->len, 2);
  assert_request (r, 0, 0, IO_OP_READ, 0, 0, 262144);
  assert_request (r, 1, 2008000, IO_OP_WRITE, 0, 262144, 4096);
  ck_assert_uint_eq (r.statistics.reads, 1);
  ck_assert_uint_eq (r.statistics.writes, 1);
  ck_assert_uint_eq (r.statistics.read_bytes, 262144);
  ck_assert_uint_eq (r.statistics.write_bytes, 4096);
  ck_assert_uint_eq (r.statistics.files, 1);
  ck_assert_uint_eq (r.statistics.last_time_ns, 2008000);
  clear_recording (&r);
}
END_TEST

START_TEST (the_unit_of_times_may_be_another)
{
  static const uint64_t units_ns[] = { 1000, 1, 1000, 1000000, 1000000000 };
  for (int unit = TRACE_TIME_UNIT_DEFAULT; unit <= TRACE_TIME_UNIT_S; unit++) {
    Recording r = read_text ("t.iolog", V3 "5 f read 0 1\n12 f read 0 1\n",
                             (TraceOptions){ .time_unit = (TraceTimeUnit)unit });
    assert_request (r, 1, 7 * units_ns[unit], IO_OP_READ, 0, 0, 1);
    clear_recording (&r);
  }
}
END_TEST

START_TEST (version_2_adds_up_waits_whatever_their_file)
{
  Recording r = read_text (
      "t.iolog",
      V2 "f add\nf open\nf wait 1000 0\nf read 0 1\nf wait 200 0\ng wait 50 0\nf write 1 2\nf read 3 4\n",
      (TraceOptions){ .time_unit = TRACE_TIME_UNIT_S });
  ck_assert_ptr_null (r.message);
  ck_assert_uint_eq (r.requests->len, 3);
  assert_request (r, 0, 0, IO_OP_READ, 0, 0, 1);
  assert_request (r, 1, 250000, IO_OP_WRITE, 0, 1, 2);
  assert_request (r, 2, 250000, IO_OP_READ, 0, 3, 4);
  ck_assert_uint_eq (r.statistics.files, 1);
  clear_recording (&r);
}
END_TEST

START_TEST (what_is_neither_read_nor_write_is_passed_over)
{
  Recording r =
      read_text ("t.iolog",
                 V3 "1 f add\n1 f open\n2 f sync 0 0\n3 f datasync 0 0\n4 f sync_file_range 4096 0\n"
                    "5 f trim 0 99999999999\n6 f read 7 0\n\n  \t\n7 f write 0 512\n8 f close\n",
                 (TraceOptions){ 0 });
  ck_assert_ptr_null (r.message);
  ck_assert_uint_eq (r.requests->len, 1);
  clear_recording (&r);
}
END_TEST

START_TEST (files_are_numbered_as_they_appear)
{
  Recording r = read_text ("t.iolog", V3 "1 b add\n1 a read 0 1\n2 b read 0 1\n3 c write 0 1\n4 a read 0 1\n",
                           (TraceOptions){ 0 });
  static const unsigned files[] = { 1, 0, 2, 1 };
  for (guint i = 0; i < 4; i++) {
    ck_assert_uint_eq (request_at (r, i)->file, files[i]);
  }
  ck_assert_uint_eq (r.statistics.files, 3);
  clear_recording (&r);
}
END_TEST

START_TEST (many_files_are_told_apart)
{
  GString *text = g_string_new (V3);
  for (unsigned round = 0; round < 2; round++) {
    for (unsigned i = 0; i < 65536; i++) {
      g_string_append_printf (text, "%u file-%u read %u 1\n", i, i, i);
    }
  }
  Recording r = read_text ("t.iolog", text->str, (TraceOptions){ 0 });
  ck_assert_ptr_null (r.message);
  ck_assert_uint_eq (r.requests->len, 131072);
  for (guint i = 0; i < r.requests->len; i++) {
    ck_assert_uint_eq (request_at (r, i)->file, i % 65536);
  }
  clear_recording (&r);
  g_string_append (text, "1 another read 0 1\n");
  assert_error ("t.iolog", text->str, (TraceOptions){ 0 },
                ":131074: file 'another' is one too many; up to 65536 files can be told apart");
  g_string_free (text, TRUE);
}
END_TEST

START_TEST (a_time_that_goes_back_is_held)
{
  Recording r = read_text (
      "t.iolog", V3 "100 f read 0 1\n90 f read 0 1\n120 f read 0 1\n105 f read 0 1\n121 f read 0 1\n",
      (TraceOptions){ 0 });
  static const uint64_t times_us[] = { 0, 0, 20, 20, 21 };
  for (guint i = 0; i < 5; i++) {
    ck_assert_uint_eq (request_at (r, i)->time_ns, times_us[i] * 1000);
  }
  clear_recording (&r);
}
END_TEST

START_TEST (requests_before_a_malformed_line_come_first_and_the_error_stays)
{
  const char *text = V3 "1 f read 0 1\n2 f read 1 1\n3 f read x 1\n";
  char *path = write_file ("t.iolog", text, strlen (text));
  IoSource *source = trace_open (&(TraceOptions){ .path = path }, TRACE_HOLDS_IO, NULL);
  IoRequest requests[8];
  for (int round = 0; round < 2; round++) {
    GError *error = NULL;
    ck_assert_uint_eq (source->read (source, requests, 0, &error), 0);
    ck_assert_ptr_null (error);
    ck_assert_uint_eq (source->read (source, requests, 8, &error), 2);
    ck_assert_ptr_null (error);
    for (int again = 0; again < 2; again++) {
      ck_assert_uint_eq (source->read (source, requests, 8, &error), 0);
      ck_assert_str_eq (error->message + strlen (path),
                        ":4: offset 'x' is no whole number below 2^64; one would be right");
      g_clear_error (&error);
    }
    ck_assert (source->rewind (source, NULL));
  }
  io_source_free (source);
  remove_file (path);
}
END_TEST

START_TEST (rewind_gives_the_same_requests)
{
  const char *text = V2 "g wait 7 0\nf read 0 1\ng wait 5 0\ng write 8 2\n";
  char *path = write_file ("t.iolog", text, strlen (text));
  IoSource *source = trace_open (&(TraceOptions){ .path = path }, TRACE_HOLDS_IO, NULL);
  IoRequest first[4] = { 0 };
  IoRequest second[4] = { 0 };
  ck_assert_uint_eq (source->read (source, first, 4, NULL), 2);
  ck_assert_uint_eq (source->read (source, first + 2, 2, NULL), 0);
  ck_assert (source->rewind (source, NULL));
  ck_assert_uint_eq (source->read (source, second, 4, NULL), 2);
  ck_assert_uint_eq (source->read (source, second + 2, 2, NULL), 0);
  ck_assert_mem_eq (first, second, sizeof first);
  io_source_free (source);
  remove_file (path);
}
END_TEST

START_TEST (extremes_that_fit_are_requests)
{
  Recording r = read_text (
      "t.iolog",
      V3 "0 f read 18446744073709551614 1\n18446744073709551 f write 18446744069414584320 4294967295\n"
         "018446744073709551 f read 00000000000000000000000000000000000000007 "
         "000000000000000000000000000001\r\n",
      (TraceOptions){ 0 });
  ck_assert_ptr_null (r.message);
  assert_request (r, 0, 0, IO_OP_READ, 0, 18446744073709551614U, 1);
  assert_request (r, 1, 18446744073709551000U, IO_OP_WRITE, 0, 18446744069414584320U, 4294967295U);
  assert_request (r, 2, 18446744073709551000U, IO_OP_READ, 0, 7, 1);
  clear_recording (&r);
}
END_TEST

static const struct {
  const char *text;
  const char *message;
} malformed[] = {
  { "", ": is empty; a first line 'fio version 2 iolog' or 'fio version 3 iolog' would be right" },
  { "fio version 4 iolog\n",
    ":1: expected a header 'fio version 2 iolog' or 'fio version 3 iolog', found 'fio version 4 iolog'" },
  { "0, 0, 4096\n",
    ":1: expected a header 'fio version 2 iolog' or 'fio version 3 iolog', found '0, 0, 4096'" },
  { "\xff\x01\\\t",
    ":1: expected a header 'fio version 2 iolog' or 'fio version 3 iolog', found '\\xff\\x01\\\\'" },
  { V3, ": there is no read or write in it; a recording with at least one would be right" },
  { V3 "1 f add\n2 f close\n",
    ": there is no read or write in it; a recording with at least one would be right" },
  { V3 "data.bin read 4096\n", ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found 'data.bin read 4096'" },
  { V3 "5 data.bin read 4096\n",
    ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '5 data.bin read 4096'" },
  { V3 "5 data.bin read 0 4096 7\n",
    ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '5 data.bin read 0 4096 7'" },
  { V3 "5 data.bin add 0 4096\n",
    ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '5 data.bin add 0 4096'" },
  { V3 "5 f read\n", ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '5 f read'" },
  { V3 "5  read 0 4096\n", ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '5  read 0 4096'" },
  { V3 "-5 f read 0 4096\n", ":2: expected 'TIME FILE ACTION OFFSET LENGTH', found '-5 f read 0 4096'" },
  { V2 "5 f read 0 4096\n", ":2: expected 'FILE ACTION OFFSET LENGTH', found '5 f read 0 4096'" },
  { V2 "f wait 50\n", ":2: expected 'FILE ACTION OFFSET LENGTH', found 'f wait 50'" },
  { V2 "f\n", ":2: expected 'FILE ACTION OFFSET LENGTH', found 'f'" },
  { V3 "1 f read 0 4096\n1 f raed 0 4096\n", ":3: unknown action 'raed'; expected add, open, close, read, "
                                             "write, sync, datasync, sync_file_range, trim or wait; "
                                             "did you mean 'read'?" },
  { V3 "1 f erase 0 4096\n", ":2: unknown action 'erase'; expected add, open, close, read, write, sync, "
                             "datasync, sync_file_range, trim or wait" },
  { V3 "1 f read 0x10 4096\n", ":2: offset '0x10' is no whole number below 2^64; one would be right" },
  { V3 "1 f read 18446744073709551616 1\n",
    ":2: offset '18446744073709551616' is no whole number below 2^64; one would be right" },
  { V3 "1 f read 99999999999999999999999 1\n",
    ":2: offset '99999999999999999999999' is no whole number below 2^64; one would be right" },
  { V3 "1 f read 0 4k\n",
    ":2: length '4k' is no whole number of bytes up to 4294967295; one would be right" },
  { V3 "1 f read 0 4294967296\n",
    ":2: length '4294967296' is no whole number of bytes up to 4294967295; one would be right" },
  { V3 "1 f write 18446744073709551615 1\n", ":2: the range from offset '18446744073709551615' on ends "
                                             "beyond 2^64 bytes; a smaller offset would be right" },
  { V3 "1 f trim 0 x\n", ":2: length 'x' is no whole number below 2^64; one would be right" },
  { V3 "18446744073709552 f read 0 1\n", ":2: time '18446744073709552' is beyond 584 years (2^64 ns); a "
                                         "smaller number or another time unit would be right" },
  { V3 "1 f wait 100 0\n", ":2: action 'wait' for '100'; version 3 has none, its times begin the lines" },
  { V2 "f wait 18446744073709551 0\nf wait 1 0\n",
    ":3: with a wait of '1' us the time is beyond 584 years (2^64 ns); a shorter wait would be right" },
  { V3 "1 f read 0 1\nfio version 3 iolog\n",
    ":3: expected an action, found a second header 'fio version 3 iolog'; "
    "several jobs wrote here, a log for each would be right" },
};

START_TEST (a_malformed_log_says_where_and_what_would_be_right)
{
  assert_error ("t.iolog", malformed[_i].text, (TraceOptions){ 0 }, malformed[_i].message);
}
END_TEST

START_TEST (a_long_line_is_quoted_in_part)
{
  GString *text = g_string_new (V3);
  for (int i = 0; i < 60; i++) {
    g_string_append (text, "x ");
  }
  Recording r = read_text ("t.iolog", text->str, (TraceOptions){ 0 });
  ck_assert (g_str_has_suffix (r.message, "x x ...'"));
  ck_assert_uint_lt (strlen (r.message), 180);
  clear_recording (&r);
  g_string_free (text, TRUE);
}
END_TEST

static Suite *iolog_suite (void)
{
  Suite *suite = suite_create ("iolog");
  TCase *tests = tcase_create ("reader");
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, version_3_has_times_in_microseconds_from_the_first_request);
  tcase_add_test (tests, the_unit_of_times_may_be_another);
  tcase_add_test (tests, version_2_adds_up_waits_whatever_their_file);
  tcase_add_test (tests, what_is_neither_read_nor_write_is_passed_over);
  tcase_add_test (tests, files_are_numbered_as_they_appear);
  tcase_add_test (tests, many_files_are_told_apart);
  tcase_add_test (tests, a_time_that_goes_back_is_held);
  tcase_add_test (tests, requests_before_a_malformed_line_come_first_and_the_error_stays);
  tcase_add_test (tests, rewind_gives_the_same_requests);
  tcase_add_test (tests, extremes_that_fit_are_requests);
  tcase_add_loop_test (tests, a_malformed_log_says_where_and_what_would_be_right, 0,
                       G_N_ELEMENTS (malformed));
  tcase_add_test (tests, a_long_line_is_quoted_in_part);
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (iolog_suite (), NULL);
}
