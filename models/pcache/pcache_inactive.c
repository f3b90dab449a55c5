/* pcache_inactive.c - the end of an I/O (§6) */
#include "pcache_internal.h"

#include <glib.h>

/* What seg_pinactive does with the owner's lock. */
typedef enum {
  OWNER_NOT_HELD,
  OWNER_KEEPING, /* held after a wait; given up if our own entry is met first */
  OWNER_REMOVING /* held, to take our own entry out */
} OwnerHold;

/* The I/O that ends. */
typedef struct {
  CacheOwner *owner;
  uint64_t addr;
  uint64_t len;
  void *shadow_list;
  SegRw rw;
  bool wired;
  CacheReclaim reclaim;
  uint32_t bucket;
} EndingIo;

static PcacheTable *pcache_table_of_io (Pcache *pcache, const EndingIo *io)
{
  return &pcache->tables[io->wired ? PCACHE_WIRED : PCACHE_WINDOW];
}

/* Unlocks a list that was never cached, or whose insert added nothing. */
static void pcache_reclaim_uncached (Pcache *pcache, const EndingIo *io)
{
  CacheReclaimed reclaimed = { .owner = io->owner, .addr = io->addr, .len = io->len, .rw = io->rw };
  pcache_call_reclaim (pcache, &reclaimed, io->shadow_list, io->reclaim);
}

static inline void pcache_entry_touch (const Pcache *pcache, PcacheEntry *entry)
{
  entry->last_use = pcache->kernel->lbolt;
  entry->referenced = true;
}

/* DUPLICATE, which serves the request, makes our own entry needless. Returns whether the scan may go on; if
 * not, the bucket's lock was given up to wait for the owner's, and the scan must begin again. */
static bool pcache_meet_duplicate (Pcache *pcache, PcacheEntry *duplicate, const EndingIo *io,
                                   OwnerHold *hold)
{
  if (duplicate->active == 0) {
    pcache_entry_touch (pcache, duplicate);
  }
  if (*hold != OWNER_NOT_HELD || mutex_tryenter (pcache->kernel, cache_owner_lock (io->owner))) {
    *hold = OWNER_REMOVING;
    return true;
  }
  PcacheBucket *bucket = pcache_entry_bucket (pcache, duplicate);
  mutex_exit (pcache->kernel, &bucket->lock);
  mutex_enter (pcache->kernel, cache_owner_lock (io->owner));
  mutex_enter (pcache->kernel, &bucket->lock);
  *hold = OWNER_KEEPING;
  return false;
}

/* §6.2: returns our own entry, or NULL. The bucket's lock is held, and the owner's as HOLD says. */
static PcacheEntry *pcache_find_own (Pcache *pcache, const EndingIo *io, OwnerHold *hold)
{
  const EntryIndex *index = &pcache_table_of_io (pcache, io)->index;
  PcacheEntry *entry = pcache_find (index, io->bucket, io->owner->tag, io->addr);
  while (entry) {
    bool serves = entry->lengths[S_READ] >= io->len;
    if (serves && entry->shadow_list == io->shadow_list) {
      return entry;
    }
    if (serves && !io->wired && !pcache_meet_duplicate (pcache, entry, io, hold)) {
      entry = pcache_find (index, io->bucket, io->owner->tag, io->addr);
      continue;
    }
    entry = pcache_entry_links (entry)->next_same_key;
  }
  return NULL;
}

/* Takes our own entry out of the cache, after its last I/O; the locks are held, and given up here. */
static void pcache_drop_own (Pcache *pcache, PcacheEntry *entry, bool owner_held)
{
  CacheOwner *owner = pcache_entry_links (entry)->owner;
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  pcache_entry_unlink (pcache, entry, pcache->disabled ? CACHE_REMOVED_DISABLED : CACHE_REMOVED_DUPLICATE,
                       NULL);
  if (!pcache_entry_is_wired (entry) && !bucket->head) {
    active_buckets_leave (pcache, bucket);
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  if (owner_held) {
    mutex_exit (pcache->kernel, cache_owner_lock (owner));
  }
  RemovalList removed = { NULL };
  removal_list_push (&removed, entry);
  RemovalTotals totals = removal_list_work_off (pcache, &removed, false, false);
  pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
}

/* An I/O on ENTRY ended. Returns whether it was the last one. */
static inline bool pcache_entry_release (Pcache *pcache, PcacheEntry *entry)
{
  bool last = --entry->active == 0;
  pcache->idlings += last;
  return last;
}

/* §6.2 and on. The bucket's lock is held, the owner's as HOLD says; both are given up. */
static void pcache_end_io (Pcache *pcache, const EndingIo *io, OwnerHold hold)
{
  PcacheBucket *bucket = &pcache_table_of_io (pcache, io)->buckets[io->bucket];
  PcacheEntry *own = pcache_find_own (pcache, io, &hold);
  if (own && own->active == 0) {
    g_error ("seg_pinactive: the entry at 0x%" G_GINT64_MODIFIER "x is not active", io->addr);
  }
  if (own && hold == OWNER_KEEPING) {
    mutex_exit (pcache->kernel, cache_owner_lock (io->owner));
    hold = OWNER_NOT_HELD;
  }
  if (own && pcache_entry_release (pcache, own)) {
    if (hold == OWNER_REMOVING || (io->wired && pcache->disabled)) {
      pcache_drop_own (pcache, own, hold == OWNER_REMOVING);
      return;
    }
    if (!io->wired) {
      pcache_entry_touch (pcache, own);
    }
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  if (hold != OWNER_NOT_HELD) {
    mutex_exit (pcache->kernel, cache_owner_lock (io->owner));
  }
  if (!own) {
    pcache_reclaim_uncached (pcache, io);
  }
}

/* Ends IO. Takes the locks for that first, unless the bucket's lock is held already (LOCKED). */
static void pcache_lock_and_end_io (Pcache *pcache, const EndingIo *io, bool locked)
{
  OwnerHold hold = OWNER_NOT_HELD;
  if (!locked && pcache->disabled && !io->wired) {
    mutex_enter (pcache->kernel, cache_owner_lock (io->owner));
    hold = OWNER_REMOVING;
  }
  if (!locked) {
    mutex_enter (pcache->kernel, &pcache_table_of_io (pcache, io)->buckets[io->bucket].lock);
  }
  pcache_end_io (pcache, io, hold);
}

/* §6 in full; LOCKED says that the bucket's lock is held. */
static G_GNUC_NO_INLINE void pcache_inactive_scan (Pcache *pcache, CacheSeg *seg, CacheOwner *amp,
                                                   uint64_t addr, uint64_t len, void *shadow_list, SegRw rw,
                                                   uint32_t flags, CacheReclaim reclaim, bool locked)
{
  EndingIo io = { .owner = pcache_owner_of (seg, amp),
                  .addr = addr,
                  .len = len,
                  .shadow_list = shadow_list,
                  .rw = rw,
                  .wired = flags & SEGP_FORCE_WIRED,
                  .reclaim = reclaim };
  if (!pcache_is_configured (&pcache->cache)) {
    pcache_reclaim_uncached (pcache, &io);
    return;
  }
  io.bucket = pcache_bucket_of (pcache, seg, io.owner->tag, addr, flags);
  pcache_lock_and_end_io (pcache, &io, locked);
}

/* Counts one I/O less on ENTRY, which stays in the cache. */
static inline void pcache_entry_end_hit (Pcache *pcache, PcacheEntry *entry)
{
  if (pcache_entry_release (pcache, entry) && !pcache_entry_is_wired (entry)) {
    pcache_entry_touch (pcache, entry);
  }
}

void pcache_pinactive (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                       void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  Pcache *pcache = pcache_of (cache);
  if (G_UNLIKELY (pcache->disabled || (flags & SEGP_FORCE_WIRED))) {
    pcache_inactive_scan (pcache, seg, amp, addr, len, shadow_list, rw, flags, reclaim, false);
    return;
  }
  uint64_t tag = pcache_owner_of (seg, amp)->tag;
  pcache_bucket_enter (pcache, flags, pcache_bucket_of (pcache, seg, tag, addr, flags));
  /* Nearly always the newest entry of the key is our own, and was filed with the same shift. */
  PcacheEntry *own;
  if (G_UNLIKELY (!pcache_find_likely (&pcache->tables[PCACHE_WINDOW].index, tag, addr, &own)
                  || own->tag != tag || own->addr != addr || own->shadow_list != shadow_list
                  || own->hash_shift != pcache_hash_shift_of (pcache, seg, flags)
                  || own->lengths[S_READ] < len || own->active == 0)) {
    pcache_inactive_scan (pcache, seg, amp, addr, len, shadow_list, rw, flags, reclaim, true);
    return;
  }
  pcache_entry_end_hit (pcache, own);
  pcache_bucket_exit (pcache, flags, own->bucket);
}

/* Ends the I/O of a hit in full; LOCKED says that the bucket's lock is held. */
static G_GNUC_NO_INLINE void pcache_inactive_hit_scan (Pcache *pcache, PcacheEntry *entry, uint64_t len,
                                                       bool locked)
{
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  EndingIo io = { .owner = links->owner,
                  .addr = entry->addr,
                  .len = len,
                  .shadow_list = entry->shadow_list,
                  .wired = pcache_entry_is_wired (entry),
                  .reclaim = links->reclaim,
                  .bucket = entry->bucket };
  pcache_lock_and_end_io (pcache, &io, locked);
}

/* A scan meets the newest entry of a key first. While the cache is on and ENTRY is the newest, there is
 * nothing to look for or to remove. Another thread may insert a newer one until the lock is held. */
void seg_pinactive_hit (Cache *cache, CacheHit *hit, uint64_t len)
{
  Pcache *pcache = pcache_of (cache);
  PcacheEntry *entry = (PcacheEntry *)(void *)hit;
  if (G_UNLIKELY (pcache->disabled)) {
    pcache_inactive_hit_scan (pcache, entry, len, false);
    return;
  }
  KMutex *lock = &pcache_entry_bucket (pcache, entry)->lock;
  mutex_enter (pcache->kernel, lock);
  if (G_UNLIKELY (!entry->newest || entry->active == 0)) {
    pcache_inactive_hit_scan (pcache, entry, len, true);
    return;
  }
  pcache_entry_end_hit (pcache, entry);
  mutex_exit (pcache->kernel, lock);
}
