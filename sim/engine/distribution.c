/* distribution.c - draws values from each kind of distribution */
#include "distribution.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <stdbool.h>

#include "det_math.h"

typedef enum {
  DISTRIBUTION_CONSTANT,
  DISTRIBUTION_UNIFORM,
  DISTRIBUTION_FULL_RANGE,
  DISTRIBUTION_EXPONENTIAL,
  DISTRIBUTION_PARETO,
  DISTRIBUTION_NORMAL,
  DISTRIBUTION_ZIPF,
  DISTRIBUTION_EMPIRICAL
} DistributionKind;

/* A column of Walker's table: all columns are equally likely, and have two values each. */
typedef struct {
  uint64_t threshold; /* `value` for so many of 2^64 */
  uint64_t value;
  uint64_t other;
} AliasColumn;

struct Distribution {
  DistributionKind kind;
  double mean;
  union {
    uint64_t constant;
    struct {
      uint64_t low, count;
    } uniform;
    struct {
      double mean;
    } exponential;
    struct {
      double scale, minus_inverse_shape;
    } pareto;
    struct {
      double mean, sd;
    } normal;
    struct {
      double items, exponent;
      double area_high, area_low; /* the areas that are drawn from: (low, high] */
      double always;              /* a rank this close above its x is always taken */
    } zipf;
    struct {
      uint64_t count;
      AliasColumn *columns;
    } empirical;
  };
};

/* X to the nearest, halves up; 0 if less, UINT64_MAX if more. */
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

/* NaN is not. */
static bool is_between (double x, double low, double high)
{
  return x >= low && x <= high;
}

static Distribution *distribution_make (DistributionKind kind, double mean)
{
  Distribution *distribution = g_new0 (Distribution, 1);
  distribution->kind = kind;
  distribution->mean = mean;
  return distribution;
}

double distribution_mean (const Distribution *distribution)
{
  return distribution->mean;
}

void distribution_free (Distribution *distribution)
{
  if (distribution != NULL && distribution->kind == DISTRIBUTION_EMPIRICAL) {
    g_free (distribution->empirical.columns);
  }
  g_free (distribution);
}

Distribution *distribution_new_constant (uint64_t value)
{
  Distribution *distribution = distribution_make (DISTRIBUTION_CONSTANT, (double)value);
  distribution->constant = value;
  return distribution;
}

Distribution *distribution_new_uniform (uint64_t low, uint64_t high)
{
  require (low <= high, "a uniform one needs low <= high");
  uint64_t count = high - low + 1;
  Distribution *distribution = distribution_make (count == 0 ? DISTRIBUTION_FULL_RANGE : DISTRIBUTION_UNIFORM,
                                                  (double)low + (double)(high - low) / 2);
  distribution->uniform.low = low;
  distribution->uniform.count = count;
  return distribution;
}

Distribution *distribution_new_exponential (double mean)
{
  require (is_between (mean, DBL_MIN, DBL_MAX), "an exponential one needs a finite mean > 0");
  Distribution *distribution = distribution_make (DISTRIBUTION_EXPONENTIAL, mean);
  distribution->exponential.mean = mean;
  return distribution;
}

Distribution *distribution_new_pareto (double scale, double shape)
{
  require (is_between (scale, DBL_MIN, DBL_MAX), "a Pareto one needs a finite scale > 0");
  require (is_between (shape, DBL_MIN, DBL_MAX), "a Pareto one needs a finite shape > 0");
  double mean = shape > 1 ? scale * (shape / (shape - 1)) : (double)INFINITY;
  Distribution *distribution = distribution_make (DISTRIBUTION_PARETO, mean);
  distribution->pareto.scale = scale;
  distribution->pareto.minus_inverse_shape = -1.0 / shape;
  return distribution;
}

/* The density of the standard normal distribution at X over its integral up to X, for X >= 0: that is 1/2
 * plus the density times x + x^3 / 3 + x^5 / (3 * 5) + ... */
static double normal_density_over_integral (double x)
{
  if (x > 30) {
    return 0;
  }
  double density = 0.3989422804014327 * det_exp (-x * x / 2);
  double sum = 0;
  double term = x;
  for (unsigned i = 3; term > sum * 0x1p-54; i += 2) {
    sum += term;
    term *= x * x / i;
  }
  return density / (0.5 + density * sum);
}

Distribution *distribution_new_normal (double mean, double sd)
{
  require (is_between (mean, 0, DBL_MAX), "a normal one needs a finite mean >= 0");
  require (is_between (sd, 0, DBL_MAX), "a normal one needs a finite standard deviation >= 0");
  double excess = sd > 0 ? sd * normal_density_over_integral (mean / sd) : 0;
  Distribution *distribution = distribution_make (DISTRIBUTION_NORMAL, mean + excess);
  distribution->normal.mean = mean;
  distribution->normal.sd = sd;
  return distribution;
}

/* The integral of x^-EXPONENT from 1 to x, by LOG_X = ln x: (x^(1 - e) - 1) / (1 - e), and ln x where e is 1.
 */
static double zipf_area (double exponent, double log_x)
{
  double t = (1 - exponent) * log_x;
  return t == 0 ? log_x : det_expm1 (t) / t * log_x;
}

/* The x up to which that integral is AREA. */
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

/* The sum of the weights of ITEMS ranks: one by one up to a thousand, then by the integral and its first
 * corrections. */
static double zipf_sum (double items, double exponent)
{
  double counted = MIN (items, 1000);
  double sum = 0;
  for (unsigned rank = (unsigned)counted; rank >= 1; rank--) {
    sum += zipf_weight (exponent, rank);
  }
  if (items > counted) {
    double first = zipf_weight (exponent, counted);
    double last = zipf_weight (exponent, items);
    sum += zipf_area (exponent, det_log (items)) - zipf_area (exponent, det_log (counted));
    sum += (last - first) / 2 + exponent * (first / counted - last / items) / 12;
  }
  return sum;
}

Distribution *distribution_new_zipf (uint64_t items, double exponent)
{
  require (items >= 1 && items <= UINT64_C (1) << 32, "a Zipf one needs 1 to 2^32 items");
  require (is_between (exponent, 0, DBL_MAX), "a Zipf one needs a finite exponent >= 0");
  if (exponent == 0) {
    return distribution_new_uniform (0, items - 1);
  }
  double count = (double)items;
  double mean = zipf_sum (count, exponent - 1) / zipf_sum (count, exponent) - 1;
  Distribution *distribution = distribution_make (DISTRIBUTION_ZIPF, mean);
  double beyond_second = zipf_area (exponent, det_log (2.5)) - zipf_weight (exponent, 2);
  distribution->zipf.items = count;
  distribution->zipf.exponent = exponent;
  distribution->zipf.area_low = zipf_area (exponent, det_log (1.5)) - 1;
  distribution->zipf.area_high = zipf_area (exponent, det_log (count + 0.5));
  distribution->zipf.always = 2 - zipf_area_inverse (exponent, beyond_second);
  return distribution;
}

/*
 * Rejection-inversion (Hoermann and Derflinger, 1996).  Under the curve x^-e, rank k has the area from k -
 * 1/2 to k + 1/2, which is at least its weight since the curve is convex.  A point of the area under the
 * whole is drawn, and so an x and the rank next to it, which is taken if the point is within the last part,
 * of the size of the weight, of the rank's area.  Where x is only so much less than the rank that is always
 * so, and need not be computed.
 */
static uint64_t zipf_draw (const Distribution *distribution, Random *random)
{
  double items = distribution->zipf.items;
  double exponent = distribution->zipf.exponent;
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

/*
 * The standard normal distribution by the ratio of uniforms with Leva's bounds (1992): a point (u, v) is
 * taken if v^2 <= -4 u^2 ln u, and all but one in a hundred are decided by two ellipses before.
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
  for (;;) {
    double x = distribution->normal.mean + distribution->normal.sd * standard_normal_draw (random);
    if (x >= 0) {
      return round_saturating (x);
    }
  }
}

/* An item that is not yet a column: SHARE is its weight over the mean weight, less what columns of others
 * took. */
typedef struct {
  uint64_t value;
  double share;
} Unplaced;

/* Vose's way: an item whose share is below 1 gets a column, filled up by one whose share is above. */
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
  /* What is left has a share of 1, but for rounding. */
  while (small_count + large_count > 0) {
    size_t i = large_count > 0 ? large[--large_count] : small[--small_count];
    columns[column++] = (AliasColumn){ .value = items[i].value, .other = items[i].value };
  }
  g_free (small);
  g_free (large);
}

Distribution *distribution_new_empirical (const uint64_t *values, const double *weights, size_t n)
{
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    require (is_between (weights[i], 0, DBL_MAX), "an empirical one needs finite weights >= 0");
    sum += weights[i];
    count += weights[i] > 0;
  }
  require (is_between (sum, DBL_MIN, DBL_MAX), "an empirical one needs weights whose sum is finite and > 0");
  Unplaced *items = g_new (Unplaced, count);
  double mean = 0;
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    if (weights[i] > 0) {
      double probability = weights[i] / sum;
      items[at++] = (Unplaced){ .value = values[i], .share = probability * (double)count };
      mean += probability * (double)values[i];
    }
  }
  Distribution *distribution = distribution_make (DISTRIBUTION_EMPIRICAL, mean);
  distribution->empirical.count = count;
  distribution->empirical.columns = g_new (AliasColumn, count);
  alias_columns_fill (distribution->empirical.columns, items, count);
  g_free (items);
  return distribution;
}

static uint64_t empirical_draw (const Distribution *distribution, Random *random)
{
  uint64_t fraction;
  uint64_t i = random_below_fraction (random, distribution->empirical.count, &fraction);
  const AliasColumn *column = &distribution->empirical.columns[i];
  return fraction < column->threshold ? column->value : column->other;
}

uint64_t distribution_draw (const Distribution *distribution, Random *random)
{
  switch (distribution->kind) {
  case DISTRIBUTION_CONSTANT:
    return distribution->constant;
  case DISTRIBUTION_UNIFORM:
    return distribution->uniform.low + random_below (random, distribution->uniform.count);
  case DISTRIBUTION_FULL_RANGE:
    return random_next (random);
  case DISTRIBUTION_EXPONENTIAL:
    return round_saturating (-distribution->exponential.mean * det_log (random_unit_open (random)));
  case DISTRIBUTION_PARETO:
    return round_saturating (distribution->pareto.scale
                             * det_pow (random_unit_open (random), distribution->pareto.minus_inverse_shape));
  case DISTRIBUTION_NORMAL:
    return normal_draw (distribution, random);
  case DISTRIBUTION_ZIPF:
    return zipf_draw (distribution, random);
  case DISTRIBUTION_EMPIRICAL:
    return empirical_draw (distribution, random);
  }
  g_error ("distribution: no such kind");
}

/* ---- as it is described ---- */

Distribution *distribution_new (const DistributionConfig *config, uint64_t places)
{
  switch (config->kind) {
  case DISTRIBUTION_CONFIG_UNIFORM:
    return distribution_new_uniform (config->uniform.low, config->uniform.high);
  case DISTRIBUTION_CONFIG_EXPONENTIAL:
    return distribution_new_exponential ((double)config->exponential.mean);
  case DISTRIBUTION_CONFIG_PARETO:
    return distribution_new_pareto ((double)config->pareto.scale, config->pareto.shape);
  case DISTRIBUTION_CONFIG_NORMAL:
    return distribution_new_normal ((double)config->normal.mean, (double)config->normal.sd);
  case DISTRIBUTION_CONFIG_EMPIRICAL:
    return distribution_new_empirical (config->empirical.values, config->empirical.weights,
                                       config->empirical.count);
  case DISTRIBUTION_CONFIG_SEQUENTIAL:
  case DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE:
    return distribution_new_uniform (0, places - 1);
  case DISTRIBUTION_CONFIG_ZIPF:
    return distribution_new_zipf (places, config->zipf.exponent);
  case DISTRIBUTION_CONFIG_CONSTANT:
  default:
    return distribution_new_constant (config->constant);
  }
}

uint64_t distribution_config_max (const DistributionConfig *config)
{
  uint64_t max = 0;
  switch (config->kind) {
  case DISTRIBUTION_CONFIG_CONSTANT:
    return config->constant;
  case DISTRIBUTION_CONFIG_UNIFORM:
    return config->uniform.high;
  case DISTRIBUTION_CONFIG_EMPIRICAL:
    for (size_t i = 0; i < config->empirical.count; i++) {
      max = MAX (max, config->empirical.values[i]);
    }
    return max;
  default:
    return UINT64_MAX;
  }
}
