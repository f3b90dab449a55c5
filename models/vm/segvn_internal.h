/*
 * segvn_internal.h - the parts of the segvn driver
 *
 * What the files of the driver share.  What every request goes through is inline, so that the range of a hit stays in
 * registers.
 */
#pragma once

#include "segvn.h"

/* ---- segvn_range.c: which range the cache is asked for ---- */

typedef struct {
  uint64_t addr;
  uint64_t len;
  uint32_t flags; /* for the cache */
} SegvnRange;

static inline unsigned segvn_protection_for (SegRw rw)
{
  return rw == S_WRITE ? PROTECT_WRITE : PROTECT_READ;
}

/* Of segvn_range_allows alone: goes by the protections of the pages. */
bool segvn_pages_allow (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* Whether all pages of a range allow RW. */
static inline bool segvn_range_allows (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  const SegvnData *data = segvn_data (segment);
  if (__builtin_expect (data->page_protection != NULL, 0)) {
    return segvn_pages_allow (segment, addr, len, rw);
  }
  return data->protection & segvn_protection_for (rw);
}

static inline uint64_t segvn_align_down (uint64_t value, uint64_t alignment)
{
  return value & ~(alignment - 1);
}

static inline uint64_t segvn_align_up (uint64_t value, uint64_t alignment)
{
  return segvn_align_down (value + alignment - 1, alignment);
}

/* The 64 KiB blocks that a request touches, as far as they lie in SEGMENT: their boundaries are those of the address
 * in a private mapping, of the place in the map in a shared one. */
static inline SegvnRange segvn_combine (const Segment *segment, uint64_t addr, uint64_t len)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t bias = data->shared ? page_ptob (segment->pages, data->amp_first_page) - segment->base : 0;
  uint64_t first = segvn_align_down (addr + bias, SEGVN_PGLOCK_COMB_BALIGN);
  uint64_t end = segvn_align_up (addr + len + bias, SEGVN_PGLOCK_COMB_BALIGN);
  uint64_t lowest = segment->base + bias;
  uint64_t highest = segment_end (segment) + bias;
  first = (first < lowest ? lowest : first) - bias;
  end = (end > highest ? highest : end) - bias;
  return (
      SegvnRange){ .addr = first, .len = end - first, .flags = SEGP_PSHIFT | SEGVN_PGLOCK_COMB_BSHIFT << 16 };
}

/* Of segvn_adjust_range alone: on large pages, and by the protections of the pages. */
SegvnRange segvn_adjust_range_slowly (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §2, Range: the adjusted range of a request of LEN bytes at ADDR in SEGMENT for RW. */
static inline SegvnRange segvn_adjust_range (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  if (segment->cached.s_szc != 0 || segvn_data (segment)->page_protection) {
    return segvn_adjust_range_slowly (segment, addr, len, rw);
  }
  if (len < SEGVN_PGLOCK_COMB_THRSHLD) {
    return (SegvnRange){ .addr = addr, .len = len };
  }
  return segvn_combine (segment, addr, len);
}

/* §2, Tag and key: RANGE as the cache knows it. */
static inline CacheRange segvn_cache_range (Segment *segment, SegvnRange range)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t place_in_map = range.addr - segment->base + page_ptob (segment->pages, data->amp_first_page);
  return (CacheRange){ .owner = data->shared ? &data->amp->owner : &segment->cached.owner,
                       .addr = data->shared ? place_in_map : range.addr,
                       .len = range.len,
                       .flags = range.flags };
}

/* §2, Lock 3: how many bytes from the start of RANGE a later write may use. */
uint64_t segvn_writable_length (const Segment *segment, SegvnRange range);

/* ---- changes of a mapping; ranges are whole pages of the segment's size within it ---- */

/* Whether SIZE (> 0) bytes at ADDR are whole pages of SEGMENT's size within it. */
bool segvn_range_is_whole_pages (const Segment *segment, uint64_t addr, uint64_t size);

/* §2: before SIZE bytes at ADDR are changed: purges what the cache has of SEGMENT. 0 if no page is locked then; EAGAIN, or
 * EINVAL if they are not such pages. */
int segvn_prepare_change (Segment *segment, uint64_t addr, uint64_t size);

/* segvn_split.c: takes SIZE bytes at BASE out of SEGMENT, which is gone if that is all, or cut in two. EAGAIN. */
int segvn_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused);

/* The NPAGES pages of the segment of DATA from its page FIRST on are given up, unless others map them too. None is
 * locked through the segment. */
void segvn_drop_pages (SegvnData *data, uint64_t first, uint64_t npages);

/* SIZE bytes at ADDR have pages of code SZC from now on; what is in memory stays where it is. EAGAIN while pages are
 * locked (§2); EINVAL if the range is not whole pages of both sizes, or a page would have several protections. */
int segvn_setpagesize (Segment *segment, uint64_t addr, uint64_t size, unsigned szc);

/* madvise. EAGAIN while pages are locked, but for MADV_FREE. */
int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice);

/* segvn_dup.c: CHILD, without driver as yet, becomes the copy of SEGMENT that a forked process gets. ENOMEM,
 * or EAGAIN: memory for Vm.pages_wanted has to come first. */
int segvn_dup (Segment *segment, Segment *child);

/* Whether a page of RANGE is shared copy-on-write. */
bool segvn_is_shared_cow (const Segment *segment, SegvnRange range);

/* Copies all that is shared copy-on-write in the pages, of the segment's size, that RANGE touches; what is swapped
 * out waits until it is in memory. 0, or EAGAIN or ENOMEM as anon_fault. */
int segvn_break_out_range (const Segment *segment, SegvnRange range);
