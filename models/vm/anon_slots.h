/*
 * anon_slots.h - where anonymous memory is
 *
 * What the kernel calls an anon: one page's worth of anonymous memory, which an index of an anon map leads
 * to. Its contents are in a page, or swapped out. Several maps may hold one slot, each with a reference,
 * after a fork: then the contents are copied before one of them writes. From a page there is a way back to
 * its slot, so that pageout can take the page away. A slot costs 8 bytes, the way back 4 a page.
 */
#pragma once

#include "page_allocator.h"
#include "pageout.h"

/* The number of a slot. */
typedef uint32_t AnonSlot;

#define ANON_SLOT_NONE 0

typedef struct {
  uint32_t page; /* PAGE_NONE: swapped out; of a free slot the next one */
  uint32_t references : 30;
  bool on_swap : 1; /* has a place on swap */
  bool tracked : 1; /* counts among the tracked slots while it is in memory */
} AnonSlotRecord;

/* The slots of one machine. */
typedef struct {
  PageAllocator *allocator;
  AnonSlotRecord *records;
  uint64_t n_records;
  uint64_t n_ever_used; /* slots from here on were never used */
  AnonSlot first_free;
  AnonSlot *of_page;        /* by page number */
  uint64_t n_used;          /* slots that are referenced */
  uint64_t n_swapped;       /* of these, swapped out */
  uint64_t n_on_swap;       /* of these, that have a place on swap, whether in memory or not */
  uint64_t n_tracked;       /* tracked slots that are in memory */
  uint64_t swap_pages;      /* places on swap */
  uint64_t limit;           /* most slots that there may be, as far as it is asked for */
  Pageout *pageout;         /* that takes their pages; may be NULL */
  uint64_t n_shared_breaks; /* copies that were made of shared slots */
} AnonSlots;

extern const MetricTable ANON_METRICS;

/* No slots yet, for the pages of ALLOCATOR, which must outlive them. */
void anon_slots_init (AnonSlots *slots, PageAllocator *allocator);
void anon_slots_clear (AnonSlots *slots);

/* A slot with one reference whose contents are in PAGE, just created, and dirty from here on. */
AnonSlot anon_slot_new (AnonSlots *slots, PageNumber page);

/* One more map holds SLOT. */
void anon_slot_share (AnonSlots *slots, AnonSlot slot);

/* A map gives up SLOT. At the last reference it goes, and its page is free; that must not be locked then:
 * aborts if it is; a write to swap does not matter. */
void anon_slot_drop (AnonSlots *slots, AnonSlot slot);

/* Pageout takes PAGE, which has a slot, is not dirty and not locked but exclusively by the caller: its
 * contents are swapped out from here on, the page is free. */
void anon_slot_swap_out (AnonSlots *slots, PageNumber page);

/* The contents of PAGE, which has a slot and is locked exclusively by the caller, go to TO, which was just
 * created, with what is known of them; PAGE belongs to no slot then, and stays locked. */
void anon_slot_move (AnonSlots *slots, PageNumber page, PageNumber to);

/* The contents of SLOT, which is swapped out, are in PAGE again, which was just created; it is not dirty. */
void anon_slot_swap_in (AnonSlots *slots, AnonSlot slot, PageNumber page);

/* SLOT, which is in memory, is one of those that are tracked from now on. */
static inline void anon_slot_track (AnonSlots *slots, AnonSlot slot)
{
  AnonSlotRecord *record = &slots->records[slot];
  slots->n_tracked += !record->tracked;
  record->tracked = true;
}

/* SLOT, which will be written to swap, has a place there. False if swap is full. */
bool anon_slot_reserve_swap (AnonSlots *slots, AnonSlot slot);

/* The page of SLOT; PAGE_NONE if it is swapped out. */
static inline PageNumber anon_slot_get_page (const AnonSlots *slots, AnonSlot slot)
{
  return slots->records[slot].page;
}

static inline bool anon_slot_is_shared (const AnonSlots *slots, AnonSlot slot)
{
  return slots->records[slot].references > 1;
}

/* The slot whose contents PAGE has; ANON_SLOT_NONE if it belongs to no slot. */
static inline AnonSlot anon_slot_of_page (const AnonSlots *slots, PageNumber page)
{
  return slots->of_page[page];
}

/* ---- pageout: pages with a slot may be paged out, others are never given up by their owners ---- */

/* The owner of the pages of SLOTS, for pageout. SLOTS must outlive it. */
PageoutOwner anon_pageout_owner (AnonSlots *slots);

/* PAGEOUT (NULL: none any more) takes pages of SLOTS from now on; there are SWAP_PAGES of swap. */
void anon_pageout_connect (AnonSlots *slots, Pageout *pageout, uint64_t swap_pages);
