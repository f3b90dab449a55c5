/* segvn_pagelock.c - locking and unlocking pages for I/O (surroundings §2, Lock and Unlock) */
#include "as_wait.h"
#include "segvn.h"

/* §2, Unlock, when an operation waits: wakes it if no page is locked, else purges idle entries. */
static G_GNUC_NO_INLINE void segvn_unlocked_while_awaited (Segment *segment)
{
  const SegvnData *data = segvn_data (segment);
  if (data->softlockcnt == 0) {
    vm_wake_waiters (&segment->as->waiters);
  } else if (!data->shared) {
    segvn_purge (segment);
  }
}

static inline __attribute__ ((always_inline)) void segvn_note_unlock (Segment *segment)
{
  if (G_UNLIKELY (segment->as->waiters != NULL)) {
    segvn_unlocked_while_awaited (segment);
  }
}

/* Does what both reclaim callbacks have in common. */
static G_GNUC_NO_INLINE int segvn_reclaim_pages (Vm *vm, uint64_t *softlockcnt, uint64_t len,
                                                 ShadowList *list, SegRw rw)
{
  uint64_t npages = page_btop (vm->pages, len);
  if (npages != list->npages || *softlockcnt < npages) {
    g_error ("segvn reclaim: %" G_GUINT64_FORMAT " pages of a list of %" G_GUINT64_FORMAT
             ", softlockcnt %" G_GUINT64_FORMAT,
             npages, list->npages, *softlockcnt);
  }
  vm_unlock_pages (vm, list, rw);
  *softlockcnt -= npages;
  vm_record_outcome (vm, VM_OUTCOME_RECLAIM, npages);
  return 0;
}

/* The reclaim callback for a private mapping. */
static int segvn_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async)
{
  (void)addr;
  Segment *segment = segment_of_owner (owner);
  uint64_t *softlockcnt = &segvn_data (segment)->softlockcnt;
  int result = segvn_reclaim_pages (user, softlockcnt, len, shadow_list, rw);
  as_note_reclaim (segment->as, *softlockcnt, async);
  return result;
}

/* The reclaim callback for a shared mapping. */
static int shamp_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async)
{
  (void)addr, (void)async;
  AnonMap *amp = anon_map_of_owner (owner);
  int result = segvn_reclaim_pages (user, &amp->softlockcnt, len, shadow_list, rw);
  if (amp->softlockcnt == 0) {
    anonmap_note_unlocked (amp);
  }
  return result;
}

/* Gets the page at I of MAP, which is not in memory, with the result of anon_fault. A soft lock (FAULT_IN)
 * faults in any page. Another lock makes a page that was never touched; EFAULT if the page is swapped out. */
static int segvn_need_page (Vm *vm, AnonMap *map, uint64_t i, bool fault_in, AnonFault *fault)
{
  if (fault_in) {
    return anon_fault (vm, map, i, false, fault);
  }
  return map->index[i] == ANON_SLOT_NONE ? anon_fault_new (vm, map, i, &fault->page) : EFAULT;
}

/* §2, Lock 5: locks the pages of RANGE, or none: NULL then, with *ERROR_NUMBER set. */
static ShadowList *segvn_lock_pages (Segment *segment, SegvnRange range, bool fault_in, sim_time *ready,
                                     int *error_number)
{
  SegvnData *data = segvn_data (segment);
  Vm *vm = data->vm;
  uint64_t npages = page_btop (segment->pages, range.len);
  uint64_t first = data->amp_first_page + seg_page (segment, range.addr);
  AnonFault fault = { .ready = *ready };
  ShadowList *list = shadow_list_new (&vm->shadow_lists, npages);
  for (uint64_t i = 0; i < npages; i++) {
    fault.page = anon_map_peek_page (data->amp, first + i);
    *error_number =
        G_LIKELY (fault.page != PAGE_NONE) ? 0 : segvn_need_page (vm, data->amp, first + i, fault_in, &fault);
    if (G_UNLIKELY (*error_number == 0 && !data->shared && anon_map_is_shared (data->amp, first + i))) {
      *error_number = anon_fault_break_out (vm, data->amp, first + i, &fault.page);
    }
    if (G_UNLIKELY (*error_number != 0 || !page_trylock_shared (vm->allocator, fault.page))) {
      while (i-- > 0) {
        vm_unlock_page (vm, list->pages[i], S_READ); /* marks the page referenced, but not dirty */
      }
      shadow_list_free (&vm->shadow_lists, list);
      *error_number = *error_number != 0 ? *error_number : EFAULT;
      return NULL;
    }
    list->pages[i] = fault.page;
  }
  vm_count_locked (vm, npages);
  *ready = fault.ready;
  return list;
}

/* Returns the anon map that owns the entries; NULL for a private mapping. */
static CacheOwner *segvn_cache_amp (const SegvnData *data)
{
  return data->shared ? &data->amp->owner : NULL;
}

static CacheReclaim segvn_reclaim_of (const SegvnData *data)
{
  return data->shared ? shamp_reclaim : segvn_reclaim;
}

/* §2, Lock 6: counts the pages of LIST in softlockcnt. */
static void segvn_count_softlock (SegvnData *data, ShadowList *list)
{
  data->softlockcnt += list->npages;
  list->charged = &data->softlockcnt;
  if (data->shared) {
    data->amp->softlockcnt += list->npages;
    list->charged = &data->amp->softlockcnt;
  }
}

/* After the pages are locked: inserts the list into the cache if CHECK allowed it. Returns the outcome. */
static PagelockOutcome segvn_cache_list (const SegvnData *data, const SegmentLock *lock, uint64_t wlen,
                                         CacheAdmission check)
{
  if (!lock->tried_to_cache) {
    vm_record_fate (data->vm, &lock->range, miss_reason_after_admission (check));
    return PAGELOCK_UNCACHED;
  }
  CacheAdmission admission =
      vm_insert_list (data->vm, lock, segvn_cache_amp (data), wlen, segvn_reclaim_of (data));
  return admission == CACHE_ADMITTED ? PAGELOCK_CACHED : PAGELOCK_LOST;
}

/* §2, Lock 3 to 6: locks LEN bytes at ADDR after a miss. */
static G_GNUC_NO_INLINE int segvn_pagelock_missed (Segment *segment, uint64_t addr, uint64_t len,
                                                   CacheMiss miss, SegmentLock *lock)
{
  SegvnData *data = segvn_data (segment);
  Vm *vm = data->vm;
  SegvnRange request = { .addr = addr, .len = len };
  SegvnRange adjusted = segvn_adjust_range (segment, addr, len, lock->rw);
  vm_explain_miss (vm, &(CacheRequest){ &segment->cached, lock->range, lock->rw }, miss);
  if (!data->shared && !segvn_range_allows (segment, adjusted.addr, adjusted.len, lock->rw)) {
    return EACCES;
  }
  uint64_t wlen = segvn_writable_length (segment, adjusted);
  lock->tried_to_cache = seg_pinsert_check (vm->pcache, &segment->cached, segvn_cache_amp (data),
                                            lock->range.addr, lock->range.len, lock->range.flags)
                         == SEGP_SUCCESS;
  CacheAdmission check = cache_last_admission (vm->pcache);
  SegvnRange range = lock->tried_to_cache ? adjusted : request;
  int error_number = 0;
  sim_time ready = 0;
  if (segment->cached.s_szc != 0 && segvn_is_shared_cow (segment, range)) {
    vm->as.cow_refused++;
    error_number = EFAULT;
  } else {
    lock->shadow_list = segvn_lock_pages (segment, range, false, &ready, &error_number);
  }
  if (!lock->shadow_list) {
    if (error_number != EAGAIN) {
      vm_record_fate (vm, &lock->range, MISS_FAILED);
    }
    return error_number;
  }
  segvn_count_softlock (data, lock->shadow_list);
  PagelockOutcome outcome = segvn_cache_list (data, lock, wlen, check);
  if (!lock->tried_to_cache) {
    lock->range = segvn_cache_range (segment, request);
  }
  return vm_finish_lock (vm, lock, outcome);
}

int segvn_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  SegvnData *data = segvn_data (segment);
  Vm *vm = data->vm;
  if (G_UNLIKELY (!data->amp)) {
    return EFAULT;
  }
  if (data->shared && !segvn_range_allows (segment, addr, len, rw)) {
    return EACCES;
  }
  SegvnRange adjusted = segvn_adjust_range (segment, addr, len, rw);
  lock->segment = segment;
  lock->range = segvn_cache_range (segment, adjusted);
  lock->rw = rw;
  lock->tried_to_cache = true;
  if (G_UNLIKELY (!vm_lookup (vm, lock, segvn_cache_amp (data)))) {
    return segvn_pagelock_missed (segment, addr, len, cache_last_miss (vm->pcache), lock);
  }
  if (data->shared) {
    data->softlockcnt += page_btop (segment->pages, lock->range.len);
  }
  return vm_finish_lock (vm, lock, PAGELOCK_HIT);
}

void segvn_announce (Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  CacheRange range = segvn_cache_range (segment, segvn_adjust_range (segment, addr, len, rw));
  SegvnData *data = segvn_data (segment);
  cache_announce (data->vm->pcache, &segment->cached, segvn_cache_amp (data), range.addr);
}

/* Unlocks a lock that was never given to the cache. */
static G_GNUC_NO_INLINE void segvn_unlock_uncached (const SegmentLock *lock)
{
  SegvnData *data = segvn_data (lock->segment);
  const CacheRange *range = &lock->range;
  if (lock->outcome == PAGELOCK_SOFT) {
    segvn_reclaim_pages (data->vm, &data->softlockcnt, range->len, lock->shadow_list, lock->rw);
    return;
  }
  segvn_reclaim_of (data) (data->vm, range->owner, range->addr, range->len, lock->shadow_list, lock->rw,
                           false);
  if (data->shared) {
    data->softlockcnt -= page_btop (data->vm->pages, range->len);
  }
}

void segvn_pageunlock (const SegmentLock *lock)
{
  Segment *segment = lock->segment;
  if (G_UNLIKELY (!lock->tried_to_cache)) {
    segvn_unlock_uncached (lock);
    segvn_note_unlock (segment);
    return;
  }
  SegvnData *data = segvn_data (segment);
  if (!vm_end_hit (data->vm, lock)) {
    vm_end_io (data->vm, lock, segvn_cache_amp (data), segvn_reclaim_of (data));
  }
  if (data->shared) {
    data->softlockcnt -= page_btop (segment->pages, lock->range.len);
  }
  segvn_note_unlock (segment);
}

int segvn_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  SegvnData *data = segvn_data (segment);
  if (!segvn_range_allows (segment, addr, len, rw)) {
    return EACCES;
  }
  segvn_need_amp (segment);
  SegvnRange range = { .addr = addr, .len = len };
  *lock = (SegmentLock){ .segment = segment, .range = segvn_cache_range (segment, range), .rw = rw };
  int error_number = segvn_break_out_range (segment, range);
  if (error_number != 0) {
    return error_number;
  }
  lock->shadow_list = segvn_lock_pages (segment, range, true, &lock->ready, &error_number);
  if (!lock->shadow_list) {
    return error_number;
  }
  data->softlockcnt += page_btop (segment->pages, len);
  ((ShadowList *)lock->shadow_list)->charged = &data->softlockcnt;
  return vm_finish_lock (data->vm, lock, PAGELOCK_SOFT);
}
