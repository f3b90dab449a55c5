/* Recordings of calls of the cache, as scenarios/record/pcache.d writes them. */
#include "test_main.h"
#include "trace_fixture.h"

#define HEADER "pcachesim pcache version 1 start 1000\n"
#define LOOKUP "1500 30 0xffffff01 lookup amp 0xffffff0a 1 0x2000 8192 write 0x100004 0xffffff0c\n"

typedef struct {
  GArray *calls;
  char *message;
} Calls;

static Calls read_calls (const char *text, TraceOptions options)
{
  char *path = write_file ("a.pcache", text, strlen (text));
  options.path = path;
  Calls result = { .calls = g_array_new (FALSE, FALSE, sizeof (CacheCall)) };
  GError *error = NULL;
  IoSource *source = trace_open (&options, TRACE_HOLDS_CALLS, &error);
  CacheCall batch[2];
  size_t n;
  while (source && (n = source->read (source, batch, 2, &error)) > 0) {
    g_array_append_vals (result.calls, batch, (guint)n);
  }
  if (error) {
    ck_assert (g_str_has_prefix (error->message, path));
    result.message = g_strdup (error->message + strlen (path));
    g_error_free (error);
  }
  io_source_free (source);
  remove_file (path);
  return result;
}

static void clear_calls (Calls *calls)
{
  g_array_free (calls->calls, TRUE);
  g_free (calls->message);
}

static const CacheCall *call_at (const Calls *calls, guint i)
{
  ck_assert_uint_lt (i, calls->calls->len);
  return &g_array_index (calls->calls, CacheCall, i);
}

START_TEST (every_call_has_its_fields)
{
  Calls calls = read_calls (HEADER LOOKUP "# a comment\n"
                                          "1501 1 0x2 check seg 0xa 0 0x0 4096 0x0 1\n"
                                          "1502 1 0x2 insert seg 0xa 2 0x3000 8192 4096 read 0x1 0xc 1\n"
                                          "\n"
                                          "1503 1 0x2 inactive amp 0xa 0 0x3000 8192 read 0x0 0xc\n"
                                          "1504 1 0x2 purge amp 0xa 0x1\n"
                                          "1505 1 0x2 purge_wired 0xc\n"
                                          "1506 0 0x2 reclaim 0xa 0x3000 8192 write 1 0xc",
                            (TraceOptions){ 0 });
  ck_assert_ptr_null (calls.message);
  ck_assert_uint_eq (calls.calls->len, CACHE_CALLS);
  for (guint i = 0; i < CACHE_CALLS; i++) {
    ck_assert_uint_eq (call_at (&calls, i)->kind, i);
    ck_assert_uint_eq (call_at (&calls, i)->time_ns, 500 + i);
  }
  const CacheCall *lookup = call_at (&calls, CACHE_CALL_LOOKUP);
  ck_assert_uint_eq (lookup->elapsed_ns, 30);
  ck_assert_uint_eq (lookup->thread, 0xffffff01);
  ck_assert (lookup->amp && lookup->write);
  ck_assert_uint_eq (lookup->tag, 0xffffff0a);
  ck_assert_uint_eq (lookup->szc, 1);
  ck_assert_uint_eq (lookup->addr, 0x2000);
  ck_assert_uint_eq (lookup->len, 8192);
  ck_assert_uint_eq (lookup->flags, 0x100004);
  ck_assert_uint_eq (lookup->list, 0xffffff0c);
  ck_assert (call_at (&calls, CACHE_CALL_CHECK)->failed);
  const CacheCall *insert = call_at (&calls, CACHE_CALL_INSERT);
  ck_assert (!insert->amp && !insert->write && insert->failed);
  ck_assert_uint_eq (insert->wlen, 4096);
  ck_assert_uint_eq (insert->list, 0xc);
  ck_assert_uint_eq (call_at (&calls, CACHE_CALL_INACTIVE)->list, 0xc);
  ck_assert_uint_eq (call_at (&calls, CACHE_CALL_PURGE)->flags, 1);
  ck_assert_uint_eq (call_at (&calls, CACHE_CALL_PURGE_WIRED)->list, 0xc);
  const CacheCall *reclaim = call_at (&calls, CACHE_CALL_RECLAIM);
  ck_assert (reclaim->async && reclaim->write);
  ck_assert_uint_eq (reclaim->tag, 0xa);
  clear_calls (&calls);
}
END_TEST

START_TEST (times_never_decrease)
{
  Calls calls =
      read_calls (HEADER "1500 1 0x2 purge_wired 0xc\n1400 1 0x2 purge_wired 0xc\n", (TraceOptions){ 0 });
  ck_assert_ptr_null (calls.message);
  ck_assert_uint_eq (call_at (&calls, 1)->time_ns, 500);
  clear_calls (&calls);
}
END_TEST

/* What a line can be wrong in, with its place. */
START_TEST (a_malformed_line_is_an_error_with_its_column)
{
  static const struct {
    const char *line, *message;
  } cases[] = {
    { "x", ":2:1: time 'x'; a whole number from 0 to 18446744073709551615 would be right" },
    { "999 1 0x2 purge_wired 0xc",
      ":2:1: time '999' is before the start of the recording; one from the same boot would be right" },
    { "1500", ":2:5: elapsed time ''; a whole number from 0 to 18446744073709551615 would be right" },
    { "1500 1 17 purge_wired 0xc",
      ":2:8: thread '17'; a hexadecimal number from 0x0 to 0xffffffffffffffff would be right" },
    { "1500 1 0x2 lokup", ":2:12: unknown call 'lokup'; expected lookup, check, insert, inactive, purge, "
                          "purge_wired or reclaim; did you "
                          "mean 'lookup'?" },
    { "1500 1 0x2 purge map 0xa 0x0", ":2:18: owner 'map'; 'seg' or 'amp' would be right" },
    { "1500 1 0x2 purge seg 0x0 0x0", ":2:22: tag '0x0'; an owner has an address above 0" },
    { "1500 1 0x2 purge seg 0xa 0x100000000",
      ":2:26: flags '0x100000000'; a hexadecimal number from 0x0 to 0xffffffff would be right" },
    { "1500 1 0x2 check seg 0xa 3 0x0 4096 0x0 1",
      ":2:26: page size code '3'; a whole number from 0 to 2 would be right" },
    { "1500 1 0x2 check seg 0xa 0 0x10 4096 0x0 1",
      ":2:28: address '0x10' is not that of a page; a multiple of 0x1000 would be right" },
    { "1500 1 0x2 check seg 0xa 0 0x0 4097 0x0 1",
      ":2:32: length '4097' is not one of whole pages; a multiple of 4096 would be right" },
    { "1500 1 0x2 check seg 0xa 0 0x0 0 0x0 1",
      ":2:32: length '0' is not one of whole pages; a multiple of 4096 would be right" },
    { "1500 1 0x2 check seg 0xa 0 0xfffffffffffff000 8192 0x0 1",
      ":2:47: length '8192' is not one of whole pages; a multiple of 4096 would be right" },
    { "1500 1 0x2 insert amp 0xa 0 0x0 8192 4096 read 0x0 0xc 0",
      ":2:38: writable length '4096' does not fit; up to the length, and with amp the length, would be "
      "right" },
    { "1500 1 0x2 insert seg 0xa 0 0x0 8192 12288 read 0x0 0xc 0",
      ":2:38: writable length '12288' does not fit; up to the length, and with amp the length, would be "
      "right" },
    { "1500 1 0x2 insert seg 0xa 0 0x0 8192 4096 write 0x0 0xc 0",
      ":2:43: access 'write' with a writable length below the length; 'read' would be right" },
    { "1500 1 0x2 inactive seg 0xa 0 0x0 8192 read 0x0 0x0",
      ":2:49: shadow list '0x0'; an address above 0 would be right" },
    { "1500 1 0x2 check seg 0xa 0 0x0 4096 0x0 2",
      ":2:41: result '2'; a whole number from 0 to 1 would be right" },
    { "1500 1 0x2 purge_wired 0xc 7",
      ":2:28: more than the call has: '7'; the end of the line would be right" },
    { "1500 1 0x2 purge_wired 0x", ":2:24: shadow list '0x'; a hexadecimal number from 0x0 to "
                                   "0xffffffffffffffff would be right" },
    { "1500 1 0x2 purge_wired 0x1g", ":2:24: shadow list '0x1g'; a hexadecimal number from 0x0 to "
                                     "0xffffffffffffffff would be right" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *text = g_strconcat (HEADER, cases[i].line, "\n" LOOKUP, NULL);
    Calls calls = read_calls (text, (TraceOptions){ 0 });
    ck_assert_msg (calls.message != NULL, "no error: %s", cases[i].line);
    ck_assert_str_eq (calls.message, cases[i].message);
    ck_assert_uint_eq (calls.calls->len, 0);
    clear_calls (&calls);
    g_free (text);
  }
}
END_TEST

/* Every line cut short anywhere is an error, and no call. */
START_TEST (a_line_that_is_cut_is_an_error)
{
  for (size_t length = 1; length < strlen (LOOKUP) - 12; length++) {
    char *text = g_strdup_printf ("%s%.*s", HEADER, (int)length, LOOKUP);
    Calls calls = read_calls (text, (TraceOptions){ 0 });
    ck_assert_msg (calls.message != NULL, "no error: %s", text);
    ck_assert_uint_eq (calls.calls->len, 0);
    clear_calls (&calls);
    g_free (text);
  }
}
END_TEST

START_TEST (calls_before_a_malformed_line_are_delivered)
{
  Calls calls = read_calls (HEADER LOOKUP "oops\n", (TraceOptions){ 0 });
  ck_assert_uint_eq (calls.calls->len, 1);
  ck_assert_str_eq (calls.message,
                    ":3:1: time 'oops'; a whole number from 0 to 18446744073709551615 would be right");
  clear_calls (&calls);
}
END_TEST

START_TEST (the_header_has_to_be_there)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
    { "", ": is empty; a first line 'pcachesim pcache version 1 start NS' would be right" },
    { LOOKUP, ":1:1: found '1500', where a header 'pcachesim pcache version 1 start NS' would be right" },
    { "pcachesim pcache version 2 start 1\n",
      ":1:26: found '2', where a header 'pcachesim pcache version 1 start NS' would be right" },
    { "pcachesim pcache version 1 start now\n",
      ":1:34: start 'now'; a whole number from 0 to 18446744073709551615 would be right" },
    { HEADER, ": there is no call in it; a recording with at least one would be right" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Calls calls = read_calls (cases[i].text, (TraceOptions){ 0 });
    ck_assert_str_eq (calls.message, cases[i].message);
    clear_calls (&calls);
  }
}
END_TEST

START_TEST (calls_are_not_io_and_io_is_not_calls)
{
  Calls calls = read_calls (HEADER LOOKUP, (TraceOptions){ .format = TRACE_FORMAT_FIO });
  ck_assert_str_eq (calls.message,
                    ": format 'fio' holds I/O, not calls of the cache; format pcache would be right");
  clear_calls (&calls);
  assert_error (
      "a.pcache", HEADER LOOKUP, (TraceOptions){ 0 },
      ": format 'pcache' holds calls of the cache, not I/O; 'format: pcache' in the scenario would be right");
}
END_TEST

static Suite *call_reader_suite (void)
{
  Suite *suite = suite_create ("call_reader");
  TCase *calls = tcase_create ("calls");
  tcase_add_test (calls, every_call_has_its_fields);
  tcase_add_test (calls, times_never_decrease);
  tcase_add_test (calls, a_malformed_line_is_an_error_with_its_column);
  tcase_add_test (calls, a_line_that_is_cut_is_an_error);
  tcase_add_test (calls, calls_before_a_malformed_line_are_delivered);
  tcase_add_test (calls, the_header_has_to_be_there);
  tcase_add_test (calls, calls_are_not_io_and_io_is_not_calls);
  suite_add_tcase (suite, calls);
  return suite;
}

int main (void)
{
  return test_main (call_reader_suite (), NULL);
}
