/* segspt.c - the driver of ISM and DISM (surroundings §3) */
#include "segspt.h"
#include "as_wait.h"
#include "host_memory.h"
#include "segvn.h"

/* ---- locking for I/O ---- */

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

/* Whether HAS is true of all pages of LEN bytes at ADDR. HAS says whether the shadow list has the page, or
 * whether a list made now would have it. For ISM always true. */
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

static void segspt_end_io (const SegmentLock *lock)
{
  Vm *vm = segspt_data (lock->segment)->vm;
  if (!vm_end_hit (vm, lock)) {
    vm_end_io (vm, lock, NULL, segspt_reclaim);
  }
}

/* Uses the active entry of LOCK, or ends its I/O if the list lacks pages of the LEN bytes at ADDR. */
static int segspt_settle (SegmentLock *lock, uint64_t addr, uint64_t len, PagelockOutcome outcome)
{
  Vm *vm = segspt_data (lock->segment)->vm;
  lock->outcome = outcome;
  if (!segspt_has_pages (lock->segment, addr, len, spt_object_lists)) {
    segspt_end_io (lock);
    return segspt_refuse (vm, SPT_REFUSED_NOT_LOCKED);
  }
  return vm_finish_lock (vm, lock, outcome);
}

/* Inserts the object's list into the cache for the segment of LOCK. False if the cache refused it. */
static bool segspt_insert (SegmentLock *lock, bool built)
{
  SptData *data = segspt_data (lock->segment);
  SptObject *object = data->object;
  lock->shadow_list = object->list;
  if (vm_insert_list (data->vm, lock, NULL, lock->range.len, segspt_reclaim) != CACHE_ADMITTED) {
    if (built) {
      spt_list_free (object);
    }
    return false;
  }
  object->entries++;
  data->vm->spt.entries++;
  data->vm->spt.list_shares += !built;
  data->softlockcnt += seg_pages (lock->segment);
  return true;
}

/* After a miss, looks up again with the object's lock held. 0: LOCK has an active entry, with *OUTCOME. */
static int segspt_make_entry (SegmentLock *lock, uint64_t addr, uint64_t len, PagelockOutcome *outcome)
{
  Segment *segment = lock->segment;
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  *outcome = PAGELOCK_HIT;
  if (vm_lookup (vm, lock, NULL)) {
    return 0;
  }
  vm_count_miss (vm, &(CacheRequest){ &segment->cached, lock->range, S_WRITE }, MISS_RECHECK);
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
  vm_explain_miss (vm, &(CacheRequest){ &lock->segment->cached, lock->range, S_WRITE }, miss);
  PagelockOutcome outcome;
  mutex_enter (vm->kernel, &data->object->lock);
  int error_number = segspt_make_entry (lock, addr, len, &outcome);
  mutex_exit (vm->kernel, &data->object->lock);
  return error_number != 0 ? error_number : segspt_settle (lock, addr, len, outcome);
}

static int segspt_pagelock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  (void)rw;
  SptData *data = segspt_data (segment);
  if (G_UNLIKELY (data->object->list_changed)) {
    segspt_purge (segment);
    return segspt_refuse (data->vm, SPT_REFUSED_CHANGED);
  }
  lock->segment = segment;
  lock->range = (CacheRange){
    .owner = &segment->cached.owner, .addr = segment->base, .len = segment->size, .flags = SEGP_FORCE_WIRED
  };
  lock->rw = S_WRITE; /* since others share the list */
  lock->tried_to_cache = true;
  if (G_UNLIKELY (!vm_lookup (data->vm, lock, NULL))) {
    return segspt_pagelock_missed (lock, addr, len, cache_last_miss (data->vm->pcache));
  }
  return segspt_settle (lock, addr, len, PAGELOCK_HIT);
}

static int segspt_softlock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
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
  data->softlockcnt += list->npages;
  return vm_finish_lock (data->vm, lock, PAGELOCK_SOFT);
}

static void segspt_pageunlock (const SegmentLock *lock)
{
  Segment *segment = lock->segment;
  SptData *data = segspt_data (segment);
  if (lock->outcome == PAGELOCK_SOFT) {
    vm_unlock_pages (data->vm, lock->shadow_list, lock->rw);
    data->softlockcnt -= page_btop (segment->pages, lock->range.len);
  } else {
    segspt_end_io (lock);
    if (G_UNLIKELY (data->object->list_changed)) {
      segspt_purge (segment);
    }
  }
  if (G_UNLIKELY (segment->as->waiters != NULL)) {
    segspt_purge (segment);
    if (data->softlockcnt + data->holds == 0) {
      vm_wake_waiters (&segment->as->waiters);
    }
  }
}

/* ---- mlock and munlock ---- */

/* mlocks or munlocks NPAGES pages from FIRST on. If munlock changes the list, purges its entries. */
static int segspt_set_mlocked (Segment *segment, uint64_t first, uint64_t npages, bool lock)
{
  SptData *data = segspt_data (segment);
  SptObject *object = data->object;
  bool changed = false;
  int error_number = 0;
  if (!data->mlocked && !lock) {
    return 0;
  }
  if (!data->mlocked) {
    data->mlocked = host_memory_alloc (object->map->npages);
  }
  mutex_enter (object->vm->kernel, &object->lock);
  if (lock) {
    error_number = spt_object_mlock (object, data->mlocked, first, npages, &changed);
  } else {
    spt_object_munlock (object, data->mlocked, first, npages, &changed);
  }
  SptList *list = changed ? spt_list_mark_changed (object) : NULL;
  mutex_exit (object->vm->kernel, &object->lock);
  if (list && !lock) {
    seg_ppurge_wiredpp (object->vm->pcache, list);
  }
  return error_number;
}

static int segspt_mlock (Segment *segment, uint64_t addr, uint64_t size, unsigned lock)
{
  if (!segspt_data (segment)->object->pageable) {
    return 0; /* all pages of ISM are locked already */
  }
  return segspt_set_mlocked (segment, seg_page (segment, addr), page_btop (segment->pages, size), lock);
}

/* ---- the rest of the driver ---- */

static void segspt_free (Segment *segment)
{
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  if (data->softlockcnt != 0) {
    g_error ("the segment at 0x%" G_GINT64_MODIFIER "x goes while %" G_GUINT64_FORMAT " pages are locked",
             segment->base, data->softlockcnt);
  }
  segspt_set_mlocked (segment, 0, seg_pages (segment), false);
  if (data->mlocked) {
    host_memory_free (data->mlocked, data->object->map->npages);
  }
  spt_object_detach (data->object);
  kernel_heap_release (vm->segment_addresses, segment->cached.owner.tag);
  g_free (data);
  segment->data = NULL;
}

/* Detaches the whole segment; refuses a part. */
static int segspt_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused)
{
  (void)unused;
  const SptData *data = segspt_data (segment);
  if (base != segment->base || size != segment->size) {
    return EINVAL;
  }
  if (data->softlockcnt > 0) {
    segspt_purge (segment);
  }
  if (data->softlockcnt + data->holds > 0) {
    return EAGAIN;
  }
  seg_free (segment);
  return 0;
}

/* Changes nothing: pages of ISM and DISM are always readable and writable. */
static int segspt_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection)
{
  (void)segment, (void)addr, (void)size, (void)protection;
  return 0;
}

static int segspt_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice)
{
  SptData *data = segspt_data (segment);
  SptObject *object = data->object;
  Vm *vm = data->vm;
  if (advice != SEGMENT_ADVICE_FREE || !object->pageable) {
    return 0;
  }
  mutex_enter (vm->kernel, &object->lock);
  SptList *list = spt_list_mark_changed (object);
  mutex_exit (vm->kernel, &object->lock);
  if (list) {
    seg_ppurge_wiredpp (vm->pcache, list);
    data->holds++;
    spt_list_await_end (object);
    data->holds--;
    as_note_reclaim (segment->as, data->softlockcnt + data->holds, false);
  }
  anon_disclaim (vm, object->map, seg_page (segment, addr), page_btop (segment->pages, size));
  return 0;
}

static bool segspt_can_change_zones (const Segment *segment)
{
  (void)segment;
  return false;
}

/* Makes SEGMENT, which has no driver yet, an attachment of OBJECT, which has counted it already. */
static void segspt_init (Segment *segment, SptObject *object)
{
  SptData *data = g_new0 (SptData, 1);
  data->vm = object->vm;
  data->object = object;
  vm_set_driver (object->vm, segment, &segspt_driver, object->szc, data);
}

static int segspt_dup (Segment *segment, Segment *child)
{
  const SptObject *parent = segspt_data (segment)->object;
  SptAttachment what = { .amp = parent->map, .szc = parent->szc, .pageable = parent->pageable };
  SptObject *object;
  int error_number = spt_object_attach (parent->vm, &what, &object);
  if (error_number == 0) {
    segspt_init (child, object);
  }
  return error_number;
}

const SegmentDriver segspt_driver = {
  .name = "segspt",
  .dup = segspt_dup,
  .changes = { [SEGMENT_CHANGE_UNMAP] = segspt_unmap,
               [SEGMENT_CHANGE_PROTECTION] = segspt_setprot,
               [SEGMENT_CHANGE_ADVICE] = segspt_advise,
               [SEGMENT_CHANGE_MLOCK] = segspt_mlock },
  .free = segspt_free,
  .can_change_zones = segspt_can_change_zones,
  .pagelock = segspt_pagelock,
  .softlock = segspt_softlock,
  .pageunlock = segspt_pageunlock,
};

int segspt_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what, Segment **segment)
{
  SptObject *object;
  Segment *made = vm_new_segment (vm, as, base, page_ptob (vm->pages, what->amp->npages));
  if (!made) {
    return ENOMEM;
  }
  int error_number = spt_object_attach (vm, what, &object);
  if (error_number != 0) {
    vm_discard_segment (vm, made);
    return error_number;
  }
  segspt_init (made, object);
  *segment = made;
  return 0;
}
