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

static void pcache_take_stock (const Pcache *pcache, PcachePurge *purge, uint64_t sign)
{
  const PcacheCounters *counters = &pcache->counters;
  purge->full_buckets += sign * counters->full_ahb;
  purge->empty_buckets += sign * counters->empty_ahb;
  purge->second_chances += sign * counters->second_chances;
  purge->entries += sign * counters->removed_entries[purge->cause];
  purge->pages += sign * counters->removed_pages[purge->cause];
}

void pcache_begin_purge (Pcache *pcache, PcachePurge *purge)
{
  purge->number = ++pcache->purges;
  pcache->purge = purge->number;
  if (pcache->observer) {
    pcache->observer->purge_begun (pcache->observer_user, purge);
    pcache_take_stock (pcache, purge, UINT64_MAX);
  }
}

void pcache_end_purge (Pcache *pcache, PcachePurge *purge)
{
  pcache->purge = 0;
  if (pcache->observer) {
    pcache_take_stock (pcache, purge, 1);
    pcache->observer->purge_ended (pcache->observer_user, purge);
  }
}
