/* segvn_range.c - ranges on large pages, and on pages with protections of their own (surroundings §2) */
#include "segvn.h"

bool segvn_pages_allow (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  const SegvnData *data = segvn_data (segment);
  unsigned needed = segvn_protection_for (rw);
  uint64_t first = seg_page (segment, addr);
  for (uint64_t i = first; i < first + page_btop (segment->pages, len); i++) {
    if (!(data->page_protection[i] & needed)) {
      return false;
    }
  }
  return true;
}

/* As segvn_combine; but drops the end padding if a page of it lacks permission, both if the start does. */
static SegvnRange segvn_combine_allowed (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  SegvnRange range = segvn_combine (segment, addr, len);
  if (!segvn_range_allows (segment, range.addr, addr - range.addr, rw)) {
    return (SegvnRange){ .addr = addr, .len = len };
  }
  uint64_t padding = range.addr + range.len - (addr + len);
  if (!segvn_range_allows (segment, addr + len, padding, rw)) {
    range.len -= padding;
  }
  return range;
}

SegvnRange segvn_adjust_range_slowly (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  unsigned szc = segment->cached.s_szc;
  if (szc != 0) {
    uint64_t page = page_bytes (segment->pages, szc);
    uint64_t first = segvn_align_down (addr, page);
    return (SegvnRange){ .addr = first, .len = segvn_align_up (addr + len, page) - first };
  }
  if (len < SEGVN_PGLOCK_COMB_THRSHLD) {
    return (SegvnRange){ .addr = addr, .len = len };
  }
  return segvn_combine_allowed (segment, addr, len, rw);
}

uint64_t segvn_writable_length (const Segment *segment, SegvnRange range)
{
  const SegvnData *data = segvn_data (segment);
  if (data->shared || (!data->page_protection && data->protection & PROTECT_WRITE)) {
    return range.len;
  }
  if (!data->page_protection) {
    return 0;
  }
  uint64_t step = seg_page_bytes (segment);
  uint64_t writable = 0;
  while (writable < range.len && segvn_range_allows (segment, range.addr + writable, step, S_WRITE)) {
    writable += step;
  }
  return writable;
}
