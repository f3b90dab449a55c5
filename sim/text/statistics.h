/*
 * statistics.h - what a few replications say about the mean
 *
 * The mean of independent values and its 95 % confidence interval, by Student's t, whose quantiles come from
 * a table.  NAN stands for a missing value, and is left out.
 */
#pragma once

#include <stddef.h>

typedef struct {
  size_t count; /* values that are not NAN */
  double mean;  /* NAN without values */
  double
      half; /* half of the width of the interval: mean - half to mean + half; NAN with fewer than two values */
} Estimate;

/* Estimates the mean of COUNT VALUES. */
Estimate statistics_estimate (const double *values, size_t count);

/* Estimates the mean of VALUES[i] - BASE[i], the same replication of two points, where neither is NAN. */
Estimate statistics_estimate_difference (const double *values, const double *base, size_t count);

/* The quantile 0.975 of Student's t with DEGREES (> 0) of freedom: to three decimals up to 30 degrees,
 * then interpolated in 1/DEGREES to within 0.001. */
double statistics_student_t (size_t degrees);

/* ---- texts for people, with few digits; the caller frees each text with g_free() ---- */

/* VALUE with DIGITS significant digits. */
char *estimate_format_number (double value, int digits);

/* "9834.5 ± 12": the mean and half of the interval, if there is one; "-" if there is no mean. */
char *estimate_format (Estimate estimate);

/* "+12.3 *": the mean with its sign, and a star if there is an interval and 0 is not in it. */
char *estimate_format_difference (Estimate difference);
