/*
 * shadow_list.h - arrays of locked pages
 *
 * The pages of a locked range, in order. Misses make lists and reclaims free them: a store keeps those.
 */
#pragma once

#include "page_allocator.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ShadowList ShadowList;

struct ShadowList {
  uint64_t npages;
  ShadowList *prev, *next; /* of those in use, newest first; of one that was given back, the next such one */
  uint64_t *charged;       /* the softlockcnt that has its pages; NULL: none */
  PageNumber pages[];
};

#define SHADOW_LIST_CLASSES 33

/* All zeroes: empty. */
typedef struct {
  ShadowList *live;                            /* those in use */
  ShadowList *free_lists[SHADOW_LIST_CLASSES]; /* by the power of two of their capacity */
} ShadowListStore;

/* A list of NPAGES (> 0, up to 2^32 - 1) pages, not yet filled in, not charged; the caller gives it back. */
ShadowList *shadow_list_new (ShadowListStore *store, uint64_t npages);
void shadow_list_free (ShadowListStore *store, ShadowList *list);

/* Frees the lists that were given back. */
void shadow_list_store_clear (ShadowListStore *store);
