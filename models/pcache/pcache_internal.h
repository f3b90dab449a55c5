/*
 * pcache_internal.h - how the cache is laid out
 *
 * Chains and owner lists keep the order that the algorithms need; finding the entries of one (tag, address)
 * goes through an index instead of a walk along the chain (entry_index.h). A hit touches one line of the
 * index, one line of the entry, the owner's tag and the head of the Pcache. So an entry has two parts: the
 * line that hits touch, next to those of other entries, and the links, at a fixed distance (pcache_entry.c).
 */
#pragma once

#include "cache_observer.h"
#include "cache_ops.h"
#include "entry_index.h"
#include "page_size.h"

#define PCACHE_CACHE_LINE 64

typedef struct Pcache Pcache;
typedef struct PcacheBucket PcacheBucket;
typedef struct PcacheEntry PcacheEntry;

/* The longest request that an entry serves, in bytes, by SegRw: for S_READ its length, for S_WRITE its
 * writable length, which is never more. */
typedef uint64_t PcacheLengths[2];

/* The part of an entry that hits touch. Guarded by the bucket's lock, as is the chain. */
struct PcacheEntry {
  uint64_t tag;
  uint64_t addr;
  PcacheLengths lengths;
  void *shadow_list;
  uint64_t last_use; /* lbolt of the last I/O's end */
  uint32_t bucket;   /* its number in the table */
  uint32_t active;
  uint16_t flags;
  uint8_t written; /* 1: by a device */
  bool referenced;
  bool newest;        /* of its bucket, tag and address */
  uint8_t hash_shift; /* by which the bucket was found */
};

/* The part of an entry that hits do not touch. */
typedef struct {
  PcacheEntry *next_same_key; /* older entry of the same bucket, tag and address */
  PcacheEntry *chain_prev, *chain_next;
  PcacheEntry *owner_prev, *owner_next; /* guarded by the owner's lock */
  PcacheEntry *next_removed;            /* on a removal list, or on the free list */
  CacheOwner *owner;
  CacheReclaim reclaim;
} PcacheEntryLinks;

_Static_assert(sizeof (PcacheEntry) == PCACHE_CACHE_LINE, "a hit touches one line of an entry");
_Static_assert(sizeof (PcacheEntryLinks) == PCACHE_CACHE_LINE, "both parts are laid out alike");

/* Entries lie in blocks: this many first parts, then as many second parts. */
#define PCACHE_BLOCK_ENTRIES 1024U
#define PCACHE_LINKS_DISTANCE ((size_t)PCACHE_BLOCK_ENTRIES * sizeof (PcacheEntry))

static inline PcacheEntryLinks *pcache_entry_links (const PcacheEntry *entry)
{
  return (PcacheEntryLinks *)(void *)((char *)(uintptr_t)entry + PCACHE_LINKS_DISTANCE);
}

typedef enum { BUCKET_ON_NO_LIST, BUCKET_ON_LIST_0, BUCKET_ON_LIST_1 } BucketMembership;

/* All zeroes is an empty bucket. */
struct PcacheBucket {
  PcacheEntry *head;                 /* of the chain, the newest */
  PcacheBucket *ahb_prev, *ahb_next; /* circular; guarded by mem, but see active_buckets.c */
  uint8_t membership;                /* BucketMembership */
  KMutex lock;
};

typedef struct {
  PcacheBucket *buckets; /* NULL: not configured */
  uint64_t n_buckets;    /* a power of two */
  EntryIndex index;      /* of the entries of all buckets; no lock guards it, see below */
} PcacheTable;

/* After this many later announcements, the index group of an announced lookup has arrived from memory. */
#define PCACHE_ANNOUNCED 8U

/* The tables, by the flag of a request. */
enum { PCACHE_WINDOW = 0, PCACHE_WIRED = SEGP_FORCE_WIRED };

/*
 * Threads that hold different bucket locks share the indexes, the free list of entries, the number of
 * entries, activations, idlings, counters, announced, purges and disables. No lock guards these. A thread
 * changes them only between two lock operations, so they are right under each kernel that runs one thread at
 * a time and switches threads at lock operations only. A kernel with parallel threads needs more.
 */
struct Pcache {
  Cache cache; /* first */
  Kernel *kernel;
  PageSizes pages;       /* the kernel's, at hand */
  uint64_t disabled;     /* writes guarded by pcache_lock */
  PcacheTable tables[2]; /* PCACHE_WINDOW, PCACHE_WIRED */
  uint64_t activations;  /* times that a first I/O began on an entry */
  uint64_t idlings;      /* times that the last I/O on an entry ended: two counters, so that neither waits */
  uint64_t entries;
  CacheCounters counters;

  uint64_t purges;   /* begun */
  uint64_t disables; /* calls of seg_p_disable */

  CacheSizes sizes;

  /* Guarded by mem. */
  uint64_t plocked;
  uint64_t plocked_window;
  PcacheBucket *active_buckets[2]; /* first bucket of each list, NULL: empty */
  unsigned current;                /* which list is current */
  bool async_purge_running;

  KMutex mem_lock;
  KMutex pcache_lock;
  KMutex async_lock; /* the purge thread's */
  KCondvar async_cv;

  /* Hashes of announced lookups whose index group is on its way from memory, by turns (pcache_find.c). */
  uint64_t announced[PCACHE_ANNOUNCED];
  unsigned next_announced;

  PcacheEntry *free_entries;
  struct EntryChunk *chunks;
};

/* Removed entries, the last first; their callbacks are called once no lock is held (§5, §7, §8). */
typedef struct {
  PcacheEntry *first;
} RemovalList;

static inline Pcache *pcache_of (Cache *cache)
{
  return (Pcache *)(void *)cache;
}

static inline const Pcache *pcache_of_const (const Cache *cache)
{
  return (const Pcache *)(const void *)cache;
}

/* Returns the newest of OWNER's window entries; guarded by the owner's lock. */
static inline PcacheEntry *pcache_owner_newest (const CacheOwner *owner)
{
  return owner->entries;
}

static inline CacheOwner *pcache_owner_of (CacheSeg *seg, CacheOwner *amp)
{
  return amp ? amp : &seg->owner;
}

static inline PcacheTable *pcache_table_of (Pcache *pcache, uint32_t flags)
{
  return &pcache->tables[flags & SEGP_FORCE_WIRED];
}

/* §2: the shift of an address in the hash. The segment's page size code decides even if the tag is an anon
 * map's. Shifts are modulo 64, as on the machine. */
static inline uint8_t pcache_hash_shift_of (const Pcache *pcache, const CacheSeg *seg, uint32_t flags)
{
  if (flags & SEGP_FORCE_WIRED) {
    return 0; /* plays no part */
  }
  return flags & SEGP_PSHIFT ? (flags >> 16) & 63 : pcache->pages.shifts[seg->s_szc];
}

/* §2: the bucket of a request, as a number in its table. */
static inline uint32_t pcache_bucket_of (const Pcache *pcache, const CacheSeg *seg, uint64_t tag,
                                         uint64_t addr, uint32_t flags)
{
  if (flags & SEGP_FORCE_WIRED) {
    return (uint32_t)((tag >> 6) & (pcache->tables[PCACHE_WIRED].n_buckets - 1));
  }
  uint8_t shift = pcache_hash_shift_of (pcache, seg, flags);
  return (uint32_t)(((tag >> 3) ^ (addr >> shift)) & (pcache->tables[PCACHE_WINDOW].n_buckets - 1));
}

static inline void pcache_bucket_enter (Pcache *pcache, uint32_t flags, uint32_t bucket)
{
  mutex_enter (pcache->kernel, &pcache_table_of (pcache, flags)->buckets[bucket].lock);
}

static inline void pcache_bucket_exit (Pcache *pcache, uint32_t flags, uint32_t bucket)
{
  mutex_exit (pcache->kernel, &pcache_table_of (pcache, flags)->buckets[bucket].lock);
}

static inline PcacheBucket *pcache_entry_bucket (Pcache *pcache, const PcacheEntry *entry)
{
  return &pcache_table_of (pcache, entry->flags)->buckets[entry->bucket];
}

/* Whether ENTRY is one of those that a scan of BUCKET for TAG and ADDR meets. An address may be filed in two
 * buckets, with and without SEGP_PSHIFT: a scan of one does not see the other. */
static inline bool pcache_entry_has_key (const PcacheEntry *entry, uint32_t bucket, uint64_t tag,
                                         uint64_t addr)
{
  return entry->tag == tag && entry->addr == addr && entry->bucket == bucket;
}

static inline uint64_t pcache_entry_npages (const Pcache *pcache, const PcacheEntry *entry)
{
  return page_btop (&pcache->pages, entry->lengths[S_READ]);
}

static inline bool pcache_entry_is_wired (const PcacheEntry *entry)
{
  return entry->flags & SEGP_FORCE_WIRED;
}

/* ---- pcache_find.c ---- */

/* The scans of §3, §5 and §6 meet the entries of one bucket, tag and address, newest first: pcache_find gives
 * the first and next_same_key leads on. A search is straight-line code up to the group of the index that is a
 * key's home, since a branch that is mispredicted there would have to wait for memory. */

/* The newest entry of TAG and ADDR in BUCKET of the table of INDEX, NULL if there is none. */
PcacheEntry *pcache_find (const EntryIndex *index, uint32_t bucket, uint64_t tag, uint64_t addr);

/* The entry that pcache_find most likely gives, in *ENTRY; false: likely none. The caller checks its key. */
static inline bool pcache_find_likely (const EntryIndex *index, uint64_t tag, uint64_t addr,
                                       PcacheEntry **entry)
{
  uint64_t hash = entry_index_hash (tag, addr);
  const EntryIndexGroup *group = entry_index_home (index, hash);
  EntryIndexMatch match = entry_index_match (group, hash);
  if (__builtin_expect (match == 0, 0)) {
    return false;
  }
  *entry = group->newest[entry_index_first (match)];
  return true;
}

/* ---- active_buckets.c ---- */

/* A big machine has millions of buckets and few in use, so purges walk two lists of those that may hold
 * entries (§2). One is current: inserts append to it. The other belongs to the asynchronous purge while one
 * runs: only that purge changes its links then, without mem. */

/* To be called when BUCKET's chain has got its first entry; the bucket's lock is held. */
void active_buckets_join (Pcache *pcache, PcacheBucket *bucket);

/* The same when the chain has lost its last entry; not for the asynchronous purge. */
void active_buckets_leave (Pcache *pcache, PcacheBucket *bucket);

/* The same for the asynchronous purge. */
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

/* ---- pcache_entry.c ---- */

/* Memory for entries, never given back before the cache is freed. */
PcacheEntry *pcache_entry_new (Pcache *pcache);
void pcache_entry_free (Pcache *pcache, PcacheEntry *entry);
void pcache_entry_free_all (Pcache *pcache);

/* Adds ENTRY to the head of its chain, its owner's list (window) and the index; its locks are held. */
void pcache_entry_link (Pcache *pcache, PcacheEntry *entry);
/* Takes ENTRY, which PURGE removes (NULL: no purge does), from all three, counts it for CAUSE and tells the
 * observer; its locks are held. */
void pcache_entry_unlink (Pcache *pcache, PcacheEntry *entry, CacheRemovalCause cause,
                          const CachePurge *purge);
void removal_list_push (RemovalList *list, PcacheEntry *entry);

typedef struct {
  uint64_t pages;
  uint64_t window_pages;
  int last_result; /* of the last callback */
} RemovalTotals;

/* Calls back for each entry of LIST until a callback returns non-zero (if STOP_AT_LAST), frees the entries,
 * and returns their pages, which the caller subtracts. */
RemovalTotals removal_list_work_off (Pcache *pcache, RemovalList *list, bool async, bool stop_at_last);

/* Unlocks the pages of SHADOW_LIST by RECLAIM, with the arguments in RECLAIMED, and returns its result.
 * Counts the call, and tells the observer before it. */
int pcache_call_reclaim (Pcache *pcache, const CacheReclaimed *reclaimed, void *shadow_list,
                         CacheReclaim reclaim);

/* Subtracts PAGES from plocked and WINDOW_PAGES from plocked_window under mem. */
void pcache_subtract_pages (Pcache *pcache, uint64_t pages, uint64_t window_pages);

/* ---- operations of the cache, as cache_ops.h says ---- */

void pcache_pinit (Cache *cache, const CacheTunables *tunables);
void pcache_ppurge_async (Cache *cache, bool force);
void pcache_ppurge (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint32_t flags);
void pcache_ppurge_wiredpp (Cache *cache, void *shadow_list);
bool pcache_p_disable (Cache *cache);
void pcache_p_enable (Cache *cache);
bool pcache_preap (Cache *cache);
void pcache_pasync_thread (Cache *cache);
void pcache_pasync_turn (Cache *cache); /* one turn of the purge thread */
bool pcache_is_configured (const Cache *cache);
void pcache_announce (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr);
bool pcache_announcing_pays (const Cache *cache);
char *pcache_find_broken (const Cache *cache);
