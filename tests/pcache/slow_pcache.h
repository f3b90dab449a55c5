/*
 * slow_pcache.h - the cache once more, slowly
 *
 * A second model of the cache, written from the words of the specification with arrays that are searched from one end to
 * the other: no index, no linked lists, no locks.  Position 0 of a chain, of an owner's list or of an active-bucket list
 * is its head.  What it does is written down as text, to compare with what the cache does.
 */
#pragma once

#include "cache_telemetry.h"

#include <glib.h>

typedef struct {
  CacheOwner *owner; /* only its tag is looked at */
  uint64_t addr, len, wlen;
  uint64_t list;
  uint64_t active;
  uint64_t last_use;
  uint32_t flags;
  uint64_t bucket;
  bool written, referenced;
} SlowEntry;

typedef struct {
  const Kernel *kernel;
  CacheSizes sizes;
  GPtrArray **chains[2];   /* by SEGP_FORCE_WIRED, by bucket */
  GHashTable *owner_lists; /* from a tag to its entries */
  GArray *active[2];       /* bucket numbers */
  unsigned current;
  uint64_t plocked, plocked_window, disabled;
  uint64_t empty_ahb, full_ahb;
  uint64_t removed_pages;
  GString *log;
  uint64_t busy_tag; /* somebody else holds its owner's lock; 0: nobody */
} SlowPcache;

/* A request: of OWNER, with the page shift SHIFT for the hash. */
typedef struct {
  CacheOwner *owner;
  bool is_amp;
  unsigned shift;
  uint64_t addr, len, wlen, list;
  SegRw rw;
  uint32_t flags;
} SlowRequest;

SlowPcache *slow_pcache_new (const Kernel *kernel, CacheSizes sizes);
void slow_pcache_free (SlowPcache *slow);

/* The list that is hit, 0 for a miss. */
uint64_t slow_lookup (SlowPcache *slow, const SlowRequest *request);
bool slow_check (const SlowPcache *slow, const SlowRequest *request);
bool slow_insert (SlowPcache *slow, const SlowRequest *request);
void slow_inactive (SlowPcache *slow, const SlowRequest *request);
void slow_purge_async (SlowPcache *slow, bool force);
void slow_purge_owner (SlowPcache *slow, const SlowRequest *request);
void slow_purge_wiredpp (SlowPcache *slow, uint64_t list);

/* What a reclaim callback writes into a log. */
void slow_log_reclaim (GString *log, const CacheOwner *owner, uint64_t addr, uint64_t len, uint64_t list,
                       bool write, bool async);

/* What a bucket and an entry look like in a dump. */
void slow_dump_bucket (GString *dump, char list, uint64_t bucket);
void slow_dump_entry (GString *dump, const SlowEntry *entry);
void slow_dump (const SlowPcache *slow, GString *dump);
