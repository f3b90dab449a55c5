/*
 * segspt.h - database shared memory: ISM and DISM
 *
 * The driver of shared memory whose translations are shared too (surroundings §3).  All of it is one large buffer to
 * the cache: each attachment of an object has at most one entry, a wired one, over the whole of it, and all entries
 * of an object share one shadow list, which is made for the first of them and goes with the last.  ISM's pages are
 * locked from the first attachment to the last detachment; DISM's come and go by mlock and munlock, which leaves the
 * list out of date: it is given up as soon as no I/O holds it, and meanwhile requests are soft-locked.
 *
 * Memory is counted in small pages, and locked in pages of the object's own size: a large page is in the list of DISM
 * as soon as a part of it is mlocked.
 */
#pragma once

#include "anon_map.h"
#include "kernel_sync.h"
#include "vm.h"

/* Pages of availrmem that the kernel keeps back. */
#define SPT_T_MINARMEM 25

/* How long MADV_FREE waits for a list to go. */
#define SPT_PCACHE_WAIT_SEC 120

typedef struct SptAttachment {
  AnonMap *amp;  /* the object, all of it; whole pages of SZC */
  unsigned szc;  /* page size code */
  bool pageable; /* DISM, else ISM */
} SptAttachment;

/* Attaches WHAT at BASE of AS, a multiple of its page size. If it is attached already, page size and kind are those
 * of then. 0 with *SEGMENT; ENOMEM if the range is not free, or, at the first attachment of ISM, not all pages can be
 * had and locked. */
int segspt_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what, Segment **segment);

extern const SegmentDriver segspt_driver;

static inline bool segment_is_segspt (const Segment *segment)
{
  return segment->driver == &segspt_driver;
}

/* The idle entry of SEGMENT leaves the cache. */
void segspt_purge (Segment *segment);
