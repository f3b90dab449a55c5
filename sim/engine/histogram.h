/*
 * histogram.h - how often which value was seen, and how long requests took
 *
 * The buckets are log-linear: each value below 128 has its own bucket, and each further power of two is cut
 * into 64 buckets, so a value of any size is known to within 1/64 of itself.  A histogram only grows: the
 * difference of its counts at two moments tells what was added between them.
 */
#pragma once

#include <stdint.h>

#define HISTOGRAM_SUB_BITS 6
#define HISTOGRAM_VALUE_BITS 48 /* larger values count as the largest */
#define HISTOGRAM_BUCKETS ((HISTOGRAM_VALUE_BITS - HISTOGRAM_SUB_BITS + 1U) << HISTOGRAM_SUB_BITS)
#define HISTOGRAM_NO_VALUE UINT64_MAX
#define HISTOGRAM_ALL 10000U /* a quantile is given as a number of these parts of a whole */

/* An empty histogram is all zeroes. */
typedef struct {
  uint64_t counts[HISTOGRAM_BUCKETS];
} Histogram;

/* The bucket of VALUE. */
static inline unsigned histogram_bucket (uint64_t value)
{
  uint64_t largest = (UINT64_C (1) << HISTOGRAM_VALUE_BITS) - 1;
  uint64_t bounded = value < largest ? value : largest;
  unsigned bits = 63U - (unsigned)__builtin_clzll (bounded | UINT64_C (1) << HISTOGRAM_SUB_BITS);
  unsigned shift = bits - HISTOGRAM_SUB_BITS;
  return (shift << HISTOGRAM_SUB_BITS) + (unsigned)(bounded >> shift);
}

/* The smallest and the largest value of BUCKET. */
uint64_t histogram_lowest (unsigned bucket);
uint64_t histogram_highest (unsigned bucket);

static inline void histogram_record (Histogram *histogram, uint64_t value)
{
  histogram->counts[histogram_bucket (value)]++;
}

/* Adds the counts of FROM to TO. */
void histogram_add (Histogram *to, const Histogram *from);

/* How many values NOW got since its copy BEFORE was made (NULL: since it was empty). */
uint64_t histogram_count (const Histogram *now, const Histogram *before);

/* The value that PARTS of HISTOGRAM_ALL of those values do not exceed: 5000 gives the median, 9900 p99,
 * HISTOGRAM_ALL the maximum.  The result is the largest value of its bucket; HISTOGRAM_NO_VALUE if no
 * value was added. */
uint64_t histogram_quantile (const Histogram *now, const Histogram *before, unsigned parts);

/* ---- latencies ---- */

typedef enum {
  LATENCY_WAIT,   /* waiting for room in flight, memory, pages from swap, and for being reaped */
  LATENCY_LOCK,   /* locking and unlocking the buffer */
  LATENCY_DEVICE, /* the device */
  LATENCY_PARTS
} LatencyPart;

/* How long the requests of one source took, in all and by part, in ns.  Only grows, as a histogram does. */
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
