/*
 * distribution.h - numbers to draw: times, sizes, places
 *
 * What a workload draws from its random stream.  All results are unsigned integers (nanoseconds, bytes,
 * indices): a continuous value is rounded to the nearest integer, and one that is too large becomes
 * UINT64_MAX.  Drawing never changes a distribution, so many streams may draw from the same one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "distribution_config.h"
#include "random.h"

typedef struct Distribution Distribution;

/* Returns the distribution that CONFIG describes (distribution_config.h).  A distribution of places chooses a
 * place from 0 to PLACES - 1 (PLACES > 0); other distributions ignore PLACES.  Zipf allows at most 2^32
 * places and needs constant time and memory.  A sequential distribution cannot be drawn from; it is treated
 * as one of equally likely places.
 *
 * Aborts on parameters that distribution_config.h does not allow: the caller has checked what users wrote.
 * CONFIG is not needed afterwards.  A constant draws nothing from the stream.  A normal value below 0 is
 * drawn again, so the results have a higher mean than was given, unless the deviation is small. */
Distribution *distribution_new (const DistributionConfig *config, uint64_t places);
void distribution_free (Distribution *distribution);

uint64_t distribution_draw (const Distribution *distribution, Random *random);

/* The largest value that CONFIG can draw; UINT64_MAX if there is no bound. */
uint64_t distribution_config_max (const DistributionConfig *config);
