/*
 * pageout.h - the page scanner
 *
 * While freemem is below lotsfree + needfree, four times a second, two hands go round the pages (surroundings
 * §5).  The first clears a page's reference.  The second, `handspread` pages behind, takes the page if nobody
 * referenced it since.  A page that cannot be locked exclusively is passed over, so pages locked for I/O
 * stay.  A clean page, whose contents are on swap already, is free at once.  A dirty page is written first,
 * under an I/O lock that does not hinder its users.  After the write it is freed, unless it was dirtied,
 * referenced or locked meanwhile: then it stays, clean unless it was dirtied.
 *
 * The owner (PageoutOwner) knows which process has a page, and takes the page from it.
 */
#pragma once

#include "event_queue.h"
#include "page_allocator.h"
#include "swap_device.h"

/* The kinds of the kernel's events in the run's fingerprint. */
enum { KERNEL_EVENT_PAGEOUT_WRITTEN = 0x102 };

/* The most pages that a turn looks at.  It stands for the kernel's limit on processor time. */
#define PAGEOUT_LOOKS_MAX (UINT64_C (1) << 20)

/* Who the pages belong to. */
typedef struct {
  /* Whether PAGE, which is in use, may be paged out at all. */
  bool (*is_pageable) (void *user, PageNumber page);
  /* Reserves a place on swap for PAGE, which is to be written; false: swap is full. */
  bool (*reserve_swap) (void *user, PageNumber page);
  /* Frees PAGE, which is clean and locked exclusively: its contents are on swap. */
  void (*take) (void *user, PageNumber page);
  void *user;
} PageoutOwner;

/* What a user set; 0: the kernel's rule decides. */
typedef struct {
  uint64_t fastscan;   /* pages a second when nothing is free */
  uint64_t slowscan;   /* pages a second at lotsfree */
  uint64_t handspread; /* pages between the hands */
  uint64_t queue;      /* most writes under way, > 0 */
} PageoutTunables;

/* What the scanner did.  `scanned` leaves out pages that are not eligible. */
#define PAGEOUT_COUNTERS(ROW, of_)                                                                          \
  ROW (of_, COUNTER, scanned, "pageout.scanned", "pages", "pages that the scanner's hands looked at")       \
  ROW (of_, COUNTER, skipped_locked, "pageout.skipped_locked", "pages",                                     \
       "times that a hand passed over a locked page",                                                       \
       .advice = "the cache keeps pages locked: they cannot be paged out until it is purged")               \
  ROW (of_, COUNTER, freed_clean, "pageout.freed_clean", "pages",                                           \
       "pages freed at once, their contents being on swap")                                                 \
  ROW (of_, COUNTER, freed_written, "pageout.freed_written", "pages", "pages freed when they were written") \
  ROW (of_, COUNTER, writes_started, "pageout.writes_started", "pages", "pages given to the swap device")   \
  ROW (of_, COUNTER, writes_completed, "pageout.writes_completed", "pages", "pages that it has written")    \
  ROW (of_, COUNTER, kept_dirty, "pageout.kept_dirty", "pages",                                             \
       "pages written that had been dirtied meanwhile")                                                     \
  ROW (of_, COUNTER, kept_referenced, "pageout.kept_referenced", "pages",                                   \
       "pages written that had been referenced meanwhile")                                                  \
  ROW (of_, COUNTER, kept_locked, "pageout.kept_locked", "pages", "pages written that are locked now")      \
  ROW (of_, COUNTER, queue_full, "pageout.queue_full", "pages",                                             \
       "dirty pages passed over: too many were being written",                                              \
       .advice = "the swap device is the bottleneck")                                                       \
  ROW (of_, COUNTER, swap_full, "pageout.swap_full", "pages", "dirty pages passed over: no room on swap",   \
       .advice = "add swap")

typedef struct {
  uint64_t turns;
  PAGEOUT_COUNTERS (METRIC_MEMBER, _)
} PageoutCounters;

extern const MetricTable PAGEOUT_COUNTER_METRICS;

typedef struct PageoutWrite PageoutWrite;

typedef struct {
  Kernel *kernel;
  PageAllocator *allocator;
  EventQueue *queue;
  SwapDevice *device;
  PageoutOwner owner;
  uint64_t fastscan, slowscan, handspread;
  uint64_t desscan;   /* pages to scan in the present turn */
  uint64_t scan_rate; /* `desscan` as pages a second; 0 when memory is not low */
  uint64_t front;     /* the page under the first hand */
  PageoutWrite *writes;
  PageoutWrite *free_writes;
  uint64_t n_writes;
  uint64_t in_flight;
  PageoutCounters counters;
} Pageout;

extern const MetricTable PAGEOUT_METRICS;
extern const MetricTable PAGEOUT_SETUP_METRICS;

/* Makes PAGEOUT the scanner of ALLOCATOR's pages, which writes to DEVICE. KERNEL, ALLOCATOR, QUEUE and DEVICE
 * must outlive PAGEOUT, which must not be moved. */
void pageout_init (Pageout *pageout, Kernel *kernel, PageAllocator *allocator, EventQueue *queue,
                   SwapDevice *device, const PageoutOwner *owner, const PageoutTunables *tunables);

/* Forgets the writes that are under way. */
void pageout_clear (Pageout *pageout);

/* How many eligible pages one turn looks at, by the kernel's formula, as memory is now. The deficit in it is
 * always 0: nothing here swaps whole processes. */
uint64_t pageout_get_desscan (const Pageout *pageout);

/* One turn of schedpaging: scans if memory is low. */
void pageout_turn (Pageout *pageout);

/* Takes PAGE, which is being written and goes away, out of its write: PAGE loses its I/O lock. */
void pageout_forget (Pageout *pageout, PageNumber page);
