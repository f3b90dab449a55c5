/*
 * memory_hog.h - memory taken and given back by hand
 *
 * Pages that are in use and are never paged out, so that a scenario can make memory short and give it back.
 */
#pragma once

#include "page_allocator.h"

#include <glib.h>

typedef struct {
  PageAllocator *allocator;
  GArray *pages; /* of PageNumber: those that it has */
} MemoryHog;

/* Has nothing yet. ALLOCATOR must outlive it. */
MemoryHog memory_hog_make (PageAllocator *allocator);

/* Gives everything back. */
void memory_hog_clear (MemoryHog *hog);

/* Takes PAGES more, or as many as there are. */
void memory_hog_consume (MemoryHog *hog, uint64_t pages);

/* Gives PAGES back, or all that it has. */
void memory_hog_release (MemoryHog *hog, uint64_t pages);

/* Takes or gives back until freemem is FREEMEM pages, or as near to it as can be. */
void memory_hog_set_freemem (MemoryHog *hog, uint64_t freemem);
