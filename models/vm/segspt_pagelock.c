/* segspt_pagelock.c - locking ISM and DISM for I/O (surroundings §3) */
#include "as_wait.h"
#include "segspt_internal.h"

#include <glib.h>

static int segspt_refuse (Vm *vm, SptRefusal reason)
{
  vm->spt.refusals[reason]++;
  return ENOTSUP;
}

void segspt_purge (Segment *segment)
{
  seg_ppurge (segspt_data (segment)->vm->pcache, &segment->cached, NULL, SEGP_FORCE_WIRED);
}

static int segspt_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                           SegRw rw, bool async)
{
  (void)addr, (void)rw;
  Vm *vm = user;
  Segment *segment = segment_of_owner (owner);
  SptData *data = segspt_data (segment);
  SptObject *object = data->object;
  mutex_enter (vm->kernel, &object->lock);
  if (object->list != shadow_list || object->entries == 0
      || data->softlockcnt < page_btop (segment->pages, len)) {
    g_error ("segspt reclaim: an entry of another list than the object's, which has %" G_GUINT64_FORMAT,
             object->entries);
  }
  data->softlockcnt -= page_btop (segment->pages, len);
  vm->spt.entries--;
  bool last = --object->entries == 0;
  if (last) {
    spt_list_free (object);
  }
  mutex_exit (vm->kernel, &object->lock);
  vm_record_outcome (vm, VM_OUTCOME_RECLAIM, page_btop (segment->pages, len));
  as_note_reclaim (segment->as, data->softlockcnt + data->holds, async);
  return last;
}

/* Whether HAS is true of all pages of LEN bytes at ADDR: that the shadow list has the page, or that a list made now
 * would. Either goes for all of ISM. */
static bool segspt_has_pages (const Segment *segment, uint64_t addr, uint64_t len,
                              bool (*has) (const SptObject *object, uint64_t i))
{
  const SptObject *object = segspt_data (segment)->object;
  uint64_t first = seg_page (segment, addr);
  for (uint64_t i = first; object->pageable && i < first + page_btop (segment->pages, len); i++) {
    if (!has (object, i)) {
      return false;
    }
  }
  return true;
}

/* The entry is active once more for LOCK: its I/O is over. */
static void segspt_inactive (const SegmentLock *lock)
{
  Segment *segment = lock->segment;
  const CacheRange *range = &lock->range;
  Cache *pcache = segspt_data (segment)->vm->pcache;
  if (lock->outcome == PAGELOCK_HIT && lock->hit) {
    seg_pinactive_hit (pcache, lock->hit, range->len);
  } else {
    seg_pinactive (pcache, &segment->cached, NULL, range->addr, range->len, lock->shadow_list, S_WRITE,
                   range->flags, segspt_reclaim);
  }
}

/* The segment has an active entry for LOCK: it serves if the list has the pages of LEN bytes at ADDR. */
static int segspt_settle (SegmentLock *lock, uint64_t addr, uint64_t len, PagelockOutcome outcome)
{
  Vm *vm = segspt_data (lock->segment)->vm;
  lock->outcome = outcome;
  if (!segspt_has_pages (lock->segment, addr, len, spt_object_lists)) {
    segspt_inactive (lock);
    return segspt_refuse (vm, SPT_REFUSED_NOT_LOCKED);
  }
  return vm_finish_lock (vm, lock, outcome);
}

static bool segspt_lookup (SegmentLock *lock)
{
  Segment *segment = lock->segment;
  Cache *pcache = segspt_data (segment)->vm->pcache;
  lock->shadow_list = seg_plookup (pcache, &segment->cached, NULL, lock->range.addr, lock->range.len, S_WRITE,
                                   lock->range.flags);
  lock->hit = cache_last_hit (pcache);
  return lock->shadow_list != NULL;
}

/* Puts the object's list, which is there, into the cache for the segment of LOCK. False if it was not let in. */
static bool segspt_insert (SegmentLock *lock, bool built)
{
  Segment *segment = lock->segment;
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  SptObject *object = data->object;
  const CacheRange *range = &lock->range;
  lock->shadow_list = object->list;
  seg_pinsert (vm->pcache, &segment->cached, NULL, range->addr, range->len, range->len, object->list, S_WRITE,
               range->flags, segspt_reclaim);
  CacheAdmission admission = cache_last_admission (vm->pcache);
  vm_record_fate (vm, range, miss_reason_after_admission (admission));
  if (admission != CACHE_ADMITTED) {
    if (built) {
      spt_list_free (object);
    }
    return false;
  }
  object->entries++;
  vm->spt.entries++;
  vm->spt.list_shares += !built;
  data->softlockcnt += page_btop (segment->pages, range->len);
  return true;
}

/* A miss, looked at again under the object's lock, which is held. 0: LOCK has an active entry, with *OUTCOME. */
static int segspt_make_entry (SegmentLock *lock, uint64_t addr, uint64_t len, PagelockOutcome *outcome)
{
  Segment *segment = lock->segment;
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  *outcome = PAGELOCK_HIT;
  if (segspt_lookup (lock)) {
    return 0;
  }
  vm_count_recheck (vm, &(VmMiss){ &lock->range, &segment->cached, S_WRITE });
  if (seg_pinsert_check (vm->pcache, &segment->cached, NULL, lock->range.addr, lock->range.len,
                         lock->range.flags)
      != SEGP_SUCCESS) {
    vm_record_fate (vm, &lock->range, miss_reason_after_admission (cache_last_admission (vm->pcache)));
    return segspt_refuse (vm, SPT_REFUSED_DISABLED);
  }
  if (!segspt_has_pages (segment, addr, len, spt_is_mlocked)) {
    return segspt_refuse (vm, SPT_REFUSED_NOT_LOCKED);
  }
  bool built = !data->object->list;
  SptRefusal refusal;
  if (built && !spt_list_build (data->object, &refusal)) {
    return segspt_refuse (vm, refusal);
  }
  *outcome = PAGELOCK_CACHED;
  return segspt_insert (lock, built) ? 0 : segspt_refuse (vm, SPT_REFUSED_DISABLED);
}

static G_GNUC_NO_INLINE int segspt_pagelock_missed (SegmentLock *lock, uint64_t addr, uint64_t len,
                                                    CacheMiss miss)
{
  SptData *data = segspt_data (lock->segment);
  Vm *vm = data->vm;
  vm_explain_miss (vm, &(VmMiss){ &lock->range, &lock->segment->cached, S_WRITE }, miss);
  PagelockOutcome outcome;
  mutex_enter (vm->kernel, &data->object->lock);
  int error_number = segspt_make_entry (lock, addr, len, &outcome);
  mutex_exit (vm->kernel, &data->object->lock);
  return error_number != 0 ? error_number : segspt_settle (lock, addr, len, outcome);
}

static CacheRange segspt_range (Segment *segment)
{
  return (CacheRange){
    .owner = &segment->cached.owner, .addr = segment->base, .len = segment->size, .flags = SEGP_FORCE_WIRED
  };
}

int segspt_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  SptData *data = segspt_data (segment);
  if (G_UNLIKELY (data->object->list_changed)) {
    segspt_purge (segment);
    return segspt_refuse (data->vm, SPT_REFUSED_CHANGED);
  }
  lock->segment = segment;
  lock->range = segspt_range (segment);
  lock->rw = rw;
  lock->tried_to_cache = true;
  if (G_UNLIKELY (!segspt_lookup (lock))) {
    return segspt_pagelock_missed (lock, addr, len, cache_last_miss (data->vm->pcache));
  }
  return segspt_settle (lock, addr, len, PAGELOCK_HIT);
}

int segspt_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  SptData *data = segspt_data (segment);
  *lock = (SegmentLock){ .segment = segment,
                         .range = { .owner = &segment->cached.owner, .addr = addr, .len = len },
                         .rw = rw };
  ShadowList *list;
  int error_number = spt_object_softlock (data->object, seg_page (segment, addr),
                                          page_btop (segment->pages, len), &lock->ready, &list);
  if (error_number != 0) {
    return error_number;
  }
  lock->shadow_list = list;
  data->softlockcnt += page_btop (segment->pages, len);
  return vm_finish_lock (data->vm, lock, PAGELOCK_SOFT);
}

static void segspt_softunlock (const SegmentLock *lock)
{
  SptData *data = segspt_data (lock->segment);
  Vm *vm = data->vm;
  vm_unlock_pages (vm, lock->shadow_list, lock->rw);
  data->softlockcnt -= page_btop (vm->pages, lock->range.len);
}

void segspt_pageunlock (const SegmentLock *lock)
{
  Segment *segment = lock->segment;
  SptData *data = segspt_data (segment);
  if (lock->outcome == PAGELOCK_SOFT) {
    segspt_softunlock (lock);
  } else {
    segspt_inactive (lock);
    if (G_UNLIKELY (data->object->list_changed)) {
      segspt_purge (segment);
    }
  }
  if (G_UNLIKELY (segment->as->waiters != NULL)) {
    segspt_purge (segment);
    if (data->softlockcnt + data->holds == 0) {
      as_wake_waiters (segment->as);
    }
  }
}
