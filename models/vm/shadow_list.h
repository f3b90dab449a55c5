/*
 * shadow_list.h - arrays of locked pages
 *
 * A list has the pages of a locked range, in order. Misses make lists; reclaims give them back to a store.
 */
#pragma once

#include "page_allocator.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ShadowList ShadowList;

struct ShadowList {
  uint64_t npages;
  ShadowList *prev, *next; /* in use: neighbours in `live`, newest first; given back: the next free list */
  uint64_t *charged;       /* the softlockcnt that counts its pages; NULL: none */
  PageNumber pages[];
};

#define SHADOW_LIST_CLASSES 33

/* An empty store is all zeroes. */
typedef struct {
  ShadowList *live;                            /* the lists in use */
  ShadowList *free_lists[SHADOW_LIST_CLASSES]; /* by the power of two of their capacity */
} ShadowListStore;

/* Makes a list of NPAGES (1 to 2^32 - 1) pages, not filled in, not charged; the caller gives it back. */
ShadowList *shadow_list_new (ShadowListStore *store, uint64_t npages);
void shadow_list_free (ShadowListStore *store, ShadowList *list);

/* Frees the lists that were given back. */
void shadow_list_store_clear (ShadowListStore *store);
