/*
 * cache_observer.h - watching the cache
 *
 * A cache that can tell events (CACHE_TELLS_EVENTS) calls the functions of its observer, such as a trace of
 * events, as things happen: lookups, lists that are let in or kept out, entries that leave, purges, and the
 * cache turned off or on. An observer does not change what the cache does.
 *
 * The functions are called with locks of the cache held, and may call it only for its state and counters.
 */
#pragma once

#include "cache_telemetry.h"

/* A walk through the cache that takes entries: by the purge thread or by force (seg_ppurge_async), by an
 * owner (seg_ppurge), or along a wired list (seg_ppurge_wiredpp). */
#define CACHE_PURGE_WALKS_TABLE(ROW) \
  ROW (CACHE_PURGE_ASYNC, "async")   \
  ROW (CACHE_PURGE_OWNER, "owner")   \
  ROW (CACHE_PURGE_WIRED_LIST, "wired_list")

typedef enum { CACHE_PURGE_WALKS_TABLE (CACHE_ENUMERATOR) CACHE_PURGE_WALKS } CachePurgeWalk;

/* A purge.  The numbers of what it met and took are known at its end. */
typedef struct {
  uint64_t number; /* among all purges since the set-up, from 1 on */
  CachePurgeWalk walk;
  CacheRemovalCause cause;              /* what its entries are removed for */
  bool trim, lowmem;                    /* the causes that an asynchronous purge found */
  uint64_t target_pages;                /* pages that it means to take; 0: all it can */
  CacheSeg *seg;                        /* of a purge of one owner; may be NULL */
  CacheOwner *owner;                    /* likewise; NULL: all owners */
  uint64_t full_buckets, empty_buckets; /* met */
  uint64_t second_chances;              /* entries passed over once */
  uint64_t entries, pages;              /* taken */
} CachePurge;

/* A callback that unlocks pages. */
typedef struct {
  CacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  SegRw rw;
  bool async;
  bool was_cached; /* true: its entry has left; false: it never had one */
} CacheReclaimed;

typedef enum {
  CACHE_SWITCH_DISABLING, /* seg_p_disable has begun to empty the cache */
  CACHE_SWITCH_DISABLED,  /* it is empty */
  CACHE_SWITCH_STALLED,   /* it is off, but could not be emptied */
  CACHE_SWITCH_ENABLED    /* one seg_p_disable is taken back */
} CacheSwitch;

typedef struct CacheObserver {
  /* REQUEST was served by SHADOW_LIST; NULL: it missed, for the reason MISS. */
  void (*looked_up) (void *user, const CacheRequest *request, const void *shadow_list, CacheMiss miss);
  /* A check of REQUEST, or an insert (BY_INSERT), came to the result ADMISSION. */
  void (*decided) (void *user, const CacheRequest *request, CacheAdmission admission, bool by_insert);
  void (*removed) (void *user, const CacheRemoval *removal);
  void (*reclaimed) (void *user, const CacheReclaimed *reclaimed); /* just before the callback */
  void (*purge_begun) (void *user, const CachePurge *purge);
  void (*purge_ended) (void *user, const CachePurge *purge);
  /* CALL is the number of the call of seg_p_disable, from 1 on; 0: seg_p_enable. */
  void (*switched) (void *user, CacheSwitch what, uint64_t call);
} CacheObserver;

/* Sets the observer, called with USER. OBSERVER has all functions and must outlive its use; NULL: none. */
static inline void cache_set_observer (Cache *cache, const CacheObserver *observer, void *user)
{
  cache->observer = observer;
  cache->observer_user = user;
}
