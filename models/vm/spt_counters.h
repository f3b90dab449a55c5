/*
 * spt_counters.h - what became of ISM and DISM
 */
#ifndef SPT_COUNTERS_H
#define SPT_COUNTERS_H

#include <stdint.h>

/* Why segspt would not lock through the cache, so that the address-space layer locked softly (surroundings §3). */
#define SPT_REFUSALS_TABLE(ROW)                                                                      \
  ROW (SPT_REFUSED_DISABLED, "disabled", "the cache is off")                                         \
  ROW (SPT_REFUSED_CHANGED, "list_changed", "pages came or went since the list was made")            \
  ROW (SPT_REFUSED_NOT_LOCKED, "not_mlocked", "a page of the request is not mlocked")                \
  ROW (SPT_REFUSED_AVAILRMEM, "availrmem", "too little of it for the unlocked parts of large pages") \
  ROW (SPT_REFUSED_PAGED_OUT, "paged_out", "unlocked parts of large pages are paged out")

#define SPT_REFUSAL_ENUMERATOR(id_, ...) id_,

typedef enum { SPT_REFUSALS_TABLE (SPT_REFUSAL_ENUMERATOR) SPT_REFUSALS } SptRefusal;

typedef struct {
  uint64_t refusals[SPT_REFUSALS];
  uint64_t list_builds;   /* shadow lists made */
  uint64_t list_shares;   /* entries made of a list that was there */
  uint64_t lists_changed; /* times that pages came or went while there was a list */
  uint64_t free_waits;    /* MADV_FREEs that waited for a list to go, */
  uint64_t free_timeouts; /* and for too long */
  uint64_t lists;         /* now: lists that there are, */
  uint64_t list_pages;    /* pages that they lock, */
  uint64_t entries;       /* and entries that share them */
  uint64_t locked_pages;  /* now: pages locked for the life of ISM segments, or mlocked */
  uint64_t attachments;   /* now */
} SptCounters;

#endif
