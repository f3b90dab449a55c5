/* memory_hog.c - pages that are taken and given back by hand */
#include "memory_hog.h"

MemoryHog memory_hog_make (PageAllocator *allocator)
{
  return (MemoryHog){ .allocator = allocator, .pages = g_array_new (FALSE, FALSE, sizeof (PageNumber)) };
}

void memory_hog_clear (MemoryHog *hog)
{
  memory_hog_release (hog, UINT64_MAX);
  g_array_free (hog->pages, TRUE);
}

void memory_hog_consume (MemoryHog *hog, uint64_t pages)
{
  PageNumber page;
  for (; pages > 0 && (page = page_create (hog->allocator)) != PAGE_NONE; pages--) {
    g_array_append_val (hog->pages, page);
  }
}

void memory_hog_release (MemoryHog *hog, uint64_t pages)
{
  for (; pages > 0 && hog->pages->len > 0; pages--) {
    page_free (hog->allocator, g_array_index (hog->pages, PageNumber, hog->pages->len - 1));
    g_array_set_size (hog->pages, hog->pages->len - 1);
  }
}

void memory_hog_set_freemem (MemoryHog *hog, uint64_t freemem)
{
  uint64_t now = hog->allocator->kernel->freemem;
  if (now > freemem) {
    memory_hog_consume (hog, now - freemem);
  } else {
    memory_hog_release (hog, freemem - now);
  }
}
