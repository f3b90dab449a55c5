/* histogram.c - counts values in log-linear buckets, and finds quantiles */
#include "histogram.h"

#include <stddef.h>

uint64_t histogram_lowest (unsigned bucket)
{
  unsigned sub = 1U << HISTOGRAM_SUB_BITS;
  if (bucket < 2 * sub) {
    return bucket;
  }
  unsigned shift = bucket / sub - 1;
  return (uint64_t)(bucket % sub + sub) << shift;
}

uint64_t histogram_highest (unsigned bucket)
{
  return histogram_lowest (bucket + 1) - 1;
}

void histogram_add (Histogram *to, const Histogram *from)
{
  for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
    to->counts[i] += from->counts[i];
  }
}

static uint64_t added (const Histogram *now, const Histogram *before, unsigned bucket)
{
  return now->counts[bucket] - (before ? before->counts[bucket] : 0);
}

uint64_t histogram_count (const Histogram *now, const Histogram *before)
{
  uint64_t count = 0;
  for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
    count += added (now, before, i);
  }
  return count;
}

uint64_t histogram_quantile (const Histogram *now, const Histogram *before, unsigned parts)
{
  __extension__ typedef unsigned __int128 Wide;
  uint64_t count = histogram_count (now, before);
  if (count == 0) {
    return HISTOGRAM_NO_VALUE;
  }
  /* The smallest rank that covers PARTS; the first value has rank 1. */
  uint64_t rank = (uint64_t)(((Wide)count * parts + HISTOGRAM_ALL - 1) / HISTOGRAM_ALL);
  uint64_t seen = 0;
  unsigned bucket = 0;
  for (; bucket < HISTOGRAM_BUCKETS; bucket++) {
    seen += added (now, before, bucket);
    if (seen >= rank && seen > 0) {
      break;
    }
  }
  return histogram_highest (bucket);
}
