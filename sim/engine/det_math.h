/*
 * det_math.h - logarithm and exponential with the same bits everywhere
 *
 * libm's results differ between processors and versions in the last bit, and one bit is enough to make two
 * runs differ.  The functions here use only tables and + - * /, which IEEE 754 defines to the bit.  Their
 * results are right to within two units in the last place (ulp).
 */
#pragma once

/* The natural logarithm of X; -infinity if X is 0, NaN if X is negative. */
double det_log (double x);

/* The natural logarithm of 1 + X, right also for a small X. */
double det_log1p (double x);

/* e to the power of X; infinity if the result is too large, 0 if it is below the smallest normal number. */
double det_exp (double x);

/* e to the power of X, minus 1; right also for a small X. */
double det_expm1 (double x);

/* X (> 0) to the power of Y: right to about (1 + |Y log X|) ulp. */
double det_pow (double x, double y);
