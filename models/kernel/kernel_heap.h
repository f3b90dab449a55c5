/*
 * kernel_heap.h - simulated kernel addresses
 *
 * The cache hashes the addresses of segments and anon maps, so where these lie decides which chains they
 * share.  A heap cache gives addresses as the kernel's slab allocator does: slabs of one page, taken from one
 * rising arena that all caches of a machine share, objects packed from the slab's start to its bookkeeping at
 * the end, each slab shifted by a colour; an object freed last is given out first.  There is no memory behind
 * them.
 */
#pragma once

#include "page_size.h"

/* The kernel's sizes, in bytes. */
#define KERNEL_HEAP_SEG_BYTES 96
#define KERNEL_HEAP_ANON_MAP_BYTES 120

typedef struct {
  uint64_t slab_bytes; /* a base page of the machine */
  uint64_t next_slab;  /* address of the next slab */
} KernelHeap;

typedef struct KernelHeapCache KernelHeapCache;

/* The arena, of a machine with page sizes PAGES, begins at the address where a 64-bit kernel's heap does. */
void kernel_heap_init (KernelHeap *heap, const PageSizes *pages);

/* A cache of objects of BYTES (8 to 512, rounded up to 8) in HEAP, which must outlive it. */
KernelHeapCache *kernel_heap_cache_new (KernelHeap *heap, uint64_t bytes);
void kernel_heap_cache_free (KernelHeapCache *cache);

/* The address of a new object. */
uint64_t kernel_heap_alloc (KernelHeapCache *cache);

/* The object at ADDRESS, which came from CACHE, is no more. */
void kernel_heap_release (KernelHeapCache *cache, uint64_t address);
