/* replay_lock.c - one recorded I/O: its lookup, check, insert and end here */
#include "replay_lock.h"

ReplayLock *replay_lock_open (ReplayLocks *locks, const CacheCall *call)
{
  ReplayOwner *owner = replay_owners_get (locks->owners, call->tag);
  ReplayLock *lock = g_new (ReplayLock, 1);
  *lock = (ReplayLock){ .base.segment = &owner->segment,
                        .base.range = { &owner->segment.cached.owner, call->addr, call->len, call->flags },
                        .base.rw = call->write ? S_WRITE : S_READ,
                        .owner = owner,
                        .szc = call->szc,
                        .amp = call->amp,
                        .link.data = lock };
  g_queue_push_head_link (&locks->open, &lock->link);
  return lock;
}

/* Returns the anon map that owns LOCK's entry; NULL: the segment does. Sets the segment's page size to
 * LOCK's, since the cache uses it in each call. */
static CacheOwner *replay_lock_amp (const ReplayLock *lock)
{
  lock->owner->segment.cached.s_szc = lock->szc;
  return lock->amp ? lock->base.range.owner : NULL;
}

static CacheReclaim replay_lock_reclaim (const ReplayLock *lock)
{
  return lock->base.range.flags & SEGP_FORCE_WIRED ? replay_owner_reclaim_wired : replay_owner_reclaim;
}

static void replay_lock_count_start (ReplayLocks *locks, const ReplayLock *lock)
{
  locks->counters->started++;
  *(lock->base.rw == S_WRITE ? &locks->counters->reads : &locks->counters->writes) += 1;
}

/* Begins the I/O on LOCK, whose pages are locked. */
static void replay_lock_hold (ReplayLocks *locks, ReplayLock *lock, PagelockOutcome outcome)
{
  replay_lock_count_start (locks, lock);
  lock->stage = REPLAY_LOCK_HELD;
  vm_finish_lock (locks->vm, &lock->base, outcome);
}

static void replay_lock_fail (ReplayLocks *locks, ReplayLock *lock, int error_number)
{
  Vm *vm = locks->vm;
  replay_lock_count_start (locks, lock);
  locks->counters->failed++;
  *(error_number == ENOMEM ? &vm->counters.failed_memory : &vm->counters.failed_fault) += 1;
  vm_record_fate (vm, &lock->base.range, MISS_FAILED);
  lock->stage = REPLAY_LOCK_FAILED;
}

bool replay_lock_look_up (ReplayLocks *locks, ReplayLock *lock)
{
  Vm *vm = locks->vm;
  SegmentLock *base = &lock->base;
  if (vm_lookup (vm, base, replay_lock_amp (lock))) {
    replay_lock_hold (locks, lock, PAGELOCK_HIT);
    return true;
  }
  CacheRequest request = { &base->segment->cached, base->range, base->rw };
  vm_explain_miss (vm, &request, cache_last_miss (vm->pcache));
  return false;
}

/* Locks the pages of LOCK outside the cache, which refused them with REFUSAL. */
static void replay_lock_uncached (ReplayLocks *locks, ReplayLock *lock, CacheAdmission refusal)
{
  int error_number;
  const CacheRange *range = &lock->base.range;
  lock->base.shadow_list = replay_owner_lock (lock->owner, range->addr, range->len, &error_number);
  if (!lock->base.shadow_list) {
    replay_lock_fail (locks, lock, error_number);
    return;
  }
  vm_record_fate (locks->vm, range, miss_reason_after_admission (refusal));
  replay_lock_hold (locks, lock, PAGELOCK_UNCACHED);
}

static ShadowList *replay_lock_pages (const ReplayLock *lock, int *error_number)
{
  const CacheRange *range = &lock->base.range;
  if (!(range->flags & SEGP_FORCE_WIRED)) {
    return replay_owner_lock (lock->owner, range->addr, range->len, error_number);
  }
  /* A list that the recorded machine did not have is shared with no other owner. */
  uint64_t recorded = lock->recorded_list != 0 ? lock->recorded_list : range->owner->tag;
  return replay_owner_lock_wired (lock->owner, recorded, range->addr, range->len, error_number);
}

CacheAdmission replay_lock_insert (ReplayLocks *locks, ReplayLock *lock, uint64_t wlen)
{
  int error_number;
  lock->base.shadow_list = replay_lock_pages (lock, &error_number);
  if (!lock->base.shadow_list) {
    replay_lock_fail (locks, lock, error_number);
    return REPLAY_LOCK_NO_PAGES;
  }
  CacheAdmission admission =
      vm_insert_list (locks->vm, &lock->base, replay_lock_amp (lock), wlen, replay_lock_reclaim (lock));
  replay_lock_hold (locks, lock, admission == CACHE_ADMITTED ? PAGELOCK_CACHED : PAGELOCK_LOST);
  return admission;
}

CacheAdmission replay_lock_check (ReplayLocks *locks, ReplayLock *lock)
{
  Cache *pcache = locks->vm->pcache;
  const CacheRange *range = &lock->base.range;
  seg_pinsert_check (pcache, &lock->base.segment->cached, replay_lock_amp (lock), range->addr, range->len,
                     range->flags);
  CacheAdmission admission = cache_last_admission (pcache);
  if (admission == CACHE_ADMITTED) {
    lock->stage = REPLAY_LOCK_ADMITTED;
  } else {
    replay_lock_uncached (locks, lock, admission);
  }
  return admission;
}

void replay_lock_at_once (ReplayLocks *locks, ReplayLock *lock)
{
  if (lock->stage == REPLAY_LOCK_MISSED) {
    replay_lock_check (locks, lock);
  }
  if (lock->stage == REPLAY_LOCK_ADMITTED) {
    replay_lock_insert (locks, lock, lock->base.range.len);
  }
}

void replay_lock_end (ReplayLocks *locks, ReplayLock *lock)
{
  Vm *vm = locks->vm;
  SegmentLock *base = &lock->base;
  if (lock->stage == REPLAY_LOCK_HELD) {
    if (base->outcome == PAGELOCK_UNCACHED) {
      replay_owner_reclaim (vm, NULL, 0, 0, base->shadow_list, base->rw, false);
    } else if (!vm_end_hit (vm, base)) {
      vm_end_io (vm, base, replay_lock_amp (lock), replay_lock_reclaim (lock));
    }
    locks->counters->completed++;
    locks->counters->bytes += base->range.len;
  }
  g_queue_unlink (&locks->open, &lock->link);
  g_free (lock);
}
