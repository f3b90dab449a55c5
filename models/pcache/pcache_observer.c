/* pcache_observer.c - telling the observer */
#include "pcache_internal.h"

void pcache_tell_lookup (Pcache *pcache, const CacheRequest *request, void *shadow_list)
{
  CacheLookup lookup = { .shadow_list = shadow_list,
                         .miss = cache_last_miss (&pcache->cache),
                         .hit = cache_last_hit (&pcache->cache) };
  pcache->cache.observer->looked_up (pcache->cache.observer_user, request, &lookup);
}

void pcache_tell_reclaim (Pcache *pcache, const CacheReclaimed *reclaimed)
{
  pcache->cache.observer->reclaimed (pcache->cache.observer_user, reclaimed);
}

void pcache_tell_switch (Pcache *pcache, CacheSwitch what, uint64_t call)
{
  if (pcache->cache.observer) {
    pcache->cache.observer->switched (pcache->cache.observer_user, what, call);
  }
}

void pcache_begin_purge (Pcache *pcache, CachePurge *purge)
{
  purge->number = ++pcache->purges;
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_begun (pcache->cache.observer_user, purge);
  }
}

void pcache_end_purge (Pcache *pcache, const CachePurge *purge)
{
  if (pcache->cache.observer) {
    pcache->cache.observer->purge_ended (pcache->cache.observer_user, purge);
  }
}
