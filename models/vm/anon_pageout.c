/* anon_pageout.c - how pageout takes pages of anonymous memory */
#include "anon_pageout.h"

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
  slots->limit = page_allocator_get_pages (slots->allocator) + swap_pages;
}
