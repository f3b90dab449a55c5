/* kernel_heap.c - slabs, colours and the order in which addresses are used again */
#include "kernel_heap.h"

#include <glib.h>

#define KERNEL_HEAP_BASE UINT64_C (0xfffffe0000000000)
#define KERNEL_HEAP_ALIGN 8U
#define KERNEL_HEAP_OBJECT_MAX 512U
#define SLAB_BOOKKEEPING_BYTES 64U

struct KernelHeapCache {
  KernelHeap *heap;
  uint64_t object_bytes;
  uint64_t next;       /* next object of the present slab */
  uint64_t left;       /* objects left in it */
  uint64_t colour;     /* of the next slab, bytes */
  uint64_t colour_max; /* largest colour: the bytes of a slab that no object needs */
  GArray *released;    /* of uint64_t: addresses, the one released last at the end */
};

void kernel_heap_init (KernelHeap *heap, const PageSizes *pages)
{
  *heap = (KernelHeap){ .slab_bytes = page_bytes (pages, 0), .next_slab = KERNEL_HEAP_BASE };
}

static uint64_t slab_objects (const KernelHeapCache *cache)
{
  return (cache->heap->slab_bytes - SLAB_BOOKKEEPING_BYTES) / cache->object_bytes;
}

KernelHeapCache *kernel_heap_cache_new (KernelHeap *heap, uint64_t bytes)
{
  if (bytes < KERNEL_HEAP_ALIGN || bytes > KERNEL_HEAP_OBJECT_MAX) {
    g_error ("kernel_heap_cache_new: objects of %" G_GUINT64_FORMAT " bytes", bytes);
  }
  KernelHeapCache *cache = g_new0 (KernelHeapCache, 1);
  cache->heap = heap;
  cache->object_bytes = (bytes + KERNEL_HEAP_ALIGN - 1) / KERNEL_HEAP_ALIGN * KERNEL_HEAP_ALIGN;
  cache->colour_max = heap->slab_bytes - SLAB_BOOKKEEPING_BYTES - slab_objects (cache) * cache->object_bytes;
  cache->released = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  return cache;
}

void kernel_heap_cache_free (KernelHeapCache *cache)
{
  if (cache) {
    g_array_free (cache->released, TRUE);
    g_free (cache);
  }
}

static void kernel_heap_new_slab (KernelHeapCache *cache)
{
  cache->next = cache->heap->next_slab + cache->colour;
  cache->left = slab_objects (cache);
  cache->heap->next_slab += cache->heap->slab_bytes;
  cache->colour += KERNEL_HEAP_ALIGN;
  if (cache->colour > cache->colour_max) {
    cache->colour = 0;
  }
}

uint64_t kernel_heap_alloc (KernelHeapCache *cache)
{
  if (cache->released->len > 0) {
    uint64_t address = g_array_index (cache->released, uint64_t, cache->released->len - 1);
    g_array_set_size (cache->released, cache->released->len - 1);
    return address;
  }
  if (cache->left == 0) {
    kernel_heap_new_slab (cache);
  }
  uint64_t address = cache->next;
  cache->next += cache->object_bytes;
  cache->left--;
  return address;
}

void kernel_heap_release (KernelHeapCache *cache, uint64_t address)
{
  g_array_append_val (cache->released, address);
}
