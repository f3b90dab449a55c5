#include "purge_thread.h"

#include <glib.h>

/* seg_preap signals: the sleep ends now. */
static void purge_thread_wakeup (Kernel *kernel, void *cookie)
{
  (void)kernel;
  PurgeThread *thread = cookie;
  event_queue_reschedule (thread->clock->queue, &thread->turn, event_queue_now (thread->clock->queue));
}

static void purge_thread_sleep (PurgeThread *thread)
{
  sim_time sleep_ns =
      kernel_ticks_to_ns (thread->clock->kernel, pcache_get_sizes (thread->pcache).reap_ticks);
  event_queue_schedule_in (thread->clock->queue, &thread->turn, MAX (sleep_ns, 1));
  pcache_get_async_cv (thread->pcache)->sleeper = thread;
}

static void purge_thread_turn (Event *event)
{
  PurgeThread *thread = event_container (event, PurgeThread, turn);
  kernel_clock_update (thread->clock);
  pcache_get_async_cv (thread->pcache)->sleeper = NULL; /* who is awake hears no signal */
  seg_pasync_turn (thread->pcache);
  purge_thread_sleep (thread);
}

void purge_thread_start (PurgeThread *thread, Pcache *pcache, KernelClock *clock)
{
  *thread = (PurgeThread){ .pcache = pcache, .clock = clock };
  event_init (&thread->turn, purge_thread_turn, PCACHE_EVENT_PURGE_THREAD);
  if (!pcache_is_configured (pcache)) {
    return;
  }
  clock->kernel->wakeup = purge_thread_wakeup;
  purge_thread_sleep (thread);
}
