/* pcache_disable.c - turning the cache off and on, the memory removal hooks, the reaper and the purge thread (§8, §9) */
#include "pcache_internal.h"

#include <glib.h>

bool seg_p_disable (Pcache *pcache)
{
  Kernel *kernel = pcache->kernel;
  mutex_enter (kernel, &pcache->pcache_lock);
  pcache->disabled++;
  mutex_exit (kernel, &pcache->pcache_lock);
  uint64_t call = ++pcache->disables;
  pcache_tell_switch (pcache, PCACHE_SWITCH_DISABLING, call);

  unsigned stalls = 0;
  while (pcache->plocked != 0) {
    uint64_t before = pcache->plocked;
    seg_ppurge_async (pcache, true);
    if (pcache->plocked != before) {
      stalls = 0;
    } else if (stalls++ > SEGP_STALL_THRESHOLD) {
      pcache_tell_switch (pcache, PCACHE_SWITCH_STALLED, call);
      return false;
    }
    if (pcache->plocked != 0) {
      delay (kernel, kernel->hz / SEGP_PREDEL_DELAY_FACTOR);
    }
  }
  pcache_tell_switch (pcache, PCACHE_SWITCH_DISABLED, call);
  return true;
}

void seg_p_enable (Pcache *pcache)
{
  mutex_enter (pcache->kernel, &pcache->pcache_lock);
  if (pcache->disabled == (pcache_is_configured (pcache) ? 0 : 1)) {
    g_error ("seg_p_enable: the cache was not disabled");
  }
  pcache->disabled--;
  mutex_exit (pcache->kernel, &pcache->pcache_lock);
  pcache_tell_switch (pcache, PCACHE_SWITCH_ENABLED, 0);
}

bool seg_p_mem_config_pre_del (Pcache *pcache)
{
  return pcache_is_configured (pcache) && !seg_p_disable (pcache);
}

void seg_p_mem_config_post_del (Pcache *pcache)
{
  if (pcache_is_configured (pcache)) {
    seg_p_enable (pcache);
  }
}

bool seg_preap (Pcache *pcache)
{
  if (pcache->plocked_window == 0 || pcache->disabled) {
    return false;
  }
  cv_signal (pcache->kernel, &pcache->async_cv);
  return true;
}

void seg_pasync_turn (Pcache *pcache)
{
  if (!pcache->disabled) {
    seg_ppurge_async (pcache, false);
  }
}

void seg_pasync_thread (void *argument)
{
  Pcache *pcache = argument;
  if (!pcache_is_configured (pcache)) {
    return;
  }
  mutex_enter (pcache->kernel, &pcache->async_lock);
  for (;;) {
    cv_reltimedwait (pcache->kernel, &pcache->async_cv, &pcache->async_lock, pcache->sizes.reap_ticks);
    seg_pasync_turn (pcache);
  }
}
