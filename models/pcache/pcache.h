/*
 * pcache.h - the pagelock cache
 *
 * The cache keeps user memory locked between I/Os: after a request, its pages and their shadow list (the array of
 * page pointers) stay in an entry, in the hope that the same buffer is used again.  An entry is filed under its
 * owner, a segment or an anon map; the owner's simulated kernel address is the tag.  Window entries count against a
 * limit, age and are purged; wired entries (ISM, DISM) stay until their owner purges them or the cache is disabled.
 *
 * One Pcache is one cache: everything it has hangs on it, so two live side by side.  Functions keep their kernel
 * names.  Sections are those of the specification, pagelock-cache.  Requests name the owner as (SEG, AMP): the anon
 * map if there is one, else the segment.  Addresses and lengths are in bytes, lengths multiples of PAGESIZE.
 */
#ifndef PCACHE_H
#define PCACHE_H

#include "kernel_sync.h"
#include "metric_row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Pcache Pcache;
typedef struct PcacheEntry PcacheEntry;

/* Request flags (§1). With SEGP_PSHIFT the upper 16 bits hold the page shift for the hash. */
#define SEGP_FORCE_WIRED 0x1U
#define SEGP_AMP 0x2U
#define SEGP_PSHIFT 0x4U

/* The tries without progress after which disabling gives up, and how many a second there are (surroundings §1). */
#define SEGP_PREDEL_DELAY_FACTOR 4U
#define SEGP_STALL_THRESHOLD (25U * SEGP_PREDEL_DELAY_FACTOR)

/* S_READ: the device reads memory; S_WRITE: the device writes memory. */
#define SEG_RW_TABLE(ROW) ROW (S_READ, "S_READ") ROW (S_WRITE, "S_WRITE")

typedef enum { S_READ, S_WRITE } SegRw;

/* What entries are filed under. Embedded in a segment or an anon map, whose simulated kernel address is TAG. */
typedef struct {
  uint64_t tag;
  uint64_t serial;     /* for its keeper: tells owners apart that had the same address one after the other */
  PcacheEntry *newest; /* of its window entries; guarded by lock */
  uint8_t kind;        /* for its keeper: what it is embedded in */
  KMutex lock;
} PcacheOwner;

/* What the cache knows of a segment. */
typedef struct {
  PcacheOwner owner;
  uint8_t s_szc; /* page size code */
} PcacheSeg;

/* Why a lookup missed, as the cache sees it at that moment. */
typedef enum {
  PCACHE_MISS_DISABLED,     /* the cache is off */
  PCACHE_MISS_ABSENT,       /* no entry of this tag and address */
  PCACHE_MISS_TOO_SHORT,    /* only shorter ones */
  PCACHE_MISS_NOT_WRITABLE, /* a write beyond the entry's writable length */
  PCACHE_MISS_SATURATED,    /* the entry's active count is at its maximum */
  PCACHE_MISS_REASONS
} PcacheMiss;

typedef struct {
  void *shadow_list; /* NULL: a miss */
  union {
    PcacheMiss miss;    /* why */
    PcacheEntry *entry; /* of a hit: what seg_pinactive_hit wants to know; good until this I/O is over */
  };
} PcacheLookup;

/* Whether a list may be or was cached (§4, §5), each with the word for it.  A duplicate is a success to the caller, but an entry
 * at least as long was there already. */
#define PCACHE_ADMISSIONS_TABLE(ROW)        \
  ROW (PCACHE_ADMITTED, "admitted")         \
  ROW (PCACHE_REFUSED_DISABLED, "disabled") \
  ROW (PCACHE_REFUSED_WINDOW, "window")     \
  ROW (PCACHE_REFUSED_DESFREE, "desfree")   \
  ROW (PCACHE_REFUSED_DUPLICATE, "duplicate")

#define PCACHE_ENUMERATOR(id_, ...) id_,

typedef enum { PCACHE_ADMISSIONS_TABLE (PCACHE_ENUMERATOR) PCACHE_ADMISSIONS } PcacheAdmission;

/* Why an entry left the cache: the word for it, its colour in pictures, and what it means.  A purge with both causes of an
 * asynchronous one (§7) counts as lowmem. */
#define PCACHE_REMOVALS_TABLE(ROW)                                                                          \
  ROW (PCACHE_REMOVED_TRIM, "trim", "#0072b2", "asynchronous purge: the window is nearly full")             \
  ROW (PCACHE_REMOVED_LOWMEM, "lowmem", "#d55e00", "asynchronous purge: memory is short")                   \
  ROW (PCACHE_REMOVED_OWNER_PURGE, "owner", "#009e73", "purge by the owner")                                \
  ROW (PCACHE_REMOVED_WIRED_PURGE, "wired", "#cc79a7", "purge of a wired list")                             \
  ROW (PCACHE_REMOVED_FORCE, "force", "#000000", "forced purge")                                            \
  ROW (PCACHE_REMOVED_DUPLICATE, "duplicate", "#56b4e9", "a longer list of the same buffer took its place") \
  ROW (PCACHE_REMOVED_DISABLED, "disabled", "#e69f00", "last I/O ended while the cache was off")

typedef enum { PCACHE_REMOVALS_TABLE (PCACHE_ENUMERATOR) PCACHE_REMOVAL_CAUSES } PcacheRemovalCause;

/*
 * Unlocks the pages of a list that leaves the cache, or that was never in it, and frees the list.  ASYNC is true from
 * the asynchronous purge and seg_ppurge_wiredpp.  Only seg_ppurge_wiredpp looks at the result: non-zero says that
 * this was the last entry of the list.
 */
typedef int (*PcacheReclaim) (void *user, PcacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
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
} PcacheTunables;

/* What the cache was sized to (§11). */
typedef struct {
  uint64_t window_buckets;
  uint64_t wired_buckets;
  uint64_t maxwindow_pages; /* UINT64_MAX: no limit */
  uint64_t maxage_ticks;
  uint64_t reap_ticks;
  uint64_t shrink_shift;
  uint64_t maxapurge_npages;
} PcacheSizes;

#define PCACHE_COUNTERS(ROW, of_)                                                                           \
  ROW (of_, COUNTER, reclaim_callbacks, "reclaim_callbacks", "", "lists whose pages were unlocked")         \
  ROW (of_, COUNTER, async_purges, "purge_count", "", "asynchronous purges that had cause, or were forced") \
  ROW (of_, COUNTER, second_chances, "second_chances", "entries", "entries passed over once by a purge")    \
  ROW (of_, COUNTER, full_ahb, "full_ahb", "buckets", "buckets with entries that purges met")               \
  ROW (of_, COUNTER, empty_ahb, "empty_ahb", "buckets", "empty buckets that purges met")

/* What happened since the cache was set up: counts, or pages where named so. */
typedef struct {
  uint64_t hits;
  uint64_t misses[PCACHE_MISS_REASONS];
  uint64_t checks[PCACHE_ADMISSIONS];  /* outcomes of seg_pinsert_check */
  uint64_t inserts[PCACHE_ADMISSIONS]; /* outcomes of seg_pinsert */
  uint64_t removed_entries[PCACHE_REMOVAL_CAUSES];
  uint64_t removed_pages[PCACHE_REMOVAL_CAUSES];
  PCACHE_COUNTERS (METRIC_MEMBER, _)
} PcacheCounters;

/* Lookups that missed, whatever the reason. */
uint64_t pcache_count_misses (const PcacheCounters *counters);

/* Of PcacheCounters: lookups, and all else. */
extern const MetricTable PCACHE_LOOKUP_METRICS;
extern const MetricTable PCACHE_METRICS;
/* Of a Pcache: what it holds now. */
extern const MetricTable PCACHE_STATE_METRICS;
/* Of PcacheSizes. */
extern const MetricTable PCACHE_SIZE_METRICS;

/* What hangs together at one moment. */
typedef struct {
  uint64_t plocked;        /* pages in the cache */
  uint64_t plocked_window; /* pages of window entries */
  uint64_t disabled;       /* 0: on */
  uint64_t entries;
  uint64_t entries_active;
  unsigned current_list; /* which active-bucket list is current, 0 or 1 */
} PcacheState;

/* An entry leaves the cache; called with its locks held, before its reclaim callback. */
typedef struct {
  PcacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  uint32_t flags;
  PcacheRemovalCause cause;
  uint64_t purge; /* the number of the purge that takes it (pcache_observer.h); 0: none does */
} PcacheRemoval;

typedef void (*PcacheRemovalObserver) (void *user, const PcacheRemoval *removal);

/* The defaults of §11. */
PcacheTunables pcache_tunables_default (void);

/* A cache over KERNEL, which must outlive it; it is not set up yet. RECLAIM_USER is passed to every callback. */
Pcache *pcache_new (Kernel *kernel, void *reclaim_user);

/* Frees the cache with its entries; their callbacks are not called. */
void pcache_free (Pcache *pcache);

/* OBSERVER is told of every entry that leaves, with USER. NULL: nobody. */
void pcache_set_removal_observer (Pcache *pcache, PcacheRemovalObserver observer, void *user);

/* Sizes the cache by TUNABLES and the kernel's memory and makes it empty (§11); entries of an earlier set-up are
 * dropped without a callback, so it is called again only by tests. */
void pcache_setup (Pcache *pcache, const PcacheTunables *tunables);

/* Whether there are tables: not before set-up, nor with segpcache_enabled 0. */
bool pcache_is_configured (const Pcache *pcache);

PcacheSizes pcache_get_sizes (const Pcache *pcache);

/* The pages in the window from which on it is trimmed: seven eighths of its limit (§7.2); UINT64_MAX if it has none. */
uint64_t pcache_get_trim_pages (const PcacheSizes *sizes);

PcacheState pcache_get_state (const Pcache *pcache);
const PcacheCounters *pcache_get_counters (const Pcache *pcache);

/* OWNER has no entries and the tag TAG from here on. */
void pcache_owner_init (PcacheOwner *owner, uint64_t tag);

/* True while OWNER has window entries. */
bool pcache_owner_has_entries (const PcacheOwner *owner);

/* §3: the shadow list that serves the request, now active once more, or why there is none. */
PcacheLookup seg_plookup (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                          SegRw rw, uint32_t flags);

/* Says that a lookup of the window entry at ADDR comes after some sixteen others, so that it need not wait for the
 * host's memory. Changes nothing that can be seen but the time that it takes. */
void pcache_announce (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr);
/* Whether announcing makes lookups faster; it does once the cache has outgrown the host's. */
bool pcache_announcing_pays (const Pcache *pcache);

/* §4: would an insert of LEN bytes succeed? */
PcacheAdmission seg_pinsert_check (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr,
                                   uint64_t len, uint32_t flags);

/* §5: caches SHADOW_LIST, active once. WLEN bytes of it are writable: LEN for a write or an anon map, at most LEN
 * else (aborts if not). The list is the cache's only when PCACHE_ADMITTED is returned. */
PcacheAdmission seg_pinsert (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                             uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags,
                             PcacheReclaim reclaim);

/* §6: the I/O on SHADOW_LIST is over. Calls RECLAIM when the list is not in the cache, or leaves it. */
void seg_pinactive (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                    void *shadow_list, SegRw rw, uint32_t flags, PcacheReclaim reclaim);

/* §6 for an I/O whose shadow list was a hit: what seg_pinactive does for that request, of LEN bytes, but without looking
 * for ENTRY, which the lookup gave. */
void seg_pinactive_hit (Pcache *pcache, PcacheEntry *entry, uint64_t len);

/* §7: one asynchronous purge; FORCE takes every inactive entry, the wired ones too. */
void seg_ppurge_async (Pcache *pcache, bool force);

/* §8: everything inactive of one owner, up to the first active entry. */
void seg_ppurge (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint32_t flags);

/* §8: every inactive wired entry of SHADOW_LIST, until a callback returns non-zero. */
void seg_ppurge_wiredpp (Pcache *pcache, void *shadow_list);

/* §8: turns the cache off and empties it, sleeping hz/4 ticks between tries. False if something stayed active for 102
 * tries in a row without progress; it is off then too. Each call needs a seg_p_enable. */
bool seg_p_disable (Pcache *pcache);

/* §8: takes back one seg_p_disable; aborts if there is none. A cache that was never configured is off for good. */
void seg_p_enable (Pcache *pcache);

/* §8: memory is going to be removed. True if a notice is due, because the cache could not be emptied. */
bool seg_p_mem_config_pre_del (Pcache *pcache);

/* §8: the removal is over, done or cancelled. */
void seg_p_mem_config_post_del (Pcache *pcache);

/* §9: called by pageout when memory is low. True if the purge thread was signalled. */
bool seg_preap (Pcache *pcache);

/* §9: one turn of the purge thread: purges unless disabled. */
void seg_pasync_turn (Pcache *pcache);

/* The kind of the purge thread's events in the run's fingerprint. */
enum { PCACHE_EVENT_PURGE_THREAD = 0x200 };

/* §9: the body of the purge thread of PCACHE, which has been set up: for ever sleeps until seg_preap signals it or for
 * reap_ticks, then takes a turn. Returns at once if the cache was never configured. */
void seg_pasync_thread (void *pcache);

/* For debuggers and tests: what is in the cache, in its own order. */
typedef enum { PCACHE_LIST_CURRENT, PCACHE_LIST_OTHER, PCACHE_LIST_WIRED } PcacheList;

typedef struct {
  PcacheOwner *owner;
  uint64_t addr, len, wlen; /* bytes */
  void *shadow_list;
  uint32_t active;
  uint32_t flags;
  bool written;
  bool referenced;
  uint64_t last_use; /* lbolt */
} PcacheEntryInfo;

typedef struct {
  void *user;
  void (*bucket) (void *user, PcacheList list, uint64_t index);
  void (*entry) (void *user, const PcacheEntryInfo *entry);
} PcacheVisitor;

/* Visits the buckets of the current active-bucket list, then of the other one, then the wired buckets that are not
 * empty by index, each followed by its entries from head to tail. */
void pcache_visit (const Pcache *pcache, const PcacheVisitor *visitor);

#endif
