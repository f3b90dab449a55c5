/*
 * segvn.h - ordinary memory
 *
 * The driver of private and shared anonymous mappings, and the cache's main caller (surroundings §2). It asks
 * the cache for an adjusted range: widened to large pages, or, from 64 KiB on, to 64 KiB boundaries, so that
 * neighbouring requests meet in one entry. A private mapping's entries belong to the segment and are named by
 * address; those of a shared one belong to the anon map, are named by offset, and are shared with it.
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
  AnonMap *amp;            /* of a private mapping NULL until something was touched */
  uint64_t amp_first_page; /* page of the map at which the segment begins */
  bool shared;
  uint8_t protection;       /* Protection bits of the whole segment, unless there are */
  uint8_t *page_protection; /* bits for each page; NULL: all alike */
  uint64_t softlockcnt; /* pages: private, those in cache entries and uncached locks; shared, active locks */
  uint64_t swresv;      /* swap reserved, bytes */
  SegmentAdvice access; /* what madvise said; not SEGMENT_ADVICE_FREE */
} SegvnData;

/* A mapping of SIZE bytes at BASE of AS, both multiples of the pages of code SZC, onto AMP from its page
 * AMP_FIRST_PAGE on (SHARED), or onto a map of its own (AMP is NULL then). NULL if the range is not free. */
Segment *segvn_create (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size, unsigned szc,
                       unsigned protection, AnonMap *amp, uint64_t amp_first_page);

/* A shared anon map of NPAGES pages, which reserves swap for them; freed with the last segment that maps it,
 * or by anon_map_free if none ever did. */
AnonMap *segvn_amp_new (Vm *vm, uint64_t npages);

/* BEFORE takes in AFTER if they are private neighbours that are alike and no page of either is locked
 * (§2). */
bool segvn_join (Segment *before, Segment *after);

/* A map for a private mapping, which has the one reference to it. */
AnonMap *segvn_private_map_new (Vm *vm, uint64_t npages);

/* §7 anon_disclaim: gives up those of NPAGES pages of AMP from FIRST on that are there, unshared and
 * unlocked. */
void anon_disclaim (Vm *vm, AnonMap *amp, uint64_t first, uint64_t npages);

/* A mapping gives up its reference to MAP; at the last one it goes. None of its pages is locked. */
void segvn_map_release (Vm *vm, AnonMap *map);

extern const SegmentDriver segvn_driver;

/* Whether SEGMENT is a segvn one. */
static inline bool segment_is_segvn (const Segment *segment)
{
  return segment->driver == &segvn_driver;
}

/* Locks LEN bytes at ADDR, whole pages of SEGMENT, for a device that will do RW. 0, with LOCK filled in for
 * segvn_pageunlock; else EACCES, EFAULT (nothing of a private mapping was ever touched, a page is locked by
 * others or swapped out), ENOMEM, or EAGAIN (memory has to come first), with nothing locked. */
int segvn_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* Announces a segvn_pagelock of LEN bytes at ADDR, whole pages of SEGMENT, for RW (cache_announce). */
void segvn_announce (Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §4: locks LEN bytes at ADDR by faulting them in, outside the cache; as segvn_pagelock otherwise. */
int segvn_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* A private mapping gets its anon map, if it has none yet, as the first fault in it does. */
void segvn_need_amp (Segment *segment);

/* The process writes LEN bytes at ADDR, whole pages of SEGMENT: makes what is not there, and copies what is
 * shared copy-on-write. *READY is raised to when what had to be read back from swap is there. EACCES, or
 * EAGAIN or ENOMEM as anon_fault; what was done stays. */
int segvn_write (Segment *segment, uint64_t addr, uint64_t len, sim_time *ready);

/* The I/O of LOCK is over. */
void segvn_pageunlock (const SegmentLock *lock);

/* Everything idle of SEGMENT leaves the cache if it holds up an operation on SEGMENT (§2, Purges). */
void segvn_purge (Segment *segment);

/* Sets the protection of SIZE bytes at ADDR, whole pages of the segment's size. EAGAIN: locked (§2). */
int segvn_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection);

/* What a process does with its memory, beside segvn_write: a page that is not there is faulted in, and it is
 * marked referenced, and dirty by a store. These pages are tracked. */

/* A load, or a store if WRITE, at ADDR of SEGMENT; a store where only loads are allowed is a load. 0, with
 * *READY raised to when the page may be used if it has to be read back; EAGAIN or ENOMEM as anon_fault. */
int segvn_touch (Segment *segment, uint64_t addr, bool write, sim_time *ready);

/* The process gives up what is in the LEN bytes at ADDR of SEGMENT, which is private, as by unmapping and
 * mapping it anew; pages that are locked stay. Gives how many pages went, in memory or on swap. */
uint64_t segvn_give_up (Segment *segment, uint64_t addr, uint64_t len);

static inline SegvnData *segvn_data (const Segment *segment)
{
  return segment->data;
}

/* ---- the parts of the driver ---- */

/* What every request goes through is inline, so that the range of a hit stays in registers. */

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

/* The 64 KiB blocks that a request touches, as far as they lie in SEGMENT: their boundaries are those of the
 * address in a private mapping, of the place in the map in a shared one. */
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

/* §2: before SIZE bytes at ADDR are changed: purges what the cache has of SEGMENT. 0 if no page is locked
 * then; EAGAIN, or EINVAL if they are not such pages. */
int segvn_prepare_change (Segment *segment, uint64_t addr, uint64_t size);

/* Takes SIZE bytes at BASE out of SEGMENT, which is gone if that is all, or cut in two. EAGAIN. */
int segvn_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused);

/* The NPAGES pages of the segment of DATA from its page FIRST on are given up, unless others map them too.
 * None is locked through the segment. */
void segvn_drop_pages (SegvnData *data, uint64_t first, uint64_t npages);

/* SIZE bytes at ADDR have pages of code SZC from now on; what is in memory stays where it is. EAGAIN while
 * pages are locked (§2); EINVAL if it is not whole pages of both sizes, or one would have several
 * protections. */
int segvn_setpagesize (Segment *segment, uint64_t addr, uint64_t size, unsigned szc);

/* madvise. EAGAIN while pages are locked, but for MADV_FREE. */
int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice);

/* segvn_dup.c: CHILD, without driver as yet, becomes the copy of SEGMENT that a forked process gets. ENOMEM,
 * or EAGAIN: memory for Vm.pages_wanted has to come first. */
int segvn_dup (Segment *segment, Segment *child);

/* Whether a page of RANGE is shared copy-on-write. */
bool segvn_is_shared_cow (const Segment *segment, SegvnRange range);

/* Copies all that is shared copy-on-write in the pages, of the segment's size, that RANGE touches; what is
 * swapped out waits until it is in memory. 0, or EAGAIN or ENOMEM as anon_fault. */
int segvn_break_out_range (const Segment *segment, SegvnRange range);
