/*
 * segvn_range.h - which range the cache is asked for
 */
#ifndef SEGVN_RANGE_H
#define SEGVN_RANGE_H

#include "segvn.h"

typedef struct {
  uint64_t addr;
  uint64_t len;
  uint32_t flags; /* for the cache */
} SegvnRange;

/* §2, Range: the adjusted range of a request of LEN bytes at ADDR in SEGMENT for RW. */
SegvnRange segvn_adjust_range (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §2, Tag and key: RANGE as the cache knows it. */
CacheRange segvn_cache_range (Segment *segment, const SegvnRange *range);

/* Whether all pages of a range allow RW. */
bool segvn_range_allows (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §2, Lock 3: how many bytes from the start of RANGE a later write may use. */
uint64_t segvn_writable_length (const Segment *segment, const SegvnRange *range);

#endif
