/*
 * page_allocator.h - the simulated machine's pages
 *
 * A page of the simulated machine is eight bytes here: a link for the free list and a word of state.  A page
 * is free or in use.  A page in use may be dirty or referenced, and locked: shared by any number of holders,
 * or by one exclusively.  While it is written to swap it has an I/O lock besides, which keeps only exclusive
 * locks out.  The Kernel's freemem is the number of free pages; when it rises, those who wait for memory are
 * told.  Pages that were never used cost no host memory.
 */
#pragma once

#include "kernel.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t PageNumber;

#define PAGE_NONE UINT32_MAX

/* The bits of a page's state. */
#define PAGE_IN_USE (UINT32_C (1) << 31)
#define PAGE_EXCLUSIVE (UINT32_C (1) << 30)
#define PAGE_DIRTY (UINT32_C (1) << 29)
#define PAGE_REFERENCED (UINT32_C (1) << 28)
#define PAGE_IO (UINT32_C (1) << 27)
#define PAGE_LINKED (UINT32_C (1) << 26) /* on the free list, where even a captured page stays */
#define PAGE_LOCKS (PAGE_LINKED - 1)     /* how many shared locks */

/* All zeroes: a free page that was never used. */
typedef struct {
  PageNumber next_free; /* of a page that was used and freed */
  uint32_t state;
} Page;

/* Other code only reads it, and sets flags by page_set. */
typedef struct {
  Kernel *kernel;
  Page *pages;
  uint64_t n_pages;     /* free or in use */
  uint64_t capacity;    /* how many there may ever be */
  uint64_t n_ever_used; /* pages below this number were used some time, the others never */
  PageNumber first_free;
} PageAllocator;

/* Makes PAGES (> 0, < PAGE_NONE) free pages, which KERNEL's freemem counts from here on, with room for ROOM
 * more, which page_allocator_grow may add. */
PageAllocator *page_allocator_new (Kernel *kernel, uint64_t pages, uint64_t room);
void page_allocator_free (PageAllocator *allocator);

/* Adds PAGES free pages; aborts if there is no room for them. */
void page_allocator_grow (PageAllocator *allocator, uint64_t pages);

/* Counts all pages below PAGES (at most those that exist) as used once; new ones go onto the free list. */
void page_allocator_reach (PageAllocator *allocator, uint64_t pages);

/* Takes PAGE itself, which must be free, and locks it exclusively. */
void page_capture (PageAllocator *allocator, PageNumber page);

/* Takes a free page: the one freed last, or else the lowest that was never used. The page is clean, not
 * referenced and not locked. Returns PAGE_NONE if no page is free. */
PageNumber page_create (PageAllocator *allocator);

/* Frees PAGE; aborts unless it is in use and has no lock of any kind. */
void page_free (PageAllocator *allocator, PageNumber page);

/* Locks PAGE shared; false if it is locked exclusively. */
bool page_trylock_shared (PageAllocator *allocator, PageNumber page);
/* Locks PAGE exclusively; false if it has any lock, an I/O lock included. */
bool page_trylock_exclusive (PageAllocator *allocator, PageNumber page);
/* Releases one lock of PAGE, shared or exclusive; aborts if there is none. */
void page_unlock (PageAllocator *allocator, PageNumber page);

/* How many shared locks PAGE has. */
static inline uint32_t page_get_shared_locks (const PageAllocator *allocator, PageNumber page)
{
  return allocator->pages[page].state & PAGE_LOCKS;
}

/* Whether PAGE has FLAG. */
static inline bool page_is (const PageAllocator *allocator, PageNumber page, uint32_t flag)
{
  return allocator->pages[page].state & flag;
}

/* Sets or clears FLAG of PAGE: PAGE_DIRTY, PAGE_REFERENCED or PAGE_IO. */
static inline void page_set (PageAllocator *allocator, PageNumber page, uint32_t flag, bool on)
{
  uint32_t *state = &allocator->pages[page].state;
  *state = on ? *state | flag : *state & ~flag;
}

/* Counts the free pages one by one, to check freemem. */
uint64_t page_allocator_count_free (const PageAllocator *allocator);

/* Counts the shared locks of all pages. */
uint64_t page_allocator_count_shared_locks (const PageAllocator *allocator);
