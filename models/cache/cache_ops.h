/*
 * cache_ops.h - the lock of an owner
 *
 * Code that implements a cache needs this header, beside the table of operations (CacheOps).
 */
#pragma once

#include "cache_telemetry.h"
#include "kernel_sync.h"

/* Returns the lock of OWNER, of the kind that the kernel has for which this is compiled. */
static inline KMutex *cache_owner_lock (const CacheOwner *owner)
{
  return (KMutex *)(uintptr_t)owner->lock;
}

_Static_assert(sizeof (KMutex) <= CACHE_LOCK_BYTES, "an owner has room for its lock");
