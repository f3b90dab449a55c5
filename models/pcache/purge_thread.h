/*
 * purge_thread.h - the thread that purges the cache asynchronously
 *
 * Sleeps until seg_preap signals it or for reap_ticks, then runs one asynchronous purge unless the cache is disabled,
 * for ever (§9).  It needs no stack: each turn is an event.
 */
#ifndef PURGE_THREAD_H
#define PURGE_THREAD_H

#include "kernel_clock.h"
#include "pcache.h"

/* The kind of its events in the run's fingerprint. */
enum { PCACHE_EVENT_PURGE_THREAD = 0x200 };

typedef struct {
  Pcache *pcache;
  KernelClock *clock;
  Event turn;
} PurgeThread;

/* Starts the thread of PCACHE, which has been set up, on CLOCK; both must outlive it. Ends at once if the cache was never
 * configured. Takes the kernel's wakeup hook. */
void purge_thread_start (PurgeThread *thread, Pcache *pcache, KernelClock *clock);

#endif
