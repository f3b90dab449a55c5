/*
 * anon_pageout.h - anonymous memory as pageout's owner of pages
 *
 * Pages with a slot may be paged out; others are never given up by their owners.
 */
#pragma once

#include "anon_slots.h"
#include "pageout.h"

/* The owner of the pages of SLOTS, for pageout. SLOTS must outlive it. */
PageoutOwner anon_pageout_owner (AnonSlots *slots);

/* PAGEOUT (NULL: none any more) takes pages of SLOTS from now on; there are SWAP_PAGES of swap. */
void anon_pageout_connect (AnonSlots *slots, Pageout *pageout, uint64_t swap_pages);
