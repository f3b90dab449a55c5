#include "segvn_range.h"

#include "page_size.h"

#include <glib.h>

static uint64_t align_down (uint64_t value, uint64_t alignment)
{
  return value & ~(alignment - 1);
}

static uint64_t align_up (uint64_t value, uint64_t alignment)
{
  return align_down (value + alignment - 1, alignment);
}

static unsigned protection_for (SegRw rw)
{
  return rw == S_WRITE ? PROTECT_WRITE : PROTECT_READ;
}

bool segvn_range_allows (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  const SegvnData *data = segvn_data (segment);
  unsigned needed = protection_for (rw);
  if (!data->page_protection) {
    return data->protection & needed;
  }
  uint64_t first = btop (addr - segment->base);
  for (uint64_t i = first; i < first + btop (len); i++) {
    if (!(data->page_protection[i] & needed)) {
      return false;
    }
  }
  return true;
}

/* 64 KiB boundaries are those of the address in a private mapping, of the place in the map in a shared one. */
static uint64_t segvn_alignment_bias (const Segment *segment)
{
  const SegvnData *data = segvn_data (segment);
  return data->shared ? ptob (data->amp_first_page) - segment->base : 0;
}

static SegvnRange segvn_combine (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  uint64_t bias = segvn_alignment_bias (segment);
  uint64_t first = MAX (align_down (addr + bias, SEGVN_PGLOCK_COMB_BALIGN), segment->base + bias) - bias;
  uint64_t end =
      MIN (align_up (addr + len + bias, SEGVN_PGLOCK_COMB_BALIGN), segment_end (segment) + bias) - bias;
  SegvnRange range = { .flags = SEGP_PSHIFT | SEGVN_PGLOCK_COMB_BSHIFT << 16 };
  if (segvn_data (segment)->page_protection) {
    if (!segvn_range_allows (segment, first, addr - first, rw)) {
      return (SegvnRange){ .addr = addr, .len = len };
    }
    if (!segvn_range_allows (segment, addr + len, end - (addr + len), rw)) {
      end = addr + len;
    }
  }
  range.addr = first;
  range.len = end - first;
  return range;
}

SegvnRange segvn_adjust_range (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  unsigned szc = segment->cached.s_szc;
  if (szc != 0) {
    uint64_t page = UINT64_C (1) << page_get_shift (szc);
    uint64_t first = align_down (addr, page);
    return (SegvnRange){ .addr = first, .len = align_up (addr + len, page) - first };
  }
  if (len < SEGVN_PGLOCK_COMB_THRSHLD) {
    return (SegvnRange){ .addr = addr, .len = len };
  }
  return segvn_combine (segment, addr, len, rw);
}

CacheRange segvn_cache_range (Segment *segment, const SegvnRange *range)
{
  SegvnData *data = segvn_data (segment);
  CacheRange cache_range = { .len = range->len, .flags = range->flags };
  if (data->shared) {
    cache_range.owner = &data->amp->owner;
    cache_range.addr = range->addr - segment->base + ptob (data->amp_first_page);
  } else {
    cache_range.owner = &segment->cached.owner;
    cache_range.addr = range->addr;
  }
  return cache_range;
}

uint64_t segvn_writable_length (const Segment *segment, const SegvnRange *range)
{
  const SegvnData *data = segvn_data (segment);
  if (data->shared || (!data->page_protection && data->protection & PROTECT_WRITE)) {
    return range->len;
  }
  if (!data->page_protection) {
    return 0;
  }
  uint64_t step = UINT64_C (1) << page_get_shift (segment->cached.s_szc);
  uint64_t writable = 0;
  while (writable < range->len && segvn_range_allows (segment, range->addr + writable, step, S_WRITE)) {
    writable += step;
  }
  return writable;
}
