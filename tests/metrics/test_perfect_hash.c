#include "cache_census.h"
#include "test_main.h"

START_TEST (short_chains_have_bins_of_their_own_long_ones_powers_of_two)
{
  for (uint64_t length = 0; length < 16; length++) {
    ck_assert_uint_eq (chain_bin_of (length), length);
  }
  ck_assert_uint_eq (chain_bin_of (16), 16);
  ck_assert_uint_eq (chain_bin_of (31), 16);
  ck_assert_uint_eq (chain_bin_of (32), 17);
  ck_assert_uint_eq (chain_bin_of (UINT64_MAX), CHAIN_BINS - 1);
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    ck_assert_uint_eq (chain_bin_of (chain_bin_get_from (bin)), bin);
    ck_assert_uint_lt (chain_bin_get_from (bin), chain_bin_get_from (bin + 1));
  }
}
END_TEST

/* 3 entries in 2 buckets: lengths 0 to 3 with 1/8, 3/8, 3/8, 1/8. */
START_TEST (small_cases_are_as_by_hand)
{
  double expected[CHAIN_BINS];
  perfect_hash_expect (3, 2, expected);
  const double by_hand[] = { 0.25, 0.75, 0.75, 0.25, 0 };
  for (size_t i = 0; i < 5; i++) {
    ck_assert_double_eq_tol (expected[i], by_hand[i], 1e-12);
  }
  perfect_hash_expect (40, 1, expected);
  ck_assert_double_eq (expected[chain_bin_of (40)], 1);
  perfect_hash_expect (0, 64, expected);
  ck_assert_double_eq (expected[0], 64);
}
END_TEST

/* Where the probability of an empty chain is far below what a double can hold, too. */
START_TEST (what_is_expected_adds_up_to_the_buckets)
{
  static const uint64_t cases[][2] = {
    { 1, 1 }, { 1000, 65536 }, { 65536, 65536 }, { 10000000, 65536 }, { 5000000, 2 }
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double expected[CHAIN_BINS];
    perfect_hash_expect (cases[i][0], cases[i][1], expected);
    double sum = 0;
    for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
      ck_assert (expected[bin] >= 0);
      sum += expected[bin];
    }
    ck_assert_double_eq_tol (sum, (double)cases[i][1], 1e-6);
  }
}
END_TEST

/* As many entries as buckets: near e^-1 of the buckets are empty, as many have one entry, half as many two. */
START_TEST (a_full_table_is_near_the_poisson_distribution)
{
  double expected[CHAIN_BINS];
  perfect_hash_expect (65536, 65536, expected);
  ck_assert_double_eq_tol (expected[0] / 65536, 0.367879, 1e-5);
  ck_assert_double_eq_tol (expected[1] / 65536, 0.367879, 1e-5);
  ck_assert_double_eq_tol (expected[2] / 65536, 0.183940, 1e-5);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("perfect_hash");
  TCase *tests = tcase_create ("perfect_hash");
  tcase_add_test (tests, short_chains_have_bins_of_their_own_long_ones_powers_of_two);
  tcase_add_test (tests, small_cases_are_as_by_hand);
  tcase_add_test (tests, what_is_expected_adds_up_to_the_buckets);
  tcase_add_test (tests, a_full_table_is_near_the_poisson_distribution);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
