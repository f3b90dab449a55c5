/*
 * segvn.h - ordinary memory
 *
 * The driver of private and shared anonymous mappings, and the cache's main caller (surroundings §2).  It asks the cache
 * for an adjusted range: widened to large pages, or, from 64 KiB on, to 64 KiB boundaries, so that neighbouring requests
 * meet in one entry.  A private mapping's entries belong to the segment and are named by address; those of a shared one
 * belong to the anon map and are named by offset in it, so processes that share a map share its entries.
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

/* A shared anon map of NPAGES pages, which reserves swap for them; freed with the last segment that maps it, or by
 * anon_map_free if none ever did. */
AnonMap *segvn_amp_new (Vm *vm, uint64_t npages);

/* BEFORE and AFTER become one, BEFORE, if they are private neighbours that are alike and no page of either is locked
 * (§2). */
bool segvn_join (Segment *before, Segment *after);

/* A map for a private mapping, which has the one reference to it. */
AnonMap *segvn_private_map_new (Vm *vm, uint64_t npages);

/* §7 anon_disclaim: gives up NPAGES pages of AMP from FIRST on, but for those that others have, that are locked or
 * that are not there. */
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
 * segvn_pageunlock; else EACCES, EFAULT (nothing of a private mapping was ever touched, a page is locked by others or
 * swapped out), ENOMEM, or EAGAIN (memory has to come first), with nothing locked. */
int segvn_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* Tells the cache ahead of a segvn_pagelock of LEN bytes at ADDR, whole pages of SEGMENT, for RW (cache_announce). */
void segvn_announce (Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* §4: locks LEN bytes at ADDR by faulting them in, outside the cache; as segvn_pagelock otherwise. */
int segvn_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* A private mapping gets its anon map, if it has none yet, as the first fault in it does. */
void segvn_need_amp (Segment *segment);

/* The process writes LEN bytes at ADDR, whole pages of SEGMENT: makes what is not there, and copies what is shared
 * copy-on-write. *READY is raised to when what had to be read back from swap is there. EACCES, or EAGAIN or ENOMEM as
 * anon_fault; what was done stays. */
int segvn_write (Segment *segment, uint64_t addr, uint64_t len, sim_time *ready);

/* The I/O of LOCK is over. */
void segvn_pageunlock (const SegmentLock *lock);

/* Everything idle of SEGMENT leaves the cache if it holds up an operation on SEGMENT (§2, Purges). */
void segvn_purge (Segment *segment);

/* Sets the protection of SIZE bytes at ADDR, whole pages of the segment's size. EAGAIN while they are locked (§2). */
int segvn_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection);

/* What a process does with its memory, beside segvn_write: a page that is not there is faulted in, and it is marked
 * referenced, and dirty by a store. These pages are tracked, so that those in memory can be told at any time. */

/* A load, or a store if WRITE, at ADDR of SEGMENT; a store where only loads are allowed is a load. 0, with *READY
 * raised to when the page may be used if it has to be read back; EAGAIN or ENOMEM as anon_fault, with nothing done. */
int segvn_touch (Segment *segment, uint64_t addr, bool write, sim_time *ready);

/* The process gives up what is in the LEN bytes at ADDR of SEGMENT, which is private, as by unmapping and mapping it
 * anew; pages that are locked stay. Gives how many pages went, in memory or on swap. */
uint64_t segvn_give_up (Segment *segment, uint64_t addr, uint64_t len);

static inline SegvnData *segvn_data (const Segment *segment)
{
  return segment->data;
}
