/*
 * cache_telemetry.h - what a cache tells of itself
 *
 * A kernel needs none of this; a simulator wants to know it. The capabilities of a cache say what it can
 * tell. For the rest, counters and state are 0, no reason is known, and observers are told nothing. Code that
 * shows such numbers asks for the capability first.
 */
#pragma once

#include "cache.h"
#include "metric_row.h"

typedef enum {
  CACHE_TELLS_REASONS = 1 << 0,  /* of misses and refusals */
  CACHE_TELLS_REMOVALS = 1 << 1, /* to the observer of removals */
  CACHE_TELLS_EVENTS = 1 << 2,   /* to the observer of everything */
  CACHE_TELLS_COUNTERS = 1 << 3,
  CACHE_TELLS_STATE = 1 << 4,
  CACHE_TELLS_SIZES = 1 << 5,
  CACHE_TELLS_ENTRIES = 1 << 6, /* to visitors */
  CACHE_TAKES_ANNOUNCEMENTS = 1 << 7,
  CACHE_TELLS_ALL = (1 << 8) - 1
} CacheCapability;

/* Whether CACHE has all of CAPABILITIES. */
bool cache_can (const Cache *cache, unsigned capabilities);

/* Why a lookup missed, as the cache sees it at that moment. */
typedef enum {
  CACHE_MISS_DISABLED,     /* the cache is off */
  CACHE_MISS_ABSENT,       /* no entry of this tag and address */
  CACHE_MISS_TOO_SHORT,    /* only shorter ones */
  CACHE_MISS_NOT_WRITABLE, /* a write beyond the entry's writable length */
  CACHE_MISS_SATURATED,    /* the entry's active count is at its maximum */
  CACHE_MISS_REASONS,
  CACHE_MISS_UNKNOWN = CACHE_MISS_REASONS /* the cache does not tell */
} CacheMiss;

#define CACHE_ENUMERATOR(id_, ...) id_,

/* Whether a list may be or was cached (§4, §5), each with the word for it. A duplicate is a success to the
 * caller, but an entry at least as long was there already. */
#define CACHE_ADMISSIONS_TABLE(ROW)        \
  ROW (CACHE_ADMITTED, "admitted")         \
  ROW (CACHE_REFUSED_DISABLED, "disabled") \
  ROW (CACHE_REFUSED_WINDOW, "window")     \
  ROW (CACHE_REFUSED_DESFREE, "desfree")   \
  ROW (CACHE_REFUSED_DUPLICATE, "duplicate")

typedef enum {
  CACHE_ADMISSIONS_TABLE (CACHE_ENUMERATOR) CACHE_ADMISSIONS,
  CACHE_REFUSED_UNKNOWN = CACHE_ADMISSIONS /* the cache does not tell */
} CacheAdmission;

/* Why an entry left the cache: the word for it, its colour in pictures, and what it means. An asynchronous
 * purge that has both of its causes, trim and lowmem (§7), counts as lowmem. */
#define CACHE_REMOVALS_TABLE(ROW)                                                                          \
  ROW (CACHE_REMOVED_TRIM, "trim", "#0072b2", "asynchronous purge: the window is nearly full")             \
  ROW (CACHE_REMOVED_LOWMEM, "lowmem", "#d55e00", "asynchronous purge: memory is short")                   \
  ROW (CACHE_REMOVED_OWNER_PURGE, "owner", "#009e73", "purge by the owner")                                \
  ROW (CACHE_REMOVED_WIRED_PURGE, "wired", "#cc79a7", "purge of a wired list")                             \
  ROW (CACHE_REMOVED_FORCE, "force", "#000000", "forced purge")                                            \
  ROW (CACHE_REMOVED_DUPLICATE, "duplicate", "#56b4e9", "a longer list of the same buffer took its place") \
  ROW (CACHE_REMOVED_DISABLED, "disabled", "#e69f00", "last I/O ended while the cache was off")

typedef enum { CACHE_REMOVALS_TABLE (CACHE_ENUMERATOR) CACHE_REMOVAL_CAUSES } CacheRemovalCause;

/* What the cache was asked. */
typedef struct {
  CacheSeg *seg; /* may be NULL where the owner is an anon map */
  CacheRange range;
  SegRw rw; /* of lookups and inserts */
} CacheRequest;

/* ---- of the running thread's last call ---- */

/* Why the last seg_plookup missed. */
static inline CacheMiss cache_last_miss (const Cache *cache)
{
  return (CacheMiss)cache->answer.miss;
}

/* The entry that the last seg_plookup hit, for seg_pinactive_hit; valid until that I/O is over. NULL: the
 * cache does not tell, and seg_pinactive ends the I/O. */
static inline CacheHit *cache_last_hit (const Cache *cache)
{
  return cache->answer.hit;
}

/* What the last seg_pinsert_check or seg_pinsert decided. */
static inline CacheAdmission cache_last_admission (const Cache *cache)
{
  return (CacheAdmission)cache->answer.admission;
}

/* §6: ends an I/O of LEN bytes whose lookup gave HIT. Does what seg_pinactive does for that request, but
 * without a search for the entry. Only our own cache gives hits. */
void seg_pinactive_hit (Cache *cache, CacheHit *hit, uint64_t len);

/* ---- announcements ---- */

/* Announces a lookup of the window entry at ADDR, which comes after some sixteen others, so that the lookup
 * need not wait for the host's memory. Changes only how long the host takes, no result. */
void cache_announce (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr);
/* Whether announcing makes lookups faster: true once the tables outgrow the caches of the host. */
bool cache_announcing_pays (const Cache *cache);

/* ---- sizes, counters and state ---- */

/* What the cache was sized to (§11). */
typedef struct CacheSizes {
  uint64_t window_buckets;
  uint64_t wired_buckets;
  uint64_t maxwindow_pages; /* UINT64_MAX: no limit */
  uint64_t maxage_ticks;
  uint64_t reap_ticks;
  uint64_t shrink_shift;
  uint64_t maxapurge_npages;
} CacheSizes;

#define CACHE_COUNTERS(ROW, of_)                                                                            \
  ROW (of_, COUNTER, reclaim_callbacks, "reclaim_callbacks", "", "lists whose pages were unlocked")         \
  ROW (of_, COUNTER, async_purges, "purge_count", "", "asynchronous purges that had cause, or were forced") \
  ROW (of_, COUNTER, second_chances, "second_chances", "entries", "entries passed over once by a purge")    \
  ROW (of_, COUNTER, full_ahb, "full_ahb", "buckets", "buckets with entries that purges met")               \
  ROW (of_, COUNTER, empty_ahb, "empty_ahb", "buckets", "empty buckets that purges met")

/* What happened since the cache was set up: counts, or pages where named so. */
typedef struct CacheCounters {
  uint64_t hits;
  uint64_t misses[CACHE_MISS_REASONS];
  uint64_t checks[CACHE_ADMISSIONS];  /* outcomes of seg_pinsert_check */
  uint64_t inserts[CACHE_ADMISSIONS]; /* outcomes of seg_pinsert */
  uint64_t removed_entries[CACHE_REMOVAL_CAUSES];
  uint64_t removed_pages[CACHE_REMOVAL_CAUSES];
  CACHE_COUNTERS (METRIC_MEMBER, _)
} CacheCounters;

/* The state of a cache at one moment. */
typedef struct CacheState {
  uint64_t plocked;        /* pages in the cache */
  uint64_t plocked_window; /* pages of window entries */
  uint64_t disabled;       /* 0: on */
  uint64_t entries;
  uint64_t entries_active;
  unsigned current_list; /* which active-bucket list is current, 0 or 1 */
} CacheState;

/* Whether the cache has tables. It has none before set-up, and none if segpcache_enabled is 0. */
static inline bool cache_is_configured (const Cache *cache)
{
  return cache->ops->is_configured (cache);
}

CacheSizes cache_get_sizes (const Cache *cache);

/* The size, in pages, from which on the window is trimmed: 7/8 of its limit (§7.2); UINT64_MAX: no limit. */
static inline uint64_t cache_get_trim_pages (const CacheSizes *sizes)
{
  return sizes->maxwindow_pages != UINT64_MAX ? 7 * (sizes->maxwindow_pages >> 3) : UINT64_MAX;
}

CacheState cache_get_state (const Cache *cache);

/* Returns the counters, which stay at that address as long as the cache lives. */
const CacheCounters *cache_get_counters (const Cache *cache);

/* Lookups that missed, whatever the reason. */
uint64_t cache_count_misses (const CacheCounters *counters);

/* Of CacheCounters: the lookups, and all other counters. */
extern const MetricTable CACHE_LOOKUP_METRICS;
extern const MetricTable CACHE_METRICS;
/* Of a Cache: what it holds now. */
extern const MetricTable CACHE_STATE_METRICS;
/* Of CacheSizes. */
extern const MetricTable CACHE_SIZE_METRICS;

/* Returns the first contradiction in CACHE, with what was found and expected, to be freed by g_free(); NULL
 * if there is none, or CACHE cannot be checked. No call of the cache may be under way. */
char *cache_find_broken (const Cache *cache);

/* ---- who is told of removals ---- */

/* An entry leaves the cache; called with its locks held, before its reclaim callback. */
typedef struct CacheRemoval {
  CacheRange range;
  CacheRemovalCause cause;
  uint64_t purge; /* the number of the purge that takes it (cache_observer.h); 0: none does */
} CacheRemoval;

typedef void (*CacheRemovalObserver) (void *user, const CacheRemoval *removal);

/* Lets OBSERVER be told, with USER, of every entry that leaves. NULL: nobody is told. */
static inline void cache_set_removal_observer (Cache *cache, CacheRemovalObserver observer, void *user)
{
  cache->removal_observer = observer;
  cache->removal_user = user;
}

/* ---- what is in the cache, in its own order ---- */

typedef enum { CACHE_LIST_CURRENT, CACHE_LIST_OTHER, CACHE_LIST_WIRED } CacheList;

typedef struct {
  CacheOwner *owner;
  uint64_t addr, len, wlen; /* bytes */
  void *shadow_list;
  uint32_t active;
  uint32_t flags;
  bool written;
  bool referenced;
  uint64_t last_use; /* lbolt */
} CacheEntryInfo;

typedef struct CacheVisitor {
  void *user;
  void (*bucket) (void *user, CacheList list, uint64_t index);
  void (*entry) (void *user, const CacheEntryInfo *entry);
} CacheVisitor;

/* Visits the buckets of the current active-bucket list, then of the other one, then the wired buckets that
 * have entries, by index. After each bucket come its entries from head to tail. */
void cache_visit (const Cache *cache, const CacheVisitor *visitor);
