/*
 * latency.h - how long requests took, and on what
 *
 * What one source of requests adds up: the histogram of their latencies, and the sums of the parts.  It only grows, as a
 * histogram does.
 */
#pragma once

#include "histogram.h"

typedef enum {
  LATENCY_WAIT,   /* for room in flight, for memory, for pages from swap, and to be reaped */
  LATENCY_LOCK,   /* locking and unlocking the buffer */
  LATENCY_DEVICE, /* the device */
  LATENCY_PARTS
} LatencyPart;

/* All in ns. */
typedef struct {
  Histogram total;
  uint64_t count;
  uint64_t sums[LATENCY_PARTS];
} Latency;

static inline void latency_record (Latency *latency, const uint64_t parts[LATENCY_PARTS])
{
  uint64_t total = 0;
  for (unsigned i = 0; i < LATENCY_PARTS; i++) {
    latency->sums[i] += parts[i];
    total += parts[i];
  }
  latency->count++;
  histogram_record (&latency->total, total);
}
