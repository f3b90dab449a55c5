/* pcache_disable.c - turning the cache off and on, the reaper and the purge thread (§8, §9) */
#include "pcache_internal.h"

#include <glib.h>

/* CALL is the number of the call of seg_p_disable; 0: seg_p_enable. */
static void pcache_tell_switch (Pcache *pcache, CacheSwitch what, uint64_t call)
{
  if (pcache->cache.observer) {
    pcache->cache.observer->switched (pcache->cache.observer_user, what, call);
  }
}

bool pcache_p_disable (Cache *cache)
{
  Pcache *pcache = pcache_of (cache);
  Kernel *kernel = pcache->kernel;
  mutex_enter (kernel, &pcache->pcache_lock);
  pcache->disabled++;
  mutex_exit (kernel, &pcache->pcache_lock);
  uint64_t call = ++pcache->disables;
  pcache_tell_switch (pcache, CACHE_SWITCH_DISABLING, call);

  unsigned stalls = 0;
  while (pcache->plocked != 0) {
    uint64_t before = pcache->plocked;
    pcache_ppurge_async (cache, true);
    if (pcache->plocked != before) {
      stalls = 0;
    } else if (stalls++ > SEGP_STALL_THRESHOLD) {
      pcache_tell_switch (pcache, CACHE_SWITCH_STALLED, call);
      return false;
    }
    if (pcache->plocked != 0) {
      delay (kernel, kernel->hz / SEGP_PREDEL_DELAY_FACTOR);
    }
  }
  pcache_tell_switch (pcache, CACHE_SWITCH_DISABLED, call);
  return true;
}

void pcache_p_enable (Cache *cache)
{
  Pcache *pcache = pcache_of (cache);
  mutex_enter (pcache->kernel, &pcache->pcache_lock);
  if (pcache->disabled == (pcache_is_configured (cache) ? 0 : 1)) {
    g_error ("seg_p_enable: the cache was not disabled");
  }
  pcache->disabled--;
  mutex_exit (pcache->kernel, &pcache->pcache_lock);
  pcache_tell_switch (pcache, CACHE_SWITCH_ENABLED, 0);
}

bool pcache_preap (Cache *cache)
{
  Pcache *pcache = pcache_of (cache);
  if (pcache->plocked_window == 0 || pcache->disabled) {
    return false;
  }
  cv_signal (pcache->kernel, &pcache->async_cv);
  return true;
}

void pcache_pasync_turn (Cache *cache)
{
  if (!pcache_of (cache)->disabled) {
    pcache_ppurge_async (cache, false);
  }
}

void pcache_pasync_thread (Cache *cache)
{
  Pcache *pcache = pcache_of (cache);
  if (!pcache_is_configured (cache)) {
    return;
  }
  mutex_enter (pcache->kernel, &pcache->async_lock);
  for (;;) {
    cv_reltimedwait (pcache->kernel, &pcache->async_cv, &pcache->async_lock, pcache->sizes.reap_ticks);
    pcache_pasync_turn (cache);
  }
}
