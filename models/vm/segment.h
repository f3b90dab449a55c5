/*
 * segment.h - address spaces and their segments
 *
 * A segment is a range of an address space that one driver (segvn, segspt) looks after (pagelock-cache §10).
 * To the cache it is an owner of entries, under its simulated kernel address. Addresses are in bytes.
 */
#pragma once

#include "cache_telemetry.h"
#include "page_size.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct AddressSpace AddressSpace;
typedef struct Segment Segment;
typedef struct VmWaiter VmWaiter;       /* as_wait.h */
typedef struct SegmentLock SegmentLock; /* vm.h */

/* A process is in one zone, which accounts for the swap that the process's private mappings reserve. */
typedef struct {
  const char *name;
  uint64_t swresv; /* reserved by the segments of its processes, bytes */
} Zone;

/* The advice that madvise gives. */
typedef enum {
  SEGMENT_ADVICE_ACCESS_DEFAULT,
  SEGMENT_ADVICE_ACCESS_LWP,
  SEGMENT_ADVICE_ACCESS_MANY,
  SEGMENT_ADVICE_FREE
} SegmentAdvice;

/* What can be changed in a part of a segment. */
typedef enum {
  SEGMENT_CHANGE_PROTECTION, /* to a set of Protection bits */
  SEGMENT_CHANGE_PAGE_SIZE,  /* to a page size code */
  SEGMENT_CHANGE_ADVICE,     /* madvise, with a SegmentAdvice */
  SEGMENT_CHANGE_MLOCK,      /* mlock (1) or munlock (0); ENOMEM: there is not enough memory for it */
  SEGMENT_CHANGE_UNMAP,      /* removes the part; the value is 0 */
  SEGMENT_CHANGES
} SegmentChangeKind;

/* Changes SIZE bytes at ADDR of SEGMENT to VALUE. */
typedef int (*SegmentChange) (Segment *segment, uint64_t addr, uint64_t size, unsigned value);

/* What a kind of segment does. An operation returns 0 or an errno value: EAGAIN if pages are locked. */
typedef struct {
  const char *name;
  /* fork: makes CHILD, which has SEGMENT's place in another address space and no driver, a copy of SEGMENT;
   * on failure CHILD stays as it is. NULL: fork gives ENOTSUP. */
  int (*dup) (Segment *segment, Segment *child);
  /* By SegmentChangeKind; NULL: the change gives ENOTSUP. */
  SegmentChange changes[SEGMENT_CHANGES];
  /* Frees the driver's data of SEGMENT. */
  void (*free) (Segment *segment);
  /* Whether the process may move to another zone with SEGMENT; NULL: yes. */
  bool (*can_change_zones) (const Segment *segment);
  /* Swap reserved by SEGMENT alone, in bytes; NULL: none. */
  uint64_t (*swresv) (const Segment *segment);
  /* Lock LEN bytes at ADDR, whole pages of SEGMENT, for a device that will do RW: pagelock through the cache,
   * softlock by page faults, outside the cache. Return 0, with LOCK filled in for pageunlock; else, with
   * nothing locked, EACCES, ENOMEM, EFAULT (a page is not available) or ENOTSUP (the driver refuses). After
   * EFAULT or ENOTSUP from pagelock, softlock may still succeed. */
  int (*pagelock) (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);
  int (*softlock) (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);
  /* Unlocks LOCK, of pagelock or softlock, after its I/O. */
  void (*pageunlock) (const SegmentLock *lock);
} SegmentDriver;

struct Segment {
  CacheSeg cached; /* first: the owner of entries */
  AddressSpace *as;
  const PageSizes *pages; /* the machine's */
  uint64_t base;
  uint64_t size;
  const SegmentDriver *driver;
  void *data;           /* the driver's */
  Segment *prev, *next; /* of its address space, by address */
};

struct AddressSpace {
  uint64_t limit; /* user addresses are below it; 0: a kernel address space, without limit */
  Segment *first;
  VmWaiter *waiters;       /* operations that wait for an unlock, in order */
  uint64_t held_until;     /* ns: until then a fork copies its pages, and no page is locked for I/O */
  uint64_t async_reclaims; /* asynchronous reclaims of its segments' pages so far */
  Zone *zone;              /* the zone that its process is in; NULL: none */
  uint64_t zone_swresv;    /* what the zone has accounted for it, bytes */
  bool exiting;            /* its process ends: no I/O starts any more */
  uint32_t process;        /* the number of its process or of an ancestor; the maker sets it */
};

static inline uint64_t segment_end (const Segment *segment)
{
  return segment->base + segment->size;
}

/* Returns the number of base pages in SEGMENT. */
static inline uint64_t seg_pages (const Segment *segment)
{
  return page_btop (segment->pages, segment->size);
}

/* Returns the index, in SEGMENT, of the base page that ADDR is in. */
static inline uint64_t seg_page (const Segment *segment, uint64_t addr)
{
  return page_btop (segment->pages, addr - segment->base);
}

/* Returns the bytes in a page of SEGMENT's own page size. */
static inline uint64_t seg_page_bytes (const Segment *segment)
{
  return page_bytes (segment->pages, segment->cached.s_szc);
}

/* Returns the segment that OWNER is embedded in; OWNER must be a segment's. */
static inline Segment *segment_of_owner (CacheOwner *owner)
{
  return (Segment *)(void *)((char *)owner - offsetof (Segment, cached.owner));
}

/* §10 seg_alloc: makes a segment at simulated kernel address KADDR over the base pages, of PAGES, that BASE
 * to BASE + SIZE touch, with page size code 0 and no driver. NULL if there are no such pages, or they reach
 * the top of all addresses, wrap, are not below AS's limit or overlap a segment. seg_free frees it. */
Segment *seg_alloc (AddressSpace *as, const PageSizes *pages, uint64_t kaddr, uint64_t base, uint64_t size);

/* §10 seg_attach: adds SEGMENT, with base and size set, to AS; -1 if it overlaps another. */
int seg_attach (AddressSpace *as, Segment *segment);

/* §10 seg_unmap: the driver unmaps the whole segment; 0 or an errno value. */
int seg_unmap (Segment *segment);

/* §10 seg_free: takes SEGMENT, which has no entries, from its address space and frees it with its data. */
void seg_free (Segment *segment);

/* §10 */
bool seg_can_change_zones (const Segment *segment);
uint64_t seg_swresv (const Segment *segment);
int seg_inherit_notsup (Segment *segment, unsigned what);

/* Brings the zone's account of AS up to the swap that the segments of AS reserve. */
void as_settle_zone (AddressSpace *as);

/* Returns the first segment of AS that ends above ADDR, or NULL. */
static inline Segment *as_first_from (const AddressSpace *as, uint64_t addr)
{
  Segment *segment = as->first;
  while (segment && segment_end (segment) <= addr) {
    segment = segment->next;
  }
  return segment;
}

/* Returns the segment of AS that ADDR is in, or NULL. */
static inline Segment *as_segat (const AddressSpace *as, uint64_t addr)
{
  Segment *segment = as_first_from (as, addr);
  return segment && segment->base <= addr ? segment : NULL;
}
