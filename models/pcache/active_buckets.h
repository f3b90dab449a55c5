/*
 * active_buckets.h - window buckets that may hold entries
 *
 * A big machine has millions of buckets and few in use, so purges walk two lists of those that may be (§2).  One is
 * current: inserts append to it.  The other belongs to the asynchronous purge while one runs: only that purge changes
 * its links then, without mem.
 */
#pragma once

#include "pcache_internal.h"

/* The first entry just entered BUCKET's chain, whose lock is held. */
void active_buckets_join (Pcache *pcache, PcacheBucket *bucket);

/* The last entry just left BUCKET's chain, whose lock is held; not from the asynchronous purge. */
void active_buckets_leave (Pcache *pcache, PcacheBucket *bucket);

/* The same from the asynchronous purge. */
void active_buckets_leave_async (Pcache *pcache, PcacheBucket *bucket);

/* The list that the asynchronous purge walks. */
static inline PcacheBucket **active_buckets_other (Pcache *pcache)
{
  return &pcache->active_buckets[!pcache->current];
}

/* The bucket after BUCKET on the list that begins at FIRST, NULL at its end. */
static inline PcacheBucket *active_buckets_next (const PcacheBucket *first, const PcacheBucket *bucket)
{
  return bucket->ahb_next == first ? NULL : bucket->ahb_next;
}
