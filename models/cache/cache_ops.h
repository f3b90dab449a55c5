/*
 * cache_ops.h - what makes a cache
 *
 * A cache is a Cache with a table of operations.  The calls of cache.h and cache_telemetry.h go through it; where a call says
 * nothing else, its operation does what that says.  Who uses a cache needs none of this.
 *
 * Operations of telemetry are there if the cache tells of it (CacheCapability): the others are never called, and may be
 * NULL.
 */
#pragma once

#include "cache_telemetry.h"
#include "kernel_sync.h"

typedef struct CacheOps {
  unsigned capabilities; /* CacheCapability, or'ed */
  void (*free) (Cache *cache);
  void (*pinit) (Cache *cache, const CacheTunables *tunables);
  void *(*plookup) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                    uint32_t flags);
  int (*pinsert_check) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                        uint32_t flags);
  int (*pinsert) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, uint64_t wlen,
                  void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
  void (*pinactive) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                     void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
  void (*ppurge) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags);
  void (*ppurge_wiredpp) (Cache *cache, void *shadow_list);
  void (*ppurge_async) (Cache *cache, bool force);
  bool (*p_disable) (Cache *cache);
  void (*p_enable) (Cache *cache);
  bool (*preap) (Cache *cache);
  void (*pasync_thread) (Cache *cache);
  bool (*is_configured) (const Cache *cache);

  void (*announce) (Cache *cache, CacheSeg *seg, CacheOwner *amp,
                    uint64_t addr);                                /* CACHE_TAKES_ANNOUNCEMENTS */
  bool (*announcing_pays) (const Cache *cache);                    /* likewise */
  CacheSizes (*get_sizes) (const Cache *cache);                    /* CACHE_TELLS_SIZES */
  CacheState (*get_state) (const Cache *cache);                    /* CACHE_TELLS_STATE */
  const CacheCounters *(*get_counters) (const Cache *cache);       /* CACHE_TELLS_COUNTERS */
  void (*visit) (const Cache *cache, const CacheVisitor *visitor); /* CACHE_TELLS_ENTRIES */
  char *(*find_broken) (const Cache *cache);                       /* or NULL: nothing is checked */
} CacheOps;

/* Our own cache's operations (models/pcache), and those that are called directly. */
extern const CacheOps pcache_ops;

/* The lock of OWNER, of the kernel that this is compiled for. */
static inline KMutex *cache_owner_lock (const CacheOwner *owner)
{
  return (KMutex *)(uintptr_t)owner->lock;
}

_Static_assert(sizeof (KMutex) <= CACHE_LOCK_BYTES, "an owner has room for its lock");
