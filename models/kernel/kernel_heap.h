/*
 * kernel_heap.h - simulated kernel addresses
 *
 * The cache hashes the addresses of segments and anon maps, so where these lie decides which chains they
 * share.  A heap cache gives addresses as the kernel's slab allocator does.  A slab is one page, taken from
 * one rising arena that all caches of a machine share.  Objects are packed from the slab's start, shifted by
 * its colour, to the bookkeeping at its end.  The object freed last is given out first.  No memory is behind
 * the addresses.
 */
#pragma once

#include "page_size.h"

/* The sizes of these objects in the kernel, in bytes. */
#define KERNEL_HEAP_SEG_BYTES 96
#define KERNEL_HEAP_ANON_MAP_BYTES 120

typedef struct {
  uint64_t slab_bytes; /* a base page of the machine */
  uint64_t next_slab;  /* address of the next slab */
} KernelHeap;

typedef struct KernelHeapCache KernelHeapCache;

/* Starts the arena of a machine with page sizes PAGES, at the address where a 64-bit kernel's heap begins. */
void kernel_heap_init (KernelHeap *heap, const PageSizes *pages);

/* Makes a cache of objects of BYTES (8 to 512, rounded up to 8) in HEAP, which must outlive the cache. */
KernelHeapCache *kernel_heap_cache_new (KernelHeap *heap, uint64_t bytes);
void kernel_heap_cache_free (KernelHeapCache *cache);

/* Returns the address of a new object. */
uint64_t kernel_heap_alloc (KernelHeapCache *cache);

/* Frees the object at ADDRESS, which came from CACHE. */
void kernel_heap_release (KernelHeapCache *cache, uint64_t address);
