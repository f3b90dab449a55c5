/*
 * segvn.h - ordinary memory
 *
 * The driver of private and shared anonymous mappings, and the cache's main caller (surroundings §2). It asks
 * the cache for an adjusted range: widened to large pages, or, from 64 KiB on, to 64 KiB boundaries, so that
 * neighbouring requests share one entry. Entries of a private mapping belong to the segment; their key is the
 * address. Entries of a shared mapping belong to the anon map; their key is the offset in this map.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

/* §2: requests from this many bytes on are widened to this alignment. */
#define SEGVN_PGLOCK_COMB_THRSHLD (UINT64_C (64) << 10)
#define SEGVN_PGLOCK_COMB_BALIGN (UINT64_C (64) << 10)
#define SEGVN_PGLOCK_COMB_BSHIFT 16U

typedef enum { PROTECT_NONE = 0, PROTECT_READ = 1, PROTECT_WRITE = 2 } Protection;

typedef struct {
  Vm *vm;
  AnonMap *amp;            /* in a private mapping, NULL until the first touch */
  uint64_t amp_first_page; /* page of the map at which the segment begins */
  bool shared;
  uint8_t protection;       /* Protection bits of the whole segment, unless there is */
  uint8_t *page_protection; /* the bits of each page; NULL: all pages have the same */
  uint64_t softlockcnt;     /* private: pages in cache entries and uncached locks; shared: in active locks */
  uint64_t swresv;          /* swap reserved, bytes */
  SegmentAdvice access;     /* what madvise said; not SEGMENT_ADVICE_FREE */
} SegvnData;

/* Maps SIZE bytes at BASE of AS, both multiples of the page size of code SZC: shared, onto AMP from page
 * AMP_FIRST_PAGE on; or, if AMP is NULL, privately, onto a new map. NULL if the range is not free. */
Segment *segvn_create (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size, unsigned szc,
                       unsigned protection, AnonMap *amp, uint64_t amp_first_page);

/* Makes a shared anon map of NPAGES pages, and reserves swap for them. The map is freed with the last segment
 * that maps it, or by anon_map_free if no segment ever did. */
AnonMap *segvn_amp_new (Vm *vm, uint64_t npages);

/* Joins AFTER to BEFORE if they are private neighbours that are alike and no page of either is locked (§2).
 * Returns whether it did. */
bool segvn_join (Segment *before, Segment *after);

/* Makes the map of a private mapping, which has the only reference to the map. */
AnonMap *segvn_private_map_new (Vm *vm, uint64_t npages);

/* §7 anon_disclaim: of the NPAGES pages of AMP from FIRST on, gives up those that are there, unshared and
 * unlocked. */
void anon_disclaim (Vm *vm, AnonMap *amp, uint64_t first, uint64_t npages);

/* Takes a mapping's reference from MAP, and frees MAP with the last one. No page of MAP may be locked. */
void segvn_map_release (Vm *vm, AnonMap *map);

extern const SegmentDriver segvn_driver;

/* Whether SEGMENT is a segvn one. */
static inline bool segment_is_segvn (const Segment *segment)
{
  return segment->driver == &segvn_driver;
}

/* Locks LEN bytes at ADDR, whole pages of SEGMENT, for a device that will do RW. 0, with LOCK filled in for
 * segvn_pageunlock; else, with nothing locked, EACCES, EFAULT (no page of a private mapping was ever touched,
 * or a page is locked by others or swapped out), ENOMEM, or EAGAIN (the caller has to wait for memory). */
int segvn_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* Announces a segvn_pagelock of LEN bytes at ADDR, whole pages of SEGMENT, for RW (cache_announce). */
void segvn_announce (Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §4: locks LEN bytes at ADDR by page faults, outside the cache; otherwise like segvn_pagelock. */
int segvn_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* Gives the private mapping SEGMENT its anon map, if it has none yet, as its first page fault does. */
void segvn_need_amp (Segment *segment);

/* Writes LEN bytes at ADDR, whole pages of SEGMENT, as the process does: makes pages that are absent, copies
 * pages that are shared copy-on-write. Raises *READY to when the pages read back from swap may be used. 0, or
 * EACCES, or EAGAIN or ENOMEM as anon_fault; an error does not undo what was done before. */
int segvn_write (Segment *segment, uint64_t addr, uint64_t len, sim_time *ready);

/* Unlocks the pages of LOCK after its I/O. */
void segvn_pageunlock (const SegmentLock *lock);

/* Purges the idle entries of SEGMENT from the cache if they hold up an operation on SEGMENT (§2, Purges). */
void segvn_purge (Segment *segment);

/* Sets the protection of SIZE bytes at ADDR, whole pages of the segment's size. EAGAIN while locked (§2). */
int segvn_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection);

/* What a process does with its memory, beside segvn_write: a page that is absent is faulted in. The page is
 * marked referenced, and, by a store, dirty. These pages are tracked (anon_slots.h). */

/* Does a load, or a store if WRITE, at ADDR of SEGMENT; where only loads are allowed, always a load. 0, with
 * *READY raised to when a page that is read back may be used; or EAGAIN or ENOMEM as anon_fault. */
int segvn_touch (Segment *segment, uint64_t addr, bool write, sim_time *ready);

/* Gives up the pages of the LEN bytes at ADDR of SEGMENT, which is private, as unmapping and a new mapping
 * would do; pages that are locked stay. Returns how many pages went, in memory or on swap. */
uint64_t segvn_give_up (Segment *segment, uint64_t addr, uint64_t len);

static inline SegvnData *segvn_data (const Segment *segment)
{
  return segment->data;
}

/* ---- the parts of the driver ---- */

/* The functions that every request calls are inline, so that the range of a hit stays in registers. */

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

/* For segvn_range_allows only: looks at the protection of each page. */
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

/* Returns the 64 KiB blocks that a request touches, as far as they lie in SEGMENT. The blocks are aligned by
 * address in a private mapping, by offset in the anon map in a shared one. */
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

/* For segvn_adjust_range only: the case of large pages, or of pages with protections of their own. */
SegvnRange segvn_adjust_range_slowly (const Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §2, Range: returns the adjusted range of a request of LEN bytes at ADDR in SEGMENT for RW. */
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

/* §2, Tag and key: returns RANGE with the owner and the address that the cache knows it by. */
static inline CacheRange segvn_cache_range (Segment *segment, SegvnRange range)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t place_in_map = range.addr - segment->base + page_ptob (segment->pages, data->amp_first_page);
  return (CacheRange){ .owner = data->shared ? &data->amp->owner : &segment->cached.owner,
                       .addr = data->shared ? place_in_map : range.addr,
                       .len = range.len,
                       .flags = range.flags };
}

/* §2, Lock 3: returns how many bytes from the start of RANGE a later write may use. */
uint64_t segvn_writable_length (const Segment *segment, SegvnRange range);

/* ---- changes of a mapping; ranges are whole pages of the segment's size within it ---- */

/* Whether SIZE (> 0) bytes at ADDR are whole pages of SEGMENT's size within it. */
bool segvn_range_is_whole_pages (const Segment *segment, uint64_t addr, uint64_t size);

/* §2: purges the entries of SEGMENT from the cache before a change of SIZE bytes at ADDR. 0 if no page is
 * locked then; EAGAIN if one is; EINVAL if the bytes are not whole pages of SEGMENT's size. */
int segvn_prepare_change (Segment *segment, uint64_t addr, uint64_t size);

/* Takes SIZE bytes at BASE out of SEGMENT: frees it, shortens it, or cuts it in two. EAGAIN: locked pages. */
int segvn_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused);

/* Gives up the NPAGES pages of the segment of DATA from its page FIRST on, unless other segments map them.
 * None of the pages is locked through the segment. */
void segvn_drop_pages (SegvnData *data, uint64_t first, uint64_t npages);

/* Gives SIZE bytes at ADDR the page size of code SZC; pages in memory stay where they are. EAGAIN while pages
 * are locked (§2); EINVAL if the range is not whole pages of both the old and the new size, or a new page
 * would have several protections. */
int segvn_setpagesize (Segment *segment, uint64_t addr, uint64_t size, unsigned szc);

/* Does madvise. EAGAIN while pages are locked, except for MADV_FREE. */
int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice);

/* segvn_dup.c: makes CHILD, which has no driver yet, the copy of SEGMENT that a forked process gets. ENOMEM,
 * or EAGAIN: the caller has to wait for Vm.pages_wanted free pages. */
int segvn_dup (Segment *segment, Segment *child);

/* Whether a page of RANGE is shared copy-on-write. */
bool segvn_is_shared_cow (const Segment *segment, SegvnRange range);

/* Copies all that is shared copy-on-write in the pages, of the segment's size, that RANGE touches, except
 * what is swapped out: that is copied once it is in memory. 0, or EAGAIN or ENOMEM as anon_fault. */
int segvn_break_out_range (const Segment *segment, SegvnRange range);
