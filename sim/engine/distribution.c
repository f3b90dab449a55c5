/* distribution.c - draws values from each kind of distribution */
#include "distribution.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <stdbool.h>

#include "det_math.h"

/* A column of Walker's table: all columns are equally likely, and have two values each. */
typedef struct {
  uint64_t threshold; /* of 2^64 random numbers, how many give `value` */
  uint64_t value;
  uint64_t other;
} AliasColumn;

struct Distribution {
  uint64_t (*draw) (const Distribution *distribution, Random *random);
  DistributionConfig config;
  union {
    struct {
      double items;
      double area_high, area_low; /* the areas that are drawn from: (low, high] */
      double always;              /* a rank this close above its x is always taken */
    } zipf;
    uint64_t column_count;
  };
  AliasColumn *columns; /* of an empirical distribution */
};

/* X rounded to the nearest integer, halves up; 0 if X is negative, UINT64_MAX if X is too large. */
static inline uint64_t round_saturating (double x)
{
  if (!(x > 0)) {
    return 0;
  }
  if (x >= 0x1p64) {
    return UINT64_MAX;
  }
  uint64_t whole = (uint64_t)x;
  return whole + (x - (double)whole >= 0.5);
}

static void require (bool right, const char *what)
{
  if (!right) {
    g_error ("distribution: %s", what);
  }
}

/* False for NaN. */
static bool is_between (double x, double low, double high)
{
  return x >= low && x <= high;
}

/* ---- constant, uniform, exponential, Pareto ---- */

static uint64_t constant_draw (const Distribution *distribution, Random *random)
{
  (void)random;
  return distribution->config.constant;
}

static uint64_t constant_max (const DistributionConfig *config)
{
  return config->constant;
}

static uint64_t uniform_draw (const Distribution *distribution, Random *random)
{
  uint64_t low = distribution->config.uniform.low;
  uint64_t count = distribution->config.uniform.high - low + 1;
  return count == 0 ? random_next (random) : low + random_below (random, count);
}

static void uniform_prepare (Distribution *distribution, uint64_t places)
{
  (void)places;
  require (distribution->config.uniform.low <= distribution->config.uniform.high,
           "a uniform one needs low <= high");
}

static uint64_t uniform_max (const DistributionConfig *config)
{
  return config->uniform.high;
}

/* Makes all places equally likely. */
static void everywhere_prepare (Distribution *distribution, uint64_t places)
{
  distribution->draw = uniform_draw;
  distribution->config.uniform.low = 0;
  distribution->config.uniform.high = places - 1;
}

static uint64_t exponential_draw (const Distribution *distribution, Random *random)
{
  return round_saturating (-(double)distribution->config.exponential.mean
                           * det_log (random_unit_open (random)));
}

static void exponential_prepare (Distribution *distribution, uint64_t places)
{
  (void)places;
  require (distribution->config.exponential.mean > 0, "an exponential one needs a mean > 0");
}

static uint64_t pareto_draw (const Distribution *distribution, Random *random)
{
  return round_saturating ((double)distribution->config.pareto.scale
                           * det_pow (random_unit_open (random), -1.0 / distribution->config.pareto.shape));
}

static void pareto_prepare (Distribution *distribution, uint64_t places)
{
  (void)places;
  require (distribution->config.pareto.scale > 0, "a Pareto one needs a scale > 0");
  require (is_between (distribution->config.pareto.shape, DBL_MIN, DBL_MAX),
           "a Pareto one needs a finite shape > 0");
}

/* ---- normal ---- */

/*
 * The standard normal distribution by the ratio of uniforms with Leva's bounds (1992): a point (u, v) is
 * taken if v^2 <= -4 u^2 ln u.  Two ellipses decide all points but one in a hundred without the logarithm.
 */
static double standard_normal_draw (Random *random)
{
  for (;;) {
    double u = random_unit_open (random);
    double v = 1.7156 * (random_unit (random) - 0.5);
    double x = u - 0.449871;
    double y = (v < 0 ? -v : v) + 0.386595;
    double q = x * x + y * (0.19600 * y - 0.25472 * x);
    if (q < 0.27597 || (q <= 0.27846 && v * v <= -4 * u * u * det_log (u))) {
      return v / u;
    }
  }
}

static uint64_t normal_draw (const Distribution *distribution, Random *random)
{
  double mean = (double)distribution->config.normal.mean;
  double sd = (double)distribution->config.normal.sd;
  for (;;) {
    double x = mean + sd * standard_normal_draw (random);
    if (x >= 0) {
      return round_saturating (x);
    }
  }
}

/* ---- Zipf ---- */

/* The integral of x^-e from 1 to x: (x^(1 - e) - 1) / (1 - e), or ln x if e (EXPONENT) is 1. */
static double zipf_area (double exponent, double log_x)
{
  double t = (1 - exponent) * log_x;
  return t == 0 ? log_x : det_expm1 (t) / t * log_x;
}

/* The x for which zipf_area() is AREA. */
static double zipf_area_inverse (double exponent, double area)
{
  double t = (1 - exponent) * area;
  if (t <= -1) {
    return (double)INFINITY;
  }
  return det_exp (t == 0 ? area : det_log1p (t) / t * area);
}

static double zipf_weight (double exponent, double x)
{
  return det_pow (x, -exponent);
}

/*
 * Rejection-inversion (Hoermann and Derflinger, 1996).  Under the curve x^-e, rank k has the area from k -
 * 1/2 to k + 1/2, which is at least its weight since the curve is convex.  A random point of the whole area
 * gives an x and the rank nearest to x.  The rank is taken if the point lies in the last part of the rank's
 * area, a part as large as the rank's weight.  If rank - x is at most `always`, the point surely does, and
 * nothing more need be computed.
 */
static uint64_t zipf_draw (const Distribution *distribution, Random *random)
{
  double items = distribution->zipf.items;
  double exponent = distribution->config.zipf.exponent;
  double high = distribution->zipf.area_high;
  double width = distribution->zipf.area_low - high;
  for (;;) {
    double area = high + random_unit (random) * width;
    double x = MIN (zipf_area_inverse (exponent, area), items);
    double rank = (double)(uint64_t)(x + 0.5);
    rank = MAX (rank, 1);
    if (rank - x <= distribution->zipf.always
        || area >= zipf_area (exponent, det_log (rank + 0.5)) - zipf_weight (exponent, rank)) {
      return (uint64_t)rank - 1;
    }
  }
}

static void zipf_prepare (Distribution *distribution, uint64_t places)
{
  double exponent = distribution->config.zipf.exponent;
  require (places >= 1 && places <= UINT64_C (1) << 32, "a Zipf one needs 1 to 2^32 places");
  require (is_between (exponent, 0, DBL_MAX), "a Zipf one needs a finite exponent >= 0");
  if (exponent == 0) {
    everywhere_prepare (distribution, places);
    return;
  }
  double items = (double)places;
  double beyond_second = zipf_area (exponent, det_log (2.5)) - zipf_weight (exponent, 2);
  distribution->zipf.items = items;
  distribution->zipf.area_low = zipf_area (exponent, det_log (1.5)) - 1;
  distribution->zipf.area_high = zipf_area (exponent, det_log (items + 0.5));
  distribution->zipf.always = 2 - zipf_area_inverse (exponent, beyond_second);
}

/* ---- empirical ---- */

/* An item without a column yet: SHARE is its weight / the mean weight, minus what other columns took. */
typedef struct {
  uint64_t value;
  double share;
} Unplaced;

/* Vose's method: an item with a share below 1 gets a column, and an item with a share above 1 fills the
 * rest of it. */
static void alias_columns_fill (AliasColumn *columns, Unplaced *items, size_t count)
{
  size_t *small = g_new (size_t, count);
  size_t *large = g_new (size_t, count);
  size_t small_count = 0;
  size_t large_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (items[i].share < 1) {
      small[small_count++] = i;
    } else {
      large[large_count++] = i;
    }
  }
  size_t column = 0;
  while (small_count > 0 && large_count > 0) {
    const Unplaced *one = &items[small[--small_count]];
    Unplaced *filler = &items[large[large_count - 1]];
    columns[column++] = (AliasColumn){ .threshold = round_saturating (one->share * 0x1p64),
                                       .value = one->value,
                                       .other = filler->value };
    filler->share -= 1 - one->share;
    if (filler->share < 1) {
      small[small_count++] = large[--large_count];
    }
  }
  /* The remaining items have a share of 1, apart from rounding. */
  while (small_count + large_count > 0) {
    size_t i = large_count > 0 ? large[--large_count] : small[--small_count];
    columns[column++] = (AliasColumn){ .value = items[i].value, .other = items[i].value };
  }
  g_free (small);
  g_free (large);
}

static uint64_t empirical_draw (const Distribution *distribution, Random *random)
{
  uint64_t fraction;
  uint64_t i = random_below_fraction (random, distribution->column_count, &fraction);
  const AliasColumn *column = &distribution->columns[i];
  return fraction < column->threshold ? column->value : column->other;
}

static void empirical_prepare (Distribution *distribution, uint64_t places)
{
  (void)places;
  const uint64_t *values = distribution->config.empirical.values;
  const double *weights = distribution->config.empirical.weights;
  size_t n = distribution->config.empirical.count;
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    require (is_between (weights[i], 0, DBL_MAX), "an empirical one needs finite weights >= 0");
    sum += weights[i];
    count += weights[i] > 0;
  }
  require (is_between (sum, DBL_MIN, DBL_MAX), "an empirical one needs weights whose sum is finite and > 0");
  g_autofree Unplaced *items = g_new (Unplaced, count);
  for (size_t i = 0, at = 0; i < n; i++) {
    if (weights[i] > 0) {
      items[at++] = (Unplaced){ .value = values[i], .share = weights[i] / sum * (double)count };
    }
  }
  distribution->column_count = count;
  distribution->columns = g_new (AliasColumn, count);
  alias_columns_fill (distribution->columns, items, count);
}

static uint64_t empirical_max (const DistributionConfig *config)
{
  uint64_t max = 0;
  for (size_t i = 0; i < config->empirical.count; i++) {
    max = MAX (max, config->empirical.values[i]);
  }
  return max;
}

/* ---- all of them ---- */

static const struct {
  uint64_t (*draw) (const Distribution *distribution, Random *random);
  void (*prepare) (Distribution *distribution, uint64_t places); /* checks, and computes what draws need */
  uint64_t (*max) (const DistributionConfig *config);            /* NULL: there is no bound */
} distribution_kinds[] = {
  [DISTRIBUTION_CONFIG_CONSTANT] = { constant_draw, NULL, constant_max },
  [DISTRIBUTION_CONFIG_UNIFORM] = { uniform_draw, uniform_prepare, uniform_max },
  [DISTRIBUTION_CONFIG_EXPONENTIAL] = { exponential_draw, exponential_prepare, NULL },
  [DISTRIBUTION_CONFIG_PARETO] = { pareto_draw, pareto_prepare, NULL },
  [DISTRIBUTION_CONFIG_NORMAL] = { normal_draw, NULL, NULL },
  [DISTRIBUTION_CONFIG_EMPIRICAL] = { empirical_draw, empirical_prepare, empirical_max },
  [DISTRIBUTION_CONFIG_SEQUENTIAL] = { uniform_draw, everywhere_prepare, NULL },
  [DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE] = { uniform_draw, everywhere_prepare, NULL },
  [DISTRIBUTION_CONFIG_ZIPF] = { zipf_draw, zipf_prepare, NULL },
};

Distribution *distribution_new (const DistributionConfig *config, uint64_t places)
{
  Distribution *distribution = g_new0 (Distribution, 1);
  distribution->config = *config;
  distribution->draw = distribution_kinds[config->kind].draw;
  if (distribution_kinds[config->kind].prepare != NULL) {
    distribution_kinds[config->kind].prepare (distribution, places);
  }
  return distribution;
}

void distribution_free (Distribution *distribution)
{
  if (distribution != NULL) {
    g_free (distribution->columns);
    g_free (distribution);
  }
}

uint64_t distribution_draw (const Distribution *distribution, Random *random)
{
  return distribution->draw (distribution, random);
}

uint64_t distribution_config_max (const DistributionConfig *config)
{
  uint64_t (*max) (const DistributionConfig *) = distribution_kinds[config->kind].max;
  return max != NULL ? max (config) : UINT64_MAX;
}
