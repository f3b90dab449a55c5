/* Good recordings, damaged at random: the readers have an answer to each. */
#include "fuzz_trace.h"
#include "test_main.h"
#include "trace_fixture.h"

enum { MUTATIONS = 3000, CHANGES_MAX = 4 };

static const struct {
  FuzzOutcome (*fuzz) (const uint8_t *data, size_t size);
  const char *text;
} seeds[] = {
  { fuzz_trace_iolog, "fio version 3 iolog\n29 data.bin add\n186 data.bin open\n190 data.bin read 0 262144\n"
                      "2198 data.bin write 262144 4096\n2199 b read 18446744073709551614 1\n2250 b sync 0 0\n"
                      "2300 data.bin read 0 0\n65274 data.bin close\n" },
  { fuzz_trace_iolog,
    "fio version 2 iolog\r\nf add\r\nf open\r\nf wait 100 0\r\nf read 0 4096\r\n\r\nf trim 0 4096\r\n"
    "g wait 3 0\r\ng write 8192 512\r\nf close" },
  { fuzz_trace_csv,
    "version,time,op,size,block\n1,5633898,2a,512,42932745\n1,5633898.25,28,6656,40409911\n# c\n\n"
    "1,5633897,2a,0,1\n1,5641098,flush,0,0\n\"1\", 5641099 ,\"w\",1,2\n" },
  { fuzz_trace_csv,
    "\"file\",time,op,size,offset\r\nsda,0.000001,r,4096,0\r\nsda,0.5,Write,1,18446744073709551614\r\n"
    "\"s\"\"db\",1,r,512,4096\r\n\" s\",2,r,1,1\r\n,3,w,1,1\r\n" },
};

static void mutate (GRand *random, GByteArray *bytes)
{
  static const char tokens[] = "\0\n\r\t ,;\"#.0123456789-+eExX~\xff\x80";
  guint at = (guint)g_rand_int_range (random, 0, (gint32)bytes->len);
  guint length = (guint)g_rand_int_range (random, 1, 12);
  guint span = MIN (length, bytes->len - at);
  guint8 token = (guint8)tokens[g_rand_int_range (random, 0, sizeof tokens)];
  switch (g_rand_int_range (random, 0, 6)) {
  case 0:
    bytes->data[at] = token;
    break;
  case 1:
    bytes->data[at] ^= (guint8)(1U << g_rand_int_range (random, 0, 8));
    break;
  case 2:
    g_byte_array_remove_range (bytes, at, span);
    break;
  case 3: /* a piece again, at the end */
    g_byte_array_set_size (bytes, bytes->len + span);
    memmove (bytes->data + bytes->len - span, bytes->data + at, span);
    break;
  case 4: /* one byte more */
    g_byte_array_set_size (bytes, bytes->len + 1);
    memmove (bytes->data + at + 1, bytes->data + at, bytes->len - at - 1);
    bytes->data[at] = token;
    break;
  default:
    g_byte_array_set_size (bytes, at);
  }
}

START_TEST (any_bytes_are_a_recording_or_an_error)
{
  GRand *random = g_rand_new_with_seed ((guint32)(3000 + _i));
  unsigned outcomes[2] = { 0, 0 };
  for (int i = 0; i < MUTATIONS; i++) {
    GByteArray *bytes = g_byte_array_new ();
    Storage storage = i % 8 < 6 ? STORED_PLAIN : i % 8 == 6 ? STORED_GZIP : STORED_ZSTD;
    store_bytes (storage, seeds[_i].text, strlen (seeds[_i].text), bytes);
    int changes = g_rand_int_range (random, 0, CHANGES_MAX);
    for (int change = 0; change < changes && bytes->len > 0; change++) {
      mutate (random, bytes);
    }
    FuzzOutcome outcome = seeds[_i].fuzz (bytes->data, bytes->len);
    ck_assert_msg (changes > 0 || outcome == FUZZ_RECORDING, "the seed itself is an error");
    outcomes[outcome]++;
    g_byte_array_unref (bytes);
  }
  ck_assert_uint_gt (outcomes[FUZZ_RECORDING], MUTATIONS / 4);
  ck_assert_uint_gt (outcomes[FUZZ_ERROR], MUTATIONS / 4);
  g_rand_free (random);
}
END_TEST

static Suite *trace_mutation_suite (void)
{
  Suite *suite = suite_create ("trace_mutation");
  TCase *tests = tcase_create ("mutations");
  tcase_set_timeout (tests, 300);
  tcase_add_loop_test (tests, any_bytes_are_a_recording_or_an_error, 0, G_N_ELEMENTS (seeds));
  suite_add_tcase (suite, tests);
  return suite;
}

int main (void)
{
  return test_main (trace_mutation_suite (), NULL);
}
