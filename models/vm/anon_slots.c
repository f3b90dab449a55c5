/* anon_slots.c - slots of anonymous memory, and the way from a page back to its slot */
#include "anon_slots.h"

#include "host_memory.h"

#include <glib.h>
#include <string.h>

#define ANON_SLOTS_MIN UINT64_C (512)

static size_t anon_slots_page_bytes (const AnonSlots *slots)
{
  return slots->allocator->capacity * sizeof (AnonSlot);
}

void anon_slots_init (AnonSlots *slots, PageAllocator *allocator)
{
  *slots = (AnonSlots){
    .allocator = allocator, .n_ever_used = 1, .swap_pages = UINT64_MAX, .limit = UINT64_MAX
  }; /* 0 is ANON_SLOT_NONE */
  slots->of_page = host_memory_alloc (anon_slots_page_bytes (slots));
}

void anon_slots_clear (AnonSlots *slots)
{
  host_memory_free (slots->of_page, anon_slots_page_bytes (slots));
  if (slots->records) {
    host_memory_free (slots->records, slots->n_records * sizeof (AnonSlotRecord));
  }
}

static void anon_slots_grow (AnonSlots *slots)
{
  uint64_t n = MAX (slots->n_records * 2, ANON_SLOTS_MIN);
  if (n > UINT32_MAX) {
    g_error ("more than %" G_GUINT64_FORMAT " anonymous pages", slots->n_records);
  }
  AnonSlotRecord *records = host_memory_alloc (n * sizeof (AnonSlotRecord));
  if (slots->records) {
    memcpy (records, slots->records, slots->n_records * sizeof (AnonSlotRecord));
    host_memory_free (slots->records, slots->n_records * sizeof (AnonSlotRecord));
  }
  slots->records = records;
  slots->n_records = n;
}

AnonSlot anon_slot_new (AnonSlots *slots, PageNumber page)
{
  AnonSlot slot = slots->first_free;
  if (slot != ANON_SLOT_NONE) {
    slots->first_free = slots->records[slot].page;
  } else {
    if (slots->n_ever_used >= slots->n_records) {
      anon_slots_grow (slots);
    }
    slot = (AnonSlot)slots->n_ever_used++;
  }
  slots->records[slot] = (AnonSlotRecord){ .page = page, .references = 1 };
  slots->of_page[page] = slot;
  slots->n_used++;
  page_set (slots->allocator, page, PAGE_DIRTY, true);
  return slot;
}

static G_GNUC_NORETURN G_GNUC_NO_INLINE void anon_slot_die (const AnonSlots *slots, const char *what,
                                                            AnonSlot slot)
{
  g_error ("%s: slot %u, page %u, %u references", what, slot, slots->records[slot].page,
           slots->records[slot].references);
}

void anon_slot_share (AnonSlots *slots, AnonSlot slot)
{
  if (slots->records[slot].references == 0) {
    anon_slot_die (slots, "anon_slot_share", slot);
  }
  slots->records[slot].references++;
}

bool anon_slot_reserve_swap (AnonSlots *slots, AnonSlot slot)
{
  AnonSlotRecord *record = &slots->records[slot];
  if (!record->on_swap) {
    if (slots->n_on_swap >= slots->swap_pages) {
      return false;
    }
    record->on_swap = true;
    slots->n_on_swap++;
  }
  return true;
}

static void anon_slot_free_page (AnonSlots *slots, PageNumber page)
{
  if (page_is (slots->allocator, page, PAGE_IO)) {
    pageout_forget (slots->pageout, page);
  }
  slots->of_page[page] = ANON_SLOT_NONE;
  page_free (slots->allocator, page);
}

void anon_slot_drop (AnonSlots *slots, AnonSlot slot)
{
  AnonSlotRecord *record = &slots->records[slot];
  if (record->references == 0) {
    anon_slot_die (slots, "anon_slot_drop", slot);
  }
  if (--record->references > 0) {
    return;
  }
  if (record->page == PAGE_NONE) {
    slots->n_swapped--;
  } else {
    slots->n_tracked -= record->tracked;
    anon_slot_free_page (slots, record->page);
  }
  slots->n_used--;
  slots->n_on_swap -= record->on_swap;
  record->page = slots->first_free;
  slots->first_free = slot;
}

void anon_slot_swap_out (AnonSlots *slots, PageNumber page)
{
  AnonSlot slot = slots->of_page[page];
  if (slot == ANON_SLOT_NONE || page_is (slots->allocator, page, PAGE_DIRTY)) {
    anon_slot_die (slots, "anon_slot_swap_out", slot);
  }
  if (page_is (slots->allocator, page, PAGE_EXCLUSIVE)) {
    page_unlock (slots->allocator, page);
  }
  anon_slot_free_page (slots, page);
  slots->records[slot].page = PAGE_NONE;
  slots->n_tracked -= slots->records[slot].tracked;
  slots->n_swapped++;
}

void anon_slot_move (AnonSlots *slots, PageNumber page, PageNumber to)
{
  AnonSlot slot = slots->of_page[page];
  if (slot == ANON_SLOT_NONE || !page_is (slots->allocator, page, PAGE_EXCLUSIVE)) {
    anon_slot_die (slots, "anon_slot_move", slot);
  }
  page_set (slots->allocator, to, PAGE_DIRTY, page_is (slots->allocator, page, PAGE_DIRTY));
  page_set (slots->allocator, to, PAGE_REFERENCED, page_is (slots->allocator, page, PAGE_REFERENCED));
  slots->records[slot].page = to;
  slots->of_page[to] = slot;
  slots->of_page[page] = ANON_SLOT_NONE;
}

void anon_slot_swap_in (AnonSlots *slots, AnonSlot slot, PageNumber page)
{
  AnonSlotRecord *record = &slots->records[slot];
  if (record->references == 0 || record->page != PAGE_NONE) {
    anon_slot_die (slots, "anon_slot_swap_in", slot);
  }
  record->page = page;
  slots->n_tracked += record->tracked;
  slots->of_page[page] = slot;
  slots->n_swapped--;
}

/* ---- the slots as the owner of pages that pageout takes ---- */

static bool anon_is_pageable (void *user, PageNumber page)
{
  return anon_slot_of_page (user, page) != ANON_SLOT_NONE;
}

static bool anon_reserve_swap (void *user, PageNumber page)
{
  return anon_slot_reserve_swap (user, anon_slot_of_page (user, page));
}

static void anon_take (void *user, PageNumber page)
{
  anon_slot_swap_out (user, page);
}

PageoutOwner anon_pageout_owner (AnonSlots *slots)
{
  return (PageoutOwner){
    .is_pageable = anon_is_pageable, .reserve_swap = anon_reserve_swap, .take = anon_take, .user = slots
  };
}

void anon_pageout_connect (AnonSlots *slots, Pageout *pageout, uint64_t swap_pages)
{
  slots->pageout = pageout;
  slots->swap_pages = swap_pages;
  slots->limit = slots->allocator->n_pages + swap_pages;
}

/* ---- metrics ---- */

static const MetricRow anon_rows[] = {
  METRIC_ROW (AnonSlots, GAUGE, n_used, "anon_pages", "pages", "anonymous pages, in memory or swapped out",
              .after = "scan_rate"),
  METRIC_ROW (AnonSlots, GAUGE, n_swapped, "swapped_pages", "pages", "of these, swapped out",
              .after = "anon_pages"),
  METRIC_ROW (AnonSlots, GAUGE, n_on_swap, "swap_used", "pages", "places on swap that are taken",
              .after = "swapped_pages"),
  METRIC_ROW (AnonSlots, GAUGE, n_tracked, "working_sets.resident", "pages",
              "pages that they touched and that are in memory", .after = "working_sets.size"),
  METRIC_ROW (AnonSlots, COUNTER, n_shared_breaks, "cow_pages", "pages",
              "pages copied later, that fork had left shared copy-on-write", .after = "fork_copy_time"),
};

METRIC_TABLE_OF (ANON_METRICS, anon_rows);
