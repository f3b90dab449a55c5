/*
 * pcache_observer.h - watching the cache
 *
 * Who wants to know of everything that the cache does, as a trace of events does, is told through these functions while it
 * happens: of lookups, of what is let in and what is not, of entries that leave, of purges and of the switch.  A cache
 * without an observer pays one predictable branch for it; one with an observer behaves the same.
 *
 * An observer is called with locks of the cache held, and must not call the cache but for its state and its counters.
 */
#ifndef PCACHE_OBSERVER_H
#define PCACHE_OBSERVER_H

#include "pcache.h"

/* What was asked. */
typedef struct {
  PcacheSeg *seg; /* may be NULL where OWNER is an anon map */
  PcacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  SegRw rw; /* of lookups and inserts */
  uint32_t flags;
} PcacheRequest;

/* A walk through the cache that takes entries: by the purge thread or by force (seg_ppurge_async), by an owner (seg_ppurge), or
 * along a wired list (seg_ppurge_wiredpp). */
#define PCACHE_PURGE_WALKS_TABLE(ROW) \
  ROW (PCACHE_PURGE_ASYNC, "async")   \
  ROW (PCACHE_PURGE_OWNER, "owner")   \
  ROW (PCACHE_PURGE_WIRED_LIST, "wired_list")

typedef enum { PCACHE_PURGE_WALKS_TABLE (PCACHE_ENUMERATOR) PCACHE_PURGE_WALKS } PcachePurgeWalk;

/* A purge.  What it has seen and taken is known at its end. */
typedef struct {
  uint64_t number; /* among all purges since the set-up, from 1 on */
  PcachePurgeWalk walk;
  PcacheRemovalCause cause;             /* what its entries are removed for */
  bool trim, lowmem;                    /* the causes that an asynchronous one found */
  uint64_t target_pages;                /* that it means to take; 0: all it can */
  PcacheSeg *seg;                       /* of an owner's; may be NULL */
  PcacheOwner *owner;                   /* likewise; NULL: of all owners */
  uint64_t full_buckets, empty_buckets; /* met */
  uint64_t second_chances;              /* entries passed over once */
  uint64_t entries, pages;              /* taken */
} PcachePurge;

/* A callback that unlocks pages. */
typedef struct {
  PcacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  SegRw rw;
  bool async;
  bool was_cached; /* its entry has left; or it never had one */
} PcacheReclaimed;

typedef enum {
  PCACHE_SWITCH_DISABLING, /* seg_p_disable has begun to empty the cache */
  PCACHE_SWITCH_DISABLED,  /* it is empty */
  PCACHE_SWITCH_STALLED,   /* it could not be emptied; off all the same */
  PCACHE_SWITCH_ENABLED    /* one seg_p_disable is taken back */
} PcacheSwitch;

typedef struct {
  void (*looked_up) (void *user, const PcacheRequest *request, const PcacheLookup *lookup);
  void (*checked) (void *user, const PcacheRequest *request, PcacheAdmission admission);
  void (*inserted) (void *user, const PcacheRequest *request, PcacheAdmission admission);
  void (*removed) (void *user, const PcacheRemoval *removal);
  void (*reclaimed) (void *user, const PcacheReclaimed *reclaimed); /* just before the callback */
  void (*purge_begun) (void *user, const PcachePurge *purge);
  void (*purge_ended) (void *user, const PcachePurge *purge);
  /* CALL tells the calls of seg_p_disable apart, from 1 on; 0: seg_p_enable. */
  void (*switched) (void *user, PcacheSwitch what, uint64_t call);
} PcacheObserver;

/* OBSERVER, which has all functions and must outlive its use, is told from here on, with USER.  NULL: nobody is. */
void pcache_set_observer (Pcache *pcache, const PcacheObserver *observer, void *user);

#endif
