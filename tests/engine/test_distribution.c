#include "distribution.h"
#include "misuse.h"
#include "test_main.h"

#include <glib.h>
#include <math.h>
#include <signal.h>

enum { DRAWS = 20000 };

static Distribution *uniform (uint64_t low, uint64_t high)
{
  return distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_UNIFORM, .uniform = { low, high } }, 1);
}

static Distribution *exponential (uint64_t mean)
{
  return distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { mean } },
                           1);
}

static Distribution *pareto (uint64_t scale, double shape)
{
  return distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_PARETO, .pareto = { scale, shape } },
                           1);
}

static Distribution *normal (uint64_t mean, uint64_t sd)
{
  return distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_NORMAL, .normal = { mean, sd } }, 1);
}

static Distribution *zipf (uint64_t items, double exponent)
{
  return distribution_new (&(DistributionConfig){ DISTRIBUTION_CONFIG_ZIPF, .zipf = { exponent } }, items);
}

static Distribution *empirical (const uint64_t *values, const double *weights, size_t count)
{
  return distribution_new (
      &(DistributionConfig){ DISTRIBUTION_CONFIG_EMPIRICAL, .empirical = { values, weights, count } }, 1);
}

/* Kolmogorov-Smirnov: by how much the share of draws at or below x and CDF (x) differ at most, times sqrt
 * (DRAWS). More than 1.95 has a chance of 0.001. */
typedef double (*Cdf) (double x, double a, double b);

static int compare_numbers (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *)a;
  uint64_t y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static double kolmogorov_smirnov (const Distribution *distribution, Cdf cdf, double a, double b)
{
  static uint64_t draws[DRAWS];
  Random random;
  random_init (&random, 11, 0, "ks");
  for (unsigned i = 0; i < DRAWS; i++) {
    draws[i] = distribution_draw (distribution, &random);
  }
  qsort (draws, DRAWS, sizeof draws[0], compare_numbers);
  double most = 0;
  for (unsigned i = 0; i < DRAWS; i++) {
    /* An integer stands for all that is rounded to it. */
    if (i + 1 == DRAWS || draws[i + 1] != draws[i]) {
      double off = fabs ((i + 1.0) / DRAWS - cdf ((double)draws[i] + 0.5, a, b));
      most = MAX (most, off);
    }
  }
  return most * sqrt (DRAWS);
}

static double exponential_cdf (double x, double mean, double unused)
{
  (void)unused;
  return 1 - exp (-x / mean);
}

static double pareto_cdf (double x, double scale, double shape)
{
  return x < scale ? 0 : 1 - pow (scale / x, shape);
}

static double normal_integral (double x)
{
  return 0.5 * erfc (-x / sqrt (2));
}

static double truncated_normal_cdf (double x, double mean, double sd)
{
  double below = normal_integral (-mean / sd);
  return (normal_integral ((x - mean) / sd) - below) / (1 - below);
}

START_TEST (continuous_ones_are_as_their_formula)
{
  static const struct {
    DistributionConfig config;
    Cdf cdf;
    double a, b;
  } cases[] = {
    { { DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { 500000 } }, exponential_cdf, 500000, 0 },
    { { DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { 3 } }, exponential_cdf, 3, 0 },
    { { DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { 1000000000000 } }, exponential_cdf, 1e12, 0 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1000000, 1.5 } }, pareto_cdf, 1e6, 1.5 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1000, 0.5 } }, pareto_cdf, 1000, 0.5 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1000000, 20 } }, pareto_cdf, 1e6, 20 },
    { { DISTRIBUTION_CONFIG_NORMAL, .normal = { 1000000, 200000 } }, truncated_normal_cdf, 1e6, 2e5 },
    { { DISTRIBUTION_CONFIG_NORMAL, .normal = { 1000000, 1000000 } }, truncated_normal_cdf, 1e6, 1e6 },
    { { DISTRIBUTION_CONFIG_NORMAL, .normal = { 0, 1000000 } }, truncated_normal_cdf, 0, 1e6 },
    { { DISTRIBUTION_CONFIG_NORMAL, .normal = { 5, 2 } }, truncated_normal_cdf, 5, 2 },
  };
  ck_assert_int_lt (_i, G_N_ELEMENTS (cases));
  Distribution *distribution = distribution_new (&cases[_i].config, 1);
  ck_assert_double_lt (kolmogorov_smirnov (distribution, cases[_i].cdf, cases[_i].a, cases[_i].b), 1.95);
  distribution_free (distribution);
}
END_TEST

/* Chi-square of the draws in CELLS, of which the i-th has a probability proportional to WEIGHTS[i].
 * Neighbouring cells are joined until 10 draws are expected in each.  About its expectation with a standard
 * deviation of sqrt (2 f). */
static void check_chi_square (const uint64_t *counts, const double *weights, size_t cells, uint64_t draws)
{
  double all = 0;
  for (size_t i = 0; i < cells; i++) {
    all += weights[i];
  }
  double sum = 0;
  double freedom = -1;
  double expected = 0;
  double count = 0;
  for (size_t i = 0; i < cells; i++) {
    expected += weights[i] / all * (double)draws;
    count += (double)counts[i];
    if (expected >= 10 || i + 1 == cells) {
      sum += (count - expected) * (count - expected) / MAX (expected, 1e-9);
      freedom++;
      expected = count = 0;
    }
  }
  ck_assert_double_le (sum, freedom + 4 * sqrt (2 * freedom) + 1);
}

static const double exponents[] = { 0, 0.5, 0.99, 1 - 1e-9, 1, 1 + 1e-9, 1.1, 2, 5 };

START_TEST (zipf_ranks_have_their_weights)
{
  static const uint64_t items[] = { 1, 2, 3, 100, 1000 };
  double exponent = exponents[_i];
  for (size_t k = 0; k < G_N_ELEMENTS (items); k++) {
    uint64_t counts[1000] = { 0 };
    double weights[1000];
    Distribution *distribution = zipf (items[k], exponent);
    Random random;
    random_init (&random, 12, (uint64_t)_i, "zipf");
    for (unsigned i = 0; i < DRAWS; i++) {
      uint64_t rank = distribution_draw (distribution, &random);
      if (rank >= items[k]) {
        ck_abort_msg ("a rank that is none");
      }
      counts[rank]++;
    }
    for (size_t i = 0; i < items[k]; i++) {
      weights[i] = pow ((double)(i + 1), -exponent);
    }
    check_chi_square (counts, weights, items[k], DRAWS);
    distribution_free (distribution);
  }
}
END_TEST

/* Of 2^32 items: the first 64 ranks one by one, those after that by octaves, whose weight is that of the
 * integral. */
START_TEST (zipf_of_very_many_items_has_the_right_head_and_tail)
{
  enum { HEAD = 64, CELLS = HEAD + 26 };
  double exponent = exponents[_i];
  uint64_t counts[CELLS] = { 0 };
  double weights[CELLS];
  Distribution *distribution = zipf (UINT64_C (1) << 32, exponent);
  Random random;
  random_init (&random, 13, (uint64_t)_i, "zipf");
  for (unsigned i = 0; i < DRAWS; i++) {
    uint64_t rank = distribution_draw (distribution, &random) + 1;
    ck_assert_uint_le (rank, UINT64_C (1) << 32);
    unsigned octave = 63 - (unsigned)__builtin_clzll ((rank - 1) | 1);
    counts[rank <= HEAD ? rank - 1 : HEAD + octave - 6]++;
  }
  for (unsigned i = 0; i < HEAD; i++) {
    weights[i] = pow (i + 1, -exponent);
  }
  for (unsigned i = 6; i < 32; i++) {
    double low = ldexp (1, (int)i) + 0.5;
    double high = ldexp (1, (int)i + 1) + 0.5;
    weights[HEAD + i - 6] =
        exponent == 1 ? log (high / low)
                      : pow (low, 1 - exponent) * expm1 ((1 - exponent) * log (high / low)) / (1 - exponent);
  }
  check_chi_square (counts, weights, CELLS, DRAWS);
  distribution_free (distribution);
}
END_TEST

START_TEST (uniform_includes_both_ends)
{
  Distribution *distribution = uniform (10, 15);
  uint64_t counts[6] = { 0 };
  static const double weights[6] = { 1, 1, 1, 1, 1, 1 };
  Random random;
  random_init (&random, 14, 0, "uniform");
  for (unsigned i = 0; i < DRAWS; i++) {
    uint64_t x = distribution_draw (distribution, &random);
    ck_assert (x >= 10 && x <= 15);
    counts[x - 10]++;
  }
  check_chi_square (counts, weights, 6, DRAWS);
  distribution_free (distribution);
  distribution = uniform (7, 7);
  ck_assert_uint_eq (distribution_draw (distribution, &random), 7);
  distribution_free (distribution);
  distribution = uniform (0, UINT64_MAX);
  uint64_t highest = 0;
  for (unsigned i = 0; i < 100; i++) {
    uint64_t x = distribution_draw (distribution, &random);
    highest = MAX (highest, x);
  }
  ck_assert_uint_gt (highest, UINT64_C (0xf000000000000000));
  distribution_free (distribution);
}
END_TEST

START_TEST (constant_draws_nothing_from_the_stream)
{
  Distribution *distribution = distribution_new (&(DistributionConfig){ .constant = UINT64_MAX }, 1);
  Random random;
  random_init (&random, 15, 0, "constant");
  Random before = random;
  ck_assert_uint_eq (distribution_draw (distribution, &random), UINT64_MAX);
  ck_assert_mem_eq (&random, &before, sizeof random);
  distribution_free (distribution);
}
END_TEST

/* Weights need not add up to 1; values of weight 0 are never drawn; values may be given twice. */
START_TEST (empirical_values_have_their_weights)
{
  enum { VALUES = 200 };
  uint64_t values[VALUES];
  double weights[VALUES];
  uint64_t counts[VALUES] = { 0 };
  Random random;
  random_init (&random, 16, (uint64_t)_i, "empirical");
  for (unsigned i = 0; i < VALUES; i++) {
    values[i] = i * 1000;
    weights[i] = i % 7 == 0 ? 0 : pow (random_unit_open (&random), 1 + _i) * 1000;
  }
  Distribution *distribution = empirical (values, weights, VALUES);
  for (unsigned i = 0; i < DRAWS; i++) {
    uint64_t value = distribution_draw (distribution, &random);
    ck_assert_uint_eq (value % 1000, 0);
    ck_assert_uint_ne (value / 1000 % 7, 0);
    counts[value / 1000]++;
  }
  check_chi_square (counts, weights, VALUES, DRAWS);
  distribution_free (distribution);
}
END_TEST

START_TEST (empirical_of_one_value_is_that_value)
{
  static const uint64_t values[] = { 5, UINT64_MAX, 7 };
  static const double weights[] = { 0, 1e-300, 0 };
  Distribution *distribution = empirical (values, weights, 3);
  Random random;
  random_init (&random, 17, 0, "one");
  for (unsigned i = 0; i < 100; i++) {
    ck_assert_uint_eq (distribution_draw (distribution, &random), UINT64_MAX);
  }
  distribution_free (distribution);
}
END_TEST

static double sample_mean (Distribution *distribution)
{
  Random random;
  random_init (&random, 18, 0, "mean");
  double sum = 0;
  for (unsigned i = 0; i < DRAWS; i++) {
    sum += (double)distribution_draw (distribution, &random);
  }
  return sum / DRAWS;
}

START_TEST (draws_have_the_mean_of_their_formula)
{
  /* A normal one's is that of what is left when it is cut at 0. */
  static const double root_2_over_pi = 0.7978845608;
  const struct {
    Distribution *distribution;
    double mean;
  } cases[] = {
    { distribution_new (&(DistributionConfig){ .constant = 123 }, 1), 123 },
    { uniform (1000, 5000), 3000 },
    { exponential (500000), 500000 },
    { pareto (1000000, 3), 1.5e6 },
    { normal (1000000, 100000), 1e6 },
    { normal (1000000, 1000000), 1287600 },
    { normal (0, 1000000), 1e6 * root_2_over_pi },
    { normal (1000, 0), 1000 },
    { zipf (1000, 0.99), 136.2702 },
    { zipf (UINT64_C (1) << 32, 0.99), 208915782 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    ck_assert_double_eq_tol (sample_mean (cases[i].distribution), cases[i].mean, 0.03 * cases[i].mean);
    distribution_free (cases[i].distribution);
  }
}
END_TEST

START_TEST (results_saturate)
{
  Distribution *steep = pareto (1000000, 0.01);
  Random random;
  random_init (&random, 19, 0, "saturate");
  unsigned saturated = 0;
  for (unsigned i = 0; i < 1000; i++) {
    uint64_t x = distribution_draw (steep, &random);
    ck_assert_uint_ge (x, 1000000);
    saturated += x == UINT64_MAX;
  }
  /* (1e6 / 2^64)^0.01 = 0.737 */
  ck_assert (saturated > 680 && saturated < 790);
  distribution_free (steep);
}
END_TEST

/* One of each, as a table: what they draw is part of every recorded result, and must never change. */
static const uint64_t some_values[] = { 512, 4096, 8192, 65536 };
static const double some_weights[] = { 0.1, 0.2, 0.6, 0.1 };

typedef struct {
  uint64_t first[8];
  uint64_t hash; /* of 100,000 draws */
} Pinned;

static const Pinned pinned[] = {
  { { 49082, 47900, 29819, 16581, 4169, 10695, 61853, 58239 }, UINT64_C (0x326fb18c89cdcbd7) },
  { { 155862, 169166, 435331, 796742, 3367135, 1115542, 30914, 63218 }, UINT64_C (0x2cf5ae63ac940bc0) },
  { { 1230987, 1253017, 1786827, 2893084, 89078085, 4425529, 1042080, 1087944 },
    UINT64_C (0x271fb8e6dd888ae2) },
  { { 1099798, 756774, 585474, 1184381, 1109281, 1235598, 1163555, 1346750 }, UINT64_C (0x5900cb104a6ac695) },
  { { 31, 42, 3079, 62963, 984162, 234092, 0, 2 }, UINT64_C (0x5c6da8fdbe65c0b6) },
  { { 25, 34, 2397, 53484, 983006, 212712, 0, 2 }, UINT64_C (0x388572d271ca58f6) },
  { { 2, 2, 40, 1323, 2531444394, 25823, 0, 0 }, UINT64_C (0xa8a91a4fe2288ddd) },
  { { 73, 71, 41, 20, 0, 10, 94, 88 }, UINT64_C (0x40e6e2e2bffba063) },
  { { 8192, 8192, 4096, 8192, 65536, 8192, 8192, 8192 }, UINT64_C (0x68732dc2741fa0a1) },
  { { 3495, 5610, 3732, 6890, 5089, 9669, 8946, 3105 }, UINT64_C (0xbbab61f40d98512e) },
};

START_TEST (draws_are_what_they_always_were)
{
  Distribution *distributions[] = {
    uniform (4096, 65536),
    exponential (500000),
    pareto (1000000, 1.5),
    normal (1000000, 200000),
    zipf (1000000, 0.99),
    zipf (1000000, 1),
    zipf (UINT64_C (1) << 32, 1.2),
    zipf (100, 0),
    empirical (some_values, some_weights, 4),
    normal (1000, 5000),
  };
  ck_assert_uint_eq (G_N_ELEMENTS (distributions), G_N_ELEMENTS (pinned));
  for (size_t i = 0; i < G_N_ELEMENTS (pinned); i++) {
    Random random;
    random_init (&random, 42, 0, "pinned");
    uint64_t hash = 0;
    for (unsigned k = 0; k < 100000; k++) {
      uint64_t x = distribution_draw (distributions[i], &random);
      if (k < G_N_ELEMENTS (pinned[i].first)) {
        ck_assert_uint_eq (x, pinned[i].first[k]);
      }
      hash = splitmix64_next (&hash) ^ x;
    }
    ck_assert_uint_eq (hash, pinned[i].hash);
    distribution_free (distributions[i]);
  }
}
END_TEST

static const double no_weights[] = { 0, 0 };
static const double bad_weights[] = { 1, -1 };

START_TEST (parameters_that_make_no_sense_abort)
{
  static const struct {
    DistributionConfig config;
    uint64_t places;
  } cases[] = {
    { { DISTRIBUTION_CONFIG_UNIFORM, .uniform = { 2, 1 } }, 1 },
    { { DISTRIBUTION_CONFIG_EXPONENTIAL, .exponential = { 0 } }, 1 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1, 0 } }, 1 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1, HUGE_VAL } }, 1 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 1, (double)NAN } }, 1 },
    { { DISTRIBUTION_CONFIG_PARETO, .pareto = { 0, 1 } }, 1 },
    { { DISTRIBUTION_CONFIG_ZIPF, .zipf = { 1 } }, 0 },
    { { DISTRIBUTION_CONFIG_ZIPF, .zipf = { 1 } }, (UINT64_C (1) << 32) + 1 },
    { { DISTRIBUTION_CONFIG_ZIPF, .zipf = { -0.1 } }, 1 },
    { { DISTRIBUTION_CONFIG_EMPIRICAL, .empirical = { some_values, no_weights, 2 } }, 1 },
    { { DISTRIBUTION_CONFIG_EMPIRICAL, .empirical = { some_values, bad_weights, 2 } }, 1 },
    { { DISTRIBUTION_CONFIG_EMPIRICAL, .empirical = { NULL, NULL, 0 } }, 1 },
  };
  ck_assert_int_lt (_i, G_N_ELEMENTS (cases));
  distribution_new (&cases[_i].config, cases[_i].places);
}
END_TEST

static Suite *distribution_suite (void)
{
  Suite *suite = suite_create ("distribution");
  TCase *statistics = tcase_create ("statistics");
  tcase_set_timeout (statistics, 240);
  tcase_add_loop_test (statistics, continuous_ones_are_as_their_formula, 0, 10);
  tcase_add_loop_test (statistics, zipf_ranks_have_their_weights, 0, G_N_ELEMENTS (exponents));
  tcase_add_loop_test (statistics, zipf_of_very_many_items_has_the_right_head_and_tail, 0,
                       G_N_ELEMENTS (exponents));
  tcase_add_test (statistics, uniform_includes_both_ends);
  tcase_add_test (statistics, constant_draws_nothing_from_the_stream);
  tcase_add_loop_test (statistics, empirical_values_have_their_weights, 0, 4);
  tcase_add_test (statistics, empirical_of_one_value_is_that_value);
  tcase_add_test (statistics, draws_have_the_mean_of_their_formula);
  tcase_add_test (statistics, results_saturate);
  suite_add_tcase (suite, statistics);
  TCase *same = tcase_create ("same draws");
  tcase_set_timeout (same, 120);
  tcase_add_test (same, draws_are_what_they_always_were);
  suite_add_tcase (suite, same);
  if (misuse_can_be_tested ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_loop_test_raise_signal (misuse, parameters_that_make_no_sense_abort, SIGTRAP, 0, 12);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (distribution_suite (), NULL);
}
