#include "random.h"
#include "test_main.h"

#include <glib.h>
#include <math.h>

/* Known answers of the published algorithms, worked out by an independent program. */
START_TEST (splitmix64_gives_the_published_numbers)
{
  static const uint64_t expected[] = { UINT64_C (0x910a2dec89025cc1), UINT64_C (0xbeeb8da1658eec67),
                                       UINT64_C (0xf893a2eefb32555e), UINT64_C (0x71c18690ee42c90b) };
  uint64_t state = 1;
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++) {
    ck_assert_uint_eq (splitmix64_next (&state), expected[i]);
  }
}
END_TEST

START_TEST (xoshiro_gives_the_published_numbers)
{
  static const uint64_t expected[] = { UINT64_C (0x0000000000002d00), UINT64_C (0x0000000000000000),
                                       UINT64_C (0x000000005a007080), UINT64_C (0x10e0000000009d80),
                                       UINT64_C (0x10e0b61ce1009d80), UINT64_C (0x0870021ce143ad00),
                                       UINT64_C (0xe071c3c2e143f089), UINT64_C (0x75a1690ef7a20380),
                                       UINT64_C (0x9309685b465c23f9), UINT64_C (0x284f3cc2e13e3c88) };
  Random random = { .s = { 1, 2, 3, 4 } };
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++) {
    ck_assert_uint_eq (random_next (&random), expected[i]);
  }
}
END_TEST

START_TEST (streams_begin_as_they_always_did)
{
  static const struct {
    uint64_t seed, run;
    const char *stream;
    uint64_t expected[3];
  } cases[] = {
    { UINT64_C (0),
      0,
      "",
      { UINT64_C (0x8a21cd34a214a917), UINT64_C (0x9c507e12243e64d0), UINT64_C (0xc3763b828e49dc84) } },
    { UINT64_C (42),
      0,
      "reader",
      { UINT64_C (0xa4be7a83ed7c9bc8), UINT64_C (0xdc6b97f1b06846f3), UINT64_C (0x22f57ccf72f03378) } },
    { UINT64_C (42),
      1,
      "reader",
      { UINT64_C (0xc85587ba7c85e4cb), UINT64_C (0xe02cca7a4511383a), UINT64_C (0xad401e38f68ef8c7) } },
    { UINT64_C (18446744073709551615),
      7,
      "a name of over eight bytes",
      { UINT64_C (0x6b1212fc644d3f39), UINT64_C (0x7be35afa893fcb94), UINT64_C (0x60afa838aa5dc4d7) } }
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Random random;
    random_init (&random, cases[i].seed, cases[i].run, cases[i].stream);
    for (size_t k = 0; k < 3; k++) {
      ck_assert_uint_eq (random_next (&random), cases[i].expected[k]);
    }
  }
}
END_TEST

/* Streams that differ in seed, run or name in whatever small way have nothing in common. */
START_TEST (streams_are_independent)
{
  static const char *const names[] = { "",       "a",       "b",        "ab",
                                       "reader", "reader1", "reader10", "a name of over eight" };
  enum { STREAMS_COUNT = 4 * 4 * G_N_ELEMENTS (names), DRAWS = 64 };
  static uint64_t draws[STREAMS_COUNT * DRAWS];
  GHashTable *seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  size_t at = 0;
  unsigned bits = 0;
  unsigned twice = 0;
  for (uint64_t seed = 0; seed < 4; seed++) {
    for (uint64_t run = 0; run < 4; run++) {
      for (size_t name = 0; name < G_N_ELEMENTS (names); name++) {
        Random random;
        random_init (&random, seed, run, names[name]);
        for (unsigned i = 0; i < DRAWS; i++, at++) {
          draws[at] = random_next (&random);
          bits += (unsigned)__builtin_popcountll (at >= DRAWS ? draws[at] ^ draws[at - DRAWS] : 0);
          twice += !g_hash_table_add (seen, &draws[at]);
        }
      }
    }
  }
  ck_assert_uint_eq (twice, 0);
  /* Neighbouring streams differ in half their bits: the standard deviation is 0.5 sqrt (64 * 8128) = 361. */
  double expected = 32.0 * (double)(at - DRAWS);
  ck_assert_double_eq_tol (bits, expected, 5 * 361);
  g_hash_table_unref (seen);
}
END_TEST

/* Chi-square of CELLS equally likely cells: normal about CELLS - 1 with a variance of 2 (CELLS - 1). */
static void check_even (const uint64_t *counts, size_t cells, uint64_t draws)
{
  double expected = (double)draws / (double)cells;
  double sum = 0;
  for (size_t i = 0; i < cells; i++) {
    double off = (double)counts[i] - expected;
    sum += off * off / expected;
  }
  double freedom = (double)(cells - 1);
  ck_assert_double_eq_tol (sum, freedom, 4.5 * sqrt (2 * freedom));
}

START_TEST (numbers_below_n_are_equally_likely)
{
  static const uint64_t limits[] = { 2, 3, 7, 10, 100, 1000 };
  uint64_t n = limits[_i];
  uint64_t counts[1000] = { 0 };
  Random random;
  random_init (&random, 5, 0, "below");
  for (unsigned i = 0; i < 60000; i++) {
    uint64_t x = random_below (&random, n);
    if (x >= n) {
      ck_abort_msg ("a number not below n");
    }
    counts[x]++;
  }
  check_even (counts, n, 60000);
}
END_TEST

/* With N = 3 * 2^62 a remainder or a product alone would make the lower third twice as likely. */
START_TEST (numbers_below_a_large_n_are_not_biased)
{
  uint64_t counts[3] = { 0 };
  Random random;
  random_init (&random, 6, 0, "below");
  for (unsigned i = 0; i < 30000; i++) {
    counts[random_below (&random, UINT64_C (3) << 62) % 3]++;
  }
  check_even (counts, 3, 30000);
  uint64_t thirds[3] = { 0 };
  for (unsigned i = 0; i < 30000; i++) {
    thirds[random_below (&random, UINT64_C (3) << 62) >> 62]++;
  }
  check_even (thirds, 3, 30000);
  ck_assert_uint_eq (random_below (&random, 1), 0);
}
END_TEST

START_TEST (units_keep_their_ends)
{
  Random zeroes = { .s = { 0, 0, 0, 1 } }; /* the first number of this state is 0 */
  Random copy = zeroes;
  ck_assert_double_eq (random_unit (&zeroes), 0.0);
  ck_assert_double_eq (random_unit_open (&copy), 0x1p-53);
  uint64_t counts[64] = { 0 };
  Random random;
  random_init (&random, 7, 0, "unit");
  for (unsigned i = 0; i < 30000; i++) {
    double x = random_unit (&random);
    double y = random_unit_open (&random);
    if (!(x >= 0 && x < 1 && y > 0 && y <= 1)) {
      ck_abort_msg ("a number that is not in the unit");
    }
    counts[(unsigned)(x * 64)]++;
    counts[(unsigned)(ceil (y * 64) - 1)]++;
  }
  check_even (counts, 64, 60000);
}
END_TEST

static Suite *random_suite (void)
{
  Suite *suite = suite_create ("random");
  TCase *known = tcase_create ("known answers");
  tcase_add_test (known, splitmix64_gives_the_published_numbers);
  tcase_add_test (known, xoshiro_gives_the_published_numbers);
  tcase_add_test (known, streams_begin_as_they_always_did);
  suite_add_tcase (suite, known);
  TCase *statistics = tcase_create ("statistics");
  tcase_set_timeout (statistics, 120);
  tcase_add_test (statistics, streams_are_independent);
  tcase_add_loop_test (statistics, numbers_below_n_are_equally_likely, 0, 6);
  tcase_add_test (statistics, numbers_below_a_large_n_are_not_biased);
  tcase_add_test (statistics, units_keep_their_ends);
  suite_add_tcase (suite, statistics);
  return suite;
}

int main (void)
{
  return test_main (random_suite (), NULL);
}
