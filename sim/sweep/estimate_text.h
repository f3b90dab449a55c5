/*
 * estimate_text.h - estimates for people
 *
 * With as many digits as a reader has a use for.  All texts are freed with g_free().
 */
#pragma once

#include "statistics.h"

/* VALUE with DIGITS digits that count. */
char *estimate_format_number (double value, int digits);

/* "9834.5 ± 12": the mean and half of the interval, if there is one; "-" if there is no mean. */
char *estimate_format (Estimate estimate);

/* "+12.3 *": the mean with its sign, and a star if 0 is not in the interval; without an interval there is no star. */
char *estimate_format_difference (Estimate difference);
