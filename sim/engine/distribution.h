/*
 * distribution.h - numbers to draw: times, sizes, places
 *
 * What a workload draws from its random stream.  All results are unsigned integers (nanoseconds, bytes,
 * indices): continuous distributions are rounded to the nearest, and to UINT64_MAX above that.  A
 * distribution is never changed by drawing, so many streams may draw from one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "distribution_config.h"
#include "random.h"

typedef struct Distribution Distribution;

/* What CONFIG describes.  Its parameters must be as said there; PLACES (> 0) is how many places a distribution of places
 * chooses among, and nothing to others.  A sequential one cannot be drawn: where it is taken for places, all are equally
 * likely. */
Distribution *distribution_new (const DistributionConfig *config, uint64_t places);

/* The largest value that CONFIG can draw; UINT64_MAX if there is no bound. */
uint64_t distribution_config_max (const DistributionConfig *config);

/* The parameters must be as said: anything else is a bug of the caller, who has checked what users wrote, and
 * aborts. */

/* Always VALUE.  Draws nothing from the stream. */
Distribution *distribution_new_constant (uint64_t value);

/* All of LOW to HIGH (>= LOW, both included) equally likely. */
Distribution *distribution_new_uniform (uint64_t low, uint64_t high);

/* Exponential with MEAN (> 0, finite). */
Distribution *distribution_new_exponential (double mean);

/* Pareto: at least SCALE (> 0, finite); more than x with a probability of (SCALE / x)^SHAPE, SHAPE > 0,
 * finite. */
Distribution *distribution_new_pareto (double scale, double shape);

/* Normal with MEAN and standard deviation SD (both >= 0, finite), truncated: a draw below 0 is drawn again,
 * so the mean of the results is above MEAN where SD is not small against it. */
Distribution *distribution_new_normal (double mean, double sd);

/* 0 to ITEMS - 1 (1 <= ITEMS <= 2^32), where that of rank r, counted from 1, is r - 1 and has a weight of
 * 1 / r^EXPONENT, EXPONENT >= 0, finite.  Constant time and memory. */
Distribution *distribution_new_zipf (uint64_t items, double exponent);

/* VALUES[i] with a weight of WEIGHTS[i] (>= 0 and finite, their sum > 0 and finite), of N (> 0).  Both are
 * copied; weights need not add up to 1. */
Distribution *distribution_new_empirical (const uint64_t *values, const double *weights, size_t n);

void distribution_free (Distribution *distribution);

uint64_t distribution_draw (const Distribution *distribution, Random *random);

/* The mean of the distribution as described above, before rounding; infinity of a Pareto of SHAPE <= 1. */
double distribution_mean (const Distribution *distribution);
