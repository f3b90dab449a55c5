/*
 * spt_counters.h - what became of ISM and DISM
 */
#ifndef SPT_COUNTERS_H
#define SPT_COUNTERS_H

#include <stdint.h>

/* Why segspt would not lock through the cache, so that the address-space layer locked softly (surroundings §3). */
typedef enum {
  SPT_REFUSED_DISABLED,   /* the cache is off */
  SPT_REFUSED_CHANGED,    /* pages came or went since the shadow list was made */
  SPT_REFUSED_NOT_LOCKED, /* a page of the request is not mlocked */
  SPT_REFUSED_AVAILRMEM,  /* availrmem does not bear the unlocked parts of large pages */
  SPT_REFUSED_PAGED_OUT,  /* these are paged out, or on their way */
  SPT_REFUSALS
} SptRefusal;

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
