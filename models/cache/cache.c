/* cache.c - calls that are made of other calls, and the answers for a cache that does not tell */
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

bool seg_p_mem_config_pre_del (Cache *cache)
{
  return cache_is_configured (cache) && !seg_p_disable (cache);
}

void seg_p_mem_config_post_del (Cache *cache)
{
  if (cache_is_configured (cache)) {
    seg_p_enable (cache);
  }
}

/* ---- telemetry ---- */

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
