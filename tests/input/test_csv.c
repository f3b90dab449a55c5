#include "test_main.h"
#include "trace_fixture.h"

#define HEADER "time,op,size,offset\n"

static void assert_request (Recording recording, guint i, uint64_t time_ns, IoOp op, uint64_t offset,
                            uint32_t length)
{
  ck_assert_msg (!recording.message, "%s", recording.message);
  ck_assert_uint_lt (i, recording.requests->len);
  const IoRequest *request = request_at (recording, i);
  ck_assert_uint_eq (request->time_ns, time_ns);
  ck_assert_uint_eq (request->op, op);
  ck_assert_uint_eq (request->offset_bytes, offset);
  ck_assert_uint_eq (request->length_bytes, length);
}

START_TEST (columns_have_default_names)
{
  Recording r = read_text ("t.csv", HEADER "10,r,512,1024\n12,W,4096,0\n", (TraceOptions){ 0 });
  ck_assert_uint_eq (r.requests->len, 2);
  assert_request (r, 0, 0, IO_OP_READ, 1024, 512);
  assert_request (r, 1, 2000000000, IO_OP_WRITE, 0, 4096);
  ck_assert_uint_eq (r.statistics.read_bytes, 512);
  ck_assert_uint_eq (r.statistics.write_bytes, 4096);
  clear_recording (&r);
}
END_TEST

START_TEST (columns_may_be_named_and_in_any_order)
{
  Recording r = read_text (
      "t.csv", "x,Bytes,lbn,when,y,SCSI op\nq,512,7,5633898,,2a\n,1024,8,5633899,\"z,\",28\n",
      (TraceOptions){
          .time_column = "when", .size_column = "Bytes", .block_column = "lbn", .op_column = "SCSI op" });
  assert_request (r, 0, 0, IO_OP_WRITE, 7 * 512, 512);
  assert_request (r, 1, 1000000000, IO_OP_READ, 8 * 512, 1024);
  clear_recording (&r);
}
END_TEST

START_TEST (a_block_column_is_taken_if_there_is_no_offset)
{
  Recording r =
      read_text ("t.csv", "time,op,size,block\n0,r,1,3\n", (TraceOptions){ .block_size_bytes = 4096 });
  assert_request (r, 0, 0, IO_OP_READ, 3 * 4096, 1);
  clear_recording (&r);
  r = read_text ("t.csv", "time,op,size,block,offset\n0,r,1,3,77\n", (TraceOptions){ 0 });
  assert_request (r, 0, 0, IO_OP_READ, 77, 1);
  clear_recording (&r);
  r = read_text ("t.csv", "time,op,size,block,offset\n0,r,1,3,77\n",
                 (TraceOptions){ .block_column = "block" });
  assert_request (r, 0, 0, IO_OP_READ, 3 * 512, 1);
  clear_recording (&r);
}
END_TEST

static const struct {
  TraceTimeUnit unit;
  const char *from;
  const char *to;
  uint64_t ns;
} times[] = {
  { TRACE_TIME_UNIT_DEFAULT, "0", "1.5", 1500000000 },
  { TRACE_TIME_UNIT_S, "5633898.1", "5633898.100000001", 1 },
  { TRACE_TIME_UNIT_S, "1700000000.123456789", "1700000000.987654321", 864197532 },
  { TRACE_TIME_UNIT_S, "0.1", "0.30000000000000000000000000001", 200000000 },
  { TRACE_TIME_UNIT_S, "0", "1.9999999999", 1999999999 },
  { TRACE_TIME_UNIT_MS, "0.000001", "2.5", 2499999 },
  { TRACE_TIME_UNIT_US, "1", "2.0019", 1001 },
  { TRACE_TIME_UNIT_NS, "7", "9.99", 2 },
  { TRACE_TIME_UNIT_NS, "0", "18446744073709551615", 18446744073709551615U },
  { TRACE_TIME_UNIT_S, "0", "18446744073.709551615", 18446744073709551615U },
};

START_TEST (times_are_exact_to_the_nanosecond)
{
  char *text = g_strdup_printf (HEADER "%s,r,1,0\n%s,r,1,0\n", times[_i].from, times[_i].to);
  Recording r = read_text ("t.csv", text, (TraceOptions){ .time_unit = times[_i].unit });
  assert_request (r, 1, times[_i].ns, IO_OP_READ, 0, 1);
  clear_recording (&r);
  g_free (text);
}
END_TEST

START_TEST (reads_and_writes_have_many_names)
{
  static const char *const reads[] = { "r", "R", "read", "Read", "READ", "28", "0x28", "08", "A8", "0X88" };
  static const char *const writes[] = { "w", "W", "write", "WRITE", "2a", "2A", "0x2a", "0a", "aa", "0x8A" };
  for (size_t i = 0; i < G_N_ELEMENTS (reads); i++) {
    char *text = g_strdup_printf (HEADER "0,%s,1,0\n0,%s,1,0\n", reads[i], writes[i]);
    Recording r = read_text ("t.csv", text, (TraceOptions){ 0 });
    assert_request (r, 0, 0, IO_OP_READ, 0, 1);
    assert_request (r, 1, 0, IO_OP_WRITE, 0, 1);
    clear_recording (&r);
    g_free (text);
  }
}
END_TEST

START_TEST (lists_of_ops_replace_the_defaults_and_win_over_them)
{
  const char *reads[] = { "0", "a-long-name-of-a-read", NULL };
  const char *ignored[] = { "W", "flush", NULL };
  Recording r =
      read_text ("t.csv", HEADER "0,0,1,0\n0,w,1,0\n0,2a,1,0\n0,FLUSH,0,0\n0,A-Long-Name-Of-A-Read,1,0\n",
                 (TraceOptions){ .read_ops = reads, .ignore_ops = ignored });
  assert_request (r, 0, 0, IO_OP_READ, 0, 1);
  assert_request (r, 1, 0, IO_OP_WRITE, 0, 1);
  assert_request (r, 2, 0, IO_OP_READ, 0, 1);
  ck_assert_uint_eq (r.requests->len, 3);
  clear_recording (&r);
  assert_error (
      "t.csv", HEADER "0,r,1,0\n", (TraceOptions){ .read_ops = reads },
      ":2: column 'op': found 'r', expected a value that read_ops or write_ops has; ignore_ops can list "
      "values to skip");
}
END_TEST

START_TEST (an_op_in_two_lists_is_an_error)
{
  const char *reads[] = { "x", NULL };
  const char *writes[] = { "y", "X", NULL };
  assert_error ("t.csv", HEADER, (TraceOptions){ .read_ops = reads, .write_ops = writes },
                ": op 'X' is in read_ops and in write_ops; one of them would be right");
}
END_TEST

START_TEST (separators_quotes_blanks_comments_and_marks_are_understood)
{
  static const char separators[] = { ',', ';', '\t', '|' };
  for (size_t i = 0; i < sizeof separators; i++) {
    char *text = g_strdup ("\xef\xbb\xbf# made by hand\n\n \"time\" ,op,\"size\",offset,\"a \"\"b\"\"\"\r\n"
                           "0,r,1,0,\r\n  \n#0,r,9,9,\n \"1\" , \"w\",\"2\" ,3,\"x , \"\"y\"\n2,r,4,5,a\"b");
    g_strdelimit (text, ",", separators[i]);
    Recording r = read_text ("t.csv", text, (TraceOptions){ .separator = separators[i] });
    assert_request (r, 0, 0, IO_OP_READ, 0, 1);
    assert_request (r, 1, 1000000000, IO_OP_WRITE, 3, 2);
    assert_request (r, 2, 2000000000, IO_OP_READ, 5, 4);
    ck_assert_uint_eq (r.requests->len, 3);
    clear_recording (&r);
    g_free (text);
  }
}
END_TEST

START_TEST (files_come_from_their_column)
{
  const char *text = "disk,time,op,size,offset\nsda,0,r,1,0\nsdb,1,r,1,0\nsdb,2,r,1,0\n\"sda\",3,r,1,0\nsdaa,"
                     "4,r,1,0\n,5,r,1,0\n";
  static const unsigned files[] = { 0, 1, 1, 0, 2, 3 };
  Recording r = read_text ("t.csv", text, (TraceOptions){ .file_column = "disk" });
  ck_assert_uint_eq (r.requests->len, 6);
  for (guint i = 0; i < 6; i++) {
    ck_assert_uint_eq (request_at (r, i)->file, files[i]);
  }
  ck_assert_uint_eq (r.statistics.files, 4);
  clear_recording (&r);
}
END_TEST

/* A quoted name with what else would end a field must not be taken for a plain one by its looks. */
START_TEST (odd_quoted_file_names_stay_apart)
{
  Recording r = read_text (
      "t.csv", "file,time,op,size,offset\n\" a\",0,r,1,0\n a,1,r,1,0\n\"a \",2,r,1,0\na ,3,r,1,0\n",
      (TraceOptions){ .file_column = "file" });
  static const unsigned files[] = { 0, 1, 2, 1 };
  ck_assert_uint_eq (r.requests->len, 4);
  for (guint i = 0; i < 4; i++) {
    ck_assert_uint_eq (request_at (r, i)->file, files[i]);
  }
  clear_recording (&r);
  assert_error ("t.csv", "file,time,op,size,offset\n\"a,b\",0,r,1,0\na,b,1,r,1,0\n",
                (TraceOptions){ .file_column = "file" },
                ":3: column 'time': found 'b', expected a time of digits, perhaps with decimals, below 584 "
                "years (2^64 ns)");
}
END_TEST

START_TEST (requests_of_no_bytes_are_passed_over_and_times_that_go_back_held)
{
  Recording r = read_text ("t.csv", HEADER "5,r,0,0\n7,r,1,0\n6.5,w,1,0\n8,r,1,0\n", (TraceOptions){ 0 });
  assert_request (r, 0, 0, IO_OP_READ, 0, 1);
  assert_request (r, 1, 0, IO_OP_WRITE, 0, 1);
  assert_request (r, 2, 1000000000, IO_OP_READ, 0, 1);
  clear_recording (&r);
}
END_TEST

#define TIME_EXPECTED "expected a time of digits, perhaps with decimals, below 584 years (2^64 ns)"
#define SIZE_EXPECTED "expected a whole number of bytes up to 4294967295"
#define OP_EXPECTED "expected a value that read_ops or write_ops has; ignore_ops can list values to skip"

static const struct {
  const char *text;
  TraceOptions options;
  const char *message;
} malformed[] = {
  { "", { 0 }, ": is empty; a first line with the names of the columns would be right" },
  { "# c\n\n", { 0 }, ": is empty; a first line with the names of the columns would be right" },
  { HEADER, { 0 }, ": there is no read or write in it; a recording with at least one would be right" },
  { "# c\nversion,time,op,size,lbn\n",
    { .time_column = "tiem" },
    ":2: there is no column 'tiem' (time_column); the columns are 'version', 'time', 'op', 'size', 'lbn'; "
    "did you mean "
    "'time'?" },
  { "version,time,op,size,lbn\n",
    { 0 },
    ":1: there is no column 'offset' (offset_column) and no column 'block' (block_column); the columns are "
    "'version', "
    "'time', 'op', 'size', 'lbn'" },
  { "time;op;size;offset\n",
    { 0 },
    ":1: there is no column 'time' (time_column); the columns are 'time;op;size;offset'; is the separator "
    "';'?" },
  { "time\top\tsize\toffset\n",
    { 0 },
    ":1: there is no column 'time' (time_column); the columns are 'time\\top\\tsize\\toffset'; is the "
    "separator a tab?" },
  { "time,op,time,size,offset\n",
    { 0 },
    ":1: there are two columns 'time' (time_column); one would be right" },
  { HEADER,
    { .op_column = "time" },
    ":1: column 'time' is both time_column and op_column; different columns would be right" },
  { HEADER,
    { .file_column = "disk" },
    ":1: there is no column 'disk' (file_column); the columns are 'time', 'op', 'size', 'offset'" },
  { "time,\"op,size\n",
    { 0 },
    ":1: the quotes of a column's name are not closed or closed early; 'name' or '\"name\"' would be right" },
  { HEADER "0,r,1\n", { 0 }, ":2: the line has 3 fields, the header has 4; as many would be right" },
  { HEADER "0\n", { 0 }, ":2: the line has 1 field, the header has 4; as many would be right" },
  { HEADER "0,r,1,0,\n",
    { 0 },
    ":2: the line has more than 4 fields, the header has 4; as many would be right" },
  { HEADER "-1,r,1,0\n", { 0 }, ":2: column 'time': found '-1', " TIME_EXPECTED },
  { HEADER "1e3,r,1,0\n", { 0 }, ":2: column 'time': found '1e3', " TIME_EXPECTED },
  { HEADER "1.,r,1,0\n", { 0 }, ":2: column 'time': found '1.', " TIME_EXPECTED },
  { HEADER ".5,r,1,0\n", { 0 }, ":2: column 'time': found '.5', " TIME_EXPECTED },
  { HEADER ",r,1,0\n", { 0 }, ":2: column 'time': found '', " TIME_EXPECTED },
  { HEADER "18446744074,r,1,0\n", { 0 }, ":2: column 'time': found '18446744074', " TIME_EXPECTED },
  { HEADER "18446744073.709551616,r,1,0\n",
    { 0 },
    ":2: column 'time': found '18446744073.709551616', " TIME_EXPECTED },
  { HEADER "0,x,1,0\n", { 0 }, ":2: column 'op': found 'x', " OP_EXPECTED },
  { HEADER "0,,1,0\n", { 0 }, ":2: column 'op': found '', " OP_EXPECTED },
  { HEADER "0,r,1,0\n0,reading-all,1,0\n", { 0 }, ":3: column 'op': found 'reading-all', " OP_EXPECTED },
  { HEADER "0,r,4k,0\n", { 0 }, ":2: column 'size': found '4k', " SIZE_EXPECTED },
  { HEADER "0,r,4294967296,0\n", { 0 }, ":2: column 'size': found '4294967296', " SIZE_EXPECTED },
  { HEADER "0,r,1,18446744073709551616\n",
    { 0 },
    ":2: column 'offset': found '18446744073709551616', expected a whole number of bytes below 2^64" },
  { HEADER "0,r,1,18446744073709551615\n",
    { 0 },
    ":2: the request ends beyond 2^64 bytes; a smaller offset would be right" },
  { "time,op,size,block\n0,r,1,36028797018963968\n",
    { 0 },
    ":2: column 'block': found '36028797018963968', expected a whole number of blocks, below 2^64 bytes in "
    "all" },
  { HEADER "0,\"r,1,0\n",
    { 0 },
    ":2: column 'op': found 'r,1,0', expected the quotes to close at the end of the field, as in "
    "'\"field\"'" },
  { HEADER "0,\"r\"x,1,0\n",
    { 0 },
    ":2: column 'op': found 'r', expected the quotes to close at the end of the field, as in '\"field\"'" },
  { HEADER "0,r,1,0\n",
    { .separator = 'x' },
    ": the separator is none of ',', ';', '|' and tab; one of them would be right" },
  { HEADER "0,r,1,0\n",
    { .offset_column = "offset", .block_column = "block" },
    ": offset_column and block_column are both given; one of them would be right" },
  { HEADER "0,r,1,0\n",
    { .offset_column = "offset", .block_size_bytes = 512 },
    ": block_size_bytes is given with offset_column; it goes with block_column" },
};

START_TEST (a_malformed_table_says_where_and_what_would_be_right)
{
  assert_error ("t.csv", malformed[_i].text, malformed[_i].options, malformed[_i].message);
}
END_TEST

static Suite *csv_suite (void)
{
  Suite *suite = suite_create ("csv");
  TCase *tests = tcase_create ("reader");
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, columns_have_default_names);
  tcase_add_test (tests, columns_may_be_named_and_in_any_order);
  tcase_add_test (tests, a_block_column_is_taken_if_there_is_no_offset);
  tcase_add_loop_test (tests, times_are_exact_to_the_nanosecond, 0, G_N_ELEMENTS (times));
  tcase_add_test (tests, reads_and_writes_have_many_names);
  tcase_add_test (tests, lists_of_ops_replace_the_defaults_and_win_over_them);
  tcase_add_test (tests, an_op_in_two_lists_is_an_error);
  tcase_add_test (tests, separators_quotes_blanks_comments_and_marks_are_understood);
  tcase_add_test (tests, files_come_from_their_column);
  tcase_add_test (tests, odd_quoted_file_names_stay_apart);
  tcase_add_test (tests, requests_of_no_bytes_are_passed_over_and_times_that_go_back_held);
  tcase_add_loop_test (tests, a_malformed_table_says_where_and_what_would_be_right, 0,
                       G_N_ELEMENTS (malformed));
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (csv_suite (), NULL);
}
