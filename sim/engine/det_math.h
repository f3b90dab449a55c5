/*
 * det_math.h - logarithm and exponential with the same bits everywhere
 *
 * libm's results differ between processors and versions in the last bit, and one bit is enough for two runs
 * to part. These are made of + - * / and tables alone, which IEEE 754 defines to the bit, and are right to
 * within two units in the last place (ulp) of the result.
 */
#pragma once

/* The natural logarithm of X: -infinity of 0, NaN of less. */
double det_log (double x);

/* The natural logarithm of 1 + X, right also for a small X. */
double det_log1p (double x);

/* e to the power of X; infinity where that is too large, 0 where it is less than the smallest normal number.
 */
double det_exp (double x);

/* e to the power of X, less 1, right also for a small X. */
double det_expm1 (double x);

/* X (> 0) to the power of Y: right to about (1 + |Y log X|) ulp. */
double det_pow (double x, double y);
