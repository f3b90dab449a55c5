/*
 * anon_map.h - anonymous memory
 *
 * The pages of an object that has no file behind it, by index; a page is there once it was touched.  A private mapping
 * has a map of its own; shared mappings of one object share one, which is then the owner of cached entries.
 */
#ifndef ANON_MAP_H
#define ANON_MAP_H

#include "page_allocator.h"
#include "pcache.h"

typedef struct {
  PcacheOwner owner; /* first */
  uint64_t npages;
  uint32_t *pages;      /* page number + 1; 0: not there */
  uint64_t softlockcnt; /* pages of shared lists that are locked, active or idle in the cache */
  uint64_t references;  /* segments that map it */
  uint64_t swresv;      /* swap reserved by it, bytes */
} AnonMap;

static inline AnonMap *anon_map_of_owner (PcacheOwner *owner)
{
  return (AnonMap *)(void *)((char *)owner - offsetof (AnonMap, owner));
}

/* A map of NPAGES pages, none of which is there, under KADDR. Referenced by nobody. */
AnonMap *anon_map_new (uint64_t kaddr, uint64_t npages);

/* Frees MAP and its pages, which must not be locked. */
void anon_map_free (AnonMap *map, PageAllocator *allocator);

/* The page at INDEX (< npages), made if it is not there: a new page is dirty, since nothing holds its contents yet.
 * PAGE_NONE if there is no free page. */
PageNumber anon_map_get_page (AnonMap *map, PageAllocator *allocator, uint64_t index);

#endif
