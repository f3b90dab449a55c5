/* pcache_observer.c - telling the observer */
#include "pcache_observer.h"

#include "pcache_internal.h"

void pcache_set_observer (Pcache *pcache, const PcacheObserver *observer, void *user)
{
  pcache->observer = observer;
  pcache->observer_user = user;
}

void pcache_tell_lookup (Pcache *pcache, const PcacheRequest *request, const PcacheLookup *lookup)
{
  pcache->observer->looked_up (pcache->observer_user, request, lookup);
}

void pcache_tell_reclaim (Pcache *pcache, const PcacheReclaimed *reclaimed)
{
  pcache->observer->reclaimed (pcache->observer_user, reclaimed);
}

void pcache_tell_switch (Pcache *pcache, PcacheSwitch what, uint64_t call)
{
  if (pcache->observer) {
    pcache->observer->switched (pcache->observer_user, what, call);
  }
}

void pcache_begin_purge (Pcache *pcache, PcachePurge *purge)
{
  purge->number = ++pcache->purges;
  if (pcache->observer) {
    pcache->observer->purge_begun (pcache->observer_user, purge);
  }
}

void pcache_end_purge (Pcache *pcache, const PcachePurge *purge)
{
  if (pcache->observer) {
    pcache->observer->purge_ended (pcache->observer_user, purge);
  }
}
