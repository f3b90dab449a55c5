/* det_math.c - exp and log from additions, products and tables */
#include "det_math.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* Every operation must round to double: no excess precision. */
_Static_assert(FLT_EVAL_METHOD == 0, "the floating-point unit computes with excess precision");

static uint64_t bits_of_double (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static double double_of_bits (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

enum { MANTISSA_BITS = 52 };

/* ln 2 in two parts; multiples of the first by an exponent are exact. */
static const double ln2_head = 0x1.62e42fef00000p-1;
static const double ln2_tail = 0x1.473de6af278edp-34;

/* ln (1 + F) + EXPONENT ln 2, for F from sqrt (1/2) - 1 to sqrt (2) - 1.
 *
 * With s = f / (2 + f): ln (1 + f) = 2 artanh s = 2 s + s r, r = 2/3 s^2 + 2/5 s^4 + ...; and 2 s = f - s f.
 * This f is exact, so only terms small against the result are rounded.  s^2 < 0.0295: nine terms suffice. */
static double log_near_one (double f, double exponent)
{
  double s = f / (2.0 + f);
  double z = s * s;
  double w = z * z;
  double odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  double even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17)));
  double r = z * odd + w * even;
  return exponent * ln2_head + (f - (s * (f - r) - exponent * ln2_tail));
}

double det_log (double x)
{
  int exponent = 0;
  if (!(x >= DBL_MIN && x <= DBL_MAX)) {
    if (x == 0) {
      return -(double)INFINITY;
    }
    if (!(x > 0 && x < DBL_MIN)) {
      return x > 0 ? x : (double)NAN;
    }
    x *= 0x1p54;
    exponent = -54;
  }
  /* Splits off the power of two that leaves sqrt (1/2) <= m < sqrt (2). */
  uint64_t bits = bits_of_double (x);
  uint64_t above = bits - UINT64_C (0x3fe6a09e667f3bcd);
  int power = (int)(above >> MANTISSA_BITS);
  power -= above >> 63 != 0 ? 1 << 12 : 0;
  double m = double_of_bits (bits - ((uint64_t)power << MANTISSA_BITS));
  return log_near_one (m - 1.0, exponent + power);
}

double det_log1p (double x)
{
  if (x > -0.29 && x < 0.41) {
    return log_near_one (x, 0);
  }
  double sum = 1.0 + x;
  if (!(sum > 0 && sum <= DBL_MAX)) {
    return det_log (sum);
  }
  double lost = x >= 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0);
  return det_log (sum) + lost / sum;
}

/* 2^(i / 64) rounded to the nearest double, and the rest that rounding cut off. */
/* clang-format off */
static const double power_heads[64] = {
  0x1.0000000000000p+0, 0x1.02c9a3e778061p+0, 0x1.059b0d3158574p+0, 0x1.0874518759bc8p+0,
  0x1.0b5586cf9890fp+0, 0x1.0e3ec32d3d1a2p+0, 0x1.11301d0125b51p+0, 0x1.1429aaea92de0p+0,
  0x1.172b83c7d517bp+0, 0x1.1a35beb6fcb75p+0, 0x1.1d4873168b9aap+0, 0x1.2063b88628cd6p+0,
  0x1.2387a6e756238p+0, 0x1.26b4565e27cddp+0, 0x1.29e9df51fdee1p+0, 0x1.2d285a6e4030bp+0,
  0x1.306fe0a31b715p+0, 0x1.33c08b26416ffp+0, 0x1.371a7373aa9cbp+0, 0x1.3a7db34e59ff7p+0,
  0x1.3dea64c123422p+0, 0x1.4160a21f72e2ap+0, 0x1.44e086061892dp+0, 0x1.486a2b5c13cd0p+0,
  0x1.4bfdad5362a27p+0, 0x1.4f9b2769d2ca7p+0, 0x1.5342b569d4f82p+0, 0x1.56f4736b527dap+0,
  0x1.5ab07dd485429p+0, 0x1.5e76f15ad2148p+0, 0x1.6247eb03a5585p+0, 0x1.6623882552225p+0,
  0x1.6a09e667f3bcdp+0, 0x1.6dfb23c651a2fp+0, 0x1.71f75e8ec5f74p+0, 0x1.75feb564267c9p+0,
  0x1.7a11473eb0187p+0, 0x1.7e2f336cf4e62p+0, 0x1.82589994cce13p+0, 0x1.868d99b4492edp+0,
  0x1.8ace5422aa0dbp+0, 0x1.8f1ae99157736p+0, 0x1.93737b0cdc5e5p+0, 0x1.97d829fde4e50p+0,
  0x1.9c49182a3f090p+0, 0x1.a0c667b5de565p+0, 0x1.a5503b23e255dp+0, 0x1.a9e6b5579fdbfp+0,
  0x1.ae89f995ad3adp+0, 0x1.b33a2b84f15fbp+0, 0x1.b7f76f2fb5e47p+0, 0x1.bcc1e904bc1d2p+0,
  0x1.c199bdd85529cp+0, 0x1.c67f12e57d14bp+0, 0x1.cb720dcef9069p+0, 0x1.d072d4a07897cp+0,
  0x1.d5818dcfba487p+0, 0x1.da9e603db3285p+0, 0x1.dfc97337b9b5fp+0, 0x1.e502ee78b3ff6p+0,
  0x1.ea4afa2a490dap+0, 0x1.efa1bee615a27p+0, 0x1.f50765b6e4540p+0, 0x1.fa7c1819e90d8p+0,
};
static const double power_tails[64] = {
  0x0.0p+0, -0x1.19083535b085dp-56, 0x1.d73e2a475b465p-55, 0x1.186be4bb284ffp-57,
  0x1.8a62e4adc610bp-54, 0x1.03a1727c57b53p-59, -0x1.6c51039449b3ap-54, -0x1.32fbf9af1369ep-54,
  -0x1.19041b9d78a76p-55, 0x1.e5b4c7b4968e4p-55, 0x1.e016e00a2643cp-54, 0x1.dc775814a8495p-55,
  0x1.9b07eb6c70573p-54, 0x1.2bd339940e9d9p-55, 0x1.612e8afad1255p-55, 0x1.0024754db41d5p-54,
  0x1.6f46ad23182e4p-55, 0x1.32721843659a6p-54, -0x1.63aeabf42eae2p-54, -0x1.5e436d661f5e3p-56,
  0x1.ada0911f09ebcp-55, -0x1.ef3691c309278p-58, 0x1.89b7a04ef80d0p-59, 0x1.3c1a3b69062f0p-56,
  0x1.d4397afec42e2p-56, -0x1.4b309d25957e3p-54, -0x1.07abe1db13cadp-55, 0x1.9bb2c011d93adp-54,
  0x1.6324c054647adp-54, 0x1.ba6f93080e65ep-54, -0x1.383c17e40b497p-54, -0x1.bb60987591c34p-54,
  -0x1.bdd3413b26456p-54, -0x1.bbe3a683c88abp-57, -0x1.16e4786887a99p-55, -0x1.0245957316dd3p-54,
  -0x1.41577ee04992fp-55, 0x1.05d02ba15797ep-56, -0x1.d4c1dd41532d8p-54, -0x1.fc6f89bd4f6bap-54,
  0x1.6e9f156864b27p-54, 0x1.5cc13a2e3976cp-55, -0x1.75fc781b57ebcp-57, -0x1.d185b7c1b85d1p-54,
  0x1.c7c46b071f2bep-56, -0x1.359495d1cd533p-54, -0x1.d2f6edb8d41e1p-54, 0x1.0fac90ef7fd31p-54,
  0x1.7a1cd345dcc81p-54, -0x1.2805e3084d708p-57, -0x1.5584f7e54ac3bp-56, 0x1.23dd07a2d9e84p-55,
  0x1.11065895048ddp-55, 0x1.2884dff483cadp-54, 0x1.503cbd1e949dbp-56, -0x1.cbc3743797a9cp-54,
  0x1.2ed02d75b3707p-55, 0x1.c2300696db532p-54, -0x1.1a5cd4f184b5cp-54, 0x1.39e8980a9cc8fp-55,
  -0x1.e9c23179c2893p-54, 0x1.dc7f486a4b6b0p-54, 0x1.9d3e12dd8a18bp-54, 0x1.74853f3a5931ep-55,
};
/* clang-format on */

/* exp (x) = 2^exponent * (head + tail); the head comes from the table. */
typedef struct {
  int exponent;
  double head;
  double tail;
} ExpParts;

static const double ln2_64_head = 0x1.62e42fec00000p-7; /* ln 2 / 64, in two parts */
static const double ln2_64_tail = 0x1.d1cf79abc9e3bp-38;
static const double ln2_64_inverse = 0x1.71547652b82fep+6;

/* |X| < 1000.  x = k ln 2 / 64 + r, |r| < 0.0055: six terms of the series are enough for exp (r) - 1. */
static inline ExpParts exp_parts (double x)
{
  static const double shift = 0x1.8p52; /* a number added to it becomes an integer in its low bits */
  double shifted = x * ln2_64_inverse + shift;
  int k = (int)(int32_t)(uint32_t)bits_of_double (shifted);
  double multiple = shifted - shift;
  double r = (x - multiple * ln2_64_head) - multiple * ln2_64_tail;
  double square = r * r;
  double p =
      r + square * ((0.5 + r * (1.0 / 6)) + square * ((1.0 / 24 + r * (1.0 / 120)) + square * (1.0 / 720)));
  unsigned i = (unsigned)k & 63;
  return (ExpParts){ .exponent = (k - (int)i) / 64,
                     .head = power_heads[i],
                     .tail = power_tails[i] + power_heads[i] * p };
}

/* The largest x whose exponential is finite, and an x below which the exponential is not a normal number. */
static const double exp_max = 0x1.62e42fefa39efp+9;
static const double exp_min = -708.39;

double det_exp (double x)
{
  if (!(x >= exp_min && x <= exp_max)) {
    if (x < exp_min) {
      return 0;
    }
    return x > exp_max ? (double)INFINITY : x;
  }
  ExpParts parts = exp_parts (x);
  double y = parts.head + parts.tail;
  return double_of_bits (bits_of_double (y) + ((uint64_t)parts.exponent << MANTISSA_BITS));
}

double det_expm1 (double x)
{
  if (!(x >= -50.0 && x <= 100.0)) {
    return x < -50.0 ? -1.0 : det_exp (x);
  }
  ExpParts parts = exp_parts (x);
  double scale = double_of_bits ((uint64_t)(1023 + parts.exponent) << MANTISSA_BITS);
  return (scale * parts.head - 1.0) + scale * parts.tail;
}

double det_pow (double x, double y)
{
  return det_exp (y * det_log (x));
}
