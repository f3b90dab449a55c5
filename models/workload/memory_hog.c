/* memory_hog.c - pages that are taken and given back by hand */
#include "memory_hog.h"

#include <glib.h>

struct MemoryHog {
  const Kernel *kernel;
  PageAllocator *allocator;
  GArray *pages; /* of PageNumber */
};

MemoryHog *memory_hog_new (const Kernel *kernel, PageAllocator *allocator)
{
  MemoryHog *hog = g_new (MemoryHog, 1);
  *hog = (MemoryHog){ .kernel = kernel,
                      .allocator = allocator,
                      .pages = g_array_new (FALSE, FALSE, sizeof (PageNumber)) };
  return hog;
}

void memory_hog_free (MemoryHog *hog)
{
  if (hog) {
    memory_hog_release (hog, UINT64_MAX);
    g_array_free (hog->pages, TRUE);
    g_free (hog);
  }
}

uint64_t memory_hog_consume (MemoryHog *hog, uint64_t pages)
{
  uint64_t taken = 0;
  for (; taken < pages; taken++) {
    PageNumber page = page_create (hog->allocator);
    if (page == PAGE_NONE) {
      break;
    }
    g_array_append_val (hog->pages, page);
  }
  return taken;
}

uint64_t memory_hog_release (MemoryHog *hog, uint64_t pages)
{
  uint64_t given = MIN (pages, hog->pages->len);
  for (uint64_t i = 0; i < given; i++) {
    page_free (hog->allocator, g_array_index (hog->pages, PageNumber, hog->pages->len - 1 - i));
  }
  g_array_set_size (hog->pages, hog->pages->len - (guint)given);
  return given;
}

void memory_hog_set_freemem (MemoryHog *hog, uint64_t freemem)
{
  uint64_t now = hog->kernel->freemem;
  if (now > freemem) {
    memory_hog_consume (hog, now - freemem);
  } else {
    memory_hog_release (hog, freemem - now);
  }
}

uint64_t memory_hog_get_pages (const MemoryHog *hog)
{
  return hog->pages->len;
}
