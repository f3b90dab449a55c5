/*
 * chain_walk.h - the cache of hits by walking chains, to compare with
 *
 * What a lookup and the end of its I/O cost when an entry is found as the specification tells it: buckets of circular,
 * doubly linked chains, newest first, scanned for tag, address and length.  Entries come one by one from malloc and have
 * the size of the original's, 112 bytes.  There is neither removal nor locking here, nor counters: it does less than the
 * cache that it is measured against.
 */
#pragma once

#include "cache_telemetry.h"
#include "x86_pages.h"

#include <glib.h>
#include <stdlib.h>

typedef struct ChainEntry ChainEntry;

typedef struct {
  ChainEntry *next, *prev;
} ChainLinks;

struct ChainEntry {
  ChainLinks chain;
  uint64_t tag;
  uint64_t addr;
  uint64_t len;
  uint64_t wlen;
  void *shadow_list;
  uint64_t last_use;
  void *reclaim;
  ChainLinks *bucket;
  ChainEntry *owner_next, *owner_prev;
  uint32_t flags;
  uint32_t active;
  bool written;
  bool referenced;
};

_Static_assert(sizeof (ChainEntry) == 112, "an entry is as large as the original's");

typedef struct {
  uint64_t disabled;
  uint64_t lbolt;
  ChainLinks *buckets; /* heads: their links lead to the first and the last entry, or to themselves */
  uint64_t mask;
} ChainCache;

static inline void chain_cache_init (ChainCache *cache, uint64_t n_buckets)
{
  *cache = (ChainCache){ .buckets = g_new (ChainLinks, n_buckets), .mask = n_buckets - 1 };
  for (uint64_t i = 0; i < n_buckets; i++) {
    ChainEntry *head = (ChainEntry *)(void *)&cache->buckets[i];
    cache->buckets[i] = (ChainLinks){ head, head };
  }
}

static inline const ChainEntry *chain_cache_end (const ChainLinks *bucket)
{
  return (const ChainEntry *)(const void *)bucket;
}

static inline void chain_cache_clear (ChainCache *cache)
{
  for (uint64_t i = 0; i <= cache->mask; i++) {
    ChainEntry *next;
    for (ChainEntry *entry = cache->buckets[i].next; entry != chain_cache_end (&cache->buckets[i]);
         entry = next) {
      next = entry->chain.next;
      free (entry);
    }
  }
  g_free (cache->buckets);
}

static inline ChainLinks *chain_cache_bucket (const ChainCache *cache, const CacheSeg *seg,
                                              const CacheOwner *amp, uint64_t addr)
{
  uint64_t tag = amp ? amp->tag : seg->owner.tag;
  return &cache->buckets[((tag >> 3) ^ (addr >> PAGE_SIZES_X86.shifts[seg->s_szc])) & cache->mask];
}

static inline void chain_cache_insert (ChainCache *cache, const CacheSeg *seg, uint64_t addr, uint64_t len,
                                       void *shadow_list)
{
  ChainLinks *bucket = chain_cache_bucket (cache, seg, NULL, addr);
  ChainEntry *entry = malloc (sizeof *entry);
  if (!entry) {
    g_error ("out of memory");
  }
  *entry = (ChainEntry){ .chain = { bucket->next, (ChainEntry *)(void *)bucket },
                         .tag = seg->owner.tag,
                         .addr = addr,
                         .len = len,
                         .wlen = len,
                         .shadow_list = shadow_list,
                         .bucket = bucket };
  bucket->next->chain.prev = entry;
  bucket->next = entry;
}

static G_GNUC_NO_INLINE void *chain_cache_lookup (ChainCache *cache, const CacheSeg *seg,
                                                  const CacheOwner *amp, uint64_t addr, uint64_t len,
                                                  SegRw rw)
{
  if (cache->disabled) {
    return NULL;
  }
  uint64_t tag = amp ? amp->tag : seg->owner.tag;
  const ChainLinks *bucket = chain_cache_bucket (cache, seg, amp, addr);
  for (ChainEntry *entry = bucket->next; entry != chain_cache_end (bucket); entry = entry->chain.next) {
    if (entry->tag == tag && entry->addr == addr && entry->len >= len) {
      if ((rw == S_WRITE && entry->wlen < len) || entry->active == UINT32_MAX) {
        return NULL;
      }
      entry->active++;
      entry->written |= rw == S_WRITE;
      return entry->shadow_list;
    }
  }
  return NULL;
}

static G_GNUC_NO_INLINE bool chain_cache_inactive (ChainCache *cache, const CacheSeg *seg,
                                                   const CacheOwner *amp, uint64_t addr, uint64_t len,
                                                   const void *shadow_list)
{
  if (cache->disabled) {
    return false;
  }
  uint64_t tag = amp ? amp->tag : seg->owner.tag;
  const ChainLinks *bucket = chain_cache_bucket (cache, seg, amp, addr);
  for (ChainEntry *entry = bucket->next; entry != chain_cache_end (bucket); entry = entry->chain.next) {
    if (entry->shadow_list == shadow_list && entry->tag == tag && entry->addr == addr && entry->len >= len) {
      if (--entry->active == 0) {
        entry->last_use = cache->lbolt;
        entry->referenced = true;
      }
      return true;
    }
  }
  return false;
}
