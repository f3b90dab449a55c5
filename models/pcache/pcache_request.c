/* pcache_request.c - lookup, insert and inactive (§3 to §6) */
#include "active_buckets.h"

#include <glib.h>

#define SEGP_STORED_FLAGS 0xffffU

static G_GNUC_NO_INLINE PcacheEntry *pcache_find_far (const EntryIndex *index, const PcacheBucket *bucket,
                                                      uint64_t hash, uint64_t tag, uint64_t addr)
{
  for (uint64_t i = hash & index->mask;; i = (i + 1) & index->mask) {
    const EntryIndexGroup *group = &index->groups[i];
    for (uint64_t match = entry_index_match (group, hash); match; match &= match - 1) {
      PcacheEntry *newest = group->newest[entry_index_first (match)];
      if (pcache_entry_has_key (newest, bucket, tag, addr)) {
        return newest;
      }
    }
    if (!entry_index_is_full (group)) {
      return NULL;
    }
  }
}

/* The newest entry of TAG and ADDR in BUCKET of TABLE, NULL if there is none. Older ones follow by next_same_key. Nearly
 * always it is the first one in its home group with the right fingerprint: that much is straight-line code. */
static inline PcacheEntry *pcache_find (const PcacheTable *table, const PcacheBucket *bucket, uint64_t tag,
                                        uint64_t addr)
{
  const EntryIndex *index = &table->index;
  uint64_t hash = entry_index_hash (tag, addr);
  const EntryIndexGroup *group = &index->groups[hash & index->mask];
  uint64_t match = entry_index_match (group, hash);
  if (G_LIKELY (match)) {
    PcacheEntry *newest = group->newest[entry_index_first (match)];
    if (G_LIKELY (pcache_entry_has_key (newest, bucket, tag, addr))) {
      return newest;
    }
  }
  return pcache_find_far (index, bucket, hash, tag, addr);
}

static PcacheLookup pcache_miss (Pcache *pcache, PcacheMiss miss)
{
  pcache->counters.misses[miss]++;
  return (PcacheLookup){ .shadow_list = NULL, .miss = miss };
}

/* §3: the first entry of at least LEN bytes decides. */
static G_GNUC_NO_INLINE PcacheLookup pcache_lookup_missed (Pcache *pcache, const PcacheEntry *entry,
                                                           uint64_t len)
{
  PcacheMiss miss = entry ? PCACHE_MISS_TOO_SHORT : PCACHE_MISS_ABSENT;
  if (entry && entry->len >= len) {
    miss = entry->active == UINT32_MAX ? PCACHE_MISS_SATURATED : PCACHE_MISS_NOT_WRITABLE;
  }
  return pcache_miss (pcache, miss);
}

PcacheLookup seg_plookup (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                          SegRw rw, uint32_t flags)
{
  if (G_UNLIKELY (pcache->disabled)) {
    return pcache_miss (pcache, PCACHE_MISS_DISABLED);
  }
  uint64_t tag = pcache_owner_of (seg, amp)->tag;
  PcacheBucket *bucket = pcache_bucket_of (pcache, seg, tag, addr, flags);
  mutex_enter (pcache->kernel, &bucket->lock);
  PcacheEntry *newest = pcache_find (pcache_table_of (pcache, flags), bucket, tag, addr);
  PcacheEntry *entry = newest;
  while (entry && entry->len < len) {
    entry = entry->next_same_key;
  }
  if (G_UNLIKELY (!entry || (rw == S_WRITE && entry->wlen < len) || entry->active == UINT32_MAX)) {
    mutex_exit (pcache->kernel, &bucket->lock);
    return pcache_lookup_missed (pcache, entry ? entry : newest, len);
  }
  pcache->entries_active += entry->active++ == 0;
  entry->written |= rw == S_WRITE;
  mutex_exit (pcache->kernel, &bucket->lock);
  pcache->counters.hits++;
  return (PcacheLookup){ .shadow_list = entry->shadow_list };
}

static PcacheAdmission pcache_forecast (const Pcache *pcache, uint64_t len, uint32_t flags)
{
  if (pcache->disabled) {
    return PCACHE_REFUSED_DISABLED;
  }
  if (flags & SEGP_FORCE_WIRED) {
    return PCACHE_ADMITTED;
  }
  if (pcache->plocked_window + btop (len) > pcache->sizes.maxwindow_pages) {
    return PCACHE_REFUSED_WINDOW;
  }
  return pcache->kernel->freemem < pcache->kernel->desfree ? PCACHE_REFUSED_DESFREE : PCACHE_ADMITTED;
}

PcacheAdmission seg_pinsert_check (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr,
                                   uint64_t len, uint32_t flags)
{
  (void)seg, (void)amp, (void)addr;
  PcacheAdmission admission = pcache_forecast (pcache, len, flags);
  pcache->counters.checks[admission]++;
  return admission;
}

/* §5.2: NPAGES more in the cache, if the window has room. */
static bool pcache_reserve (Pcache *pcache, uint64_t npages, bool wired)
{
  mutex_enter (pcache->kernel, &pcache->mem_lock);
  bool room = wired || pcache->plocked_window + npages <= pcache->sizes.maxwindow_pages;
  if (room) {
    pcache->plocked += npages;
    pcache->plocked_window += wired ? 0 : npages;
  }
  mutex_exit (pcache->kernel, &pcache->mem_lock);
  return room;
}

/* §5.4: looks for an entry that makes NEW_ENTRY needless, and on the way there takes out the shorter, inactive ones,
 * newest first. */
static bool pcache_replace_shorter (Pcache *pcache, const PcacheEntry *new_entry, RemovalList *removed)
{
  PcacheEntry *next;
  for (PcacheEntry *entry =
           pcache_find (&pcache->tables[PCACHE_WINDOW], new_entry->bucket, new_entry->tag, new_entry->addr);
       entry; entry = next) {
    next = entry->next_same_key;
    if (entry->len >= new_entry->len) {
      return true;
    }
    if (entry->active == 0) {
      pcache_entry_unlink (pcache, entry, PCACHE_REMOVED_DUPLICATE);
      removal_list_push (removed, entry);
    }
  }
  return false;
}

/* Puts ENTRY into the window table, or finds that an older one serves. */
static PcacheAdmission pcache_insert_window (Pcache *pcache, PcacheEntry *entry, RemovalList *removed)
{
  PcacheBucket *bucket = entry->bucket;
  mutex_enter (pcache->kernel, &entry->owner->lock);
  mutex_enter (pcache->kernel, &bucket->lock);
  bool found = pcache_replace_shorter (pcache, entry, removed);
  if (!found) {
    bool was_empty = bucket->head == NULL;
    pcache_entry_link (pcache, entry);
    pcache->entries_active++;
    if (was_empty) {
      active_buckets_join (pcache, bucket);
    }
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  mutex_exit (pcache->kernel, &entry->owner->lock);
  return found ? PCACHE_REFUSED_DUPLICATE : PCACHE_ADMITTED;
}

static PcacheAdmission pcache_insert_wired (Pcache *pcache, PcacheEntry *entry)
{
  mutex_enter (pcache->kernel, &entry->bucket->lock);
  pcache_entry_link (pcache, entry);
  pcache->entries_active++;
  mutex_exit (pcache->kernel, &entry->bucket->lock);
  return PCACHE_ADMITTED;
}

static void pcache_insert_preconditions (const PcacheOwner *amp, uint64_t len, uint64_t wlen, SegRw rw)
{
  if ((rw != S_READ && rw != S_WRITE) || wlen > len || (rw == S_WRITE && wlen != len) || (amp && wlen != len)
      || len == 0 || (len & PAGEOFFSET)) {
    g_error ("seg_pinsert: len %" G_GUINT64_FORMAT ", wlen %" G_GUINT64_FORMAT
             ", rw %d%s break its preconditions",
             len, wlen, (int)rw, amp ? " with an anon map" : "");
  }
}

static PcacheAdmission pcache_insert (Pcache *pcache, PcacheEntry *entry)
{
  uint64_t npages = pcache_entry_npages (entry);
  bool wired = pcache_entry_is_wired (entry);
  if (!pcache_reserve (pcache, npages, wired)) {
    pcache_entry_free (pcache, entry);
    return PCACHE_REFUSED_WINDOW;
  }
  RemovalList removed = { NULL };
  PcacheAdmission admission =
      wired ? pcache_insert_wired (pcache, entry) : pcache_insert_window (pcache, entry, &removed);
  if (admission != PCACHE_ADMITTED) {
    pcache_subtract_pages (pcache, npages, npages);
    pcache_entry_free (pcache, entry);
  }
  if (removed.first) {
    RemovalTotals totals = removal_list_work_off (pcache, &removed, false, false);
    pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
  }
  return admission;
}

PcacheAdmission seg_pinsert (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                             uint64_t wlen, void *shadow_list, SegRw rw, uint32_t flags,
                             PcacheReclaim reclaim)
{
  pcache_insert_preconditions (amp, len, wlen, rw);
  PcacheAdmission admission = PCACHE_REFUSED_DISABLED;
  if (!pcache->disabled) {
    PcacheOwner *owner = pcache_owner_of (seg, amp);
    PcacheEntry *entry = pcache_entry_new (pcache);
    *entry = (PcacheEntry){ .tag = owner->tag,
                            .addr = addr,
                            .len = len,
                            .wlen = wlen,
                            .shadow_list = shadow_list,
                            .active = 1,
                            .flags = (uint16_t)((flags & SEGP_STORED_FLAGS) | (amp ? SEGP_AMP : 0)),
                            .written = rw == S_WRITE,
                            .owner = owner,
                            .bucket = pcache_bucket_of (pcache, seg, owner->tag, addr, flags),
                            .reclaim = reclaim };
    admission = pcache_insert (pcache, entry);
  }
  pcache->counters.inserts[admission]++;
  return admission;
}

/* What inactive does with the owner's lock. */
typedef enum {
  OWNER_NOT_HELD,
  OWNER_KEEPING, /* held after waiting for it; given up if our own entry is met first */
  OWNER_REMOVING /* held, to take our own entry out */
} OwnerHold;

/* A duplicate that serves the request makes our own entry needless. Returns whether the scan may go on; if not, the
 * bucket's lock was given up in between to wait for the owner's, and the scan begins again. */
static bool pcache_meet_duplicate (Pcache *pcache, PcacheEntry *duplicate, PcacheOwner *owner,
                                   PcacheBucket *bucket, OwnerHold *hold)
{
  if (duplicate->active == 0) {
    duplicate->last_use = pcache->kernel->lbolt;
    duplicate->referenced = true;
  }
  if (*hold != OWNER_NOT_HELD || mutex_tryenter (pcache->kernel, &owner->lock)) {
    *hold = OWNER_REMOVING;
    return true;
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  mutex_enter (pcache->kernel, &owner->lock);
  mutex_enter (pcache->kernel, &bucket->lock);
  *hold = OWNER_KEEPING;
  return false;
}

/* §6.2: our own entry, or NULL. Bucket lock held, and maybe OWNER's, as HOLD says. */
static inline PcacheEntry *pcache_find_own (Pcache *pcache, PcacheOwner *owner, uint64_t addr, uint64_t len,
                                            const void *shadow_list, uint32_t flags, PcacheBucket *bucket,
                                            OwnerHold *hold)
{
  bool wired = flags & SEGP_FORCE_WIRED;
  PcacheEntry *entry = pcache_find (pcache_table_of (pcache, flags), bucket, owner->tag, addr);
  while (entry) {
    if (entry->len >= len && entry->shadow_list == shadow_list) {
      return entry;
    }
    if (entry->len >= len && !wired && !pcache_meet_duplicate (pcache, entry, owner, bucket, hold)) {
      entry = pcache_find (&pcache->tables[PCACHE_WINDOW], bucket, owner->tag, addr);
      continue;
    }
    entry = entry->next_same_key;
  }
  return NULL;
}

/* Our own entry lost its last I/O and leaves the cache; the locks are held and given up here. */
static void pcache_drop_own (Pcache *pcache, PcacheEntry *entry, bool owner_held)
{
  PcacheOwner *owner = entry->owner;
  PcacheBucket *bucket = entry->bucket;
  bool wired = pcache_entry_is_wired (entry);
  pcache_entry_unlink (pcache, entry, pcache->disabled ? PCACHE_REMOVED_DISABLED : PCACHE_REMOVED_DUPLICATE);
  if (!wired && !bucket->head) {
    active_buckets_leave (pcache, bucket);
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  if (owner_held) {
    mutex_exit (pcache->kernel, &owner->lock);
  }
  RemovalList removed = { NULL };
  removal_list_push (&removed, entry);
  RemovalTotals totals = removal_list_work_off (pcache, &removed, false, false);
  pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
}

/* The list was never cached, or its insert was lost. */
static void pcache_reclaim_uncached (Pcache *pcache, PcacheOwner *owner, uint64_t addr, uint64_t len,
                                     void *shadow_list, SegRw rw, PcacheReclaim reclaim)
{
  pcache->counters.reclaim_callbacks++;
  reclaim (pcache->reclaim_user, owner, addr, len, shadow_list, rw, false);
}

static G_GNUC_NO_INLINE G_GNUC_NORETURN void pcache_die_inactive (uint64_t addr)
{
  g_error ("seg_pinactive: the entry at 0x%" G_GINT64_MODIFIER "x is not active", addr);
}

/* An I/O on ENTRY ended. Returns whether it was the last one. */
static inline bool pcache_entry_release (Pcache *pcache, PcacheEntry *entry)
{
  if (G_UNLIKELY (entry->active == 0)) {
    pcache_die_inactive (entry->addr);
  }
  bool last = --entry->active == 0;
  pcache->entries_active -= last;
  return last;
}

static inline void pcache_entry_touch (const Pcache *pcache, PcacheEntry *entry)
{
  entry->last_use = pcache->kernel->lbolt;
  entry->referenced = true;
}

/* §6 in full. The bucket's lock is held, OWNER's as HOLD says; both are given up. */
static G_GNUC_NO_INLINE void pcache_inactive_scan (Pcache *pcache, PcacheOwner *owner, uint64_t addr,
                                                   uint64_t len, void *shadow_list, SegRw rw, uint32_t flags,
                                                   PcacheBucket *bucket, OwnerHold hold,
                                                   PcacheReclaim reclaim)
{
  bool wired = flags & SEGP_FORCE_WIRED;
  PcacheEntry *own = pcache_find_own (pcache, owner, addr, len, shadow_list, flags, bucket, &hold);
  if (own && hold == OWNER_KEEPING) {
    mutex_exit (pcache->kernel, &owner->lock);
    hold = OWNER_NOT_HELD;
  }
  if (own && pcache_entry_release (pcache, own)) {
    if (hold == OWNER_REMOVING || (wired && pcache->disabled)) {
      pcache_drop_own (pcache, own, hold == OWNER_REMOVING);
      return;
    }
    if (!wired) {
      pcache_entry_touch (pcache, own);
    }
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  if (hold != OWNER_NOT_HELD) {
    mutex_exit (pcache->kernel, &owner->lock);
  }
  if (!own) {
    pcache_reclaim_uncached (pcache, owner, addr, len, shadow_list, rw, reclaim);
  }
}

static G_GNUC_NO_INLINE void pcache_inactive_while_disabled (Pcache *pcache, PcacheSeg *seg,
                                                             PcacheOwner *owner, uint64_t addr, uint64_t len,
                                                             void *shadow_list, SegRw rw, uint32_t flags,
                                                             PcacheReclaim reclaim)
{
  if (!pcache_is_configured (pcache)) {
    pcache_reclaim_uncached (pcache, owner, addr, len, shadow_list, rw, reclaim);
    return;
  }
  OwnerHold hold = OWNER_NOT_HELD;
  if (!(flags & SEGP_FORCE_WIRED)) {
    mutex_enter (pcache->kernel, &owner->lock);
    hold = OWNER_REMOVING;
  }
  PcacheBucket *bucket = pcache_bucket_of (pcache, seg, owner->tag, addr, flags);
  mutex_enter (pcache->kernel, &bucket->lock);
  pcache_inactive_scan (pcache, owner, addr, len, shadow_list, rw, flags, bucket, hold, reclaim);
}

void seg_pinactive (Pcache *pcache, PcacheSeg *seg, PcacheOwner *amp, uint64_t addr, uint64_t len,
                    void *shadow_list, SegRw rw, uint32_t flags, PcacheReclaim reclaim)
{
  PcacheOwner *owner = pcache_owner_of (seg, amp);
  if (G_UNLIKELY (pcache->disabled)) { /* as it is when there are no tables */
    pcache_inactive_while_disabled (pcache, seg, owner, addr, len, shadow_list, rw, flags, reclaim);
    return;
  }
  PcacheBucket *bucket = pcache_bucket_of (pcache, seg, owner->tag, addr, flags);
  mutex_enter (pcache->kernel, &bucket->lock);
  /* Nearly always the newest entry of the key is our own, and the cache is on. */
  PcacheEntry *own = pcache_find (pcache_table_of (pcache, flags), bucket, owner->tag, addr);
  if (G_LIKELY (own && own->shadow_list == shadow_list && own->len >= len)) {
    if (pcache_entry_release (pcache, own) && !(flags & SEGP_FORCE_WIRED)) {
      pcache_entry_touch (pcache, own);
    }
    mutex_exit (pcache->kernel, &bucket->lock);
    return;
  }
  pcache_inactive_scan (pcache, owner, addr, len, shadow_list, rw, flags, bucket, OWNER_NOT_HELD, reclaim);
}
