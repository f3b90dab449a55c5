/* cache.c - the calls that are not of every I/O, and what is said of a cache that does not tell it */
#include "cache_ops.h"

void cache_owner_init (CacheOwner *owner, uint64_t tag)
{
  *owner = (CacheOwner){ .tag = tag };
  mutex_init (cache_owner_lock (owner), LOCK_CLASS_OWNER, tag);
}

bool cache_can (const Cache *cache, unsigned capabilities)
{
  return (cache->ops->capabilities & capabilities) == capabilities;
}

/* ---- another cache than our own ---- */

void *cache_ops_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                         uint32_t flags)
{
  cache->answer.hit = NULL;
  cache->answer.miss = CACHE_MISS_UNKNOWN;
  return cache->ops->plookup (cache, seg, amp, addr, len, rw, flags);
}

/* The operation may have said more exactly why it fails. */
static int cache_take_admission (Cache *cache, int result)
{
  if (!cache_can (cache, CACHE_TELLS_REASONS)) {
    cache->answer.admission = result == SEGP_SUCCESS ? CACHE_ADMITTED : CACHE_REFUSED_UNKNOWN;
  }
  return result;
}

int cache_ops_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                             uint32_t flags)
{
  return cache_take_admission (cache, cache->ops->pinsert_check (cache, seg, amp, addr, len, flags));
}

int cache_ops_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                       uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  return cache_take_admission (
      cache, cache->ops->pinsert (cache, seg, amp, addr, len, wlen, shadow_list, rw, flags, reclaim));
}

void cache_ops_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                          void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  cache->ops->pinactive (cache, seg, amp, addr, len, shadow_list, rw, flags, reclaim);
}

/* ---- the other calls ---- */

void cache_free (Cache *cache)
{
  if (cache) {
    cache->ops->free (cache);
  }
}

void seg_pinit (Cache *cache, const CacheTunables *tunables)
{
  cache->ops->pinit (cache, tunables);
}

void seg_ppurge (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags)
{
  cache->ops->ppurge (cache, seg, amp, flags);
}

void seg_ppurge_wiredpp (Cache *cache, void *shadow_list)
{
  cache->ops->ppurge_wiredpp (cache, shadow_list);
}

void seg_ppurge_async (Cache *cache, bool force)
{
  cache->ops->ppurge_async (cache, force);
}

bool seg_p_disable (Cache *cache)
{
  return cache->ops->p_disable (cache);
}

void seg_p_enable (Cache *cache)
{
  cache->ops->p_enable (cache);
}

bool seg_p_mem_config_pre_del (Cache *cache)
{
  return cache->ops->is_configured (cache) && !seg_p_disable (cache);
}

void seg_p_mem_config_post_del (Cache *cache)
{
  if (cache->ops->is_configured (cache)) {
    seg_p_enable (cache);
  }
}

bool seg_preap (Cache *cache)
{
  return cache->ops->preap (cache);
}

void seg_pasync_thread (void *cache)
{
  ((Cache *)cache)->ops->pasync_thread (cache);
}

/* ---- telemetry ---- */

bool cache_is_configured (const Cache *cache)
{
  return cache->ops->is_configured (cache);
}

void cache_announce (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr)
{
  if (cache_can (cache, CACHE_TAKES_ANNOUNCEMENTS)) {
    cache->ops->announce (cache, seg, amp, addr);
  }
}

bool cache_announcing_pays (const Cache *cache)
{
  return cache_can (cache, CACHE_TAKES_ANNOUNCEMENTS) && cache->ops->announcing_pays (cache);
}

CacheSizes cache_get_sizes (const Cache *cache)
{
  return cache_can (cache, CACHE_TELLS_SIZES) ? cache->ops->get_sizes (cache) : (CacheSizes){ 0 };
}

CacheState cache_get_state (const Cache *cache)
{
  return cache_can (cache, CACHE_TELLS_STATE) ? cache->ops->get_state (cache) : (CacheState){ 0 };
}

const CacheCounters *cache_get_counters (const Cache *cache)
{
  static const CacheCounters none;
  return cache_can (cache, CACHE_TELLS_COUNTERS) ? cache->ops->get_counters (cache) : &none;
}

char *cache_find_broken (const Cache *cache)
{
  return cache->ops->find_broken ? cache->ops->find_broken (cache) : NULL;
}

void cache_visit (const Cache *cache, const CacheVisitor *visitor)
{
  if (cache_can (cache, CACHE_TELLS_ENTRIES)) {
    cache->ops->visit (cache, visitor);
  }
}
