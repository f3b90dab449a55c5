/* page_allocator.c - the state of every page, and the list of free ones */
#include "page_allocator.h"

#include "host_memory.h"
#include "memory_waiters.h"

#include <glib.h>

PageAllocator *page_allocator_new (Kernel *kernel, uint64_t pages, uint64_t room)
{
  if (pages == 0 || pages >= PAGE_NONE || room >= PAGE_NONE - pages) {
    g_error ("page_allocator_new: %" G_GUINT64_FORMAT " pages, room for %" G_GUINT64_FORMAT, pages, room);
  }
  PageAllocator *allocator = g_new (PageAllocator, 1);
  *allocator = (PageAllocator){ .kernel = kernel,
                                .pages = host_memory_alloc ((pages + room) * sizeof (Page)),
                                .n_pages = pages,
                                .capacity = pages + room,
                                .first_free = PAGE_NONE };
  kernel->freemem = pages;
  return allocator;
}

void page_allocator_free (PageAllocator *allocator)
{
  if (allocator) {
    host_memory_free (allocator->pages, allocator->capacity * sizeof (Page));
    g_free (allocator);
  }
}

/* Takes the first page off the free list, dropping captured ones before it; PAGE_NONE if there is none. */
static PageNumber page_take_linked (PageAllocator *allocator)
{
  PageNumber page = allocator->first_free;
  while (page != PAGE_NONE) {
    Page *p = &allocator->pages[page];
    allocator->first_free = p->next_free;
    p->state &= ~PAGE_LINKED;
    if (G_LIKELY (!(p->state & PAGE_IN_USE))) {
      break;
    }
    page = allocator->first_free;
  }
  return page;
}

PageNumber page_create (PageAllocator *allocator)
{
  PageNumber page = page_take_linked (allocator);
  if (page == PAGE_NONE) {
    if (allocator->n_ever_used >= allocator->n_pages) {
      return PAGE_NONE;
    }
    page = (PageNumber)allocator->n_ever_used++;
  }
  allocator->pages[page].state = PAGE_IN_USE;
  allocator->kernel->freemem--;
  return page;
}

static G_GNUC_NORETURN G_GNUC_NO_INLINE void page_die (const char *what, PageNumber page, uint32_t state)
{
  g_error ("%s: page %u in state 0x%08x", what, page, state);
}

/* Makes PAGE free, and puts it on the free list unless it stayed there when it was captured. */
static void page_link (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  bool is_linked = p->state & PAGE_LINKED;
  p->state = PAGE_LINKED;
  if (!is_linked) {
    p->next_free = allocator->first_free;
    allocator->first_free = page;
  }
}

static void page_count_free (PageAllocator *allocator, uint64_t pages)
{
  allocator->kernel->freemem += pages;
  if (allocator->kernel->memory_waiters) {
    memory_waiters_notice (allocator->kernel->memory_waiters);
  }
}

void page_free (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  if ((p->state & (PAGE_IN_USE | PAGE_EXCLUSIVE | PAGE_IO | PAGE_LOCKS)) != PAGE_IN_USE) {
    page_die ("page_free", page, p->state);
  }
  page_link (allocator, page);
  page_count_free (allocator, 1);
}

void page_capture (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  if (p->state & PAGE_IN_USE) {
    page_die ("page_capture", page, p->state);
  }
  p->state |= PAGE_IN_USE | PAGE_EXCLUSIVE;
  allocator->kernel->freemem--;
}

void page_allocator_grow (PageAllocator *allocator, uint64_t pages)
{
  if (pages > allocator->capacity - allocator->n_pages) {
    g_error ("page_allocator_grow: no room for %" G_GUINT64_FORMAT " pages", pages);
  }
  allocator->n_pages += pages;
  page_count_free (allocator, pages);
}

void page_allocator_reach (PageAllocator *allocator, uint64_t pages)
{
  while (allocator->n_ever_used < MIN (pages, allocator->n_pages)) {
    page_link (allocator, (PageNumber)allocator->n_ever_used++);
  }
}

bool page_trylock_shared (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  if (G_UNLIKELY (!(p->state & PAGE_IN_USE) || (p->state & PAGE_LOCKS) == PAGE_LOCKS)) {
    page_die ("page_trylock_shared", page, p->state);
  }
  if (p->state & PAGE_EXCLUSIVE) {
    return false;
  }
  p->state++;
  return true;
}

bool page_trylock_exclusive (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  if (!(p->state & PAGE_IN_USE)) {
    page_die ("page_trylock_exclusive", page, p->state);
  }
  if (p->state & (PAGE_EXCLUSIVE | PAGE_IO | PAGE_LOCKS)) {
    return false;
  }
  p->state |= PAGE_EXCLUSIVE;
  return true;
}

void page_unlock (PageAllocator *allocator, PageNumber page)
{
  Page *p = &allocator->pages[page];
  if (p->state & PAGE_EXCLUSIVE) {
    p->state &= ~(uint32_t)PAGE_EXCLUSIVE;
  } else if (G_LIKELY (p->state & PAGE_LOCKS)) {
    p->state--;
  } else {
    page_die ("page_unlock", page, p->state);
  }
}

uint64_t page_allocator_count_free (const PageAllocator *allocator)
{
  uint64_t free_pages = allocator->n_pages - allocator->n_ever_used;
  for (uint64_t i = 0; i < allocator->n_ever_used; i++) {
    free_pages += !page_is (allocator, (PageNumber)i, PAGE_IN_USE);
  }
  return free_pages;
}

uint64_t page_allocator_count_shared_locks (const PageAllocator *allocator)
{
  uint64_t locks = 0;
  for (uint64_t i = 0; i < allocator->n_ever_used; i++) {
    locks += page_get_shared_locks (allocator, (PageNumber)i);
  }
  return locks;
}
