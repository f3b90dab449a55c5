/* pcache_request.c - lookup and insert (§3 to §5) */
#include "pcache_internal.h"

#include <glib.h>

#define SEGP_STORED_FLAGS 0xffffU

static void *pcache_miss (Pcache *pcache, CacheMiss miss)
{
  pcache->counters.misses[miss]++;
  pcache->cache.answer.miss = miss;
  return NULL;
}

/* Returns why a lookup missed. The first entry of the key that is long enough decides (§3). */
static CacheMiss pcache_missed_by (const PcacheEntry *newest, const PcacheEntry *long_enough)
{
  if (!newest) {
    return CACHE_MISS_ABSENT;
  }
  if (!long_enough) {
    return CACHE_MISS_TOO_SHORT;
  }
  return long_enough->active == UINT32_MAX ? CACHE_MISS_SATURATED : CACHE_MISS_NOT_WRITABLE;
}

/* Counts one more I/O on ENTRY, and returns its list. */
static inline void *pcache_hit (Pcache *pcache, PcacheEntry *entry, SegRw rw)
{
  pcache->activations += entry->active == 0;
  entry->active++;
  entry->written |= (uint8_t)rw;
  pcache->counters.hits++;
  pcache->cache.answer.hit = (CacheHit *)(void *)entry;
  return entry->shadow_list;
}

static inline CacheRequest pcache_request (CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                                           SegRw rw, uint32_t flags)
{
  return (CacheRequest){ seg, { pcache_owner_of (seg, amp), addr, len, flags }, rw };
}

static void pcache_observe_lookup (Pcache *pcache, CacheSeg *seg, CacheOwner *amp, uint64_t addr,
                                   uint64_t len, SegRw rw, uint32_t flags, const void *shadow_list)
{
  if (pcache->cache.observer) {
    CacheRequest request = pcache_request (seg, amp, addr, len, rw, flags);
    pcache->cache.observer->looked_up (pcache->cache.observer_user, &request, shadow_list,
                                       cache_last_miss (&pcache->cache));
  }
}

static G_GNUC_NO_INLINE void *pcache_lookup_disabled (Pcache *pcache, CacheSeg *seg, CacheOwner *amp,
                                                      uint64_t addr, uint64_t len, SegRw rw, uint32_t flags)
{
  void *shadow_list = pcache_miss (pcache, CACHE_MISS_DISABLED);
  pcache_observe_lookup (pcache, seg, amp, addr, len, rw, flags, shadow_list);
  return shadow_list;
}

/* The lookup of §3 in full; the bucket's lock is held, and given up here. */
static G_GNUC_NO_INLINE void *pcache_lookup_scan (Pcache *pcache, CacheSeg *seg, CacheOwner *amp,
                                                  uint64_t addr, uint64_t len, SegRw rw, uint32_t flags)
{
  uint64_t tag = pcache_owner_of (seg, amp)->tag;
  uint32_t bucket = pcache_bucket_of (pcache, seg, tag, addr, flags);
  PcacheEntry *newest = pcache_find (&pcache_table_of (pcache, flags)->index, bucket, tag, addr);
  PcacheEntry *entry = newest;
  while (entry && entry->lengths[S_READ] < len) {
    entry = pcache_entry_links (entry)->next_same_key;
  }
  bool serves = entry && entry->lengths[rw] >= len && entry->active != UINT32_MAX;
  void *shadow_list =
      serves ? pcache_hit (pcache, entry, rw) : pcache_miss (pcache, pcache_missed_by (newest, entry));
  pcache_observe_lookup (pcache, seg, amp, addr, len, rw, flags, shadow_list);
  pcache_bucket_exit (pcache, flags, bucket);
  return shadow_list;
}

void *pcache_plookup (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, SegRw rw,
                      uint32_t flags)
{
  Pcache *pcache = pcache_of (cache);
  if (G_UNLIKELY (pcache->disabled)) {
    return pcache_lookup_disabled (pcache, seg, amp, addr, len, rw, flags);
  }
  uint64_t tag = pcache_owner_of (seg, amp)->tag;
  pcache_bucket_enter (pcache, flags, pcache_bucket_of (pcache, seg, tag, addr, flags));
  /* Nearly always the newest entry of a window key serves, and was filed with the same shift. */
  PcacheEntry *entry;
  if (G_UNLIKELY ((flags & SEGP_FORCE_WIRED) || pcache->cache.observer
                  || !pcache_find_likely (&pcache->tables[PCACHE_WINDOW].index, tag, addr, &entry)
                  || entry->tag != tag || entry->addr != addr
                  || entry->hash_shift != pcache_hash_shift_of (pcache, seg, flags)
                  || entry->lengths[rw] < len || entry->active == UINT32_MAX)) {
    return pcache_lookup_scan (pcache, seg, amp, addr, len, rw, flags);
  }
  void *shadow_list = pcache_hit (pcache, entry, rw);
  pcache_bucket_exit (pcache, flags, entry->bucket);
  return shadow_list;
}

static CacheAdmission pcache_forecast (const Pcache *pcache, uint64_t len, uint32_t flags)
{
  if (pcache->disabled) {
    return CACHE_REFUSED_DISABLED;
  }
  if (flags & SEGP_FORCE_WIRED) {
    return CACHE_ADMITTED;
  }
  if (pcache->plocked_window + page_btop (&pcache->pages, len) > pcache->sizes.maxwindow_pages) {
    return CACHE_REFUSED_WINDOW;
  }
  return pcache->kernel->freemem < pcache->kernel->desfree ? CACHE_REFUSED_DESFREE : CACHE_ADMITTED;
}

/* Counts, tells and returns the result ADMISSION of a check, or of an insert (BY_INSERT). */
static int pcache_decide (Pcache *pcache, const CacheRequest *request, CacheAdmission admission,
                          bool by_insert)
{
  (by_insert ? pcache->counters.inserts : pcache->counters.checks)[admission]++;
  pcache->cache.answer.admission = admission;
  if (pcache->cache.observer) {
    pcache->cache.observer->decided (pcache->cache.observer_user, request, admission, by_insert);
  }
  return admission == CACHE_ADMITTED || admission == CACHE_REFUSED_DUPLICATE ? SEGP_SUCCESS : SEGP_FAIL;
}

int pcache_pinsert_check (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len,
                          uint32_t flags)
{
  Pcache *pcache = pcache_of (cache);
  CacheRequest request = pcache_request (seg, amp, addr, len, S_READ, flags);
  return pcache_decide (pcache, &request, pcache_forecast (pcache, len, flags), false);
}

/* §5.2: counts NPAGES more in the cache, if the window has room. */
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

/* §5.4: looks for an entry that makes NEW_ENTRY needless, and takes out shorter, inactive ones before it. */
static bool pcache_replace_shorter (Pcache *pcache, const PcacheEntry *new_entry, RemovalList *removed)
{
  PcacheEntry *next;
  for (PcacheEntry *entry = pcache_find (&pcache->tables[PCACHE_WINDOW].index, new_entry->bucket,
                                         new_entry->tag, new_entry->addr);
       entry; entry = next) {
    next = pcache_entry_links (entry)->next_same_key;
    if (entry->lengths[S_READ] >= new_entry->lengths[S_READ]) {
      return true;
    }
    if (entry->active == 0) {
      pcache_entry_unlink (pcache, entry, CACHE_REMOVED_DUPLICATE, NULL);
      removal_list_push (removed, entry);
    }
  }
  return false;
}

/* Puts ENTRY into its table, or finds that an older one of the window serves. */
static CacheAdmission pcache_insert_entry (Pcache *pcache, PcacheEntry *entry, bool wired,
                                           RemovalList *removed)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache, entry);
  KMutex *owner_lock = cache_owner_lock (pcache_entry_links (entry)->owner);
  if (!wired) {
    mutex_enter (pcache->kernel, owner_lock);
  }
  mutex_enter (pcache->kernel, &bucket->lock);
  bool found = !wired && pcache_replace_shorter (pcache, entry, removed);
  if (!found) {
    bool was_empty = bucket->head == NULL;
    pcache_entry_link (pcache, entry);
    pcache->activations++;
    if (was_empty && !wired) {
      active_buckets_join (pcache, bucket);
    }
  }
  mutex_exit (pcache->kernel, &bucket->lock);
  if (!wired) {
    mutex_exit (pcache->kernel, owner_lock);
  }
  return found ? CACHE_REFUSED_DUPLICATE : CACHE_ADMITTED;
}

static void pcache_insert_preconditions (const Pcache *pcache, const CacheOwner *amp, uint64_t len,
                                         uint64_t wlen, SegRw rw)
{
  if ((rw != S_READ && rw != S_WRITE) || wlen > len || (rw == S_WRITE && wlen != len) || (amp && wlen != len)
      || (len & page_offset_mask (&pcache->pages))) {
    g_error ("seg_pinsert: len %" G_GUINT64_FORMAT ", wlen %" G_GUINT64_FORMAT
             ", rw %d%s break its preconditions",
             len, wlen, (int)rw, amp ? " with an anon map" : "");
  }
}

static CacheAdmission pcache_insert (Pcache *pcache, PcacheEntry *entry)
{
  uint64_t npages = pcache_entry_npages (pcache, entry);
  bool wired = pcache_entry_is_wired (entry);
  if (!pcache_reserve (pcache, npages, wired)) {
    pcache_entry_free (pcache, entry);
    return CACHE_REFUSED_WINDOW;
  }
  RemovalList removed = { NULL };
  CacheAdmission admission = pcache_insert_entry (pcache, entry, wired, &removed);
  if (admission != CACHE_ADMITTED) {
    pcache_subtract_pages (pcache, npages, npages);
    pcache_entry_free (pcache, entry);
  }
  if (removed.first) {
    RemovalTotals totals = removal_list_work_off (pcache, &removed, false, false);
    pcache_subtract_pages (pcache, totals.pages, totals.window_pages);
  }
  return admission;
}

int pcache_pinsert (Cache *cache, CacheSeg *seg, CacheOwner *amp, uint64_t addr, uint64_t len, uint64_t wlen,
                    void *shadow_list, SegRw rw, uint32_t flags, CacheReclaim reclaim)
{
  Pcache *pcache = pcache_of (cache);
  pcache_insert_preconditions (pcache, amp, len, wlen, rw);
  CacheAdmission admission = CACHE_REFUSED_DISABLED;
  if (!pcache->disabled) {
    CacheOwner *owner = pcache_owner_of (seg, amp);
    PcacheEntry *entry = pcache_entry_new (pcache);
    *entry = (PcacheEntry){ .tag = owner->tag,
                            .addr = addr,
                            .lengths = { [S_READ] = len, [S_WRITE] = wlen },
                            .shadow_list = shadow_list,
                            .bucket = pcache_bucket_of (pcache, seg, owner->tag, addr, flags),
                            .active = 1,
                            .flags = (uint16_t)((flags & SEGP_STORED_FLAGS) | (amp ? SEGP_AMP : 0)),
                            .written = rw == S_WRITE,
                            .hash_shift = pcache_hash_shift_of (pcache, seg, flags) };
    *pcache_entry_links (entry) = (PcacheEntryLinks){ .owner = owner, .reclaim = reclaim };
    admission = pcache_insert (pcache, entry);
  }
  CacheRequest request = pcache_request (seg, amp, addr, len, rw, flags);
  return pcache_decide (pcache, &request, admission, true);
}
