/*
 * cache_calls.h - the calls of every I/O, which cache.h explains
 *
 * Most of a run's time goes into these, so our own cache is called directly where it is the one; the branch is always
 * predicted.  Another cache is called through its table, out of line.
 */
#pragma once

#include "cache.h"

typedef struct CacheHit CacheHit;
struct CacheObserver;
struct CacheOps;
struct CacheRemoval;

/* What the last call of the running thread leaves to be asked for (cache_telemetry.h). A kernel that lets another thread
 * run in the midst of a call keeps one of these a thread. */
typedef struct {
  CacheHit *hit;
  unsigned miss;      /* CacheMiss */
  unsigned admission; /* CacheAdmission */
} CacheAnswer;

/* What every cache begins with. */
struct Cache {
  const struct CacheOps *ops;
  bool is_pcache; /* it is our own */
  void *user;     /* of the callbacks */
  CacheAnswer answer;
  const struct CacheObserver *observer; /* told of everything; NULL: nobody */
  void *observer_user;
  void (*removal_observer) (void *user,
                            const struct CacheRemoval *removal); /* told of removals; NULL: nobody */
  void *removal_user;
};

/* Our own cache's. */
void *pcache_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                      uint32_t flags);
int pcache_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                          uint32_t flags);
int pcache_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, uint64_t wlen,
                    void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
void pcache_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                       void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);

/* Another cache's, by its table. */
void *cache_ops_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                         uint32_t flags);
int cache_ops_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                             uint32_t flags);
int cache_ops_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                       uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
void cache_ops_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                          void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);

static inline bool cache_is_pcache (const Cache *cache)
{
  return __builtin_expect (cache->is_pcache, true);
}

static inline void *seg_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                                 SegRw rw, uint32_t flags)
{
  return cache_is_pcache (cache) ? pcache_plookup (cache, seg, amp, addr, len, rw, flags)
                                 : cache_ops_plookup (cache, seg, amp, addr, len, rw, flags);
}

static inline int seg_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr,
                                     uint64_t len, uint32_t flags)
{
  return cache_is_pcache (cache) ? pcache_pinsert_check (cache, seg, amp, addr, len, flags)
                                 : cache_ops_pinsert_check (cache, seg, amp, addr, len, flags);
}

static inline int seg_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                               uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags,
                               CacheReclaim reclaim)
{
  return cache_is_pcache (cache)
             ? pcache_pinsert (cache, seg, amp, addr, len, wlen, shadow_list, rw, flags, reclaim)
             : cache_ops_pinsert (cache, seg, amp, addr, len, wlen, shadow_list, rw, flags, reclaim);
}

static inline void seg_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                                  void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  if (cache_is_pcache (cache)) {
    pcache_pinactive (cache, seg, amp, addr, len, shadow_list, rw, flags, reclaim);
  } else {
    cache_ops_pinactive (cache, seg, amp, addr, len, shadow_list, rw, flags, reclaim);
  }
}
