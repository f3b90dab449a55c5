/*
 * memory_hog.h - memory taken and given back by hand
 *
 * A hog has pages in use that are never paged out, so that a scenario can make memory short for a time.
 */
#pragma once

#include "page_allocator.h"

#include <glib.h>

typedef struct {
  PageAllocator *allocator;
  GArray *pages; /* of PageNumber: those that it has */
} MemoryHog;

/* Returns a hog that has no pages yet. ALLOCATOR must outlive the hog. */
MemoryHog memory_hog_make (PageAllocator *allocator);

/* Gives all pages back. */
void memory_hog_clear (MemoryHog *hog);

/* Takes PAGES more, or all free ones if there are fewer. */
void memory_hog_consume (MemoryHog *hog, uint64_t pages);

/* Gives PAGES back, or all if it has fewer. */
void memory_hog_release (MemoryHog *hog, uint64_t pages);

/* Takes or gives back pages until freemem is FREEMEM pages, or as near to that as possible. */
void memory_hog_set_freemem (MemoryHog *hog, uint64_t freemem);
