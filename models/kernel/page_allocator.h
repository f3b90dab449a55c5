/*
 * page_allocator.h - the simulated machine's pages
 *
 * A page of the simulated machine is eight bytes here: a link for the free list and a word of state.  It is free or in
 * use; in use it may be dirty or referenced, and locked: shared by any number, or by one exclusively.  Besides, it may
 * have an I/O lock, which keeps only exclusive locks out, while it is written to swap.  freemem is the number of free
 * pages, kept in the Kernel, which tells those who wait for memory when it rises.  Pages that were never used cost no host memory.
 */
#pragma once

#include "kernel.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t PageNumber;

#define PAGE_NONE UINT32_MAX

typedef struct PageAllocator PageAllocator;

/* PAGES (> 0, < PAGE_NONE) free pages, which count as freemem in KERNEL from here on. */
PageAllocator *page_allocator_new (Kernel *kernel, uint64_t pages);
/* The same, with room for ROOM more that page_allocator_grow may add. */
PageAllocator *page_allocator_new_with_room (Kernel *kernel, uint64_t pages, uint64_t room);
void page_allocator_free (PageAllocator *allocator);

/* How many pages there may ever be. */
uint64_t page_allocator_get_capacity (const PageAllocator *allocator);

/* PAGES more free pages, for which there must be room: aborts if not. */
void page_allocator_grow (PageAllocator *allocator, uint64_t pages);

/* All pages below PAGES (at most those there are) count as used from here on; those that never were are free. */
void page_allocator_reach (PageAllocator *allocator, uint64_t pages);

/* Takes this very PAGE, which is free: it is locked exclusively then. */
void page_capture (PageAllocator *allocator, PageNumber page);

/* How many pages there are, free or in use. */
uint64_t page_allocator_get_pages (const PageAllocator *allocator);

/* Pages below this number were used some time, the others never. */
uint64_t page_allocator_get_ever_used (const PageAllocator *allocator);

/* Takes a free page: the one freed last, or else the lowest that was never used. PAGE_NONE if none is free. It is neither
 * dirty, referenced nor locked. */
PageNumber page_create (PageAllocator *allocator);

/* Gives PAGE back; it must be in use and not locked, neither for I/O: aborts if not. */
void page_free (PageAllocator *allocator, PageNumber page);

bool page_is_free (const PageAllocator *allocator, PageNumber page);

/* Locks PAGE shared; false if it is locked exclusively. */
bool page_trylock_shared (PageAllocator *allocator, PageNumber page);
/* Locks PAGE exclusively; false if it is locked in any way, for I/O too. */
bool page_trylock_exclusive (PageAllocator *allocator, PageNumber page);
/* Takes back one lock of PAGE, of either kind; aborts if there is none. */
void page_unlock (PageAllocator *allocator, PageNumber page);

/* How many shared locks PAGE has. */
uint32_t page_get_shared_locks (const PageAllocator *allocator, PageNumber page);
bool page_is_locked_exclusive (const PageAllocator *allocator, PageNumber page);

void page_set_referenced (PageAllocator *allocator, PageNumber page, bool referenced);
bool page_is_referenced (const PageAllocator *allocator, PageNumber page);
void page_set_io (PageAllocator *allocator, PageNumber page, bool io);
bool page_is_io (const PageAllocator *allocator, PageNumber page);
void page_set_dirty (PageAllocator *allocator, PageNumber page, bool dirty);
bool page_is_dirty (const PageAllocator *allocator, PageNumber page);

/* Free pages by counting them one by one, for checking freemem. */
uint64_t page_allocator_count_free (const PageAllocator *allocator);

/* Shared locks of all pages, by counting. */
uint64_t page_allocator_count_shared_locks (const PageAllocator *allocator);
