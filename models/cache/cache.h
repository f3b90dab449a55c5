/*
 * cache.h - the calls of a pagelock cache
 *
 * The cache keeps user memory locked between I/Os: after a request, its pages and their shadow list (the
 * array of page pointers) stay in an entry, in the hope that the same buffer is used again. An entry is filed
 * under its owner, a segment or an anon map; the owner's simulated kernel address is the tag. Window entries
 * count against a limit, age and are purged; wired entries (ISM, DISM) stay until their owner purges them or
 * the cache is disabled.
 *
 * Here are the calls that the kernel makes, with the kernel's names, arguments and results; sections are
 * those of the specification, pagelock-cache. A request names the owner as (SEG, AMP): the anon map if there
 * is one, else the segment. Addresses and lengths are in bytes, lengths multiples of the page size. What a
 * simulator wants to know beyond that is in cache_telemetry.h, and a cache need not tell it.
 *
 * A Cache has all the state of one cache, so many caches live side by side. Its operations are in a table
 * (CacheOps), which is chosen when the cache is made. Our own cache, models/pcache, is called directly.
 */
#pragma once

#include "kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Cache Cache;

/* Request flags (§1). With SEGP_PSHIFT the upper 16 bits hold the page shift for the hash. */
#define SEGP_FORCE_WIRED 0x1U
#define SEGP_AMP 0x2U
#define SEGP_PSHIFT 0x4U

/* Results of seg_pinsert_check and seg_pinsert. */
#define SEGP_SUCCESS 0
#define SEGP_FAIL 1

/* S_READ: the device reads memory; S_WRITE: the device writes memory. */
#define SEG_RW_TABLE(ROW) ROW (S_READ, "S_READ") ROW (S_WRITE, "S_WRITE")

typedef enum { S_READ, S_WRITE } SegRw;

/* The room for an owner's lock, of whatever kind the kernel's locks are. */
#define CACHE_LOCK_BYTES 16

/* What entries are filed under: a part of a segment or an anon map, whose simulated kernel address is TAG. */
typedef struct {
  uint64_t tag;
  uint64_t serial; /* for the keeper: differs for owners that had the same address one after the other */
  void *entries;   /* the cache's: the owner's window entries; NULL: it has none */
  uint8_t kind;    /* for the keeper: what the owner is embedded in */
  _Alignas(8) unsigned char lock[CACHE_LOCK_BYTES]; /* the cache's: see cache_ops.h */
} CacheOwner;

/* What the cache knows of a segment. */
typedef struct {
  CacheOwner owner;
  uint8_t s_szc; /* page size code */
} CacheSeg;

/* A range of a request to the cache. */
typedef struct {
  CacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  uint32_t flags;
} CacheRange;

/*
 * Unlocks the pages of a list that leaves the cache, or that was never in it, and frees the list. USER is
 * what the cache was made with. ASYNC is true from the asynchronous purge and seg_ppurge_wiredpp. Only
 * seg_ppurge_wiredpp looks at the result: non-zero says that this was the last entry of the list.
 */
typedef int (*CacheReclaim) (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                             SegRw rw, bool async);

/* The tunables, under the names that /etc/system knows (§11). */
typedef struct {
  uint64_t segpcache_enabled;
  uint64_t segpcache_maxwindow;       /* pages; 0: by memory */
  uint64_t segpcache_hashsize_win;    /* buckets; 0: by memory */
  uint64_t segpcache_hashsize_wired;  /* buckets; 0: by memory */
  int64_t segpcache_reap_sec;         /* s */
  int64_t segpcache_reap_ticks;       /* ticks; <= 0: by reap_sec */
  int64_t segpcache_pcp_maxage_sec;   /* s */
  int64_t segpcache_pcp_maxage_ticks; /* ticks; <= 0: by maxage_sec */
  uint64_t segpcache_shrink_shift;    /* log2 of the share of the window to purge at a time */
  uint64_t segpcache_maxapurge_bytes; /* most to purge at a time, bytes */
} CacheTunables;

/* Of CacheTunables: their defaults, ranges and units, as a user may set them. */
extern const struct SchemaTable CACHE_TUNABLES_TABLE;

/* The defaults of §11. */
CacheTunables cache_tunables_default (void);

typedef struct CacheHit CacheHit;
struct CacheCounters;
struct CacheObserver;
struct CacheRemoval;
struct CacheSizes;
struct CacheState;
struct CacheVisitor;

/* A cache's operations. Each does what the comment of the call of that name says. An operation of telemetry
 * is called only if the cache has its capability (CacheCapability), and may be NULL otherwise. A lookup that
 * misses, a check and an insert put the reason into Cache.answer. A cache that does not tell reasons puts
 * CACHE_MISS_UNKNOWN there, and CACHE_REFUSED_UNKNOWN or CACHE_ADMITTED. */
typedef struct CacheOps {
  unsigned capabilities; /* CacheCapability, or'ed */
  void (*free) (Cache *cache);
  void (*pinit) (Cache *cache, const CacheTunables *tunables);
  void *(*plookup) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                    uint32_t flags);
  int (*pinsert_check) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                        uint32_t flags);
  int (*pinsert) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, uint64_t wlen,
                  void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
  void (*pinactive) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                     void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
  void (*ppurge) (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags);
  void (*ppurge_wiredpp) (Cache *cache, void *shadow_list);
  void (*ppurge_async) (Cache *cache, bool force);
  bool (*p_disable) (Cache *cache);
  void (*p_enable) (Cache *cache);
  bool (*preap) (Cache *cache);
  void (*pasync_thread) (Cache *cache);
  bool (*is_configured) (const Cache *cache);

  void (*announce) (Cache *cache, CacheSeg *seg, CacheOwner *amp,
                    uint64_t addr);                                       /* CACHE_TAKES_ANNOUNCEMENTS */
  bool (*announcing_pays) (const Cache *cache);                           /* likewise */
  struct CacheSizes (*get_sizes) (const Cache *cache);                    /* CACHE_TELLS_SIZES */
  struct CacheState (*get_state) (const Cache *cache);                    /* CACHE_TELLS_STATE */
  const struct CacheCounters *(*get_counters) (const Cache *cache);       /* CACHE_TELLS_COUNTERS */
  void (*visit) (const Cache *cache, const struct CacheVisitor *visitor); /* CACHE_TELLS_ENTRIES */
  char *(*find_broken) (const Cache *cache);                              /* or NULL: nothing is checked */
} CacheOps;

/* What can be asked about the last call of the running thread (cache_telemetry.h). A kernel that lets another
 * thread run during a call keeps a CacheAnswer for each thread. */
typedef struct {
  CacheHit *hit;
  unsigned miss;      /* CacheMiss */
  unsigned admission; /* CacheAdmission */
} CacheAnswer;

/* What every cache begins with. */
struct Cache {
  const CacheOps *ops;
  bool is_pcache; /* whether it is our own cache */
  void *user;     /* passed to the callbacks */
  CacheAnswer answer;
  const struct CacheObserver *observer; /* told of everything; NULL: nobody */
  void *observer_user;
  void (*removal_observer) (void *user,
                            const struct CacheRemoval *removal); /* told of removals; NULL: nobody */
  void *removal_user;
};

/* The calls of every I/O, of our own cache. */
void *pcache_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                      uint32_t flags);
int pcache_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                          uint32_t flags);
int pcache_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, uint64_t wlen,
                    void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);
void pcache_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                       void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim);

static inline bool cache_is_pcache (const Cache *cache)
{
  return __builtin_expect (cache->is_pcache, true);
}

/* Our own cache over KERNEL, which must outlive it; not set up yet. USER is passed to every callback. */
Cache *pcache_new (Kernel *kernel, void *user);

/* Frees the cache, whichever it is, with its entries; their callbacks are not called. */
static inline void cache_free (Cache *cache)
{
  if (cache) {
    cache->ops->free (cache);
  }
}

/* Makes OWNER an owner with the tag TAG and without entries. */
void cache_owner_init (CacheOwner *owner, uint64_t tag);

/* True while OWNER has window entries. */
static inline bool cache_owner_has_entries (const CacheOwner *owner)
{
  return owner->entries != NULL;
}

/* §11: sizes the cache by TUNABLES and the kernel's memory and makes it empty. Entries of an earlier set-up
 * are dropped without a callback, so only tests call it again. */
static inline void seg_pinit (Cache *cache, const CacheTunables *tunables)
{
  cache->ops->pinit (cache, tunables);
}

/* §7: one asynchronous purge; FORCE takes every inactive entry, the wired ones too. */
static inline void seg_ppurge_async (Cache *cache, bool force)
{
  cache->ops->ppurge_async (cache, force);
}

/* §8: purges the inactive entries of one owner, up to the first active entry. */
static inline void seg_ppurge (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags)
{
  cache->ops->ppurge (cache, seg, amp, flags);
}

/* §8: purges the inactive wired entries of SHADOW_LIST, until a callback returns non-zero. */
static inline void seg_ppurge_wiredpp (Cache *cache, void *shadow_list)
{
  cache->ops->ppurge_wiredpp (cache, shadow_list);
}

/* Tries of disabling a second, and how many tries without progress make it give up (surroundings §1). */
#define SEGP_PREDEL_DELAY_FACTOR 4U
#define SEGP_STALL_THRESHOLD (25U * SEGP_PREDEL_DELAY_FACTOR)

/* §8: turns the cache off and empties it, sleeping hz/4 ticks between tries. False if something stayed active
 * for 102 tries in a row without progress; it is off then too. Each call needs a seg_p_enable. */
static inline bool seg_p_disable (Cache *cache)
{
  return cache->ops->p_disable (cache);
}

/* §8: takes back one seg_p_disable; aborts if there is none. A cache never configured is off for good. */
static inline void seg_p_enable (Cache *cache)
{
  cache->ops->p_enable (cache);
}

/* §8: memory is going to be removed. True if a notice is due, because the cache could not be emptied. */
bool seg_p_mem_config_pre_del (Cache *cache);

/* §8: the removal is over, done or cancelled. */
void seg_p_mem_config_post_del (Cache *cache);

/* §9: called by pageout when memory is low. True if the purge thread was signalled. */
static inline bool seg_preap (Cache *cache)
{
  return cache->ops->preap (cache);
}

/* The kind of the purge thread's events in the run's fingerprint. */
enum { CACHE_EVENT_PURGE_THREAD = 0x200 };

/* §9: the body of the purge thread of the Cache CACHE: sleeps until seg_preap signals it or for reap_ticks,
 * then purges unless the cache is disabled, and so on. Returns only if the cache was never configured. */
static inline void seg_pasync_thread (void *cache)
{
  ((Cache *)cache)->ops->pasync_thread (cache);
}

/* ---- the calls of every I/O ---- */

/* Most of a run's time goes into these, so our own cache is called directly; the branch is predicted. */

/* §3: returns the shadow list that serves the request, and counts one more I/O on it; NULL: there is none. */
static inline void *seg_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                                 SegRw rw, uint32_t flags)
{
  return cache_is_pcache (cache) ? pcache_plookup (cache, seg, amp, addr, len, rw, flags)
                                 : cache->ops->plookup (cache, seg, amp, addr, len, rw, flags);
}

/* §4: SEGP_SUCCESS if an insert of LEN bytes would succeed, else SEGP_FAIL. */
static inline int seg_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr,
                                     uint64_t len, uint32_t flags)
{
  return cache_is_pcache (cache) ? pcache_pinsert_check (cache, seg, amp, addr, len, flags)
                                 : cache->ops->pinsert_check (cache, seg, amp, addr, len, flags);
}

/* §5: caches SHADOW_LIST, active once. WLEN bytes of it are writable: LEN for a write or an anon map, else at
 * most LEN (other values abort). If an entry at least as long is there, nothing is inserted, and the result
 * is SEGP_SUCCESS too. */
static inline int seg_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                               uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags,
                               CacheReclaim reclaim)
{
  return cache_is_pcache (cache)
             ? pcache_pinsert (cache, seg, amp, addr, len, wlen, shadow_list, rw, flags, reclaim)
             : cache->ops->pinsert (cache, seg, amp, addr, len, wlen, shadow_list, rw, flags, reclaim);
}

/* §6: the I/O on SHADOW_LIST is over. Calls RECLAIM when the list is not in the cache, or leaves it. */
static inline void seg_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                                  void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  if (cache_is_pcache (cache)) {
    pcache_pinactive (cache, seg, amp, addr, len, shadow_list, rw, flags, reclaim);
  } else {
    cache->ops->pinactive (cache, seg, amp, addr, len, shadow_list, rw, flags, reclaim);
  }
}
