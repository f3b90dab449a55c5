/* pageout.c - the two hands of the page scanner, and the writes to swap that they start */
#include "pageout.h"

#include "kernel_clock.h"

#include <glib.h>

#define FASTSCAN_MAX_BYTES (UINT64_C (64) << 20)
#define SLOWSCAN_MAX 100

/* A turn gives up after the first hand went round this often with no page freed or written. */
#define PAGEOUT_VAIN_ROUNDS 2

struct PageoutWrite {
  Event done;
  Pageout *pageout;
  PageNumber page;
  PageoutWrite *next_free;
};

/* What a hand met with. */
typedef enum { PAGE_NOT_ELIGIBLE, PAGE_LEFT, PAGE_TAKEN } HandResult;

uint64_t pageout_get_desscan (const Pageout *pageout)
{
  const Kernel *kernel = pageout->kernel;
  uint64_t lotsfree = MAX (kernel->lotsfree, 1);
  uint64_t spare = kernel->freemem - MIN (kernel->needfree, kernel->freemem);
  uint64_t vavail = MIN (spare, lotsfree);
  return (pageout->slowscan * vavail + pageout->fastscan * (lotsfree - vavail)) / lotsfree / SCHEDPAGING_HZ;
}

/* ---- the second hand ---- */

/* Takes PAGE, which is clean and locked exclusively. */
static void pageout_take (Pageout *pageout, PageNumber page, uint64_t *counter)
{
  pageout->owner.take (pageout->owner.user, page);
  *counter += 1;
}

static void pageout_start_write (Pageout *pageout, PageNumber page)
{
  PageoutWrite *write = pageout->free_writes;
  pageout->free_writes = write->next_free;
  pageout->in_flight++;
  pageout->counters.writes_started++;
  write->page = page;
  page_set (pageout->allocator, page, PAGE_DIRTY, false);
  page_set (pageout->allocator, page, PAGE_IO, true);
  event_queue_schedule (pageout->queue, &write->done,
                        swap_device_submit (pageout->device, event_queue_now (pageout->queue)));
}

/* Frees PAGE, or starts its write if it can. PAGE is locked exclusively before, unlocked or free
 * afterwards. */
static HandResult pageout_push (Pageout *pageout, PageNumber page)
{
  PageoutCounters *counters = &pageout->counters;
  if (!page_is (pageout->allocator, page, PAGE_DIRTY)) {
    pageout_take (pageout, page, &counters->freed_clean);
    return PAGE_TAKEN;
  }
  page_unlock (pageout->allocator, page);
  if (!pageout->free_writes) {
    counters->queue_full++;
    return PAGE_LEFT;
  }
  if (!pageout->owner.reserve_swap (pageout->owner.user, page)) {
    counters->swap_full++;
    return PAGE_LEFT;
  }
  pageout_start_write (pageout, page);
  return PAGE_TAKEN;
}

static void pageout_finish_write (Pageout *pageout, PageNumber page)
{
  PageAllocator *allocator = pageout->allocator;
  PageoutCounters *counters = &pageout->counters;
  page_set (allocator, page, PAGE_IO, false);
  if (page_is (allocator, page, PAGE_DIRTY)) {
    counters->kept_dirty++;
  } else if (page_is (allocator, page, PAGE_REFERENCED)) {
    counters->kept_referenced++;
  } else if (!page_trylock_exclusive (allocator, page)) {
    counters->kept_locked++;
  } else {
    pageout_take (pageout, page, &counters->freed_written);
  }
}

static void pageout_written (Event *event)
{
  PageoutWrite *write = event_container (event, PageoutWrite, done);
  Pageout *pageout = write->pageout;
  PageNumber page = write->page;
  write->page = PAGE_NONE;
  write->next_free = pageout->free_writes;
  pageout->free_writes = write;
  pageout->in_flight--;
  pageout->counters.writes_completed++;
  if (page != PAGE_NONE) {
    pageout_finish_write (pageout, page);
  }
}

void pageout_forget (Pageout *pageout, PageNumber page)
{
  for (uint64_t i = 0; i < pageout->n_writes; i++) {
    if (pageout->writes[i].page == page) {
      pageout->writes[i].page = PAGE_NONE;
      page_set (pageout->allocator, page, PAGE_IO, false);
      return;
    }
  }
  g_error ("pageout_forget: page %u is not being written", page);
}

void pageout_init (Pageout *pageout, Kernel *kernel, PageAllocator *allocator, EventQueue *queue,
                   SwapDevice *device, const PageoutOwner *owner, const PageoutTunables *tunables)
{
  *pageout = (Pageout){ .kernel = kernel,
                        .allocator = allocator,
                        .queue = queue,
                        .device = device,
                        .owner = *owner,
                        .n_writes = tunables->queue };
  uint64_t fastscan = MIN (kernel->total_pages / 2, page_btop (&kernel->pages, FASTSCAN_MAX_BYTES));
  pageout->fastscan = tunables->fastscan != 0 ? tunables->fastscan : fastscan;
  pageout->slowscan =
      tunables->slowscan != 0 ? tunables->slowscan : MIN (pageout->fastscan / 10, SLOWSCAN_MAX);
  pageout->handspread = tunables->handspread != 0 ? tunables->handspread : pageout->fastscan;
  pageout->writes = g_new0 (PageoutWrite, tunables->queue);
  for (uint64_t i = tunables->queue; i-- > 0;) {
    PageoutWrite *write = &pageout->writes[i];
    event_init (&write->done, pageout_written, KERNEL_EVENT_PAGEOUT_WRITTEN);
    write->pageout = pageout;
    write->page = PAGE_NONE;
    write->next_free = pageout->free_writes;
    pageout->free_writes = write;
  }
}

void pageout_clear (Pageout *pageout)
{
  for (uint64_t i = 0; i < pageout->n_writes; i++) {
    PageoutWrite *write = &pageout->writes[i];
    if (write->page != PAGE_NONE) {
      page_set (pageout->allocator, write->page, PAGE_IO, false);
    }
    event_queue_withdraw (pageout->queue, &write->done);
  }
  g_clear_pointer (&pageout->writes, g_free);
}

/* ---- the hands ---- */

/* Locks PAGE exclusively if a hand may look at it. */
static bool pageout_lock (Pageout *pageout, PageNumber page)
{
  if (!page_is (pageout->allocator, page, PAGE_IN_USE)
      || !pageout->owner.is_pageable (pageout->owner.user, page)) {
    return false;
  }
  bool locked = page_trylock_exclusive (pageout->allocator, page);
  pageout->counters.skipped_locked += !locked;
  return locked;
}

static HandResult pageout_first_hand (Pageout *pageout, PageNumber page)
{
  if (!pageout_lock (pageout, page)) {
    return PAGE_NOT_ELIGIBLE;
  }
  page_set (pageout->allocator, page, PAGE_REFERENCED, false);
  page_unlock (pageout->allocator, page);
  return PAGE_LEFT;
}

static HandResult pageout_second_hand (Pageout *pageout, PageNumber page)
{
  if (!pageout_lock (pageout, page)) {
    return PAGE_NOT_ELIGIBLE;
  }
  if (page_is (pageout->allocator, page, PAGE_REFERENCED)) {
    page_unlock (pageout->allocator, page);
    return PAGE_LEFT;
  }
  return pageout_push (pageout, page);
}

/* Moves the hands round the pages that were ever used. */
static void pageout_scan (Pageout *pageout)
{
  uint64_t pages = pageout->allocator->n_ever_used;
  if (pages < 2) {
    return;
  }
  uint64_t front = pageout->front % pages;
  uint64_t back = (front + pages - MIN (pageout->handspread, pages - 1)) % pages;
  unsigned vain_rounds = 0;
  uint64_t looks = 0;
  for (uint64_t scanned = 0; scanned < pageout->desscan && looks < PAGEOUT_LOOKS_MAX
                             && kernel_memory_is_low (pageout->kernel) && vain_rounds < PAGEOUT_VAIN_ROUNDS;
       looks++) {
    HandResult first = pageout_first_hand (pageout, (PageNumber)front);
    HandResult second = pageout_second_hand (pageout, (PageNumber)back);
    bool counts = first != PAGE_NOT_ELIGIBLE || second != PAGE_NOT_ELIGIBLE;
    scanned += counts;
    pageout->counters.scanned += counts;
    back = back + 1 == pages ? 0 : back + 1;
    front = front + 1 == pages ? 0 : front + 1;
    vain_rounds = second == PAGE_TAKEN ? 0 : vain_rounds + (front == 0);
  }
  pageout->front = front;
}

void pageout_turn (Pageout *pageout)
{
  pageout->desscan = 0;
  pageout->scan_rate = 0;
  if (kernel_memory_is_low (pageout->kernel)) {
    pageout->counters.turns++;
    pageout->desscan = pageout_get_desscan (pageout);
    pageout->scan_rate = pageout->desscan * SCHEDPAGING_HZ;
    pageout_scan (pageout);
  }
}

/* ---- metrics ---- */

static uint64_t pageout_read_scan_rate (const void *base)
{
  const Pageout *pageout = base;
  return kernel_memory_is_low (pageout->kernel) ? pageout->scan_rate : 0;
}

static const MetricRow pageout_rows[] = {
  METRIC_READ (GAUGE, pageout_read_scan_rate, "scan_rate", "pages/s",
               "pages that pageout means to scan a second; 0: memory is not low"),
  METRIC_ROW (Pageout, GAUGE, in_flight, "pageout.in_flight", "pages",
              "pages that are being written to swap"),
};

METRIC_TABLE_OF (PAGEOUT_METRICS, pageout_rows);
METRIC_TABLE (PAGEOUT_COUNTER_METRICS, PageoutCounters, PAGEOUT_COUNTERS);

static const MetricRow pageout_setup_rows[] = {
  METRIC_ROW (Pageout, GAUGE, fastscan, "fastscan", "pages/s", "pages scanned a second when none is free"),
  METRIC_ROW (Pageout, GAUGE, slowscan, "slowscan", "pages/s", "pages scanned a second at lotsfree"),
  METRIC_ROW (Pageout, GAUGE, handspread, "handspread", "pages", "pages between the scanner's hands"),
};

METRIC_TABLE_OF (PAGEOUT_SETUP_METRICS, pageout_setup_rows);
