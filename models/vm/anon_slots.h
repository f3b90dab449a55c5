/*
 * anon_slots.h - where anonymous memory is
 *
 * A slot, which the kernel calls an anon, stands for one page's worth of anonymous memory. An anon map finds
 * its slots by index. The contents of a slot are in a page, or swapped out. After a fork several maps may
 * hold one slot, each with a reference: then the contents are copied before one of the maps writes. A table
 * gives the slot of each page, for pageout. A slot costs 8 bytes, the table 4 bytes a page.
 */
#pragma once

#include "page_allocator.h"
#include "pageout.h"

/* The number of a slot. */
typedef uint32_t AnonSlot;

#define ANON_SLOT_NONE 0

typedef struct {
  uint32_t page; /* PAGE_NONE: swapped out; in a free slot: the next free slot */
  uint32_t references : 30;
  bool on_swap : 1; /* has a place on swap */
  bool tracked : 1; /* is counted in n_tracked while it is in memory */
} AnonSlotRecord;

/* The slots of one machine. */
typedef struct {
  PageAllocator *allocator;
  AnonSlotRecord *records;
  uint64_t n_records;
  uint64_t n_ever_used; /* slots from this number on were never used */
  AnonSlot first_free;
  AnonSlot *of_page;        /* by page number */
  uint64_t n_used;          /* slots that are referenced */
  uint64_t n_swapped;       /* of the used slots, those swapped out */
  uint64_t n_on_swap;       /* of the used slots, those that have a place on swap, in memory or not */
  uint64_t n_tracked;       /* tracked slots that are in memory */
  uint64_t swap_pages;      /* places on swap */
  uint64_t limit;           /* most slots that there may be; callers check it */
  Pageout *pageout;         /* takes pages of the slots; may be NULL */
  uint64_t n_shared_breaks; /* copies that were made of shared slots */
} AnonSlots;

extern const MetricTable ANON_METRICS;

/* Makes SLOTS, empty, for the pages of ALLOCATOR, which must outlive SLOTS. */
void anon_slots_init (AnonSlots *slots, PageAllocator *allocator);
void anon_slots_clear (AnonSlots *slots);

/* Makes a slot with one reference whose contents are in PAGE, which was just created; marks PAGE dirty. */
AnonSlot anon_slot_new (AnonSlots *slots, PageNumber page);

/* Adds a reference to SLOT: one more map holds it. */
void anon_slot_share (AnonSlots *slots, AnonSlot slot);

/* Takes a map's reference from SLOT. The last reference frees SLOT and its page; aborts if the page is locked
 * then, other than by a write to swap. */
void anon_slot_drop (AnonSlots *slots, AnonSlot slot);

/* Marks the slot of PAGE swapped out, and frees PAGE, for pageout. PAGE has a slot, is not dirty, and is
 * locked exclusively by the caller, and not otherwise. */
void anon_slot_swap_out (AnonSlots *slots, PageNumber page);

/* Moves the contents of PAGE, and their state, to TO, which was just created. PAGE has a slot and is locked
 * exclusively by the caller; afterwards PAGE belongs to no slot, and stays locked. */
void anon_slot_move (AnonSlots *slots, PageNumber page, PageNumber to);

/* Puts the contents of SLOT, which is swapped out, into PAGE, which was just created; PAGE is not dirty. */
void anon_slot_swap_in (AnonSlots *slots, AnonSlot slot, PageNumber page);

/* Marks SLOT, which is in memory, as tracked. */
static inline void anon_slot_track (AnonSlots *slots, AnonSlot slot)
{
  AnonSlotRecord *record = &slots->records[slot];
  slots->n_tracked += !record->tracked;
  record->tracked = true;
}

/* Gives SLOT, which will be written to swap, a place there. Returns false if swap is full. */
bool anon_slot_reserve_swap (AnonSlots *slots, AnonSlot slot);

/* Returns the page of SLOT; PAGE_NONE if SLOT is swapped out. */
static inline PageNumber anon_slot_get_page (const AnonSlots *slots, AnonSlot slot)
{
  return slots->records[slot].page;
}

static inline bool anon_slot_is_shared (const AnonSlots *slots, AnonSlot slot)
{
  return slots->records[slot].references > 1;
}

/* Returns the slot whose contents are in PAGE; ANON_SLOT_NONE if PAGE belongs to no slot. */
static inline AnonSlot anon_slot_of_page (const AnonSlots *slots, PageNumber page)
{
  return slots->of_page[page];
}

/* ---- pageout: takes pages with a slot; the owners of other pages never give them up ---- */

/* Returns the owner of the pages of SLOTS, for pageout. SLOTS must outlive this owner. */
PageoutOwner anon_pageout_owner (AnonSlots *slots);

/* Has PAGEOUT (NULL: no pageout any more) take pages of SLOTS from now on, with SWAP_PAGES of swap. */
void anon_pageout_connect (AnonSlots *slots, Pageout *pageout, uint64_t swap_pages);
