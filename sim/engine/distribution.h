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

/* What CONFIG describes (distribution_config.h).  PLACES (> 0) is how many places a distribution of places chooses among,
 * 0 to PLACES - 1, and nothing to others; a Zipf one takes at most 2^32, constant time and memory.  A sequential one cannot
 * be drawn: where it is taken for places, all are equally likely.
 *
 * Parameters that are not as said there are a bug of the caller, who has checked what users wrote, and abort.  CONFIG is not
 * needed afterwards.  A constant draws nothing from the stream.  A normal one is drawn again where it is below 0, so the mean
 * of the results is above the mean given where the deviation is not small against it. */
Distribution *distribution_new (const DistributionConfig *config, uint64_t places);
void distribution_free (Distribution *distribution);

uint64_t distribution_draw (const Distribution *distribution, Random *random);

/* The largest value that CONFIG can draw; UINT64_MAX if there is no bound. */
uint64_t distribution_config_max (const DistributionConfig *config);
