/* Buckets, and quantiles against sorted values. */
#include "histogram.h"
#include "random.h"
#include "test_main.h"

#include <glib.h>
#include <string.h>

START_TEST (buckets_follow_each_other_without_gap_and_are_narrow)
{
  for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
    uint64_t lowest = histogram_lowest (i), highest = histogram_highest (i);
    ck_assert_uint_eq (histogram_bucket (lowest), i);
    ck_assert_uint_eq (histogram_bucket (highest), i);
    ck_assert_uint_eq (histogram_lowest (i + 1), highest + 1);
    ck_assert (highest - lowest <= lowest / 64);
  }
  ck_assert_uint_eq (histogram_lowest (0), 0);
}
END_TEST

START_TEST (values_beyond_the_largest_count_as_it)
{
  ck_assert_uint_eq (histogram_bucket (UINT64_MAX), HISTOGRAM_BUCKETS - 1);
  ck_assert_uint_eq (histogram_bucket (UINT64_C (1) << HISTOGRAM_VALUE_BITS), HISTOGRAM_BUCKETS - 1);
  ck_assert_uint_eq (histogram_highest (HISTOGRAM_BUCKETS - 1), (UINT64_C (1) << HISTOGRAM_VALUE_BITS) - 1);
}
END_TEST

static int compare (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

START_TEST (quantiles_are_those_of_the_sorted_values_to_within_a_bucket)
{
  enum { VALUES = 9999 };
  static const unsigned parts[] = { 0, 1, 5000, 9000, 9900, 9990, HISTOGRAM_ALL };
  Histogram *histogram = g_new0 (Histogram, 1);
  uint64_t *values = g_new (uint64_t, VALUES);
  Random random;
  random_init (&random, 3, 0, "histogram");
  for (unsigned i = 0; i < VALUES; i++) {
    values[i] = random_below (&random, UINT64_C (1) << (1 + random_below (&random, 40)));
    histogram_record (histogram, values[i]);
  }
  qsort (values, VALUES, sizeof *values, compare);
  for (unsigned i = 0; i < G_N_ELEMENTS (parts); i++) {
    unsigned rank = (VALUES * parts[i] + HISTOGRAM_ALL - 1) / HISTOGRAM_ALL;
    uint64_t exact = values[rank > 0 ? rank - 1 : 0];
    ck_assert_uint_eq (histogram_quantile (histogram, NULL, parts[i]),
                       histogram_highest (histogram_bucket (exact)));
  }
  ck_assert_uint_eq (histogram_count (histogram, NULL), VALUES);
  g_free (values);
  g_free (histogram);
}
END_TEST

START_TEST (what_was_there_before_does_not_count)
{
  Histogram *now = g_new0 (Histogram, 1), *before = g_new0 (Histogram, 1);
  for (unsigned i = 0; i < 1000; i++) {
    histogram_record (now, 1000000);
  }
  memcpy (before, now, sizeof *before);
  ck_assert_uint_eq (histogram_quantile (now, before, 5000), HISTOGRAM_NO_VALUE);
  histogram_record (now, 7);
  ck_assert_uint_eq (histogram_quantile (now, before, 5000), 7);
  ck_assert_uint_eq (histogram_quantile (now, before, HISTOGRAM_ALL), 7);
  ck_assert_uint_eq (histogram_count (now, before), 1);
  histogram_add (before, now);
  ck_assert_uint_eq (histogram_count (before, NULL), 2001);
  g_free (now);
  g_free (before);
}
END_TEST

START_TEST (a_latency_is_the_sum_of_its_parts)
{
  Latency *latency = g_new0 (Latency, 1);
  latency_record (latency, (uint64_t[]){ [LATENCY_WAIT] = 3, [LATENCY_LOCK] = 20, [LATENCY_DEVICE] = 100 });
  latency_record (latency, (uint64_t[]){ [LATENCY_WAIT] = 0, [LATENCY_LOCK] = 1, [LATENCY_DEVICE] = 1 });
  ck_assert_uint_eq (latency->count, 2);
  ck_assert_uint_eq (latency->total.counts[123], 1);
  ck_assert_uint_eq (latency->total.counts[2], 1);
  ck_assert_uint_eq (latency->sums[LATENCY_LOCK], 21);
  g_free (latency);
}
END_TEST

static Suite *histogram_suite (void)
{
  Suite *suite = suite_create ("histogram");
  TCase *all = tcase_create ("all");
  tcase_add_test (all, buckets_follow_each_other_without_gap_and_are_narrow);
  tcase_add_test (all, values_beyond_the_largest_count_as_it);
  tcase_add_test (all, quantiles_are_those_of_the_sorted_values_to_within_a_bucket);
  tcase_add_test (all, what_was_there_before_does_not_count);
  tcase_add_test (all, a_latency_is_the_sum_of_its_parts);
  suite_add_tcase (suite, all);
  return suite;
}

int main (void)
{
  return test_main (histogram_suite (), NULL);
}
