/* perfect_hash.c - chain lengths of a hash that spreads keys by chance */
#include "perfect_hash.h"

#include <glib.h>

/* Of the greatest probability; what is less likely does not show. */
#define NEGLIGIBLE 1e-15

size_t chain_bin_of (uint64_t length)
{
  if (length < CHAIN_BINS_SINGLE) {
    return length;
  }
  size_t bits = 64 - (size_t)__builtin_clzll (length);
  return CHAIN_BINS_SINGLE + bits - 5;
}

uint64_t chain_bin_get_from (size_t bin)
{
  if (bin < CHAIN_BINS_SINGLE) {
    return bin;
  }
  return bin < CHAIN_BINS ? UINT64_C (1) << (bin - CHAIN_BINS_SINGLE + 4) : UINT64_MAX;
}

/* The probability of LENGTH + 1 by that of LENGTH. */
static double get_ratio (double entries, double buckets, double length)
{
  return (entries - length) / (length + 1) / (buckets - 1);
}

/* Relative to the likeliest length, from which the recurrence goes both ways: so nothing underflows that matters. */
static double add_relative (uint64_t entries, uint64_t buckets, double *expected)
{
  uint64_t mode = entries / buckets;
  double total = 0;
  double term = 1;
  for (uint64_t length = mode; length <= entries && term > NEGLIGIBLE; length++) {
    expected[chain_bin_of (length)] += term;
    total += term;
    term *= get_ratio ((double)entries, (double)buckets, (double)length);
  }
  term = 1;
  for (uint64_t length = mode; length > 0; length--) {
    term /= get_ratio ((double)entries, (double)buckets, (double)(length - 1));
    if (term <= NEGLIGIBLE) {
      break;
    }
    expected[chain_bin_of (length - 1)] += term;
    total += term;
  }
  return total;
}

void perfect_hash_expect (uint64_t entries, uint64_t buckets, double *expected)
{
  g_assert (buckets > 0);
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    expected[bin] = 0;
  }
  if (buckets == 1) {
    expected[chain_bin_of (entries)] = 1;
    return;
  }
  double total = add_relative (entries, buckets, expected);
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    expected[bin] = expected[bin] / total * (double)buckets;
  }
}
