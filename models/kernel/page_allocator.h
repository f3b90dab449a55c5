/*
 * page_allocator.h - the simulated machine's pages
 *
 * A page of the simulated machine is eight bytes here: a link for the free list and a word of state.  It is
 * free or in use; in use it may be dirty or referenced, and locked: shared by any number, or by one
 * exclusively.  Besides, it may have an I/O lock, which keeps only exclusive locks out, while it is written
 * to swap.  freemem is the number of free pages, kept in the Kernel, which tells those who wait for memory
 * when it rises.  Pages that were never used cost no host memory.
 */
#pragma once

#include "kernel.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t PageNumber;

#define PAGE_NONE UINT32_MAX

/* What the state of a page is made of. */
#define PAGE_IN_USE (UINT32_C (1) << 31)
#define PAGE_EXCLUSIVE (UINT32_C (1) << 30)
#define PAGE_DIRTY (UINT32_C (1) << 29)
#define PAGE_REFERENCED (UINT32_C (1) << 28)
#define PAGE_IO (UINT32_C (1) << 27)
#define PAGE_LINKED (UINT32_C (1) << 26) /* on the free list, on which a page stays when it is captured */
#define PAGE_LOCKS (PAGE_LINKED - 1)     /* how many shared locks */

/* All zeroes: a free page that was never used. */
typedef struct {
  PageNumber next_free; /* of a page that was used and freed */
  uint32_t state;
} Page;

/* To be read only, but for the flags that page_set sets. */
typedef struct {
  Kernel *kernel;
  Page *pages;
  uint64_t n_pages;     /* free or in use */
  uint64_t capacity;    /* how many there may ever be */
  uint64_t n_ever_used; /* pages below this number were used some time, the others never */
  PageNumber first_free;
} PageAllocator;

/* PAGES (> 0, < PAGE_NONE) free pages, which count as freemem in KERNEL from here on, with room for ROOM more
 * that page_allocator_grow may add. */
PageAllocator *page_allocator_new (Kernel *kernel, uint64_t pages, uint64_t room);
void page_allocator_free (PageAllocator *allocator);

/* PAGES more free pages, for which there must be room: aborts if not. */
void page_allocator_grow (PageAllocator *allocator, uint64_t pages);

/* All pages below PAGES (at most those there are) count as used from here on; those that never were are
 * free. */
void page_allocator_reach (PageAllocator *allocator, uint64_t pages);

/* Takes this very PAGE, which is free: it is locked exclusively then. */
void page_capture (PageAllocator *allocator, PageNumber page);

/* Takes a free page: the one freed last, or else the lowest that was never used. PAGE_NONE if none is free.
 * It is neither dirty, referenced nor locked. */
PageNumber page_create (PageAllocator *allocator);

/* Gives PAGE back; it must be in use and not locked, neither for I/O: aborts if not. */
void page_free (PageAllocator *allocator, PageNumber page);

/* Locks PAGE shared; false if it is locked exclusively. */
bool page_trylock_shared (PageAllocator *allocator, PageNumber page);
/* Locks PAGE exclusively; false if it is locked in any way, for I/O too. */
bool page_trylock_exclusive (PageAllocator *allocator, PageNumber page);
/* Takes back one lock of PAGE, of either kind; aborts if there is none. */
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

/* Free pages by counting them one by one, for checking freemem. */
uint64_t page_allocator_count_free (const PageAllocator *allocator);

/* Shared locks of all pages, by counting. */
uint64_t page_allocator_count_shared_locks (const PageAllocator *allocator);
